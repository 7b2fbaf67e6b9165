"""Readers of contactless cards."""
