"""Tests that boot an emulated board."""
