"""A terminal's loop in random turns: equipment that fails at any call, a contact that changes between any two
reads. Runs on both runtimes; a seed is all a failure needs to be seen again.

    python -m tests.torture.loop_turns                         a million turns, seeds from 1 on
    python -m tests.torture.loop_turns --turns 20000 --seed 7  another stretch

What must hold is written down once, as violations with a name; tests/core/test_loop_turns.py takes guards out of gate
and loop and asks which of them is named.
"""

from hal.fake.clock import Clock, Watchdog
from hal.fake.log import Log
from hal.fake.store import Cell
from terminal import codes, gate as gates, journal as journals, policy, records, sm2
from terminal.gate import Gate
from terminal.history import History
from terminal.run import Hal, Loop
from tests.builder import list_builder, signer
from tests.builder.code_builder import NOW_S, quick
from tests.builder.journal_reading import recover
from tests.builder.xorshift import Xorshift
from tests.core.test_run import KEY, PASS, PLACE
from tests.torture.loop_devices import BEFORE, OK, Emergency, Journal, Panel, Relay, Scanner, Segments, Sensor

TURNS = 2000  # of one terminal, before its equipment is mended
_FOUND_MAX = 16
_MENDED_TURNS = 400  # longer than a decision takes, and than a device waits for another try
_PULSE_MS = 300
NO_RIDE = "released without a durable ride"
IN_EMERGENCY = "released in an emergency"
OUT_OF_SERVICE = "released out of service"
OVERLAP = "pulses overlap"
HELD = "held without an emergency"
IDLE = "idle in an emergency"
NOT_ONCE = "the contact was not read once in a turn"
INVITES = "invites a passenger and stays closed"
HELD_OFF = "the scanner stays held off"
STUCK = "stuck once faults clear"
NO_OUTCOME = "a ride without an outcome, or with two that differ"
LOST = "a released ride is not in the journal"
RAISED = "a turn raised"


class Harness:
    """One terminal, its equipment and its passengers. loop, gate: the classes under test."""

    def __init__(self, seed: int, loop: type = Loop, gate: type = Gate) -> None:
        self.dice = Xorshift(seed * 2654435761 & 0xFFFFFFFF or 1)
        self.found = []  # violations, (name, turn)
        self.turns = 0
        self._seed = seed
        self._calm = False
        self._one_in = (60, 1000, 6000, 20000)[self.dice.below(4)]  # calls that fail
        self._wavers_in = (3, 300, 3000, 20000)[self.dice.below(4)]
        self.clock = Clock(NOW_S, 1000)
        self.relay, self.emergency, self.sensor = Relay(self), Emergency(self), Sensor(self)
        self.scanner, self.panel = Scanner(self), Panel(self)
        self.store = Segments()
        self.store.harness = self
        self.store.open()
        self.log = Log()
        history = History(64)
        self.gate = gate(pulse_ms=_PULSE_MS, passage_ms=1000, queue=1 + self.dice.below(3))
        self.journal = Journal(self.store, Cell(), signer.QUICK.digest, KEY, PLACE)
        self.journal.begin_notes()
        sm2.finish(self.journal.open(history, policy.STANDARD, NOW_S))
        parts = (self.relay, self.sensor, self.emergency, self.panel)
        watchdog = Watchdog(self.clock)
        watchdog.open()
        hal = Hal(self.clock, self.scanner, parts[0], parts[1], parts[2], parts[3], watchdog, self.log)
        self.loop = loop(self.gate, list_builder.shared(), policy.STANDARD, history, self.journal, hal)
        self._released = []

    # What the devices ask

    def fate(self) -> int:
        """How a call ends."""
        if self._calm or self.dice.below(self._one_in):
            return OK
        return BEFORE + self.dice.below(2)

    def wavers(self, level: bool) -> bool:
        """The contact at its next reading."""
        return level if self._calm or self.dice.below(self._wavers_in) else not level

    def released(self, pulse_ms: int) -> None:
        """A release pulse begins."""
        journal, now_ms = self.journal, self.clock.ms
        waiting = [ride for ride in journal.rides if ride not in journal.ended and ride not in self._released]
        if waiting:
            self._released.append(waiting[0])
        else:
            self._violated(NO_RIDE)
        if self.emergency.reading:
            self._violated(IN_EMERGENCY)
        if self.gate.faults:
            self._violated(OUT_OF_SERVICE)
        if now_ms < self.relay.until_ms:
            self._violated(OVERLAP)
        self.relay.until_ms = now_ms + pulse_ms

    # Turns

    def live(self) -> list:
        """A life: accidents, then equipment that works, then a passenger. The violations."""
        below = self.dice.below
        for _ in range(TURNS):
            what = below(40)
            if what == 0:
                self.scanner.frame = (self._code(below(12)),)
            elif what == 1:
                self.scanner.frame = (b"TX",)
            elif what == 2:
                self.sensor.waiting += 1 + below(2)
            elif what == 3:
                self.clock.set_utc(None if below(4) == 0 else NOW_S + self.clock.ms // 1000)
            self.turn((1, 1, 1, 7, 40)[below(5)])
            self.log.decisions.clear()
            if self.found:
                return self.found
        self._calm = True
        self.clock.set_utc(NOW_S + self.clock.ms // 1000)
        for level in (self.emergency.on, False):
            self.emergency.on = level
            for _ in range(_MENDED_TURNS):
                self.turn(20)
            if self.gate.faults or not self.gate.ready() or self.relay.held != level:
                self._violated(STUCK)
        self._passenger()
        self._count()
        return self.found

    def turn(self, ms: int) -> None:
        """One turn, and what must hold behind each."""
        self.turns += 1
        self.clock.ms += ms
        reads = self.emergency.reads
        try:
            self.loop.step()
        except Exception as error:
            self._violated(RAISED + " " + repr(error))
        if self.emergency.reads != reads + 1:
            self._violated(NOT_ONCE)
        if self.scanner.usable and self.scanner.held and not self.gate.faults & gates.FAULT_SCANNER:
            self._violated(HELD_OFF)
        if self.relay.usable and self.relay.held != self.emergency.reading:
            self._violated(HELD if self.relay.held else IDLE)
        if self.panel.usable and self.panel.now == PASS and not self.gate.in_service():
            self._violated(INVITES)

    def _passenger(self) -> None:
        """A code that was never shown, once all is well: accepted, released, on record."""
        self.clock.set_utc(NOW_S + 1000)
        self.clock.ms += 5000
        told, rides = len(self.log.decisions), len(self._released)
        self.scanner.frame = (quick(generated_s=NOW_S + 1000),)
        for _ in range(400):
            self.turn(1)
        if [decision.result for decision, _ in self.log.decisions[told:]] != [codes.ACCEPTED]:
            self._violated(STUCK)
        self.sensor.waiting = 1
        self.turn(1)
        self.turn(1)
        if len(self._released) != rides + 1:
            self._violated(STUCK)

    def _count(self) -> None:
        """The journal as a back office reads it. What an append that failed has written may stand there all the same:
        an outcome twice, or that of a ride which is not there.
        """
        rides, ended = [], {}
        try:
            for record, _ in recover(self.store, signer.QUICK.digest, KEY):
                if record.kind == records.RIDE:
                    rides.append(record.sequence)
                elif record.kind == records.OUTCOME:
                    ride, outcome = records.parse_outcome(record.body)
                    if ended.setdefault(ride, outcome) != outcome:
                        self._violated(NO_OUTCOME)
        except journals.Broken as end:
            if not end.torn:
                self._violated(LOST + ": " + str(end))
        if [ride for ride in rides if ride not in ended]:
            self._violated(NO_OUTCOME)
        if [ride for ride in self._released if ride not in rides]:
            self._violated(LOST)

    def _code(self, number: int) -> bytes:
        return _code(NOW_S + self.clock.ms // 8000 * 8 + number % 8)

    def _violated(self, name: str) -> None:
        if len(self.found) < _FOUND_MAX:
            self.found.append((name, self.turns))


_codes = {}


def _code(generated_s: int) -> bytes:
    """The code of a moment; the last ones are kept."""
    if generated_s not in _codes:
        if len(_codes) >= 32:
            _codes.clear()
        _codes[generated_s] = quick(generated_s=generated_s)
    return _codes[generated_s]


def main(arguments: list) -> int:
    """Turns from a seed on; 0 when nothing is violated."""
    import argparse
    import time

    parser = argparse.ArgumentParser(prog="make turns", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--turns", type=int, default=1_000_000, help="at least so many (1000000)")
    parser.add_argument("--seed", type=int, default=1, help="of the first terminal (1)")
    options = parser.parse_args(arguments)
    started_s = time.monotonic()
    turns, seed, releases, failed = 0, options.seed, 0, 0
    while turns < options.turns:
        harness = Harness(seed)
        for name, turn in harness.live()[:1]:
            print(f"seed {seed}, turn {turn}: {name}")
            failed += 1
        turns += harness.turns
        releases += len(harness._released)
        seed += 1
    harnesses = seed - options.seed
    words = f"seeds {options.seed} to {seed - 1}, {releases:,} releases, {time.monotonic() - started_s:.0f} s"
    print(f"{turns:,} turns in {harnesses} terminals, {words}: {failed or 'no'} violations")
    return 1 if failed else 0


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
