"""A session told to people: the gate as a picture, and beside it what was shown, why, and how long it took."""

from typing import Any

from sim import show
from sim.code import mask, reason
from sim.code.verdict import facts_of
from sim.gate.audit import Audit
from sim.gate.gate_picture import WIDTH, picture
from sim.gate.scene import NOTHING, Ending, Expected, Scene, Sight
from sim.gate.station import Told
from sim.gate.telling import stages_ms
from sim.output.console import Console
from sim.output.table import Column, Table
from sim.output.text import Text
from terminal import codes

_LAMPS = {"idle": "bold", "green": "bold green", "red": "bold red", "amber": "bold yellow"}


class Window:
    """Tells what happens in the terminal window."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or show.console()

    def start(self, words: str, facts: dict[str, Any]) -> None:
        """Say what is about to be seen."""
        show.indented(self._console, Text(words), 0)
        self._console.print()

    def scene(self, number: int, scene: Scene, ending: Ending, as_expected: bool) -> None:
        """A heading, then the gate and what came of the scene."""
        self._console.print(Text.assemble((f"{number:2d}  ", "dim"), (f"{scene.zh}  {scene.en}", "bold")))
        sight = ending.sight
        lines = [_panel(sight.words)]
        if sight.told is not None:
            lines += _answer(sight.told, sight.now_s)
        else:
            only = "Nothing is answered." if ending.seen.answer == NOTHING else "No result, only a prompt."
            lines.append(Text(only))
        lines += [Text(_sentence(remark)) for remark in ending.remarks]
        lines.append(_written(ending.seen))
        if not as_expected:
            lines.append(Text(f"expected {scene.expected}, seen {ending.seen}", "bold red"))
        self._beside(sight, lines)

    def answer(self, sight: Sight) -> None:
        """One answer outside a scene."""
        if sight.told is not None:
            self._beside(sight, [_panel(sight.words), *_answer(sight.told, sight.now_s)])

    def event(self, name: str, words: str) -> None:
        """One line."""
        if name == "interrupted":
            self._console.print()  # the line of the ^C
        self._console.print(Text.assemble(("·  ", "dim"), words))

    def journal(self, audit: Audit, as_expected: bool) -> None:
        """What stands in the journal."""
        outcomes = ", ".join(f"{count} {name}" for name, count in sorted(audit.outcomes.items()))
        colour = "bold green" if as_expected else "bold red"
        verdict = audit.broken or "every MAC holds, the chain is whole"
        rides = _counted(audit.rides, "ride") + (f": {outcomes}" if outcomes else "")
        size = f"{_counted(audit.records, 'record')}, {audit.size_bytes} bytes"
        self._console.print(Text.assemble(("记录  Journal", "bold"), f"  {size}; {rides}"))
        verdict += "" if as_expected else "; but this is not what the scenes should have written"
        self._console.print(Text(f"    {verdict}", colour))

    def end(self, good: bool, words: str) -> None:
        """The last line."""
        self._console.print(Text(words, "bold green" if good else "bold red"))

    def _beside(self, sight: Sight, lines: list[Text]) -> None:
        grid = Table(Column(width=2), Column(width=WIDTH, fixed=True), "")
        grid.add_row("", picture(sight.state, sight.words[2]), Text("\n").join(lines))
        self._console.print(grid)
        self._console.print()


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _panel(words: tuple[str, str, str]) -> Text:
    zh, en, lamp = words
    return Text(f"{zh}  {en}", _LAMPS[lamp])


def _answer(told: Told, now_s: int) -> list[Text]:
    facts = facts_of(told.decision)
    name = codes.of(facts["result"]).name
    code = facts["code"]
    head = Text.assemble((name, "bold"), f" {facts['result']}")
    if facts["step"] is not None:
        head.append(f" at step {facts['step']}")
    if facts["recovered"]:
        head.append(f", undone: {', '.join(facts['recovered'])}")
    if code:
        account = mask.account(bytes.fromhex(code["account"]))[-mask.SHOWN_DIGITS :]
        head.append(f", account …{account} of issuer {code['issuer']}", "dim")
    lines = [head]
    why = reason.of(facts["result"], reason.half(facts, now_s)).why
    detail = reason.detail(facts, now_s, 0, told.payload)
    lines.append(Text(f"{why.rstrip('.')} ({detail})." if detail else why))
    times = [Text.assemble(f"{name} ", (f"{ms:.1f}", "cyan")) for name, ms in stages_ms(told).items() if ms is not None]
    lines.append(Text(" ").join(times) + Text(" ms"))
    return lines


def _counted(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def _written(seen: Expected) -> Text:
    counts = ((seen.releases, "release"), (seen.passages, "passage"), (seen.records, "record"))
    return Text(", ".join(_counted(count, noun) for count, noun in counts), "dim")
