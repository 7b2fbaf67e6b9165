"""QR symbols of test codes: as an image for cameras, as a file for phones, as text for a terminal window.

Always byte mode, level L and never a Micro QR: the symbol a wallet shows for the same bytes.
Clause: spec §3.
"""

from io import BytesIO

import segno
from PIL import Image

QUIET_MODULES = 4


def _symbol(payload: bytes, mask: int | None = None) -> segno.QRCode:
    return segno.make(payload, mode="byte", error="L", boost_error=False, micro=False, mask=mask)


def matrix(payload: bytes, quiet_modules: int = 0, mask: int | None = None) -> list[bytes]:
    """The rows of the symbol, a byte a module: 1 dark, 0 light; 65x65 for a ride code.

    payload: 1..2953 bytes; more raises segno.DataOverflowError. quiet_modules: light ones on every side. mask: 0..7, or
    None for the best one, for which all of them are tried. Clause: ISO/IEC 18004 §7.8.
    """
    return [bytes(row) for row in _symbol(payload, mask).matrix_iter(border=quiet_modules)]


def render(payload: bytes, module_px: int = 4, mask: int | None = None) -> Image.Image:
    """A grey image of the symbol and its quiet zone of 4 modules: 0 dark, 255 light. mask: as of `matrix`."""
    return drawn(matrix(payload, QUIET_MODULES, mask), module_px)


def drawn(rows: list[bytes], module_px: int) -> Image.Image:
    """A grey image of these rows of `matrix`: 0 dark, 255 light."""
    levels = b"".join(rows).translate(b"\xff\0" + bytes(254))
    side = len(rows) * module_px
    return Image.frombytes("L", (len(rows), len(rows)), levels).resize((side, side), Image.Resampling.NEAREST)


def png(payload: bytes, module_px: int = 8) -> bytes:
    """The symbol as a PNG file."""
    out = BytesIO()
    _symbol(payload).save(out, kind="png", scale=module_px, border=QUIET_MODULES)
    return out.getvalue()


def blocks(payload: bytes) -> str:
    """The symbol as text: two modules, one above the other, in each character, light on a dark window.

    Trap: a window with dark text on a light ground shows it inverted; not every reader takes that.
    """
    rows = matrix(payload, QUIET_MODULES)
    rows += [b"\1" * len(rows)] * (len(rows) % 2)
    pairs = zip(rows[0::2], rows[1::2], strict=True)
    lines = ("".join("█▄▀ "[2 * below + above] for above, below in zip(*pair, strict=True)) for pair in pairs)
    return "\n".join(lines) + "\n"
