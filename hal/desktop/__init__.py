"""Devices of a desktop computer. CPython only."""
