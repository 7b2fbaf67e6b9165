"""The wiring that boards of one MicroPython port share."""
