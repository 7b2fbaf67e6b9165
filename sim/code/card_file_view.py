"""File 15 of a card for people: its fields, and a map of its bytes in the same colours."""

from sim.code import card_file, mask, reason
from sim.code.card_file import FIELDS, CardFile
from sim.code.family_view import COLOURS
from sim.code.unwrap import BEYOND
from sim.output import show as window
from sim.output.table import Column, Table
from sim.output.text import Text
from terminal import codes

_ROW_BYTES = 16


def show(one: CardFile, in_full: bool) -> None:
    """Print the fields and the bytes. in_full: whether the card's number may be shown."""
    console, hidden = window.console(), card_file.stars(one, in_full)
    console.print(Text.assemble((window.plain(one.name), "bold"), f"  {one.received} bytes as read"), wrap=False)
    if one.beyond:
        window.indented(console, Text(BEYOND.format(one.beyond), "yellow"), 0, 2)
    console.print(f"it is file 15 of an interoperable card 交通联合卡公共信息文件 ({card_file.CLAUSE})")
    if one.fault is None:
        words = ": a terminal goes on to step 6; without a SAM that confirms the card it answers CARD_NOT_AUTHENTICATED"
        window.indented(console, Text.assemble(("structure right", "bold green"), words), 0, 2)
    else:
        row, why = codes.of(codes.CARD_UNREADABLE), reason.of(codes.CARD_UNREADABLE)
        words = f" at step {row.step}: {one.fault.en} {one.fault.zh}"
        window.indented(console, Text.assemble((f"{row.name} {row.number}", "bold red"), words), 0, 2)
        window.indented(console, Text.assemble(("→ ", "bold"), why.do), 2, 2)
    if one.behind:
        console.print(Text(f"{one.behind} more bytes behind the file are not looked at", "yellow"))
    console.print()
    columns = Column("at", right=True, fixed=True), Column("len", right=True, fixed=True)
    table = Table(*columns, "field", "holds", "clause", gap=1)
    for at, field in enumerate(FIELDS):
        colour = COLOURS[at % len(COLOURS)]
        found = card_file.value(one, field, in_full)
        text = mask.hexed(one.data, field.at, len(card_file.part(one, field)), hidden)
        holds = Text(text or "missing" if found is None else str(found))
        if card_file.wrong(one, field):
            holds = Text.assemble(("✗ ", "bold red"), holds)
        where = Text(str(field.at), colour), Text(str(field.length), colour)
        name = Text.assemble((field.words.en, colour), " ", (field.words.zh, "dim"))
        table.add_row(*where, name, holds, Text(field.clause, "dim"))
    console.print(table)
    console.print()
    console.print(_bytes(one, hidden), wrap=False)
    if hidden:
        console.print(Text("* masked: --show-account shows the card's number", "dim"))
    console.print()


def _bytes(one: CardFile, hidden: frozenset[int]) -> Text:
    styles = ["reverse"] * len(one.data)
    for at, field in enumerate(FIELDS):
        for byte in range(field.at, min(field.at + field.length, len(styles))):
            styles[byte] = COLOURS[at % len(COLOURS)]
    rows = []
    for start in range(0, len(one.data), _ROW_BYTES):
        row = Text(f"{start:3d} ", "dim")
        for at in range(start, min(start + _ROW_BYTES, len(one.data))):
            row.append(mask.hexed(one.data, at, 1, hidden), styles[at])
            row.append(" ")
        rows.append(row)
    return Text("\n").join(rows)
