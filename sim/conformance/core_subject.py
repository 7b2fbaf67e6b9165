"""The core in this process as a gate under test: the whole loop, with a reader, a contact and a journal in memory."""

from typing import Final

from hal.desktop.engine import proved_engine
from hal.fake.clock import Clock, Watchdog
from hal.fake.gate import Emergency, Panel, Relay, Sensor
from hal.fake.log import Log
from hal.fake.scanner import Scanner
from hal.fake.store import Cell, Segments
from sim.conformance.subject import ABILITIES, Answer, Setup
from sim.trust.file import signed_by
from terminal import codes, records, sm2
from terminal.decide import Decision
from terminal.gate import Gate
from terminal.history import History
from terminal.journal import Journal
from terminal.run import Hal, Loop
from terminal.trust import TrustList

_PLACE = records.Place(terminal_id=1, provisioning_id=1, mode=1, line=1, station=1, direction=1, vehicle=0)
_KEY = b"the key of a bench, which seals nothing of anybody"[: records.KEY_BYTES]
_CAPACITY = 64
_TURNS_MAX = 2000
_DIRECTION: Final = "entry"


class CoreSubject:
    """See `Subject`. engine: what computes signatures, the fastest of this computer when left out."""

    def __init__(self, engine: sm2.Engine | None = None) -> None:
        self.name = "core"
        self.abilities = frozenset(ABILITIES) - {"card"}
        self.engine = engine or proved_engine()
        self._lists: dict[bytes, TrustList] = {}

    def prepare(self, setup: Setup, fresh: bool) -> None:
        """See `Subject`: a terminal that has just started."""
        self.clock = Clock(setup.clock_s, 1000)
        self.relay = Relay(self.clock)
        self.scanner, self.log = Scanner(), Log()
        sensor, emergency, panel, watchdog = Sensor(), Emergency(), Panel(), Watchdog(self.clock)
        store = Segments()
        for part in (self.scanner, self.relay, sensor, emergency, panel, watchdog, store):
            part.open()
        history = History(_CAPACITY)
        journal = Journal(store, Cell(), self.engine.digest, _KEY, _PLACE)
        sm2.finish(journal.open(history, setup.rules, setup.clock_s))
        for account, generated_s, until_s in setup.history:
            history.add(account, generated_s, until_s)
        hal = Hal(self.clock, self.scanner, self.relay, sensor, emergency, panel, watchdog, self.log)
        self.loop = Loop(Gate(_DIRECTION), self._list(setup), setup.rules, history, journal, hal)
        self.loop.step()

    def present(self, payload: bytes) -> Answer | None:
        """See `Subject`."""
        answered = len(self.log.decisions)
        self.scanner.show(payload)
        for _ in range(_TURNS_MAX):
            self.loop.step()
            if len(self.log.decisions) > answered and not self.loop.busy():
                break
        else:
            return None
        decision: Decision = self.log.decisions[-1][0]
        return answer_of(decision, self.relay.released(_DIRECTION))

    def close(self) -> None:
        """See `Subject`."""

    def _list(self, setup: Setup) -> TrustList | None:
        if setup.list_name is None:
            return None
        if setup.list_data not in self._lists:
            file = signed_by(setup.list_name, setup.list_data, setup.operator_xy, self.engine)
            self._lists[setup.list_data] = file.open(self.engine)
        return self._lists[setup.list_data]


def answer_of(decision: Decision, released: bool) -> Answer:
    """A decision as an answer that says everything."""
    return Answer(
        decision.result == codes.ACCEPTED,
        codes.of(decision.result).name,
        decision.step,
        tuple(decision.recovered),
        decision.offset,
        decision.family,
        released,
    )


