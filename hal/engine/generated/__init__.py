"""What `make kernels` writes; change it in sim/kernel/ or hal/engine/program.py."""
