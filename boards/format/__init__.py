"""What lies on a board, as bytes: configuration, image manifest, clock statement. `sim/` reads and writes it too."""
