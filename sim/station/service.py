"""The eligibility service of a simulated station, in its virtual time, asked by way of the station computer.

The computer passes questions on and keeps nothing of them; it hears whether the service answers.
"""

from collections.abc import Callable
from struct import pack
from typing import TYPE_CHECKING

from hal.fake.eligibility import Eligibility
from terminal.eligibility import Question, rules

if TYPE_CHECKING:
    from hal.interfaces import Clock
    from terminal import records, sm2

LATE_MS = 5000  # a slow service: far beyond any deadline
IN_VAIN_MS = 100  # a gate that has looked for an answer for so long waited for it; one that gave up before did not
ANSWERS, SILENT, GONE = "answers", "late", "down"

Heard = Callable[[str], None]


class _Relayed:
    """The port of one gate: asks the service, and reports to the computer how that went."""

    def __init__(self, port: Eligibility, heard: Heard) -> None:
        self.answer_id = b""
        self.snapshot_sequence = 0
        self._port = port
        self._heard = heard
        self._waits = False
        self._asked_ms = self._looked_ms = 0

    def ask(self, subject: bytes, place: bytes, now_ms: int) -> None:
        """See `Eligibility`."""
        self._port.asked.clear()
        try:
            self._port.ask(subject, place, now_ms)
            self._waits = True
            self._asked_ms = self._looked_ms = now_ms
        except OSError:
            self._heard(GONE)
            raise

    def poll(self, now_ms: int) -> int | None:
        """See `Eligibility`."""
        self._looked_ms = now_ms
        try:
            answer = self._port.poll(now_ms)
        except OSError:
            self._waits = False
            self._heard(GONE)
            raise
        if answer is not None:
            self.answer_id, self.snapshot_sequence = self._port.answer_id, self._port.snapshot_sequence
            self._waits = False
            self._heard(ANSWERS)
        return answer

    def close(self) -> None:
        """See `Eligibility`."""
        if self._waits:
            self._waits = False
            if self._looked_ms - self._asked_ms >= IN_VAIN_MS:
                self._heard(SILENT)
        self._port.close()


class Service:
    """The service, and its questions: see `sim.gate.asked.Asks`. unregistered: the verdict about accounts without a
    status of their own. heard: called whenever it has answered, was late, or was not there.
    """

    def __init__(self, unregistered: int, answer_ms: int, heard: Heard) -> None:
        self.statuses: dict[bytes, int] = {}
        self._unregistered = unregistered
        self._answer_ms = answer_ms
        self._heard = heard
        self._ports: list[Eligibility] = []

    def asks(self, unknown: str) -> "Asking":
        """For a gate whose lane has this policy."""
        return Asking(self, unknown)

    def port(self) -> _Relayed:
        """A port of its own for a gate."""
        port = Eligibility(self._unregistered)
        port.verdicts = self.statuses
        port.slow_ms = self._answer_ms
        if self._ports:
            port.down, port.lies, port.slow_ms = (self._ports[0].down, self._ports[0].lies, self._ports[0].slow_ms)
        self._ports.append(port)
        return _Relayed(port, self._heard)

    def set(self, state: str) -> None:
        """Make it up, down, slow or lying."""
        for port in self._ports:
            port.down, port.lies = state == "down", state == "lying"
            port.slow_ms = LATE_MS if state == "slow" else self._answer_ms


class Asking:
    """See `sim.gate.asked.Asks`."""

    def __init__(self, service: Service, unknown: str) -> None:
        self._service = service
        self._unknown = unknown

    def question(
        self, engine: "sm2.Engine", clock: "Clock", place: "records.Place"
    ) -> tuple[Question, _Relayed]:
        """See `Asks`."""
        port = self._service.port()
        return Question(port, rules(self._unknown), pack(">HH", place.line, place.station)), port

    def visits(self, place: "records.Place") -> None:
        """See `Asks`: a station file has none."""
