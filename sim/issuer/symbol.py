"""QR symbols of test codes: as an image for cameras, as a file for phones, as text for a terminal window.

Always byte mode, level L and never a Micro QR: the symbol a wallet shows for the same bytes.
Clause: spec §3.
"""

from io import BytesIO

import numpy as np
import segno

QUIET_MODULES = 4
Image = np.ndarray[tuple[int, int], np.dtype[np.uint8]]


def _symbol(payload: bytes) -> segno.QRCode:
    return segno.make(payload, mode="byte", error="L", boost_error=False, micro=False)


def matrix(payload: bytes) -> Image:
    """The modules of the symbol, without quiet zone: 1 dark, 0 light; 65x65 for a ride code.

    payload: 1..2953 bytes; more raises segno.DataOverflowError.
    """
    return np.array([list(row) for row in _symbol(payload).matrix], dtype=np.uint8)


def render(payload: bytes, module_px: int = 4) -> Image:
    """A grey image of the symbol and its quiet zone of 4 modules: 0 dark, 255 light."""
    modules = np.pad(matrix(payload), QUIET_MODULES)
    pixels: Image = np.kron(1 - modules, np.full((module_px, module_px), 255, dtype=np.uint8))
    return pixels


def png(payload: bytes, module_px: int = 8) -> bytes:
    """The symbol as a PNG file."""
    out = BytesIO()
    _symbol(payload).save(out, kind="png", scale=module_px, border=QUIET_MODULES)
    return out.getvalue()


def blocks(payload: bytes) -> str:
    """The symbol as text: two modules, one above the other, in each character, light on a dark window.

    Trap: a window with dark text on a light ground shows it inverted; not every reader takes that.
    """
    light = 1 - np.pad(matrix(payload), QUIET_MODULES)
    if len(light) % 2:
        light = np.vstack([light, np.zeros((1, light.shape[1]), dtype=np.uint8)])
    pairs = light[0::2] + 2 * light[1::2]
    return "\n".join("".join(" ▀▄█"[pair] for pair in row) for row in pairs) + "\n"
