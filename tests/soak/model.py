"""What a terminal owes whatever its day is like, held against what its wires and its flash show.

Only the outside counts: edges of the contacts, the emergency contact, the bits on the flash in the moment of an
edge, and the journal that is found there in the end. Violations are texts; each begins with one of the names below.
"""

from terminal import records
from tests.board.firmware import PASSAGE_MS, PULSE_MS

NO_RIDE = "released without a durable ride of its own"
BLOCKED = "a code of an account that the list in force blocks was accepted"
PULSE = "a pulse has not its length"
SHUT = "not held open in an emergency"
WATCHDOG = "the terminal restarted or stopped by itself"
LOST = "a ride is not in the journal"
TWICE = "a ride is in the journal twice"
STRANGE = "a ride that no passenger had"
OUTCOME = "a ride has no outcome, or not the one that happened"
JOURNAL = "the journal is not whole"
LIST = "a ride does not name the list in force"
CLOCK = "released by a clock that has jumped"
FAULT = "a scanner module that is dead is not shown"
STUCK = "once all is well the next passenger does not get through"

_HOLD_US = 400_000  # from the contact to the relay: a turn, and an erase that is under way
_START_US = 4_000_000  # from power to the loop
_SLACK_US = 400_000  # a dozing firmware looks a sixteenth late
_EDGE_US = 1100
_WAITS_US = 4 * PASSAGE_MS * 1000 + 2_000_000  # a ride behind a full queue, with the writing between
_MUDDLE_US = 20_000_000  # behind a fault of the module: which ride it ended, and which one is released, is not seen
_SENSOR_US = 300_000  # from a passage to the turn that counts it: the edge, and two writes with an erase before it
_JUMP_US = 66_000_000  # until a running terminal has seen it: it reads the clock once a minute, and a doze
_DEAD_US = 14_000_000  # until it is given up: looked at, asked three times, looked for at every rate twice
_COMMIT_US = 100_000  # from the last byte of a ride to the commit of its file, with an erase between
_PART = 32  # bytes by which a ride is known on the flash
LIST_US = 10_000_000  # what a list may come into force late: the clock has whole seconds, a doze two


def _there(code: bytes, stored: bytes) -> bool:
    """Whether the last signature of a code is there: whole, or but for the place where a block ends."""
    return code[-64:-32] in stored or code[-32:] in stored


class Model:
    """flash: what the chip holds now. events: of the emulator; they are listened to from here on."""

    def __init__(self, flash: object, events: object) -> None:
        self.found: list[str] = []
        self._flash = flash
        self.fresh: list = []  # codes that were never shown before, oldest first
        self.released: dict = {}  # code: when it was released
        self.refused_from_us: dict = {}  # code that must not pass: from when on the list blocks it
        self.sure_until_us = 1 << 60  # until then the terminal's time is the true one
        self._over: set = set()  # codes whose rides were ended by a power cut, a reset or an emergency
        self._durable_us: dict = {}  # code: when its ride was seen on the flash first
        self.unreleased: set = set()  # codes of rides that power failed before the release of, since the last start
        self._written: list = []  # (offset, end, when it is there) of what was programmed and not looked at since
        self.passed_us: list = []
        self.faults_us: list = []  # when the scanner module got into trouble, or out of it
        self.emergencies: list = []  # [since, until or None]
        self.off: list = [[0, None]]  # [since, until or None]
        self._since_us: dict = {}  # of each pulse
        self.coil = {"entry": 0, "exit": 0}
        self._held_us = 0
        self._jumped_us: int | None = None  # since when the clock chip is not where it was at the last start
        self._dead_us: int | None = None  # since when the scanner module is dead
        self._red = 0
        self._edges: list = []  # violations that a power cut in the same moment explains
        events.listen(self._saw)

    def violated(self, name: str, t_us: int, more: object = "") -> None:
        text = f"{name}, at {(t_us - 1_000_000_000) / 1e6:.3f} s {more}".strip()
        if text not in self.found:
            self.found.append(text)

    def emergency(self) -> bool:
        return bool(self.emergencies) and self.emergencies[-1][1] is None

    def look(self, t_us: int) -> None:
        """See which rides are on the flash now, by what was written since the last look."""
        parts = [self._flash.read(max(0, start - _PART), end - start + 2 * _PART) for start, end, _ in self._written]
        self._written = [each for each in self._written if each[2] >= t_us]
        for code in self.fresh if parts else ():
            if code not in self._durable_us and any(_there(code, part) for part in parts):
                self._durable_us[code] = t_us

    def _saw(self, event: object) -> None:
        kind, t_us = event.kind, event.t_us
        ends = (kind == "power" and not event.on) or (kind == "reset" and event.cause == "hard")
        if self._edges and (t_us > self._edges[0][1] or ends):
            for edge in self._edges if t_us > self._edges[0][1] else []:
                self.violated(*edge)
            self._edges.clear()
        if kind == "flash":
            if event.operation == "program":
                self._written.append((event.offset, event.offset + event.data["length"], t_us + event.takes_us))
            self.look(t_us)
        elif kind == "emergency":
            self._emergency(event.open, t_us)
        elif kind == "lamp" and event.data["name"] == "red":
            self._red = event.level
        elif kind == "relay":
            self._relay(event.direction, event.level, t_us)
        elif ends:
            self._ended(t_us)
        elif kind == "power":
            self.started(t_us)
        elif kind == "crash" or (kind == "reset" and event.cause == "watchdog"):
            self.violated(WATCHDOG, t_us, kind)

    def _void(self, t_us: int) -> None:
        """Emergency and power cut end every authorisation; a ride that was not released never is."""
        self.look(t_us)
        self._over |= set(self._durable_us)
        self._since_us.clear()

    def _emergency(self, opened: bool, t_us: int) -> None:
        if opened and not self.emergency():
            self._void(t_us)
            self.emergencies.append([t_us, None])
        elif not opened and self.emergency():
            self.check_hold(t_us)
            self._void(t_us)  # what was under way when it began may have been written since
            self.emergencies[-1][1] = t_us

    def check_hold(self, t_us: int) -> None:
        """In an emergency a terminal that runs holds both contacts."""
        if not self.emergency() or self.off[-1][1] is None:
            return
        since_us = max(self.emergencies[-1][0] + _HOLD_US, self.off[-1][1] + _START_US)
        if t_us > since_us and (not all(self.coil.values()) or self._held_us > since_us):
            self.violated(SHUT, t_us)

    def clock(self, jumped: bool, t_us: int) -> None:
        """Whether the clock chip is another time away from the true one now; one that is not there has not jumped. Set
        while the terminal starts, it may not have been read yet: then it is taken as it is, as behind a night without
        power.
        """
        on_us = self.off[-1][1]
        starting = on_us is not None and t_us - on_us < _START_US
        self._jumped_us = None if not jumped else self._jumped_us or (None if starting else t_us)

    def dead(self, dead: bool, t_us: int) -> None:
        """The scanner module dies, or lives again."""
        if dead and self._dead_us is None:
            self._dead_us = t_us
        elif not dead:
            self.check_shown(t_us)
            self._dead_us = None

    def check_shown(self, t_us: int) -> None:
        """A terminal that runs shows with its red lamp that its module is dead, but for an emergency."""
        if self._dead_us is None or self.off[-1][1] is None or self.emergency():
            return
        ended_us = self.emergencies[-1][1] if self.emergencies else 0
        since_us = max(self._dead_us, self.off[-1][1] + _START_US, ended_us)
        if t_us - since_us > _DEAD_US and not self._red:
            self.violated(FAULT, t_us)

    def started(self, t_us: int) -> None:
        """The terminal starts: with power, or behind its reset button."""
        if self.off[-1][1] is None:
            self.off[-1][1] = t_us
            self._jumped_us = None  # it starts with what the chip says

    def _ended(self, t_us: int) -> None:
        """Power fails, or the reset button is pressed."""
        if self.off[-1][1] is not None:
            self.check_hold(t_us)
            self._void(t_us)
            self._written.clear()
            self.unreleased = {code for code, seen_us in self._durable_us.items() if seen_us >= self.off[-1][1]}
            self.unreleased -= set(self.released)
            self.off.append([t_us, None])

    def kept(self, codes: set) -> None:
        """The codes of the rides that the journal holds before a start. One that power failed between its last byte and
        the commit of its file need not be there: it is none then, and its code still good.
        """
        off_us = self.off[-1][0]
        for code in (self.unreleased | set(self.released)) - codes:
            if code in self.released or off_us - self._durable_us[code] > _COMMIT_US:
                self.violated(LOST, off_us)
            else:
                del self._durable_us[code]
                self._over.discard(code)
        self.unreleased = set()

    def _relay(self, direction: str, level: int, t_us: int) -> None:
        self.coil[direction] = level
        if self.emergency():
            self._held_us = t_us
            if not level and t_us - self.emergencies[-1][0] > _HOLD_US and self.off[-1][1] is not None:
                self._edges.append((SHUT, t_us))
            return
        if not level:
            since_us = self._since_us.pop(direction, None)
            powered = self.off[-1][1] is not None
            if since_us is not None and powered and abs(t_us - since_us - PULSE_MS * 1000) > _EDGE_US:
                self._edges.append((PULSE, t_us, f"{(t_us - since_us) / 1000} ms"))
            return
        self._since_us[direction] = t_us
        self.look(t_us)
        waits_us = t_us - _WAITS_US  # older ones were ended by a fault, which no wire shows
        unused = [code for code in self._durable_us if code not in self._over and code not in self.released]
        pool = [code for code in unused if self._durable_us[code] > waits_us]
        if not pool or direction == "exit":
            self.violated(NO_RIDE, t_us)
            return
        self.released[pool[0]] = t_us
        if t_us > self.refused_from_us.get(pool[0], t_us):
            self.violated(BLOCKED, t_us)
        if self._jumped_us is not None and self._durable_us[pool[0]] > self._jumped_us + _JUMP_US:
            self.violated(CLOCK, t_us)

    # The journal, in the end

    def check_journal(self, walked: list, list_us: int) -> None:
        """walked: (record, what is wrong) in order. list_us: when the second list came into force."""
        rides, ended = {}, {}
        for record, broken in walked:
            if broken is not None and not broken.torn:
                self.violated(JOURNAL, 0, str(broken))
            if record is None:
                continue
            if record.kind == records.RIDE:
                self._ride(record, rides, list_us)
            elif record.kind == records.OUTCOME:
                ride, outcome = records.parse_outcome(record.body)
                if ended.setdefault(ride, outcome) != outcome:
                    self.violated(OUTCOME, 0, f"{ride} has {ended[ride]} and {outcome}")
        for code, at_us in self.released.items():
            if code not in rides.values():
                self.violated(LOST, at_us)
        for number, code in rides.items():
            self._outcome(number, code, ended.get(number))

    def _ride(self, record: object, rides: dict, list_us: int) -> None:
        ride = records.parse_ride(record.body)
        code = bytes(ride.raw_code)
        if code not in self.fresh:
            self.violated(STRANGE, 0, f"record {record.sequence}")
        elif code in rides.values():
            self.violated(TWICE, 0, f"record {record.sequence}")
        rides[record.sequence] = code
        at_us = self._durable_us.get(code)
        known = at_us is not None and at_us < self.sure_until_us and abs(at_us - list_us) > LIST_US
        if known and ride.list_sequence != (1 if at_us < list_us else 2):
            self.violated(LIST, at_us, f"but list {ride.list_sequence}")

    def _outcome(self, number: int, code: bytes, outcome: int | None) -> None:
        """Whether an outcome is there and can be what happened."""
        at_us = self.released.get(code)
        durable_us = self._durable_us.get(code, 0)
        if outcome is None:
            self.violated(OUTCOME, at_us or 0, f"ride {number} has none")
        elif any(-_WAITS_US <= durable_us - fault_us <= _MUDDLE_US for fault_us in self.faults_us):
            return
        elif outcome in (records.PASSED, records.TIMEOUT) and at_us is None:
            self.violated(OUTCOME, 0, f"ride {number}, {outcome}, was not released")
        elif outcome == records.PASSED:
            until_us = at_us + PASSAGE_MS * 1000 + _SLACK_US
            if not any(at_us - _SENSOR_US <= passed_us <= until_us for passed_us in self.passed_us):
                self.violated(OUTCOME, at_us, f"ride {number}: nobody passed")
        elif outcome == records.TIMEOUT:
            until_us = at_us + PASSAGE_MS * 1000 - _SLACK_US
            if any(at_us + _SLACK_US <= passed_us <= until_us for passed_us in self.passed_us):
                self.violated(OUTCOME, at_us, f"ride {number}: somebody passed")
        elif outcome == records.UNKNOWN:
            from_us = self._durable_us.get(code, 0) - _SLACK_US
            until_us = (at_us or 1 << 60) + PASSAGE_MS * 1000 + _SLACK_US
            if not any(from_us <= since_us <= until_us for since_us, _ in self.off[1:]):
                self.violated(OUTCOME, at_us or 0, f"ride {number}: power did not fail, and no one pressed reset")
        elif outcome == records.EMERGENCY and not self.emergencies:
            self.violated(OUTCOME, 0, f"ride {number}: there was no emergency")
