"""A code of another family for people: its fields, and a map of its bytes in the same colours."""

from sim.code import mask
from sim.code.inspect import Inspected, stars_of_family
from sim.family.contract import Part
from sim.output.console import Console
from sim.output.table import Column, Table
from sim.output.text import Text

COLOURS = ("cyan", "green", "yellow", "magenta", "bright_blue")
_ROW_BYTES = 16
_SHOWN_HEX = 24


def show(console: Console, one: Inspected, in_full: bool, option: str = "--show-account") -> None:
    """Print the fields and the bytes. in_full: whether what may say who a person is is shown. option: what shows it."""
    stars = stars_of_family(one, in_full)
    code = one.unwrapped.code
    console.print()
    table = Table(Column("at", right=True, fixed=True), Column("len", right=True, fixed=True), "field", "holds", gap=1)
    for at, part in enumerate(one.parts):
        where, length = place(part)
        field = Text.assemble((part.words.en, _colour(at)), " ", (part.words.zh, "dim"))
        holds = Text(_holds(part, code, stars, in_full))
        table.add_row(Text(where, _colour(at)), Text(length, _colour(at)), field, holds)
    console.print(table)
    console.print()
    console.print(_bytes(one.parts, code, stars), wrap=False)
    if any(part.secret for part in one.parts) and not in_full:
        console.print(Text(f"* masked: {option} shows what may say who a person is", "dim"))
    console.print()


def _colour(at: int) -> str:
    return COLOURS[at % len(COLOURS)]


def place(part: Part) -> tuple[str, str]:
    """Where a field stands and how long it is: in bytes, or as byte.bit and bits where it is not whole bytes."""
    inside = f"{part.inside}+" if part.inside else ""
    if part.start_bit % 8 == 0 and part.bits % 8 == 0:
        return f"{inside}{part.offset}", str(part.length)
    return f"{inside}{part.offset}.{part.start_bit % 8}", f"{part.bits} bits"


def _holds(part: Part, code: bytes, stars: frozenset[int], in_full: bool) -> str:
    if part.secret and not in_full:
        return "masked"
    if part.value is not None:
        return str(part.value)
    if part.inside:
        return "opaque"
    return shortened(part, code, stars)


def shortened(part: Part, code: bytes, stars: frozenset[int]) -> str:
    """The bytes of a field in hexadecimal, their middle left out where they are many."""
    text = mask.hexed(code, part.offset, part.length, stars)
    return text if len(text) <= _SHOWN_HEX else f"{text[: _SHOWN_HEX // 2]}…{text[-_SHOWN_HEX // 4 :]}"


def _bytes(parts: tuple[Part, ...], code: bytes, stars: frozenset[int]) -> Text:
    """The map: a byte that two fields share has the colour of the one that begins there last."""
    styles = ["reverse"] * len(code)
    for at, part in enumerate(parts):
        if not part.inside:
            styles[part.offset : part.offset + part.length] = [_colour(at)] * len(
                styles[part.offset : part.offset + part.length]
            )
    rows = []
    for start in range(0, len(code), _ROW_BYTES):
        row = Text(f"{start:3d} ", "dim")
        for at in range(start, min(start + _ROW_BYTES, len(code))):
            row.append(mask.hexed(code, at, 1, stars), styles[at])
            row.append(" ")
        rows.append(row)
    return Text("\n").join(rows)
