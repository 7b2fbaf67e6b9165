"""A network in the terminal window, as fast as this computer can: its story, its figures, and how it ends."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.network.network import Network
from sim.network.plan import CHANNEL, Network as Plan
from sim.output import progress, show
from sim.output.text import Text
from sim.output.trouble import Trouble, why
from sim.station.window import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

_EVERY_MS = 60_000
_STYLES = {"story": "bold", "good": "green", "warn": "yellow", "bad": "red"}


@contextmanager
def scratch(kept: Path | None) -> "Iterator[Path]":
    """A folder for journals and books: a new one that stays, or one that goes. Raises Trouble."""
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="ridegate-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
        return
    try:
        kept.mkdir(mode=0o700)
    except OSError as error:
        raise Trouble(f"{kept}: {why(error)}; name a folder that is not there yet, in one that is") from None
    yield kept


def usual_workers(plan: Plan) -> int:
    """How many processes there are for the gates: one for each core, and none but this one for a small network."""
    return 1 if plan.gates < 100 else max(1, min(os.cpu_count() or 1, len(plan.stops)))


def run(plan: Plan, json: bool, workers: int, kept: Path | None) -> bool:
    """Play it; whether everything is in the books once, and came as the file expects. Raises Trouble, OSError."""
    with scratch(kept) as folder:
        network = Network(plan, folder, workers)
        try:
            audience = _Lines(plan, workers) if json else _Window(plan, workers)
            network.listener = audience.hear
            network.open()
            with progress.bar(json) as report:
                shown_ms = 0
                while not network.over:
                    due = network.now_ms + 500 >= shown_ms + _EVERY_MS
                    network.step(due or network.ended)
                    report(clock(plan, network.now_ms), network.now_ms // 1000, plan.length_ms // 1000)
                    if due:
                        shown_ms = network.now_ms
                        audience.figures(network)
            faults = network.judged()
            audience.end(network, faults)
        finally:
            network.close()
    return not faults


class _Window:
    """For people."""

    def __init__(self, plan: Plan, workers: int) -> None:
        self._plan = plan
        self._print = show.console().print
        self._print(Text(f"{plan.words.zh}  {plan.words.en}", "bold"))
        processes = "in this process" if workers == 1 else f"in {workers} processes"
        way = "a channel in this program, no broker" if plan.way == CHANNEL else plan.way
        words = f"{len(plan.lines)} lines, {len(plan.stops)} stations, {plan.gates} gates {processes}"
        words += f"; to the books by {way}."
        show.indented(show.console(), Text(words), 0)
        self._print()

    def hear(self, told: dict[str, Any]) -> None:
        """A line for the list of events."""
        where = f"{told['gate']}  " if told["gate"] else ""
        words = told["zh"] if told["zh"] == told["en"] else f"{told['zh']}  {told['en']}"
        at = (clock(self._plan, told["at_ms"]), "dim")
        self._print(Text.assemble(at, "  ", where, (words, _STYLES[told["tone"]])))

    def figures(self, network: Network) -> None:
        """How things are, once a minute."""
        found = figures(network)
        words = (
            f"行程 rides {found['rides']}, 已应答 answered {found['answered']}, 途中 in flight {found['in_flight']}, "
            f"滞后 lag {found['lag_ms'] / 1000:.0f} s, 排队 waiting {found['waiting']}"
        )
        self._print(Text.assemble((clock(self._plan, network.now_ms), "dim"), f"    {words}"))

    def end(self, network: Network, faults: list[str]) -> None:
        """How it ended."""
        found = network.summary()
        self._print()
        answers = ", ".join(f"{count} {name}" for name, count in found["answers"].items())
        self._print(Text(f"判定 answers: {answers}"))
        self._print(Text(f"行程 rides {found['rides']} in the journals, {found['rows']} in the books"))
        words = f"丢失 lost {found['lost']}, 重复 twice {found['twice']}"
        self._print(Text(f"{words}, 提交前应答 acknowledged before commit {found['early']}"))
        lost = "not known" if found["messages_lost"] is None else found["messages_lost"]
        more = f"重发 sent again {found['duplicates']}, 途中丢失 messages lost on the way {lost}"
        self._print(Text(f"{more}, 异常 incidents {len(found['incidents'])}", "dim"))
        if found["trace"] is not None:
            self._print(Text(f"轨迹 trace {found['trace']}", "dim"))
        for fault in faults:
            show.indented(show.console(), Text(f"NOT AS EXPECTED: {fault}", "bold red"), 0)
        good = "每笔行程恰好入账一次  every ride is in the books, once"
        self._print(Text(good if not faults else "not as expected", "bold red" if faults else "bold green"))


class _Lines:
    """For programs: one JSON object a line."""

    def __init__(self, plan: Plan, workers: int) -> None:
        show.json_line(
            {"event": "start", "network": plan.name, "lines": len(plan.lines), "stations": len(plan.stops)}
            | {"gates": plan.gates, "way": plan.way, "workers": workers, "seed": plan.seed}
        )

    def hear(self, told: dict[str, Any]) -> None:
        show.json_line({"event": "log", **{name: told[name] for name in ("at_ms", "gate", "zh", "en")}})

    def figures(self, network: Network) -> None:
        show.json_line({"event": "figures", "at_ms": network.now_ms, **figures(network)})

    def end(self, network: Network, faults: list[str]) -> None:
        show.json_line({"event": "end", **network.summary(), "faults": faults, "ok": not faults})


def figures(network: Network) -> dict[str, int]:
    """The sums over all stations: what gates and uplinks have reported, and the sink of its books."""
    views = network.views.values()
    return {
        "rides": sum(view.rides for view in views),
        "answered": sum(view.answered for view in views),
        "in_flight": sum(view.in_flight for view in views),
        "lag_ms": network.lag_ms,
        "waiting": sum(sum(view.waiting) for view in views),
        "accepted": sum(view.accepted for view in views),
        "refused": sum(view.refused for view in views),
        "records": network.acquirer.rows,
        "duplicates": network.acquirer.duplicates,
        "incidents": len(network.acquirer.incidents),
    }
