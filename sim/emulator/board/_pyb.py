"""`pyb`, as far as a mount needs it: the flash."""

from _platform import Flash  # noqa: F401
