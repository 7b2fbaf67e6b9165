"""Captures: what a gate saw, recorded so that it can be asked again, and replays of them through the same core."""
