"""An explanation for people, in the window: the hypotheses in their order, both languages side by side."""

from sim.code import reason, result_table
from sim.explain import catalogue
from sim.explain.cause import EQUAL, LIKELY, PROVED, Answer, Cause, Hypothesis
from sim.output import show as window
from sim.output.text import Text
from terminal import codes

_SHOWN_MAX = 6
_STYLES = {PROVED: "bold green", LIKELY: "bold yellow", EQUAL: "bold"}
_WORDS = {PROVED: "proved 已证实", LIKELY: "likely 可能", EQUAL: "cannot be told apart 无法区分"}


def show(name: str, answer: Answer) -> None:
    """Print one explanation."""
    console = window.console()
    row = result_table.by_name(answer.result)
    accepted = row.number == codes.ACCEPTED
    console.print(
        Text.assemble(
            (window.plain(name), "bold"),
            "  ",
            (f"{row.name} {row.number}", "green" if accepted else "yellow"),
            ("" if answer.step is None else f"  step {answer.step}", "dim"),
        )
    )
    if not accepted and not answer.hypotheses:
        window.indented(console, Text(f"no mistake was found 未发现错误: {reason.of(row.number).why}", "dim"))
    group = 0
    for number, one in enumerate(answer.hypotheses[:_SHOWN_MAX], 1):
        if one.standing != EQUAL or one.same != group:
            window.indented(console, Text(_WORDS[one.standing], _STYLES[one.standing]))
        group = one.same
        _hypothesis(number, one)
    if len(answer.hypotheses) > _SHOWN_MAX:
        window.indented(console, Text(f"and {len(answer.hypotheses) - _SHOWN_MAX} more: --json", "dim"))
    for cause in answer.remarks:
        window.indented(console, Text.assemble(("remark 备注  ", "bold"), (cause.name, "dim")))
        _sentences(cause)


def _hypothesis(number: int, one: Hypothesis) -> None:
    console = window.console()
    window.indented(console, Text.assemble(f"{number}. ", (one.name, "bold")), 4)
    for cause in one.causes:
        _sentences(cause)


def _sentences(cause: Cause) -> None:
    console = window.console()
    does, must = catalogue.does(cause), catalogue.must(cause)
    window.indented(console, Text(does.en), 7)
    window.indented(console, Text.assemble(("→ ", "bold"), must.en), 7, 2)
    window.indented(console, Text(f"{does.zh}{must.zh}"), 7)
    where = "" if cause.offset < 0 else f"bytes {cause.offset}..{cause.offset + max(cause.length, 1) - 1}; "
    seen = f"{cause.found} found; " if cause.found and len(cause.found) <= 32 else ""
    wanted = f"{cause.expected} expected; " if cause.expected and len(cause.expected) <= 32 else ""
    library = catalogue.of(cause).library
    known = f"; known from {library}" if library else ""
    window.indented(console, Text(f"{where}{seen}{wanted}{catalogue.clause(cause)}{known}", "dim"), 7)
