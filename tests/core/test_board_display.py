"""hal/micropython/ssd1306.py and its glyphs: what is drawn where, what is sent, and what happens when it is silent."""

from hal.micropython import glyphs
from hal.micropython.ssd1306 import Ssd1306
from terminal import codes
from tests.core.raising import raised
from tests.rig.fake_machine import I2c

PROMPTS = (
    codes.PASS, codes.REFRESH, codes.USED, codes.INVALID, codes.UNSUPPORTED, codes.LIMIT, codes.STAFF, codes.ONE_CODE,
    codes.CLOCK, codes.OUT_OF_SERVICE, codes.IDLE, codes.EMERGENCY, codes.NOT_HERE,
)  # fmt: skip


class FrameBuffer:
    """Remembers what was drawn on the eight pages, one after the other; puts one byte into a page for each thing seen
    there, so that it changes.
    """

    def __init__(self, memory, width, height, kind):
        self.memory = memory
        self.drawn = []
        self.page = -1

    def fill(self, value):
        self.page = (self.page + 1) % 8
        if not self.page:
            self.drawn = []
        for at in range(len(self.memory)):
            self.memory[at] = value

    def text(self, words, x, y):
        assert x >= 0 and x + 8 * len(words) <= 128
        self._draw(words, x, y, 8, len(words))

    def blit(self, other, x, y):
        assert 0 <= x <= 112
        self._draw(bytes(other.memory), x, y, 16, 1)

    def _draw(self, what, x, y, height, mark):
        line = 8 * self.page + y
        assert line >= 0 and line + height <= 64
        if (line, x, what) not in self.drawn:  # the place first: a glyph is never compared with a text
            self.drawn.append((line, x, what))
        if -height < y < 8:  # the rest is cut off
            self.memory[x] = mark


class Framebuf:
    MONO_VLSB = 0
    MONO_HLSB = 3

    def FrameBuffer(self, *arguments):
        self.last = FrameBuffer(*arguments)
        self.first = getattr(self, "first", self.last)
        return self.last


def display():
    i2c, framebuf = I2c(b""), Framebuf()
    return Ssd1306(i2c, framebuf, glyphs), i2c, framebuf


def test_every_prompt_has_its_glyphs_and_fits():
    screen, _, framebuf = display()
    for zh, en in PROMPTS:
        screen.show(zh, en)
        drawn = framebuf.first.drawn
        assert len([each for each in drawn if isinstance(each[2], bytes)]) == len(zh.replace(" ", ""))
        assert " ".join([each[2] for each in drawn if isinstance(each[2], str)]) == en


def test_glyphs_are_sorted_distinct_and_whole():
    characters = list(glyphs.CHARACTERS)
    assert characters == sorted(characters) and len(set(characters)) == len(characters)
    assert len(glyphs.BITMAPS) == 32 * len(characters)
    bitmaps = [glyphs.BITMAPS[at : at + 32] for at in range(0, len(glyphs.BITMAPS), 32)]
    assert len(set(bitmaps)) == len(bitmaps) and bytes(32) not in bitmaps


def test_a_word_without_a_glyph_is_left_to_the_english():
    screen, _, framebuf = display()
    screen.show("龙 请刷码", "Show")
    assert len(framebuf.first.drawn) == 4


def test_only_pages_that_changed_are_sent():
    screen, i2c, _ = display()
    screen.show("请刷码", "Show your code")
    assert i2c.written[0][:2] == b"\x00\xae" and len(i2c.written) == 1 + 2 * 8
    i2c.written = []
    screen.show("请刷码", "Show your code")
    assert i2c.written == []
    screen.show("请刷码", "Show")
    assert [len(each) for each in i2c.written] == [7, 129] * 2  # its lines of points lie on two pages


def test_a_silent_display_is_set_up_anew():
    screen, i2c, _ = display()
    screen.show("", "one")
    i2c.silent = True
    raised(OSError, screen.show, "", "three")
    i2c.silent = False
    i2c.written = []
    screen.show("", "three")
    assert len(i2c.written) == 1 + 2 * 8
