"""Trust lists on a desk: sources, signed files, and the way onto a board."""
