"""What is done while the power may fail: rides, the journal's own business, and all of the other files here."""

from terminal import codes
from tests.torture import image, lists, steps
from tests.torture.breach import Breach
from tests.torture.cutting import Scenario
from tests.torture.ledger import Ledger
from tests.torture.rig import Rig, code_at

_WINDOW_MS = 1_700_000  # no code that was shown before can be shown again
_BATCH = 20  # rides
_SOON_BYTES = 1300  # of space in a segment: two rides


class Ride(Scenario):
    """Three passengers: decision, journal, relay, outcome. Two stand in line, and the last lets his time run out."""

    name = "ride"

    def act(self, rig: Rig, ledger: Ledger) -> None:
        rig.admit(1, ledger)
        rig.walk()
        rig.admit(2, ledger)
        rig.admit(3, ledger)
        rig.walk()
        rig.wait(6000)


class Start(Scenario):
    """A start after a power cut that left two rides without an outcome."""

    name = "start"
    cold = True

    def prepare(self, rig: Rig, ledger: Ledger) -> None:
        rig.admit(1, ledger)
        rig.admit(2, ledger)

    def act(self, rig: Rig, ledger: Ledger) -> None:
        rig.start()


class Acknowledgement(Scenario):
    """The back office has fetched what there is, and says so, in two steps."""

    name = "acknowledgement"

    def prepare(self, rig: Rig, ledger: Ledger) -> None:
        for number in range(1, 5):
            rig.admit(number, ledger)
            rig.walk()

    def act(self, rig: Rig, ledger: Ledger) -> None:
        newest = max(ledger.known)
        rig.acknowledge(ledger, newest - 3)
        rig.acknowledge(ledger, newest)


class TurnOver(Scenario):
    """The segment is full and another one begins; the oldest, which was fetched long ago, gives way."""

    name = "turn-over"

    def prepare(self, rig: Rig, ledger: Ledger) -> None:
        """Rides until segments give way, each batch fetched and then too old to be shown again; then until the newest
        segment is nearly full."""
        number = 0
        oldest = rig.segments()[0]
        while rig.segments()[0] == oldest or rig.room_bytes() > _SOON_BYTES:
            number += 1
            rig.admit(number, ledger)
            rig.walk()
            if number % _BATCH == 0:
                ledger.read()
                rig.acknowledge(ledger, max(ledger.known))
                rig.wait(_WINDOW_MS, 100_000)
        ledger.shown = ledger.shown[-3:]  # the others are too old

    def act(self, rig: Rig, ledger: Ledger) -> None:
        before = rig.segments()
        for number in range(1000, 1003):
            rig.admit(number, ledger)
            rig.walk()
        after = rig.segments()
        if not rig.flash.failed and (before[0] in after or after[-1] in before):
            raise RuntimeError(f"this journal does not turn over: {before}, {after}")


class Full(Scenario):
    """The journal is full of rides that were not fetched, and refuses; then a part of it is acknowledged."""

    name = "full"

    def prepare(self, rig: Rig, ledger: Ledger) -> None:
        number = 0
        while rig.show(code_at(number, rig.now_s())) == codes.ACCEPTED:
            rig.walk()
            number += 1
        rig.wait(_WINDOW_MS, 100_000)
        if rig.show(code_at(number, rig.now_s())) == codes.ACCEPTED:
            raise Breach("released: what nobody has fetched gives way when it is old enough")
        ledger.read()

    def act(self, rig: Rig, ledger: Ledger) -> None:
        """Only the oldest segment may give way, and none before it was acknowledged."""
        before = rig.segments()
        rig.acknowledge(ledger, int(before[1]))
        for number in range(1000, 1003):
            rig.admit(number, ledger)
            rig.walk()
        if before[1] not in rig.segments():
            raise Breach("released: a segment of which the back office has only the beginning")

    def serve(self, rig: Rig, ledger: Ledger) -> None:
        """It is fetched anew, whatever became of the acknowledgement, and then a code is admitted."""
        ledger.read()
        rig.acknowledge(ledger, max(ledger.known))
        super().serve(rig, ledger)


class Ageing(Scenario):
    """Some codes run out, and others are shown meanwhile."""

    name = "replay ageing"

    def prepare(self, rig: Rig, ledger: Ledger) -> None:
        for number in range(1, 3):
            rig.admit(number, ledger)
            rig.walk()

    def act(self, rig: Rig, ledger: Ledger) -> None:
        for number in range(3, 6):
            rig.wait(290_000, 10_000)
            rig.admit(number, ledger)
            rig.walk()


class Refusals(Scenario):
    """Some are refused, and an hour later their counts are written."""

    name = "refusals"

    def prepare(self, rig: Rig, ledger: Ledger) -> None:
        rig.admit(1, ledger)
        rig.walk()

    def act(self, rig: Rig, ledger: Ledger) -> None:
        for at in range(3):
            rig.show(b"TX%d" % at)
        rig.wait(3_700_000, 100_000)
        rig.admit(2, ledger)
        rig.walk()


ALL = (
    (Ride, Start, Acknowledgement, TurnOver, Full, Ageing, Refusals, image.Update, image.Withdrawal)
    + lists.ALL
    + steps.ALL
)
