"""Faults planted in the reference, one at a time, and the cases of the suites that notice them."""
