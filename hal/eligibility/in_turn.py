"""Asks one source and, where that one does not know, another: a snapshot, then the service."""

from terminal.eligibility import UNKNOWN
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


class InTurn:
    """first, then: two `Eligibility` ports. fault: what the first one raised last, "" for nothing, for its owner to
    report; the other one is asked then. The deadline of both begins with the question. Needs no open().
    """

    def __init__(self, first: "Any", then: "Any") -> None:
        self.answer_id = b""
        self.snapshot_sequence = 0
        self.fault = ""
        self._first = first
        self._then = then
        self._asked: Any = None  # the one that is under way
        self._subject = bytearray()
        self._place = b""
        self._asked_ms = 0

    def ask(self, subject: bytes, place: bytes, now_ms: int) -> None:
        """Ask the first one; a question that is under way is given up."""
        self.close()
        self.answer_id = b""
        self.snapshot_sequence = 0
        self._subject = bytearray(subject)
        self._place = place
        self._asked = self._first
        self._asked_ms = now_ms
        self._first.ask(subject, place, now_ms)

    def poll(self, now_ms: int) -> int | None:
        """The answer of the first that knows; None for not yet. Raises OSError of the last one."""
        if self._asked is None:
            return None
        if self._asked is self._first:
            try:
                answer = self._first.poll(now_ms)
            except OSError as error:
                self.fault = str(error)
                answer = UNKNOWN
            if answer is None:
                return None
            if answer != UNKNOWN:
                return self._end(answer)
            self._asked = self._then
            self._then.ask(bytes(self._subject), self._place, self._asked_ms)
            self._forget()
        return self._end(self._then.poll(now_ms))

    def _end(self, answer: int | None) -> int | None:
        if answer is not None:
            self.answer_id = self._asked.answer_id
            self.snapshot_sequence = self._asked.snapshot_sequence
            self._asked = None
            self._forget()
        return answer

    def _forget(self) -> None:
        for at in range(len(self._subject)):
            self._subject[at] = 0

    def close(self) -> None:
        """Give the question up, and let both go."""
        self._asked = None
        self._forget()
        self._first.close()
        self._then.close()
