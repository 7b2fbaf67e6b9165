"""The search for what is still held finds it wherever it is, and names its keeper."""

import pytest

from tests.rig import reach


class Keeper:
    """Keeps something."""

    def __init__(self, kept):
        self.kept = kept


def mark():
    """Bytes that nothing else holds: no constant of this file, and made anew at each call."""
    return b"".join((b"nobody else", b" has this"))


def failed():
    """An exception, whose frame has it."""
    here = mark()
    try:
        raise ValueError(len(here))
    except ValueError as error:
        return error


SHAPES = {
    "itself": mark,
    "text": lambda: mark().decode(),
    "changing bytes": lambda: bytearray(mark()),
    "tuple": lambda: (mark(), 1),
    "tuple in a tuple": lambda: ((mark(), 1), 2),
    "dict": lambda: {"x": mark()},
    "list in a dict": lambda: {"x": [mark()]},
    "list in a list": lambda: [[mark()]],
    "view": lambda: memoryview(mark()),
    "iterator": lambda: iter([mark()]),
    "error": failed,
}


def holders():
    wanted = b"nobody else", b" has this"
    return reach.holders(
        lambda text: (
            all((part.decode() if isinstance(text, str) else part) in text for part in wanted)
            and len(text) == sum(map(len, wanted))
        )
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_found_in_any_shape(shape):
    assert holders() == set()
    keeper = Keeper(SHAPES[shape]())
    assert holders() == {"Keeper"}
    del keeper
    assert holders() == set()
