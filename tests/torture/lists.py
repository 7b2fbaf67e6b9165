"""Another trust list: uploaded, checked, swapped in; and one that waits for its day."""

import time

from boards import trust_install
from boards.trust_store import TrustStore
from terminal import sm2, trust
from tests.builder import list_builder, signer
from tests.builder.code_builder import NOW_S
from tests.torture.board import ENGINE, Board
from tests.torture.breach import Breach
from tests.torture.cutting import Scenario
from tests.torture.ledger import Ledger
from tests.torture.rig import Rig

_DAY_S = 86_400
_CHUNK_BYTES = 512


class Swap(Scenario):
    """An operator installs a list that is in force at once; then the terminal starts."""

    name = "trust"
    cold = True
    sequence = 8
    effective_s = NOW_S - _DAY_S

    def act(self, rig: Rig, ledger: Ledger) -> None:
        self._install(rig, self._list(self.sequence, self.effective_s))
        ledger.promised = True
        rig.alive()
        rig.start()

    def check(self, rig: Rig, ledger: Ledger) -> None:
        here = rig.world.list_sequence
        if here not in (7, self.sequence) or (ledger.promised and here != self.sequence):
            raise Breach(f"older: list {here} is in force after an installation of {self.sequence}")

    def serve(self, rig: Rig, ledger: Ledger) -> None:
        """Whatever was below stays refused, and the installation can be done again."""
        super().serve(rig, ledger)
        self._refused(rig, 6)
        self._refused(rig, 7)
        self._install(rig, self._list(self.sequence, self.effective_s))
        for sequence in (6, 7, self.sequence):
            self._refused(rig, sequence)

    def _refused(self, rig: Rig, sequence: int) -> None:
        """Another list with that sequence."""
        try:
            self._install(rig, self._list(sequence, NOW_S - _DAY_S + 1))
        except (ValueError, trust.ListRefused):
            return
        raise Breach(f"older: another list {sequence} is taken")

    def _install(self, rig: Rig, whole: bytes) -> None:
        with open(rig.state.path(trust_install.UPLOAD), "wb") as file:
            for at in range(0, len(whole), _CHUNK_BYTES):
                file.write(whole[at : at + _CHUNK_BYTES])
        rig.alive()
        keys = (ENGINE.engine.decode(signer.public_xy("operator")),)
        store = TrustStore(rig.state, ENGINE.engine, keys, True)
        sm2.finish(store.open())
        new = trust_install.install(store, trust_install.UPLOAD, time.utc_s(), Board.limits.TRUST_MAX_BYTES)
        sm2.finish(new)

    def _list(self, sequence: int, effective_s: int) -> bytes:
        what = sequence, effective_s
        if what not in _lists:
            _lists[what] = list_builder.usual(sequence=sequence, effective_s=effective_s, sign=signer.sign)
        return _lists[what]


_lists = {}


class Day(Swap):
    """A list that waits for its day, and the day comes while the terminal works."""

    name = "trust day"
    effective_s = NOW_S + 60

    def act(self, rig: Rig, ledger: Ledger) -> None:
        self._install(rig, self._list(self.sequence, self.effective_s))
        rig.alive()
        rig.start()
        rig.admit(1, ledger)
        for _ in range(70):
            rig.wait(1000)
        if rig.loop.trust.sequence != self.sequence:
            raise Breach(f"older: the day of list {self.sequence} has come, and {rig.loop.trust.sequence} is in force")
        rig.world.list_sequence = self.sequence

    def check(self, rig: Rig, ledger: Ledger) -> None:
        """Old or new, and never the old one again once the new one was in force: the rig looks at that."""


ALL = (Swap, Day)
