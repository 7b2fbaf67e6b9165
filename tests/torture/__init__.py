"""Power cuts at every write of a real littlefs, and what a year of rides does to its flash: `make torture`."""
