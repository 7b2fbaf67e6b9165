"""Scanners: a bare line, a camera, and modules that are found, set up and watched."""
