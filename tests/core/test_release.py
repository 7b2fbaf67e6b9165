"""Whether a board finds that its release contacts are closed before anything was decided."""

from boards import release
from boards.format.first_lines import first_lines
from tests.core.raising import raised
from tests.rig.fake_machine import Pin


class Pins:
    def __init__(self, release):
        self.RELEASE = release


class Board:
    def __init__(self, levels, actives):
        self.levels = levels
        self.pins = Pins(tuple([(number, active) for number, active in enumerate(actives)]))

    def release_pins(self):
        return [(Pin(level), active) for level, (_, active) in zip(self.levels, self.pins.RELEASE)]


def test_a_closed_contact_is_found_whatever_its_level():
    for actives in ((1, 1), (0, 0), (1, 0)):
        safe = [1 - active for active in actives]
        assert release.closed(Board(safe, actives)) == ""
        for at in range(2):
            levels = list(safe)
            levels[at] = actives[at]
            assert release.closed(Board(levels, actives)).startswith("a release contact is closed")


class Files:
    """Stands for the one file that is read."""

    def __init__(self, text):
        self.text = text

    def __call__(self, path):
        assert path == "/flash/main.py"
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def read(self, count):
        return self.text[:count]


def test_the_first_lines_of_main_are_those_of_the_wiring():
    board = Board((0, 1), (1, 0))
    good = "# A comment\n" + first_lines(((0, 0), (1, 1))) + "\nimport gc\n"
    assert release.unsafe(board, "/flash", Files(good)) == ""
    for text in ("", good.replace("value=_level", "value=1"), first_lines(((0, 1), (1, 0))), first_lines(((0, 0),))):
        assert "does not put the release pins at their safe levels first" in release.unsafe(
            board, "/flash", Files(text)
        )
    raised(OSError, release.unsafe, board, "/no such folder")
