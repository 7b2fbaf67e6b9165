"""Explains refused codes to the page, in a thread of its own: the gate's answer never waits for it."""

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.gate.event import Decided, Event, Set
from sim.page.page_event import Explained, PageEvent
from terminal import codes

if TYPE_CHECKING:
    from sim.trust.file import TrustFile
    from terminal.trust import TrustList

PAUSE_S = 0.3  # behind an answer: the gate comes first


class Explainer:
    """Listens to a gate. lists: the trust lists by the values of its setting `trust`; a value without one has none.

    Only the last refusal is explained where several came meanwhile. `close` ends its thread.
    """

    def __init__(self, lists: "dict[str, TrustFile]", report: Callable[[Explained], None]) -> None:
        self._lists = lists
        self._report = report
        self._chosen = "current"
        self._opened: dict[str, TrustList] = {}
        self._refused: queue.Queue[Decided | None] = queue.Queue()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="explainer", daemon=True)
        self._thread.start()

    def hear(self, event: Event | PageEvent) -> None:
        """Take an event of the gate, in its thread."""
        if isinstance(event, Set) and event.name == "trust":
            self._chosen = event.value.state
        elif isinstance(event, Decided) and event.payload and event.decision.result != codes.ACCEPTED:
            self._refused.put(event)

    def close(self) -> None:
        """End; what is under way is dropped."""
        self._ending.set()
        self._refused.put(None)

    def _run(self) -> None:
        while not self._ending.is_set():
            event = self._refused.get()
            if self._ending.wait(PAUSE_S):
                return
            while not self._refused.empty():
                event = self._refused.get()
            if event is not None:
                self._explain(event)

    def _explain(self, event: Decided) -> None:
        from hal.desktop.engine import proved_engine
        from sim.explain.explain import explain_decision
        from terminal import policy
        from terminal.history import History

        name = self._chosen
        if name not in self._opened and name in self._lists:
            self._opened[name] = self._lists[name].open(proved_engine())
        rules = policy.make(fare_fen=event.fare_fen or 0)
        answer = explain_decision(event.decision, event.payload, self._opened.get(name), rules, History(1), event.now_s)
        self._report(Explained(answer))
