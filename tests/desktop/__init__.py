"""Tests that need a desktop: third-party packages, processes, files of any size."""
