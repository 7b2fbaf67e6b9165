"""Boards: their firmware, their state, and the emulated ones."""
