"""What `make kernels` writes; change it in sim/codegen/ or hal/engine/program.py."""
