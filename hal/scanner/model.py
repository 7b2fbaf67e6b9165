"""The names of scanners in configurations, options and manifests, each once.

Trap: a configuration stores the place of a name in MODELS: add at the end.
"""

CAMERA = "camera"  # the board's own
MODELS = ("gm65", "gm67", CAMERA)
MODULES = tuple([name for name in MODELS if name != CAMERA])  # on a serial line: see dialect.py
