"""Cards that answer anything, held up and torn away in any way, at a whole gate. Runs on both runtimes; a seed is all a
failure needs to be seen again.

    python -m tests.torture.hostile_card                           a million responses, seeds from 1 on
    python -m tests.torture.hostile_card --responses 5000 --seed 7 another stretch

Cards that know the test key, cards that do not, and cards that make everything up; answers cut, changed, exchanged and
missing; two cards, a card and a code, a SAM that fails or is not there, power cuts. What must hold is written down
once, as violations with a name.
"""

from hashlib import sha256
from struct import pack

from hal.fake.card import TestCard, TestSam
from terminal import card as cards, codes, gate as gates, policy, records, sm2
from terminal.decide import Decision
from tests.builder import signer
from tests.builder.code_builder import ISSUER, quick
from tests.builder.journal_reading import recover
from tests.builder.xorshift import Xorshift
from tests.core.card_terminal import CardTerminal
from tests.core.test_run import KEY

VISITS = 150  # at one terminal
_NUMBERS = tuple([b"\x03\x10\x41\x70\x00\x00\x00\x00" + pack(">H", number) for number in (0x0017, 0x0025, 0x0033)])
_PAUSES_MS = (0, 100, cards.AWAY_MS - 20, cards.AWAY_MS + 20, 1500, 4000)
RAISED = "raised"
INTERNAL = "a fault of our own"
OPENED = "let in without a SAM that confirmed the card"
TWICE = "let in twice while it was held up once"
TOO_SOON = "let in again within two seconds"
NO_RIDE = "released without a durable ride"
BLAMED = "equipment is blamed for what a card said"
UNSTATED = "a card's ride that does not state what confirmed it"


def _mac(message: bytes) -> bytes:
    return sha256(b"hostile cards" + message).digest()  # quick, and no less of a secret to these cards


class Hostile:
    """A card whose answers are changed on their way. often: of 16 answers so many."""

    def __init__(self, dice: Xorshift, inside: TestCard, often: int) -> None:
        self.uid = inside.uid if dice.below(4) else dice.take(4 + dice.below(7))
        self.account = cards.account_of(inside.number)
        self._dice = dice
        self._inside = inside
        self._often = often

    def reset(self) -> None:
        """It has come into the field."""
        self._inside.reset()

    def respond(self, apdu: bytes) -> bytes:
        """What it says to a command."""
        response = self._inside.respond(apdu)
        return changed(response, self._dice) if self._dice.below(16) < self._often else response


def changed(response: bytes, dice: Xorshift) -> bytes:
    """A response cut, changed, exchanged or made up."""
    kind = dice.below(8)
    if kind == 0:
        return response[: dice.below(len(response) + 1)]
    if kind < 3:
        at = dice.below(len(response))
        return response[:at] + bytes([dice.below(256)]) + response[at + 1 :]
    if kind == 3:
        return dice.take(dice.below(300))
    if kind == 4:
        return response[:-2] + (b"\x6a\x82", b"\x69\x85", b"\x61\x10", b"\x6c\x1e")[dice.below(4)]
    if kind == 5:
        return response[:-2] * 9 + response[-2:]
    body = dice.take(dice.below(64))
    return (cards.AID + body if kind == 6 else body) + b"\x90\x00"


class Sam:
    """The test SAM, one that is broken now and then. wrong: it confirms whatever it is asked (a planted fault)."""

    kind = "test_sam"

    def __init__(self, dice: Xorshift, wrong: bool = False) -> None:
        self._dice = dice
        self._wrong = wrong
        self._sam = TestSam(dice.take, _mac)

    def vouch(self, number: bytes) -> object:
        """As `Sam`."""
        if not self._dice.below(40):
            raise OSError(5, "the SAM is gone")
        walk = self._sam.vouch(number)
        response = yield next(walk)
        try:
            walk.send(response)
        except StopIteration as end:
            return end.value or self._wrong


class Harness:
    """One terminal and what is held up to it. media: the class under test. wrong_sam: see `Sam`."""

    def __init__(
        self, seed: int, media: type = cards.Media, wrong_sam: bool = False, engine: sm2.Engine = signer.QUICK
    ) -> None:
        self.dice = Xorshift(seed * 2654435761 & 0xFFFFFFFF or 1)
        self.found = []  # violations, (name, visit)
        self.responses = self.rides = 0
        self._visit = 0
        sam = Sam(self.dice, wrong_sam) if self.dice.below(8) else None
        self._sam = sam
        self._media = media
        self._engine = engine
        self._rules = policy.make(skew_s=20 * self.dice.below(2))
        self.terminal = CardTerminal(sam, self._rules, media=media, engine=engine)
        self._released = self._accepted = 0
        self._genuine = []
        self._let_in = {}  # account: (visit, when)

    def live(self, visits: int = VISITS) -> list:
        """So many cards; the violations."""
        for self._visit in range(1, visits + 1):
            try:
                self._hold()
            except Exception as fault:
                self._violated(RAISED + ": " + repr(fault))
                break
            self._look()
        self._read()
        return self.found

    def _card(self) -> "Hostile":
        dice = self.dice
        number = _NUMBERS[dice.below(len(_NUMBERS))]
        card = TestCard(number, ISSUER, 5000, _mac if dice.below(2) else None)
        card.genuine = card.mac is not None
        held = Hostile(dice, card, (0, 0, 1, 4, 16)[dice.below(5)])
        held.genuine = card.genuine
        return held

    def _hold(self) -> None:
        dice, terminal = self.dice, self.terminal
        card = self._card()
        others = (self._card(),) if not dice.below(16) else ()
        self._genuine = [one.account for one in (card,) + others if one.genuine]
        terminal.field.tear_after = None if dice.below(3) else dice.below(6)
        if not dice.below(12):
            terminal.scanner.frames.append((quick(generated_s=terminal.clock.now_s() - dice.below(60)),))
        if not dice.below(60):
            terminal.field.broken = True
        terminal.field.hold(*((card,) + others))
        ms = 1 + dice.below(8)
        self._turns(3, ms)
        while terminal.loop.busy():
            self._turns(1, ms)
        self._turns(3, ms)
        terminal.field.broken = False
        if dice.below(2):
            terminal.sensor.pass_through()
            self._turns(2, 5)
        if not dice.below(16):
            self._restart()
        if not dice.below(4):
            for _ in range(6):  # it stays
                self._turns(12, 60)
        terminal = self.terminal
        terminal.field.hold()
        while terminal.loop.busy():  # the answer to what was there belongs to this card
            self._turns(1, 1)
        self._turns(3, _PAUSES_MS[dice.below(len(_PAUSES_MS))] // 2)

    def _restart(self) -> None:
        """The power is cut and returns, the cards lie where they lay."""
        before = self.terminal
        self._look()
        now_s = before.clock.now_s() + self.dice.below(6)
        self.terminal = CardTerminal(self._sam, self._rules, before, now_s, self._media, self._engine)
        self.terminal.clock.ms = before.clock.ms + 1000
        self.terminal.field.hold(*before.field.held())
        self._turns(30, 20)

    def _turns(self, turns: int, ms: int) -> None:
        self.terminal.turn(turns, ms)

    def _look(self) -> None:
        """What has happened since the last time."""
        terminal = self.terminal
        self.responses += len([1 for _, response in terminal.field.log if response is not None])
        for event in terminal.events:
            self._released += event[0] == "release"
        for decision, _ in terminal.log.decisions:
            if decision.result == codes.INTERNAL:
                self._violated(INTERNAL + ": " + repr(decision.cause))
            if decision.result == codes.STORE_FAILED:
                self._violated(BLAMED)
            if decision.result == codes.ACCEPTED:
                self._accepted += 1
                if hasattr(decision.code, "authenticated"):
                    self._passed(decision)
        if terminal.gate.faults & gates.FAULT_INTERNAL:
            self._violated(INTERNAL)
        if self._released > self._accepted:
            self._violated(NO_RIDE)
        del terminal.events[:]
        del terminal.log.decisions[:]
        del terminal.field.log[:]

    def _read(self) -> None:
        """What stands in the journal."""
        for record, _ in recover(self.terminal.store, self._engine.digest, KEY):
            if record.kind == records.RIDE:
                ride = records.parse_ride(record.body)
                card = len(ride.raw_code) == cards.FILE_15_BYTES
                if card and record.body[-2:] != b"\x01\x01":
                    self._violated(UNSTATED)

    def _passed(self, decision: Decision) -> None:
        """A card was let in."""
        card = decision.code
        self.rides += 1
        if card.authenticated != "test_sam" or card.account not in self._genuine:
            self._violated(OPENED)
        visit, at_s = self._let_in.get(card.account, (0, 0))
        if visit == self._visit:
            self._violated(TWICE)
        if card.generated_s - at_s < cards.SAME_S:
            self._violated(TOO_SOON)
        self._let_in[card.account] = (self._visit, card.generated_s)

    def _violated(self, name: str) -> None:
        self.found.append((name, self._visit))


def main(arguments: list) -> int:
    """Responses from a seed on; 0 when nothing is violated."""
    import argparse
    import time

    from hal.desktop.engine import desktop_engine

    quick_engine = sm2.Engine(*((signer.QUICK.name, desktop_engine().digest) + signer.QUICK[2:]))
    parser = argparse.ArgumentParser(prog="make hostile-cards", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--responses", type=int, default=1_000_000, help="at least so many (1000000)")
    parser.add_argument("--seed", type=int, default=1, help="of the first terminal (1)")
    options = parser.parse_args(arguments)
    started_s = time.monotonic()
    responses, seed, rides, failed = 0, options.seed, 0, 0
    while responses < options.responses:
        harness = Harness(seed, engine=quick_engine)
        for name, visit in harness.live()[:1]:
            print(f"seed {seed}, card {visit}: {name}")
            failed += 1
        responses += harness.responses
        rides += harness.rides
        seed += 1
    words = f"seeds {options.seed} to {seed - 1}, {rides:,} let in, {time.monotonic() - started_s:.0f} s"
    print(f"{responses:,} responses to {seed - options.seed} terminals, {words}: {failed or 'no'} violations")
    return 1 if failed else 0


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
