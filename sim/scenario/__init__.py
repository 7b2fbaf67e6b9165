"""Scenarios: what happens in front of a gate and what must come of it, as data, and the player of them."""
