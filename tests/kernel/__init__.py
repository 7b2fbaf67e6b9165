"""Proofs of the field machines: the machine code that mpy-cross wrote is executed here, one instruction at a time."""
