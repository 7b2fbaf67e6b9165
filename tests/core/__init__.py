"""Tests of what runs on boards: each file runs on CPython and in a MicroPython VM."""
