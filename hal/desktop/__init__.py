"""Devices of a desktop computer, and fakes of all of them for tests and simulation. CPython only."""
