"""Trust lists on a desktop: sources, signed files, and their installation on a board."""
