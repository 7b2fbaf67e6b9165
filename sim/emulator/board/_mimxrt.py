"""`mimxrt`: the flash."""

from _platform import Flash  # noqa: F401
