"""A table without lines: columns as wide as what stands in them, wrapped where the window is too narrow."""

from typing import NamedTuple

from sim.output import text as texts
from sim.output.text import Text

_SQUEEZED_MIN = 8  # columns: narrower is not worth reading


class Column(NamedTuple):
    """heading: "" for none. right: numbers end at the same place. fixed: never wrapped. width: 0 as needed."""

    heading: str = ""
    right: bool = False
    fixed: bool = False
    width: int = 0


class Table:
    """Rows of cells. gap: columns between two cells."""

    def __init__(self, *columns: "Column | str", gap: int = 2) -> None:
        self.columns = [Column(one) if isinstance(one, str) else one for one in columns]
        self._gap = gap
        self._rows: list[list[Text]] = []

    def add_row(self, *cells: "str | Text") -> None:
        """Add a row, as many cells as there are columns or fewer."""
        self._rows.append([texts.of(cell) for cell in cells])

    def lines(self, width: int) -> list[Text]:
        """The table in a window of so many columns."""
        rows = list(self._rows)
        if any(column.heading for column in self.columns):
            rows.insert(0, [Text(column.heading, "bold") for column in self.columns])
        widths = self._widths(rows, width)
        return [line for row in rows for line in self._row(row, widths)]

    def _widths(self, rows: list[list[Text]], width: int) -> list[int]:
        widths = [column.width for column in self.columns]
        for row in rows:
            for at, cell in enumerate(row):
                widths[at] = max(widths[at], 0 if self.columns[at].width else cell.columns)
        room = width - self._gap * (len(widths) - 1)
        while sum(widths) > room:
            free = [at for at, one in enumerate(self.columns) if not one.fixed and widths[at] > _SQUEEZED_MIN]
            if not free:
                break
            widths[max(free, key=lambda at: widths[at])] -= 1
        return widths

    def _row(self, row: list[Text], widths: list[int]) -> list[Text]:
        cells = [
            cell.lines() if column.fixed else cell.wrapped(max(1, width))
            for cell, column, width in zip(row, self.columns, widths, strict=False)
        ]
        out = []
        for at in range(max(map(len, cells), default=0)):
            parts = [
                texts.padded(cell[at] if at < len(cell) else Text(), width, column.right)
                for cell, column, width in zip(cells, self.columns, widths, strict=False)
            ]
            out.append(texts.stripped(Text(" " * self._gap).join(parts)))
        return out
