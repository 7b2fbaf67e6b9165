"""A display of 128x64 points with an SSD1306 on I2C: a line or two of Chinese, below it English.

Commands: SSD1306 datasheet section 9. The memory is eight pages of 128 columns, one byte eight points downwards, which
is framebuf's MONO_VLSB.
"""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

ADDRESS = const(0x3C)
_WIDTH: int = const(128)
_PAGES: int = const(8)
_GLYPH: int = const(16)
_GAP: int = const(2)  # below a line of Chinese, where there is space for it

_SET_UP = (
    b"\xae"  # off
    b"\xd5\x80\xa8\x3f\xd3\x00\x40"  # clock, 64 lines, no offset, first line 0
    b"\x8d\x14"  # charge pump on
    b"\x20\x00"  # columns first
    b"\xa1\xc8\xda\x12"  # upright, pins as on the usual modules
    b"\x81\xcf\xd9\xf1\xdb\x40"  # contrast, precharge, deselect level
    b"\xa4\xa6\x2e\xaf"  # show the memory, not inverted, no scrolling, on
)


class Ssd1306:
    """i2c: `machine.I2C` at 400 kHz; framebuf: the module; glyphs: the module with the Chinese bitmaps."""

    def __init__(self, i2c: "Any", framebuf: "Any", glyphs: "Any", address: int = ADDRESS) -> None:
        self._i2c = i2c
        self._framebuf = framebuf
        self._glyphs = glyphs
        self._address = address
        self._sent = bytearray(_PAGES * _WIDTH)
        self._page = bytearray(1 + _WIDTH)  # drawn one by one, which takes an eighth of the memory
        self._page[0] = 0x40  # data follow
        self._points = memoryview(self._page)[1:]
        self._frame = framebuf.FrameBuffer(self._points, _WIDTH, 8, framebuf.MONO_VLSB)
        self._ready = False

    def show(self, zh: str, en: str) -> None:
        """Draw both languages and send the pages that changed: at most 26 ms at 400 kHz.

        Raises OSError; the next call sets the display up anew.
        """
        y = 0
        drawn: list[tuple[Any, int, int]] = []  # English, or the places of Chinese glyphs; where they begin
        chinese, english = zh.split(" "), _wrapped(en, _WIDTH // 8)
        gap = _GAP if (_GLYPH + _GAP) * len(chinese) + 8 * len(english) <= 8 * _PAGES else 0
        for line in chinese:
            y = self._chinese(line, y, gap, drawn)
        for line in english:
            drawn.append((line, (_WIDTH - 8 * len(line)) // 2, y))
            y += 8
        ready, self._ready = self._ready, False
        if not ready:
            self._i2c.writeto(self._address, b"\x00" + _SET_UP)
        for page in range(_PAGES):
            start, end = page * _WIDTH, (page + 1) * _WIDTH
            self._draw(drawn, 8 * page)
            if not ready or self._points != self._sent[start:end]:
                self._i2c.writeto(self._address, bytes((0x00, 0x21, 0, _WIDTH - 1, 0x22, page, page)))
                self._i2c.writeto(self._address, self._page)
                self._sent[start:end] = self._points
        self._ready = True

    def _draw(self, drawn: "list[tuple[Any, int, int]]", top: int) -> None:
        """The page whose first line of points is `top`."""
        frame = self._frame
        frame.fill(0)
        for what, x, y in drawn:
            if top - _GLYPH < y < top + 8:
                if isinstance(what, str):
                    frame.text(what, x, y - top)
                    continue
                for place in what:
                    bitmap = bytearray(self._glyphs.BITMAPS[32 * place : 32 * place + 32])
                    glyph = self._framebuf.FrameBuffer(bitmap, _GLYPH, _GLYPH, self._framebuf.MONO_HLSB)
                    frame.blit(glyph, x, y - top)
                    x += _GLYPH

    def _chinese(self, line: str, y: int, gap: int, drawn: "list[tuple[Any, int, int]]") -> int:
        """One line of glyphs, centred; a line with a character that has no bitmap is left to the English."""
        places = [self._glyphs.CHARACTERS.find(character) for character in line]
        if not places or min(places) < 0 or len(places) > _WIDTH // _GLYPH:
            return y
        drawn.append((places, (_WIDTH - _GLYPH * len(places)) // 2, y))
        return y + _GLYPH + gap


def _wrapped(words: str, columns: int) -> list[str]:
    lines = [""]
    for word in words.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > columns:
            lines.append(word)
        else:
            lines[-1] += (" " if lines[-1] else "") + word
    return lines
