"""The simulated gate: a whole terminal at work on this machine."""
