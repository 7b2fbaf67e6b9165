"""A code on the desk: its fields, its faults, and why a terminal accepts or refuses it."""
