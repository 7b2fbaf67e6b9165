"""Tests. The files here run on CPython and in a MicroPython VM; those that need a desktop are in desktop/."""
