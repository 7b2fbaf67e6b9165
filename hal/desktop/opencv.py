"""Silences OpenCV, which prints a message for every damaged picture and missing camera; our errors report these."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cv2

_SILENT = 0


@contextmanager
def quiet() -> Iterator[None]:
    """Keep OpenCV silent for a while. What libpng prints by itself stays: nothing turns that off."""
    # The same two functions moved from cv2 to cv2.utils.logging with OpenCV 5.
    place: Any = cv2 if hasattr(cv2, "setLogLevel") else cv2.utils.logging
    before = place.getLogLevel()
    place.setLogLevel(_SILENT)
    try:
        yield
    finally:
        place.setLogLevel(before)
