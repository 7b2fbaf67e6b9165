"""A virtual day of an emulated terminal, drawn from a seed: `make soak SEED=7`."""
