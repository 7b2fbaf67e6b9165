"""Eligibility (step 24): one question about one account, and the class of its answer.

The question begins when step 17 has held and runs beside step 18. Nothing of it stays: not the subject, which goes to
the port and is kept nowhere else, nor a reason, which the port does not hand on; verdict, answer's id and snapshot's
sequence go into the ride record and are then forgotten. A terminal without a service does not load this module.
"""

from collections import namedtuple

from terminal import codes
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from hal.interfaces import Eligibility

ALLOW = 1
DENY = 2
UNKNOWN = 3

DEADLINE_MS = 150
DEADLINE_MIN_MS = 50
DEADLINE_MAX_MS = 1000
ANSWER_ID_MAX = 16
_SEQUENCE_MAX = 0xFFFFFFFF

OPEN = "open"  # UNKNOWN is let in, and the record says so
STAFFED = "staffed"  # UNKNOWN is sent to the staff
SHUT = "shut"  # UNKNOWN hears that the lane is out of service

Rules = namedtuple("Rules", "unknown deadline_ms")


def rules(unknown: str = STAFFED, deadline_ms: int = DEADLINE_MS) -> Rules:
    """Checked rules of step 24. Raises ValueError naming what is out of bounds."""
    if unknown not in (OPEN, STAFFED, SHUT):
        raise ValueError(f"eligibility.unknown: {unknown!r} is none of {(OPEN, STAFFED, SHUT)}")
    if type(deadline_ms) is not int or not DEADLINE_MIN_MS <= deadline_ms <= DEADLINE_MAX_MS:
        raise ValueError(f"eligibility.deadline_ms: {deadline_ms!r} is outside {DEADLINE_MIN_MS}..{DEADLINE_MAX_MS}")
    return Rules(unknown, deadline_ms)


class Question:
    """The question under way, over a port (hal/interfaces.pyi). place: the bytes that the port is asked with.

    Late, down or malformed is UNKNOWN. What counts is when the answer is read: `look` is called in every turn.
    """

    def __init__(self, port: "Eligibility", rules: Rules, place: bytes) -> None:
        self.rules = rules
        self._port = port
        self._place = place
        self._end_ms = 0
        self.forget()

    def forget(self) -> None:
        """Keep nothing of the last answer."""
        self.verdict: int | None = None
        self.answer_id = b""
        self.snapshot_sequence = 0
        self._asked = False

    def ask(self, subject: bytes, now_ms: int) -> None:
        """Start the question about this account; the one before is forgotten."""
        self.forget()
        self._end_ms = now_ms + self.rules.deadline_ms
        self._asked = True
        try:
            self._port.ask(subject, self._place, now_ms)
        except OSError:
            self.verdict = UNKNOWN

    def look(self, now_ms: int) -> int | None:
        """The verdict, None while there is none; UNKNOWN from the deadline on."""
        if self.verdict is not None:
            return self.verdict
        if not self._asked or now_ms >= self._end_ms:
            self.verdict = UNKNOWN
            return UNKNOWN
        try:
            verdict = self._port.poll(now_ms)
            if verdict is not None:
                self.verdict = UNKNOWN
                answer_id, sequence = self._port.answer_id, self._port.snapshot_sequence
                if (
                    type(verdict) is int
                    and ALLOW <= verdict <= UNKNOWN
                    and type(answer_id) is bytes
                    and len(answer_id) <= ANSWER_ID_MAX
                    and type(sequence) is int
                    and 0 <= sequence <= _SEQUENCE_MAX
                ):
                    self.verdict, self.answer_id, self.snapshot_sequence = verdict, answer_id, sequence
        except OSError:
            self.verdict = UNKNOWN
        return self.verdict

    def result(self, verdict: int) -> int:
        """What step 24 answers to a verdict."""
        if verdict == ALLOW or (verdict != DENY and self.rules.unknown == OPEN):
            return codes.ACCEPTED
        return codes.NOT_ELIGIBLE if verdict == DENY else codes.ELIGIBILITY_UNKNOWN
