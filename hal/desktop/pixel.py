"""Frames as the decoders want them."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


def gray(frame: Any) -> Pixels:
    """(height, width) grey from a frame of that shape or (height, width, 3) BGR; a copy only where needed.

    Refuses every other shape, type and an empty frame with ValueError.
    """
    if not isinstance(frame, np.ndarray) or frame.dtype != np.uint8:
        raise ValueError("a frame is an array of uint8")
    if frame.size and frame.ndim == 2:
        return frame
    if frame.size and frame.ndim == 3 and frame.shape[2] == 3:
        return np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)
    raise ValueError(f"a frame has shape (height, width) or (height, width, 3), not {frame.shape}")
