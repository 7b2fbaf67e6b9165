"""Tests, one folder for each place where they run; what they are built from; tools that check the project."""
