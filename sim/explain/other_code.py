"""A code of another family explained: each check of its family, the reason of its answer, and its fields.

Nothing is searched for here: a family's own reasons say what its issuer has to change.
"""

from typing import Any, NamedTuple

from sim.code import family_view, inspect, reason
from sim.code.inspect import Inspected
from sim.family import table
from sim.family.contract import Family
from sim.output import show as window
from sim.output.text import Text
from terminal.codes import Code
from terminal.decide import Decision
from terminal.family.judging import FamilyPolicy, Judging
from terminal.history import History
from terminal.policy import STANDARD
from terminal.trust import TrustList

PASSED, FAILED, NOT_REACHED, NOT_ASKED = "passed", "failed", "not_reached", "not_asked"
_MARKS = {PASSED: ("✓", "green"), FAILED: ("✗", "bold red"), NOT_REACHED: ("·", "dim"), NOT_ASKED: ("-", "dim")}
_WORDS = {
    PASSED: "",
    FAILED: "在此失败 failed here",
    NOT_REACHED: "未到达 not reached",
    NOT_ASKED: "此码没有 not in this code",
}


class OtherCode(NamedTuple):
    """family: whose code it is. passed: the steps that held. seen: its fields."""

    family: Family
    decision: Decision
    passed: frozenset[int]
    seen: Inspected

    @property
    def row(self) -> Code:
        """The row of its result."""
        return table.row(self.decision.result)

    @property
    def states(self) -> tuple[str, ...]:
        """What became of each of the family's steps, from step 1 on."""
        failed = self.decision.step or len(self.family.STEPS) + 1
        return tuple(
            FAILED if number == failed else NOT_REACHED if number > failed else
            PASSED if number in self.passed else NOT_ASKED
            for number in range(1, len(self.family.STEPS) + 1)
        )  # fmt: skip


def look(payload: bytes, policy: FamilyPolicy, opened: TrustList | None, now_s: int) -> OtherCode | None:
    """Explain a code of a known family; None for any other payload. Raises OSError when the list's storage fails."""
    seen = inspect.look("", payload)
    if seen.family is None:
        return None
    walk = Judging(table.FAMILIES, policy).steps(seen.unwrapped.code, opened, STANDARD, History(1), now_s)
    passed: set[int] = set()
    while True:
        try:
            step = next(walk)
        except StopIteration as end:
            return OtherCode(seen.family, end.value, frozenset(passed), seen)
        if step is not None:
            passed.add(step)


def record(one: OtherCode) -> dict[str, Any]:
    """What --json prints of it, beside the file's name. Nothing that may say who a person is."""
    why = reason.of(one.row.number)
    steps = zip(one.family.STEPS, one.states, strict=True)
    return {
        "result": one.row.name,
        "step": one.decision.step,
        "family": one.family.NAME,
        "offset": None if one.decision.offset < 0 else one.decision.offset,
        "why": why.why, "must": why.do, "why_zh": why.why_zh, "must_zh": why.do_zh,
        "steps": [
            {"number": number, **words._asdict(), "state": state} for number, (words, state) in enumerate(steps, 1)
        ],
        "fields": inspect.record(one.seen, False)["fields"],
        "hypotheses": [],
        "remarks": [],
    }  # fmt: skip


def show(name: str, one: OtherCode) -> None:
    """Print it: the answer, each step, the reason in both languages, the fields and the bytes."""
    console, row, why = window.console(), one.row, reason.of(one.row.number)
    good = row.name in table.GOOD
    style = "bold green" if good else "bold red"
    step = "" if one.decision.step is None else f"  step {one.decision.step}"
    console.print(Text.assemble((window.plain(name), "bold"), "  ", (f"{row.name} {row.number}", style), (step, "dim")))
    console.print(f"it is {one.family.WORDS.en} {one.family.WORDS.zh}")
    for number, (words, state) in enumerate(zip(one.family.STEPS, one.states, strict=True), 1):
        told = Text.assemble(f"  {number} ", _MARKS[state], f" {words.en} {words.zh}")
        told.append(f"  {_WORDS[state]}" if _WORDS[state] else "", "dim")
        console.print(told)
    window.indented(console, Text(why.why), 2)
    window.indented(console, Text.assemble(("→ ", "bold"), why.do), 2, 2)
    window.indented(console, Text(f"{why.why_zh}{why.do_zh}"), 2)
    if one.decision.offset >= 0:
        console.print(Text(f"  at byte {one.decision.offset} 字节 {one.decision.offset}", "red"))
    family_view.show(console, one.seen, False, "inspect --show-account")
