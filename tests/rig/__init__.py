"""Rigs: fakes, wires and processes around what is tested, and what every implementation of a contract must do."""
