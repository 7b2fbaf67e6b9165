"""Text with styles, measured in columns of a terminal window and wrapped to them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from sim.output.encoding import plain

_PIECES = re.compile(r"\s+|[^\s]+")


def columns(text: str) -> int:
    """How many columns text takes: a Chinese character two, a combining one none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in text)
    return len(text) + wide - sum(1 for one in text if unicodedata.combining(one))


class Text:
    """Pieces of text, each with a style: words of `console.STYLES`, as in "bold red", or nothing. Line breaks stay,
    other control characters are spelled out."""

    def __init__(self, text: str = "", style: str = "") -> None:
        self.pieces: list[tuple[str, str]] = []
        self.append(text, style)

    @classmethod
    def assemble(cls, *parts: "str | tuple[str, str] | Text") -> "Text":
        """One text of plain strings, (text, style) and texts."""
        out = cls()
        for part in parts:
            if isinstance(part, Text):
                out.pieces += part.pieces
            else:
                out.append(*((part, "") if isinstance(part, str) else part))
        return out

    @property
    def plain(self) -> str:
        """The text without its styles."""
        return "".join(text for text, _ in self.pieces)

    @property
    def columns(self) -> int:
        """The width of the widest line."""
        return max(columns(line) for line in self.plain.split("\n"))

    def append(self, text: str, style: str = "") -> "Text":
        """Add to the end; the text itself."""
        if text:
            self.pieces.append((plain(text, "\n"), style))
        return self

    def join(self, texts: "Iterable[Text]") -> "Text":
        """The texts with this one between them."""
        out = Text()
        for at, text in enumerate(texts):
            out.pieces += (self.pieces if at else []) + text.pieces
        return out

    def __add__(self, other: "Text") -> "Text":
        return Text.assemble(self, other)

    def lines(self) -> "list[Text]":
        """The text cut at its line ends."""
        out = [Text()]
        for text, style in self.pieces:
            first, *rest = text.split("\n")
            out[-1].append(first, style)
            out += [Text(line, style) for line in rest]
        return out

    def wrapped(self, width: int) -> "list[Text]":
        """Lines of at most `width` columns, broken at spaces, and within a word only where one is wider than that."""
        return [line for whole in self.lines() for line in _wrapped(whole, width)]


def _wrapped(line: Text, width: int) -> list[Text]:
    if line.columns <= width:
        return [line]
    out, used = [Text()], 0
    for word in _words(line):
        size = columns("".join(text for text, _ in word))
        blank = word[0][0].isspace()
        if used + size > width and blank:
            continue  # spaces where a line is broken
        if used and used + size > width:
            out.append(Text())
            used = 0
        for text, style in word:
            for one in [text] if size <= width else text:
                if used + columns(one) > width and used:
                    out.append(Text())
                    used = 0
                out[-1].append(one, style)
                used += columns(one)
    return out


def _words(line: Text) -> list[list[tuple[str, str]]]:
    """Words and the spaces between them, each in pieces where its style changes."""
    out: list[list[tuple[str, str]]] = []
    for text, style in line.pieces:
        for piece in _PIECES.findall(text):
            if out and not piece.isspace() and not out[-1][-1][0].isspace():
                out[-1].append((piece, style))
            else:
                out.append([(piece, style)])
    return out


def of(cell: "str | Text") -> Text:
    """A string as text."""
    return Text(cell) if isinstance(cell, str) else cell


def padded(line: Text, width: int, right: bool = False) -> Text:
    """A line filled with spaces to a width."""
    blank = Text(" " * max(0, width - line.columns))
    return blank + line if right else line + blank


def stripped(line: Text) -> Text:
    """A line without spaces at its end."""
    pieces: Sequence[tuple[str, str]] = line.pieces
    while pieces and not pieces[-1][0].rstrip():
        pieces = pieces[:-1]
    out = Text()
    out.pieces = [*pieces[:-1], (pieces[-1][0].rstrip(), pieces[-1][1])] if pieces else []
    return out
