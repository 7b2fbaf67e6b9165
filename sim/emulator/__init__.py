"""The emulator that boots a board's firmware in the MicroPython VM."""
