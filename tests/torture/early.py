"""Wrong terminals, for proof that the torture notices them: one opens, then journals; one forgets its cell."""

from boards import start
from terminal import gate as gates
from terminal.gate import Gate


class EarlyGate(Gate):
    """A gate that releases as soon as a code is accepted, where no one else waits in line, and has the ride written
    after that."""

    _early = False

    def on_decision(self, decision: object, now_ms: int) -> list:
        effects = super().on_decision(decision, now_ms)
        self._early = bool(
            effects
            and effects[0][0] == gates.RIDE
            and not self.queue
            and not self._released
            and now_ms >= self._pulse_end_ms
        )
        return [(gates.RELEASE, self._direction, self._pulse_ms)] + effects if self._early else effects

    def on_stored(self, decision: object, sequence: "int | None", now_ms: int) -> list:
        effects = super().on_stored(decision, sequence, now_ms)
        return [effect for effect in effects if not self._early or effect[0] != gates.RELEASE]


class EarlyTerminal(start.Terminal):
    """A terminal with that gate."""

    def start(self) -> None:
        super().start()
        self.loop._gate = EarlyGate()


class _Mute:
    """A cell that takes nothing in."""

    def __init__(self, cell: object) -> None:
        self.read = cell.read

    def write(self, data: bytes) -> None:
        """Nothing becomes of it."""


class ForgetfulTerminal(start.Terminal):
    """A terminal whose cell is not written behind each record."""

    def start(self) -> None:
        super().start()
        self._journal._cell = _Mute(self._journal._cell)


TERMINALS = {"early": EarlyTerminal, "forgetful": ForgetfulTerminal}
