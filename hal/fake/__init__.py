"""Devices without hardware, for tests and simulation, on both runtimes. Each keeps the obligations of its contract.

What happens to a device from outside are extra attributes and methods: put the clock forward, show a scanner a code,
walk through a sensor. While `broken` is set every call fails, open() among them, save those that never raise; a device
that failed is brought back by open() alone. `events` is a list for all of them: what is done, in its order.
"""
