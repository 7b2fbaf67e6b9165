"""Formats of the files on a board: configuration, image manifest, clock statement. `sim/` reads and writes them too."""
