"""The validator core: given these bytes, this list, this history and this moment, may this passenger pass?

Runs unchanged on CPython and MicroPython. It touches no hardware, no clock and no file: all of that is handed in.
"""
