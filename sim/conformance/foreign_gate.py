"""A gate of another maker as one that scenarios are played on: in real time, with what it declares and nothing else."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.code import result_table
from sim.conformance.foreign import ForeignSubject
from sim.conformance.subject import Setup
from sim.gate.event import Decided, Event, Relay, Scanned, Stages
from sim.gate.gate import Audit, Facts, Unable
from sim.gate.lists import test_list
from sim.gate.reporter import Reporter
from sim.issuer.issuer import Pki
from terminal import policy
from terminal.decide import Decision

if TYPE_CHECKING:
    from hal.desktop.pixel import Pixels

_POLL_S = 0.005
_NO_CONTROL = "a foreign gate has no setting {}; it declares what it has (docs/conformance.md)"


class ForeignGate:
    """See `Gate`. subject: the gate and its line. pki: the test industry, whose list it has or is handed."""

    def __init__(self, subject: ForeignSubject, pki: Pki) -> None:
        if "result" not in subject.abilities:
            raise Unable(f"{subject.name} names no result, so no scenario can be judged")
        able = subject.abilities
        self.abilities = frozenset(name for name in ("raw", "clock") if name in able)
        self._subject = subject
        self._pki = pki
        self._reporter = Reporter(self.now_ms)
        self._shown = b""
        self._waiting = False

    @property
    def facts(self) -> Facts:
        """See `Gate`."""
        return Facts(self._subject.name, None, None, {})

    def listen(self, listener: "Callable[[Event], None]") -> None:
        """See `Gate`."""
        self._reporter.listener = listener

    def open(self) -> None:
        """See `Gate`: hand it the test industry's list and the time, where it takes them; a release from before is
        waited for.
        """
        listed, operator_xy = test_list(self._pki), self._pki.operator.public_xy
        setup = Setup(self.now_s(), 0, listed.name, listed.data, operator_xy, {}, policy.STANDARD, ())
        self._subject.prepare(setup, True)
        self._subject.rest()

    def close(self) -> None:
        """See `Gate`; the line stays."""

    def turn(self) -> bool:
        """See `Gate`: ask for the answer to what is shown, and for the contact."""
        if self._waiting:
            found = self._subject.wait(0.0)
            if found is not None:
                self._waiting = False
                answer = self._subject.read(found)
                number = result_table.by_name(str(answer.result)).number
                offset = -1 if answer.offset is None else answer.offset
                decision = Decision(number, answer.step, None, answer.recovered or (), answer.family, offset, None)
                self._reporter.say(Decided, decision, self._shown, Stages(), None, None, None)
        if "contact" in self._subject.abilities:
            self._reporter.changed(Relay, "entry", self._subject.closed())
        return False

    def now_ms(self) -> int:
        """See `Gate`."""
        return time.monotonic_ns() // 1_000_000

    def now_s(self) -> int:
        """See `Gate`."""
        return int(time.time())

    def pass_time(self, ms: int) -> None:
        """See `Gate`."""
        time.sleep(max(ms / 1000, _POLL_S))

    def show(self, *payloads: bytes) -> None:
        """See `Gate`."""
        if len(payloads) != 1:
            raise Unable("a foreign gate is shown one code at a time")
        self._shown = payloads[0]
        self._waiting = True
        self._reporter.say(Scanned, payloads)
        self._subject.channel.ask({"do": "present", "payload": self._shown.hex()})

    def hide(self) -> None:
        """See `Gate`: what it was shown was shown once."""

    def see(self, pixels: "Pixels", still: bool) -> None:
        """See `Gate`."""
        raise Unable("a foreign gate is shown bytes")

    def push(self) -> bool:
        """See `Gate`: its arms, if it has any, are not known."""
        raise Unable("the arms of a foreign gate are not known")

    def emergency(self, active: bool) -> None:
        """See `Gate`."""
        raise Unable(_NO_CONTROL.format("emergency"))

    def power(self, on: bool) -> None:
        """See `Gate`."""
        raise Unable(_NO_CONTROL.format("power"))

    def control(self, name: str, value: "str | int | tuple[int, int]") -> None:
        """See `Gate`."""
        if name != "clock" or "clock" not in self.abilities or not isinstance(value, tuple):
            raise Unable(_NO_CONTROL.format(name))
        self._subject.channel.ask({"do": "set", "clock": self.now_s() + value[0] if value[1] else None})

    def diagnose(self) -> str | None:
        """See `Gate`."""
        return None

    def audit(self) -> Audit:
        """See `Gate`."""
        raise Unable("the journal of a foreign gate is not read")
