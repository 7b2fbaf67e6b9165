"""Frames on a desktop: Pillow images, grey ("L") or in colour ("RGB")."""

from typing import Any

from PIL import Image

Pixels = Image.Image


def of_array(frame: Any) -> Pixels:
    """The image of an array of uint8, (height, width) grey or (height, width, 3) BGR, as OpenCV makes it.

    Refuses every other shape, type and an empty frame with ValueError.
    """
    shape: tuple[int, ...] = getattr(frame, "shape", ())
    if str(getattr(frame, "dtype", "")) != "uint8" or 0 in shape:
        raise ValueError("a frame is an image, or an array of uint8")
    if len(shape) == 2:
        return Image.fromarray(frame)
    if len(shape) == 3 and shape[2] == 3:
        return Image.fromarray(frame[:, :, ::-1])
    raise ValueError(f"a frame has shape (height, width) or (height, width, 3), not {shape}")


def gray(frame: Any) -> Pixels:
    """A frame in grey: an image, or an array as in `of_array`. Refuses what is neither with ValueError."""
    image = frame if isinstance(frame, Image.Image) else of_array(frame)
    if not image.width or not image.height:
        raise ValueError("a frame has at least one pixel")
    return image if image.mode == "L" else image.convert("L")
