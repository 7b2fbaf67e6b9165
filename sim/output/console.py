"""A terminal window: its width and its colours."""

import os
import sys
from typing import IO

from sim.output import stream, window
from sim.output.table import Table
from sim.output.text import Text

STYLES = {
    "bold": "1", "dim": "2", "reverse": "7",
    "red": "31", "green": "32", "yellow": "33", "magenta": "35", "cyan": "36",
    "bright_black": "90", "bright_blue": "94",
}  # fmt: skip


class Console:
    """Prints text and tables. file: standard output where left out. width: the window's, 80 where there is none.
    colours: for a window that shows them, unless NO_COLOR is set.
    """

    def __init__(self, file: IO[str] | None = None, width: int | None = None, colours: bool | None = None) -> None:
        self._file = file
        self.is_terminal = bool(self._out and self._out.isatty())
        self._coloured = _shows_colours(self.is_terminal) if colours is None else colours
        self.width = window.columns() if width is None else width

    @property
    def _out(self) -> IO[str]:
        return sys.stdout if self._file is None else self._file

    def print(self, what: "str | Text | Table" = "", style: str = "", wrap: bool = True) -> None:
        """Print text or a table, then end the line. wrap: text is wrapped to the window."""
        if isinstance(what, Table):
            lines = what.lines(self.width)
        else:
            text = Text(what, style) if isinstance(what, str) else what
            lines = text.wrapped(self.width) if wrap else text.lines()
        whole = "".join(self.rendered(line) + "\n" for line in lines)
        if self._file is None:
            stream.write(whole)
        else:
            self._file.write(whole)

    def rendered(self, line: Text) -> str:
        """One line as it is written."""
        return "".join(self._styled(text, style) for text, style in line.pieces)

    def _styled(self, text: str, style: str) -> str:
        if not style or not self._coloured:
            return text
        return f"\x1b[{';'.join(STYLES[word] for word in style.split())}m{text}\x1b[0m"


def _shows_colours(terminal: bool) -> bool:
    """Windows' old console window would print the codes of colours; its Terminal says that it is none."""
    legacy = os.name == "nt" and "WT_SESSION" not in os.environ
    return terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb" and not legacy
