"""Loaded before any large module: after that, objects that stay are packed at the bottom of the heap.

Without it the modules are scattered over the whole heap, with garbage in between, and the large pieces of memory that a
terminal allocates once find no space. boards/start.py sets this back when they are there.
"""

import gc

gc.threshold(8192)
