"""Pictures from a page, looked at with suspicion before they are decoded: kind, bytes, pixels."""

from hal.desktop import image_file
from hal.desktop.pixel import Pixels

FRAME_MAX_BYTES = 1_000_000
FRAME_MAX_PIXELS = 2_100_000  # 1920 x 1080 and a little
UPLOAD_MAX_BYTES = 12_000_000
UPLOAD_MAX_PIXELS = 26_000_000  # a photograph of a phone
CAMERA, UPLOAD = 1, 2
_KINDS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


class Refused(ValueError):
    """A picture that is not taken; its text is for the page."""


def parse(message: bytes) -> tuple[Pixels, bool]:
    """A binary message of a page: one byte, 1 for a frame of a camera or 2 for a picture, then JPEG, PNG or WebP.

    Returns the pixels and whether it is a still. Raises Refused; the header is read before anything is decoded.
    """
    kind = message[0] if message else 0
    if kind not in (CAMERA, UPLOAD):
        raise Refused("a binary message begins with 1 (a frame) or 2 (a picture)")
    still = kind == UPLOAD
    what = "a picture" if still else "a frame"
    bytes_max = UPLOAD_MAX_BYTES if still else FRAME_MAX_BYTES
    if len(message) - 1 > bytes_max:
        raise Refused(f"{what} has at most {bytes_max} bytes; make it smaller")
    data = message[1:]
    if not data.startswith(_KINDS):
        raise Refused(f"{what} is a JPEG, PNG or WebP; this is none")
    try:
        return image_file.picture(data, what, UPLOAD_MAX_PIXELS if still else FRAME_MAX_PIXELS), still
    except OSError as error:
        raise Refused(f"{what} cannot be read: {error.strerror}") from None
