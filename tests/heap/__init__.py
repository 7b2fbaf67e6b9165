"""What the firmware takes of a board's heap, counted in a 32-bit MicroPython: `make heap`."""
