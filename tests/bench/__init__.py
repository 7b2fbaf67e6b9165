"""`make bench`: how fast it is, in one table, and whether it is slower than the figures kept in `kept.json`."""
