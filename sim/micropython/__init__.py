"""The second runtime: where its VM and its compiler are, and a program in it that is asked questions."""
