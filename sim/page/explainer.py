"""Explains refused codes to the page, in a thread of its own: the gate's answer never waits for it."""

import queue
import threading
import traceback
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sim.gate.event import Decided, Event, Set, Started
from sim.page.page_event import Explained, PageEvent
from terminal import codes

if TYPE_CHECKING:
    from sim.trust.file import TrustFile
    from terminal.trust import TrustList

PAUSE_S = 0.3  # behind an answer: the gate comes first


class Explainer:
    """Listens to a gate. lists(): the trust lists at hand, by the values of its setting `trust`.

    The gate says which list it has, by its sequence number. Where no list at hand has that number, it is not known, and
    the explanation says so. Only the last refusal is explained where several came meanwhile. One that cannot be
    explained goes without: the fault is printed, the page hears nothing. `close` ends its thread.
    """

    def __init__(self, lists: "Callable[[], Mapping[str, TrustFile]]", report: Callable[[Explained], None]) -> None:
        self._lists = lists
        self._report = report
        self._chosen = "current"
        self._heard = False
        self._sequence: int | None = None  # of the gate's list; None while it has none
        self._opened: dict[str, TrustList] = {}
        self._refused: queue.Queue[Decided | None] = queue.Queue()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="explainer", daemon=True)
        self._thread.start()

    def hear(self, event: Event | PageEvent) -> None:
        """Take an event of the gate, in its thread."""
        if isinstance(event, Started):
            self._heard, self._sequence = True, event.list_sequence
        elif isinstance(event, Set) and event.name == "trust":
            self._chosen, self._heard, self._sequence = event.value.state, True, event.value.sequence
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
            if event is None:
                continue
            try:
                self._explain(event)
            except Exception:  # ours, or of the list's storage: the next refusal is explained all the same
                traceback.print_exc()

    def _explain(self, event: Decided) -> None:
        from sim.explain.explain import explain_decision
        from terminal import policy
        from terminal.history import History

        opened, known = self._list()
        rules = policy.make(fare_fen=event.fare_fen or 0)
        answer = explain_decision(event.decision, event.payload, opened, rules, History(1), event.now_s)
        self._report(Explained(answer, known))

    def _list(self) -> "tuple[TrustList | None, bool]":
        """The list of the gate, None for none; whether that is known."""
        from hal.desktop.engine import proved_engine

        if self._sequence is None:
            return None, self._heard
        if self._chosen not in self._opened:
            file = self._lists().get(self._chosen)
            if file is None:
                return None, False
            self._opened[self._chosen] = file.open(proved_engine())
        opened = self._opened[self._chosen]
        return (opened, True) if opened.sequence == self._sequence else (None, False)
