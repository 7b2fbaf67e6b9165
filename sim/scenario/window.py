"""A gate in the terminal window: its picture, and beside it what was shown, why, and how long it took."""


from sim.code import decision_record, mask
from sim.gate.event import Decided, Shown
from sim.gate.gate import Audit, Facts
from sim.judge.verdict import facts_of
from sim.output import show
from sim.output.console import Console
from sim.output.table import Column, Table
from sim.output.text import Text
from sim.scenario.audience import stages_ms
from sim.scenario.gate_picture import WIDTH, picture
from sim.scenario.play import SceneEnded
from sim.scenario.scenario import Scenario
from sim.scenario.words import NOTHING

_LAMPS = {"idle": "bold", "green": "bold green", "red": "bold red", "amber": "bold yellow"}


class Window:
    """See `Audience`, for people."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or show.console()

    def start(self, words: str, facts: Facts, scenario: Scenario | None = None) -> None:
        """Introduce the gate and, where one is played, the scenario."""
        show.indented(self._console, Text(words), 0)
        if scenario is not None:
            show.indented(self._console, Text(f"{scenario.name}: {scenario.description}"), 0)
        self._console.print()

    def scene(self, scene: SceneEnded) -> None:
        """A heading, then the gate and what came of the scene."""
        title = (f"{scene.scene.zh}  {scene.scene.en}", "bold")
        self._console.print(Text.assemble((f"{scene.number:2d}  ", "dim"), title))
        if scene.skipped:
            show.indented(self._console, Text(f"Skipped: {scene.skipped}.", "yellow"), 4)
            self._console.print()
            return
        lines = [_panel(scene.panel)]
        if scene.decided is not None:
            lines += _answer(scene.decided)
        else:
            lines.append(Text("Nothing is answered." if scene.answer == NOTHING else "No result, only a prompt."))
        lines += [Text(_sentence(remark)) for remark in scene.remarks]
        counts = ((scene.released, "release"), (scene.passed, "passage"), (scene.rides, "ride"))
        lines.append(Text(", ".join(_counted(count, noun) for count, noun in counts), "dim"))
        lines += [Text(f"NOT AS EXPECTED: {fault}", "bold red") for fault in scene.faults]
        self._beside(scene.panel, scene.arms, lines)

    def answer(self, decided: Decided, panel: Shown | None, arms: str | None) -> None:
        """One answer outside a scene."""
        self._beside(panel, arms, [_panel(panel), *_answer(decided)])

    def event(self, name: str, words: str) -> None:
        """One line."""
        if name == "interrupted":
            self._console.print()  # the line of the ^C
        self._console.print(Text.assemble(("·  ", "dim"), words))

    def journal(self, audit: Audit, faults: tuple[str, ...]) -> None:
        """Show the audit of the journal, and the faults of the gate as a whole."""
        outcomes = ", ".join(f"{count} {name}" for name, count in sorted(audit.outcomes.items()))
        rides = _counted(audit.rides, "ride") + (f": {outcomes}" if outcomes else "")
        size = f"{_counted(audit.records, 'record')}, {audit.size_bytes} bytes"
        self._console.print(Text.assemble(("记录  Journal", "bold"), f"  {size}; {rides}"))
        if audit.broken is None:
            self._console.print(Text("    every MAC holds, the chain is whole", "dim" if faults else "bold green"))
        for fault in faults:
            show.indented(self._console, Text(f"NOT AS EXPECTED: {fault}", "bold red"), 4)

    def end(self, good: bool, words: str) -> None:
        """The last line."""
        self._console.print(Text(words, "bold green" if good else "bold red"))

    def _beside(self, panel: Shown | None, arms: str | None, lines: list[Text]) -> None:
        grid = Table(Column(width=2), Column(width=WIDTH, fixed=True), "")
        lamp = None if panel is None else panel.lamp
        grid.add_row("", picture(arms, lamp), Text("\n").join(lines))
        self._console.print(grid)
        self._console.print()


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _panel(panel: Shown | None) -> Text:
    if panel is None or panel.zh is None:
        lamp = "not known" if panel is None or panel.lamp is None else panel.lamp
        return Text(f"panel: not known; lamp: {lamp}")
    return Text(f"{panel.zh}  {panel.en}", _LAMPS.get(panel.lamp or "", "bold"))


def _answer(decided: Decided) -> list[Text]:
    record = decision_record.record(facts_of(decided.decision), decided.now_s, decided.fare_fen, decided.payload)
    head = Text.assemble((record["result"], "bold"), f" {record['number']}")
    if record["step"] is not None:
        head.append(f" at step {record['step']}")
    if record["recovered"]:
        head.append(f", undone: {', '.join(record['recovered'])}")
    if record["account"]:
        head.append(f", account …{record['account'][-mask.SHOWN_DIGITS :]} of issuer {record['issuer']}", "dim")
    why, detail = record["why"], record.get("detail")
    lines = [head, Text(f"{why.rstrip('.')} ({detail})." if detail else why)]
    known = [(name, ms) for name, ms in stages_ms(decided.stages).items() if ms is not None]
    if known:
        times = [Text.assemble(f"{name} ", (f"{ms:.1f}", "cyan")) for name, ms in known]
        lines.append(Text(" ").join(times) + Text(" ms"))
    return lines


def _counted(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
