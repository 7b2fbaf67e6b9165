"""Scenarios: steps in front of a gate and expectations, as data, and their player."""
