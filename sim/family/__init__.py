"""Families of codes beside the ride code: what each is, how it is judged, and its fields in words."""
