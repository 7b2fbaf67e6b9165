"""The search for what is still held finds it in whatever shape it is kept, and names its keeper."""

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
    "Itself": mark,
    "Text": lambda: mark().decode(),
    "ChangingBytes": lambda: bytearray(mark()),
    "Tuple": lambda: (mark(), 1),
    "TupleInATuple": lambda: ((mark(), 1), 2),
    "Dict": lambda: {"x": mark()},
    "ListInADict": lambda: {"x": [mark()]},
    "ListInAList": lambda: [[mark()]],
    "View": lambda: memoryview(mark()),
    "Iterator": lambda: iter([mark()]),
    "Error": failed,
}


def wanted(text):
    parts = ("nobody else", " has this") if isinstance(text, str) else (b"nobody else", b" has this")
    return len(text) == sum(map(len, parts)) and all(part in text for part in parts)


def test_it_is_found_in_any_shape_and_gone_when_it_is_let_go():
    keepers = [type(name, (Keeper,), {})(shape()) for name, shape in SHAPES.items()]
    assert reach.holders(wanted) == set(SHAPES)
    del keepers
    assert reach.holders(wanted) == set()
