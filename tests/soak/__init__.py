"""Virtual days of an emulated terminal, drawn from a seed and held against a model: `make soak SEED=7`.

A day is passengers, codes that must not pass, hostile bytes, emergencies, power cuts in the middle of a write, faults
of the scanner module, sensor and clock, and a trust list whose day comes (day.py). The board dozes, so ten minutes
take four to five seconds of a processor. The model (model.py) knows wires and flash alone. A day that violates it is
made short and written to a file, which `make soak FILE=…` plays again (shrink.py).

`make soak PLANT=all SEEDS=100` plants one bug after the other in the firmware (plant.py) and prints the seed that finds
each.
"""
