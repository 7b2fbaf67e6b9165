"""The words that a host reads off a display's dots: every prompt has a picture of its own."""

from sim.emulator.i2c import dots
from sim.gate import display_words


def test_every_prompt_is_read_off_its_own_picture():
    pictures = display_words.pictures()
    assert {(len(picture), *{len(row) for row in picture}) for picture in pictures} == {(64, 128)}
    assert set(pictures.values()) == set(display_words.prompts())
    assert all(display_words.read(picture) == words for picture, words in pictures.items())


def test_any_other_picture_has_no_words():
    first, *others = next(iter(display_words.pictures()))
    turned = {"#": ".", ".": "#"}[first[40]]
    assert display_words.read([first[:40] + turned + first[41:], *others]) is None


def test_a_byte_of_the_memory_is_eight_rows_of_a_column():
    memory = bytearray(128 * 8)
    memory[128 * 3 + 7] = 0b10000001
    lit = [(number, row.find("#"), row.count("#")) for number, row in enumerate(dots(memory)) if "#" in row]
    assert lit == [(24, 7, 1), (31, 7, 1)]
