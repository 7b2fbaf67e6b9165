"""A step of the clock: by a service session, and by an operator's statement; then the terminal starts."""

import time
from struct import pack

from boards.clock_store import ClockStore
from boards.format import statement
from hal.micropython.clock import Clock
from terminal import codes, policy, records, signed
from tests.builder import signer
from tests.torture.board import ENGINE, Board
from tests.torture.breach import Breach
from tests.torture.cutting import Scenario
from tests.torture.ledger import Ledger
from tests.torture.rig import FRESH, Rig, code_at

_APART_MAX_S = 30


class Set(Scenario):
    """A service session sets the clock an hour ahead."""

    name = "clock"
    cold = True
    ahead_s = 3600
    event = records.CLOCK_SET

    def act(self, rig: Rig, ledger: Ledger) -> None:
        self.step(rig)
        ledger.promised = True
        rig.alive()
        rig.start()

    def step(self, rig: Rig) -> None:
        store, clock = self.opened(rig)
        store.set(clock, time.utc_s() + self.ahead_s)

    def opened(self, rig: Rig) -> tuple:
        """The clock as a service session finds it."""
        clock = Clock(Board(rig).source("ds3231"), time, policy.STANDARD.skew_s)
        store = ClockStore(rig.state)
        store.open()
        store.start(clock, None, 0)
        return store, clock

    def check(self, rig: Rig, ledger: Ledger) -> None:
        """The old time or the new one, never the old one after a promise; and the journal knows of the new one."""
        now_s = rig.now_s()
        told = [each for each in ledger.events() if each[0] == self.event]
        ahead = now_s is not None and now_s - time.utc_s() > self.ahead_s // 2
        if now_s is None:
            raise Breach("unbootable: the time is not trusted after a step of the clock")
        if abs(now_s - time.utc_s() - self.ahead_s * ahead) > _APART_MAX_S:
            raise Breach(f"unbootable: the clock says {now_s}, neither the old time nor the new one")
        if ledger.promised and not ahead:
            raise Breach("lost: a step of the clock that was confirmed")
        if ahead and not told:
            raise Breach("lost: the journal says nothing of a step of the clock")
        self.stepped = ahead

    def serve(self, rig: Rig, ledger: Ledger) -> None:
        """A code of the terminal's own time is admitted."""
        rig.wait(2000)
        result = rig.show(code_at(FRESH, rig.now_s()))
        if result != codes.ACCEPTED:
            raise Breach(f"unbootable: a new code gets {codes.of(result).name}")


class Statement(Set):
    """An operator's statement says it is three days later."""

    name = "statement"
    ahead_s = 3 * 86_400
    event = records.CLOCK_STATEMENT

    def step(self, rig: Rig) -> None:
        store, clock = self.opened(rig)
        nonce = store.new_nonce(lambda count: bytes(range(1, count + 1)))
        rig.alive()
        store.apply(clock, stated(nonce, time.utc_s() + self.ahead_s), *self._judges(rig))

    def _judges(self, rig: Rig) -> tuple:
        keys = (ENGINE.engine.decode(signer.public_xy("operator")),)
        return rig.state.identity(ENGINE.engine.digest), keys, ENGINE.engine

    def serve(self, rig: Rig, ledger: Ledger) -> None:
        """What is more: no code from before the stated time, and no second use of the statement."""
        if self.stepped:
            result = rig.show(code_at(1, rig.now_s() - 60))
            if result != codes.CODE_ALREADY_USED:
                raise Breach(f"twice: a code from before the statement gets {codes.of(result).name}")
            store, clock = self.opened(rig)
            old = stated(bytes(range(1, 17)), time.utc_s() + self.ahead_s)
            try:
                store.apply(clock, old, *self._judges(rig))
            except signed.BlobRefused:
                pass
            else:
                raise Breach("twice: a statement is taken for a second time")
        super().serve(rig, ledger)


def stated(nonce: bytes, unix_s: int) -> bytes:
    """A statement for the terminal of the rig."""
    body = statement.MAGIC + b"\x01\x01\0\0" + signed.key_id(ENGINE.engine.digest, signer.key("operator"))
    body += pack(">II", 1, 2) + nonce + pack(">I", unix_s)
    return body + signer.sign("operator", body)


ALL = (Set, Statement)
