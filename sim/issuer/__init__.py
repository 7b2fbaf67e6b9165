"""The test issuer: codes, keys and signatures. Nothing that signs is anywhere else."""
