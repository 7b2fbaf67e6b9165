"""A lane in idle time: a refusal that is too old to be completed is forgotten, and so is a question whose code has its
answer already; damage of a snapshot is reported."""

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from terminal.lane import Lane


class LaneWatch:
    """In the place of an audit of the journal (boards/journal_store.py), which it passes each step on to.

    port: what the lane's question is put to, with its last `fault`; None where nothing is asked.
    """

    def __init__(self, lane: "Lane", port: "Any", audit: "Any") -> None:
        self._lane = lane
        self._port = port
        self._audit = audit
        self._told = ""

    def step(self, now_ms: int, now_s: int | None, log: "Any") -> None:
        """One turn without a decision under way."""
        self._lane.expire(now_ms)
        if self._port is not None:
            self._port.close()  # an account is kept no longer than its question
            if self._port.fault != self._told:
                self._told = self._port.fault
                if self._told:
                    log.line("eligibility: " + self._told)
        self._audit.step(now_ms, now_s, log)
