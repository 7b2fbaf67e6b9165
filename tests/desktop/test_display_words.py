"""The words that a host reads off a display's dots: every prompt has a picture of its own."""

from sim.gate import display_words

DISPLAY_BYTES = 128 * 64 // 8


def test_every_prompt_is_read_off_its_own_picture():
    pictures = display_words.pictures()
    assert {len(picture) for picture in pictures} == {DISPLAY_BYTES}
    assert set(pictures.values()) == set(display_words.prompts())
    assert all(display_words.read(picture) == words for picture, words in pictures.items())


def test_any_other_picture_has_no_words():
    picture = bytearray(next(iter(display_words.pictures())))
    picture[40] ^= 1
    assert display_words.read(bytes(picture)) is None
