"""Families of codes beside the ride code that a board can be built with. The two here are TEST families."""
