"""The outcome of `ridegate verify` for people: a table, and behind it each kind of refusal explained once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.code import mask
from sim.family.table import row as row_of
from sim.output import show as window
from sim.output.table import Column, Table
from sim.output.text import Text

if TYPE_CHECKING:
    from sim.code.facts import Facts
    from sim.judge.file import Judged
    from sim.output.console import Console

_NAMES_MAX = 3  # files named with an explanation


def show(judged: "Sequence[Judged]", at_s: int, fare_fen: int) -> None:
    """Print payloads that were judged (none of them an error)."""
    console = window.console()
    console.print(_table(judged))
    for one in judged:
        if one.beyond:
            from sim.code.unwrap import BEYOND

            window.indented(console, Text(f"{_name(one)}: {BEYOND.format(one.beyond)}", "yellow"), 0, 2)
    refused: dict[tuple[int, str], list[Judged]] = {}
    for one in judged:
        facts = _facts(one)
        if not passed(facts):
            from sim.code import reason  # which takes codes apart, with all that this needs

            refused.setdefault((facts["result"], reason.half(facts, at_s)), []).append(one)
    for kind in sorted(refused):
        console.print()
        _explain(console, kind, refused[kind], at_s, fare_fen)
    good = len(judged) - sum(len(some) for some in refused.values())
    console.print()
    console.print(
        Text.assemble(
            (f"{good} accepted", "green" if good else "dim"),
            ", ",
            (f"{len(judged) - good} refused", "yellow" if refused else "dim"),
            f", judged for {window.china(at_s)}, fare {window.yuan(fare_fen)}",
        )
    )


def passed(facts: "Facts") -> bool:
    """Whether a code is good: of a ride code that a gate would open for it, of another family that it was read."""
    return bool(row_of(facts["result"]).fault == "nobody")


def _table(judged: "Sequence[Judged]") -> Table:
    mangled = any(_facts(one)["recovered"] for one in judged)
    columns = [Column("answer", fixed=True), Column("step", right=True, fixed=True), Column("account", fixed=True),
               Column("ms", right=True, fixed=True)]  # fmt: skip
    table = Table(*columns, *(["undone"] if mangled else []), "file")
    for one in judged:
        facts = _facts(one)
        account = mask.account(bytes.fromhex(facts["code"]["account"])) if facts["code"] else ""
        row = [
            Text(row_of(facts["result"]).name, "green" if passed(facts) else "yellow"),
            Text("" if facts["step"] is None else str(facts["step"])),
            Text(f"…{account[-mask.SHOWN_DIGITS :]}" if account else ""),
            Text(f"{facts['us'] / 1000:.1f}"),
        ]
        if mangled:
            row.append(Text(", ".join(facts["recovered"])))
        table.add_row(*row, Text(_name(one)))
    return table


def _explain(console: "Console", kind: tuple[int, str], refused: "Sequence[Judged]", at_s: int, fare_fen: int) -> None:
    """One kind of refusal (result, half): whose fault, why, what to do, and what is particular to the first few."""
    from sim.code import reason

    answer, why = row_of(kind[0]), reason.of(*kind)
    heading = Text.assemble((f"{answer.name} {answer.number}", "bold yellow"), (f"  {answer.zh}  {answer.en}", "dim"))
    console.print(heading)
    window.indented(console, Text(why.why))
    window.indented(console, Text(reason.WHOSE[answer.fault].en, "dim"))
    window.indented(console, Text.assemble(("→ ", "bold"), why.do), hang=2)
    for one in refused[:_NAMES_MAX]:
        words = reason.detail(_facts(one), at_s, fare_fen, one.payload)
        window.indented(console, Text(f"{_name(one)}: {words}" if words else _name(one), "dim"), hang=2)
    if len(refused) > _NAMES_MAX:
        window.indented(console, Text(f"and {len(refused) - _NAMES_MAX} more", "dim"))


def _facts(one: "Judged") -> "Facts":
    assert one.facts is not None
    return one.facts


def _name(one: "Judged") -> str:
    name = window.plain(one.name)
    return name if one.payloads in (None, 1) else f"{name} [{one.place}]"
