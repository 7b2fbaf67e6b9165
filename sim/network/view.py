"""What a page of a network sees, as JSON: what stations and uplinks have reported, and what the sink has committed.

docs/network.md names the source of each figure.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sim.network.network import Network
from sim.network.part import StopView
from sim.network.plan import Network as Plan
from sim.network.window import figures
from sim.page.page_file import table
from sim.station import server
from sim.station.pace import SPEEDS

STATIC = Path(__file__).resolve().parent / "static"
INCIDENTS_SHOWN = 20
_PACE_S = 3.0  # so long the real speed is looked at

Tell = Callable[[dict[str, Any]], None]


def page(plan: Plan, version: str, workers: int) -> tuple[dict[str, Any], Mapping[str, Path], str]:
    """What `sim.station.server.app` takes for the page of a network."""
    files = server.SHARED | {name: server.OWN[name] for name in ("station.css", "chart.js", "paced.js")} | table(STATIC)
    return hello(plan, version, workers), files, "network.html"


def hello(plan: Plan, version: str, workers: int) -> dict[str, Any]:
    """What never changes."""
    return {
        "kind": "hello",
        "version": version,
        "name": plan.name,
        "zh": plan.words.zh,
        "en": plan.words.en,
        "begins_s": plan.begins_s,
        "zone_s": plan.zone_s,
        "length_ms": plan.length_ms,
        "gates": plan.gates,
        "workers": workers,
        "way": plan.way,
        "speeds": list(SPEEDS),
        "lines": [
            {
                "number": line.number,
                "zh": line.words.zh,
                "en": line.words.en,
                "stops": [
                    {
                        "key": stop.key,
                        "zh": stop.words.zh,
                        "en": stop.words.en,
                        "entries": stop.entries,
                        "exits": stop.exits,
                    }
                    for stop in line.stops
                ],
            }
            for line in plan.lines
        ],
    }


class Watched:
    """A network as a `Pace` steps it. See `sim.station.pace.Played`."""

    def __init__(self, network: Network, tell: Tell) -> None:
        self.length_ms = network.plan.length_ms
        self.open, self.close = network.open, network.close
        self._network = network
        self._paces: deque[tuple[float, int]] = deque()
        self._last: dict[str, Any] | None = None  # as it was when everything was switched off
        network.listener = tell

    @property
    def now_ms(self) -> int:
        """See `Played`."""
        return self._network.now_ms

    @property
    def over(self) -> bool:
        """See `Played`: what is on its way at the end arrives first."""
        return self._network.over

    def step(self) -> None:
        """See `Played`."""
        self._network.step()

    def state(self) -> dict[str, Any]:
        """See `Played`."""
        if self._last is not None:
            return self._last
        network, now_s = self._network, time.monotonic()
        self._paces.append((now_s, network.now_ms))
        while len(self._paces) > 2 and now_s - self._paces[0][0] > _PACE_S:
            self._paces.popleft()
        spent_s, passed_ms = now_s - self._paces[0][0], network.now_ms - self._paces[0][1]
        return {**state(network), "pace": round(passed_ms / 1000 / spent_s, 1) if spent_s > 0.5 else None}

    def ended(self) -> dict[str, Any]:
        """See `Played`: the journals are read once more, and compared with the books."""
        self._last = {**state(self._network), "pace": None}
        faults = self._network.judged()
        return {"ok": not faults, "faults": faults[:20], **self._network.summary()}


def watch(plan: Plan, workers: int) -> Callable[[Path, Tell], Watched]:
    """What makes a `Pace` of this network."""
    return lambda folder, tell: Watched(Network(plan, folder, workers), tell)


def state(network: Network) -> dict[str, Any]:
    """How things are. A station that has not reported yet is not there: the page says that it is not known."""
    incidents = network.acquirer.incidents
    return {
        "kind": "state",
        "at_ms": network.now_ms,
        "story": None if network.said is None else {"zh": network.said[1].zh, "en": network.said[1].en},
        "sums": figures(network) if network.views else None,
        "stops": {key: _stop(view, network.now_ms) for key, view in network.views.items()},
        "answers": dict(network.results.most_common()),
        "broker": network.broker_up,
        "sink": {"up": network.acquirer.up, "starts": network.acquirer.starts, "early": network.acquirer.early},
        "lost": network.lost_on_the_way,
        "incidents": {
            "count": len(incidents),
            "rows": [
                {
                    "number": one.number,
                    "kind": one.kind,
                    "gate": network.names.get(one.terminal),
                    "sequence": one.sequence,
                    "detail": one.detail[:160],
                }
                for one in incidents[-INCIDENTS_SHOWN:]
            ],
        },
        "samples": [list(each) for each in network.samples],
    }


def _stop(view: StopView, now_ms: int) -> dict[str, Any]:
    return {
        "lights": view.lights,
        "waiting": list(view.waiting),
        "rides": view.rides,
        "refused": view.refused,
        "passed": view.passed,
        "pending": view.rides - view.answered,
        "in_flight": view.in_flight,
        "lag_ms": None if view.oldest_ms is None else now_ms - view.oldest_ms,
        "link": view.link,
        "up": view.up,
        "lists": [[sequence, count] for sequence, count in sorted(view.lists.items(), key=str)],
    }
