"""`ridegate inspect` for people: a table of the fields, the signatures, and a map of the bytes, in the same
colours.
"""

from sim.code import anatomy, family_view, field_value, layout, mask, reason
from sim.code.inspect import Inspected, stars_of
from sim.code.reading import TEXT_MAX_BYTES
from sim.code.unwrap import BEYOND
from sim.family import table
from sim.output import show as window
from sim.output.console import Console
from sim.output.table import Column, Table
from sim.output.text import Text
from terminal import codes

_COLOURS = ("cyan", "green", "yellow", "magenta", "bright_blue")
_LETTERS = {"ca": "C", "issuer": "I", "ride": "R"}
_ROW_BYTES = 16
_WIDE = 118  # columns: from here on there is space for the meaning of each field


def show(one: Inspected, in_full: bool) -> None:
    """Print what was found in one payload. in_full: whether the account and field 4 may be shown."""
    console = window.console()
    name = window.plain(one.name)
    if one.payloads is not None:
        name += f", symbol {(one.index or 0) + 1} of {one.payloads}"
    length = f"{one.received} bytes" if one.received <= TEXT_MAX_BYTES else f"more than {TEXT_MAX_BYTES} bytes"
    console.print(Text.assemble((name, "bold"), f"  {length} as read"), wrap=False)
    _say_received(console, one)
    body = one.body
    if one.family is not None:
        family_view.show(console, one, in_full)
    if body is None:
        return
    console.print()
    stars = stars_of(body, in_full)
    console.print(_fields(body, stars, in_full, console.width >= _WIDE))
    if body.behind:
        console.print(Text(f"{body.behind} more bytes behind the last field belong to nothing", "bold red"))
    console.print()
    console.print(_signatures(body))
    console.print()
    console.print(_bytes(body, stars), wrap=False)
    if stars:
        console.print(Text("* masked: --show-account shows the account and field 4", "dim"))
    console.print()


def _say_received(console: Console, one: Inspected) -> None:
    """The result of steps 1 to 5, before any key or list is used."""
    judged, found = one.judged, one.unwrapped
    if found.recovered:
        console.print(Text.assemble("undone as a terminal does: ", (", ".join(found.recovered), "bold")))
    if found.beyond:
        window.indented(console, Text(BEYOND.format(found.beyond), "yellow"), 0, 2)
    if one.family is not None:
        console.print(f"it is {one.family.WORDS.en} {one.family.WORDS.zh}")
    if judged is None and one.family is not None:
        console.print(Text.assemble(("structure right", "bold green"), ": `ridegate verify --family` checks the rest"))
        return
    if judged is None:
        console.print(Text.assemble(("structure right", "bold green"), ": steps 1 to 5 pass"))
        return
    answer, why = table.row(judged.result), reason.of(judged.result)
    words = f"{answer.name} {answer.number}"
    window.indented(console, Text.assemble((words, "bold red"), f" at step {judged.step}: {why.why}"), 0, 2)
    if judged.family and one.family is None:
        console.print(Text(f"  it is {reason.FAMILIES[judged.family].en}"))
    elif one.body is None and one.family is None:
        console.print(Text(f"  it begins with {one.head.hex(' ') or 'nothing'}"))
    fault = anatomy.explain(one.body.code) if one.body is not None else None
    if one.body is not None and one.body.refused and fault:
        inside = f"{codes.of(one.body.refused.result).name}: " if one.body.refused.result != judged.result else ""
        words = inside + fault.en
        window.indented(console, Text.assemble(("first fault: ", "bold"), words), 2, 2)
    window.indented(console, Text.assemble(("→ ", "bold"), why.do), 2, 2)
    if one.body is None:
        console.print()


def _colour(field: layout.Field) -> str:
    return _COLOURS[layout.FIELDS.index(field) % len(_COLOURS)]


def _fields(body: anatomy.Anatomy, stars: frozenset[int], in_full: bool, wide: bool) -> Table:
    columns = [Column("no.", fixed=True), Column("at", right=True, fixed=True), Column("len", right=True, fixed=True),
               Column("field"), Column("holds"), Column("signed", fixed=True)]  # fmt: skip
    table = Table(*columns, *(["meaning"] if wide else []), gap=1)
    parts = {part.field.name: part for part in body.parts}
    for zh, en, names in layout.PARTS:
        table.add_row("", "", "", Text(f"{zh} {en}", "bold"), "", "")
        for name in names:
            cells = _row(body, parts[name], stars, in_full)
            table.add_row(*cells[: len(table.columns)])
    return table


def _row(body: anatomy.Anatomy, part: anatomy.Part, stars: frozenset[int], in_full: bool) -> tuple[Text, ...]:
    """The cells of one field, its meaning last."""
    field = part.field
    text = mask.hexed(body.code, part.offset, part.length, stars)
    holds = Text("\n".join(field_value.lines(part, text, in_full)))
    if field_value.wrong(part):
        holds = Text.assemble(("✗ ", "bold red"), holds)
        if part.whole and field.constant is not None:
            holds.append(f"  must be {field.constant.hex()}", "red")
    signed = "".join(
        _LETTERS[one.coverage.name] if one.coverage.covers(field, body.n) and part.length else "·"
        for one in body.signatures
    )
    colour = _colour(field)
    return (
        Text(field.number, colour),
        Text(str(part.offset), colour),
        Text(str(part.length), colour),
        Text.assemble((field.en, colour), " ", (field.zh, "dim")),
        holds,
        Text(signed, "dim"),
        Text(field.meaning, "dim"),
    )


def _signatures(body: anatomy.Anatomy) -> Table:
    table = Table("", "signature", "covers", "with the keys in the code")
    for one in body.signatures:
        if one.holds is None:
            outcome = ("not checked", "dim")
        else:
            outcome = ("holds", "bold green") if one.holds else ("does not hold", "bold red")
        table.add_row(
            Text(_LETTERS[one.coverage.name], "bold"),
            Text(layout.by_name(one.coverage.field).en),
            Text(f"bytes {one.start}-{one.end - 1}"),
            Text.assemble(outcome, (f", {one.remark}", "dim")),
        )
    return table


def _bytes(body: anatomy.Anatomy, stars: frozenset[int]) -> Text:
    """The map: sixteen bytes a row in the colours of their fields, and the numbers of the fields that begin
    there.
    """
    rows = []
    for start in range(0, len(body.code), _ROW_BYTES):
        row = Text(f"{start:3d} ", "dim")
        numbers = Text()
        for at in range(start, start + _ROW_BYTES):
            field = layout.at_offset(at, body.n)
            style = _colour(field) if field else "reverse"
            row.append(mask.hexed(body.code, at, 1, stars) or "  ", style)
            row.append(" ")
            if field and field.offset(body.n) == at < len(body.code):
                numbers.append(" " + field.number, style)
        rows.append(row + numbers)
    return Text("\n").join(rows)
