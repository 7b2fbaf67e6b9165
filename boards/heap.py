"""Loaded before anything large: from then on, what stays is packed at the bottom of the heap.

Without it the modules lie scattered over the whole heap, with garbage in between, and the large pieces of memory that a
terminal allocates once find no space. boards/start.py sets this back when they are there.
"""

import gc

gc.threshold(8192)
