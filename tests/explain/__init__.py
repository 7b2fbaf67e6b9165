"""Planted mistakes of issuers' programs, and what `ridegate explain` must say of each."""
