"""Tests of what runs on a desktop: third-party packages, processes, files of any size. None boots a board."""
