"""An eligibility service on a table: what it answers, and when, is set by the test."""

from hal.fake.device import EIO

ALLOW = 1
DENY = 2
UNKNOWN = 3


class Eligibility:
    """A service and the port to it.

    verdict: what the service says of anyone, or of the subjects in `verdicts`. slow_ms: how long after the question;
    None: never. down: neither call reaches it. raw: what poll() gives instead of a verdict, whatever it is. lies: the
    service answers about another subject, which the port notices. next_id, next_sequence: what the next answer bears.
    asked: (place, moment) of each question; a subject is never kept behind its answer.
    """

    def __init__(self, verdict: int = ALLOW) -> None:
        self.verdict = verdict
        self.verdicts: dict[bytes, int] = {}
        self.slow_ms: int | None = 0
        self.down = False
        self.lies = False
        self.raw: object = None
        self.answer_id = b""
        self.snapshot_sequence = 0
        self.next_id = b"answer 1"
        self.next_sequence = 0
        self.asked: list[tuple[bytes, int]] = []
        self._subject = bytearray(10)
        self._asked_ms: int | None = None

    def ask(self, subject: bytes, place: bytes, now_ms: int) -> None:
        """Start a question; the answer is there slow_ms later."""
        if len(subject) != 10:
            raise ValueError("a subject has 10 bytes")
        self._answer()
        self.answer_id, self.snapshot_sequence = b"", 0
        self._subject[:] = subject
        self._asked_ms = now_ms
        self.asked.append((bytes(place), now_ms))

    def poll(self, now_ms: int) -> int | None:
        """The verdict once it is there."""
        self._answer()
        if self._asked_ms is None or self.slow_ms is None or now_ms < self._asked_ms + self.slow_ms:
            return None
        about = bytes(self._subject)
        answered = bytes(10) if self.lies else about
        verdict = self.verdicts.get(about, self.verdict) if answered == about else UNKNOWN
        self._subject[:] = bytes(10)
        self._asked_ms = None
        self.answer_id, self.snapshot_sequence = self.next_id, self.next_sequence
        return self.raw if self.raw is not None else verdict  # type: ignore[return-value]

    def close(self) -> None:
        """Give the question up."""
        self._subject[:] = bytes(10)
        self._asked_ms = None

    def _answer(self) -> None:
        if self.down:
            raise OSError(EIO, "the eligibility service does not answer (down on purpose)")
