"""Trips (step 23): which account is inside, since when, and what a passage here means for its trip.

The memory holds an account's last passage: its side, place, time and the sequence of its ride. Bounded, exact,
allocated once. It takes in the journal's records, read at a start or written now, and the notices of other gates
(terminal/notice.py). Only a passage changes it: a ride that ended otherwise leaves it as it was. A terminal in mode
`flat` has none and does not load this module.
"""

from binascii import crc32
from collections import namedtuple
from struct import pack_into, unpack_from

from terminal import codes
from terminal.policy import SKEW_MAX_S
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from terminal.records import Place

Rules = namedtuple("Rules", "mode enforced trip_max_s tap_min_s")

ENTRY = "entry"
EXIT = "exit"
ON_OFF = "on_off"  # a bus that wants both taps
TRIP_MAX_S = 4 * 3600
TRIP_MIN_S = 600
TRIP_LONGEST_S = 24 * 3600
TAP_MIN_S = 10
TAP_LONGEST_S = 120
CAPACITY_MIN = 256
CAPACITY_MAX = 200_000
PENDING_MAX = 16  # rides without an outcome, as many as the journal takes

# What a ride record states; EXIT_SIDE is added where the passage leads out.
PAIRED = 1
ENTRY_ONLY = 2
EXIT_ONLY = 3
ALREADY_INSIDE = 4
NOT_KNOWN = 5
EXIT_SIDE = 16

INSIDE = 1
OUTSIDE = 2

_ACCOUNT = const(10)
_SLOT = const(24)  # account, state 1, nothing 1, line 2, station 2, time 4, sequence 4; state 0: free


def rules(mode: str, trip: str = "mark", trip_max_s: int = TRIP_MAX_S, tap_min_s: int = TAP_MIN_S) -> Rules | None:
    """Checked rules of step 23; None where it does not exist: in mode `flat`, and with trip `off`.

    trip: off, mark (never refuses, and writes what it saw) or enforce. Raises ValueError naming what is out of bounds.
    """
    for key, value, known in (
        ("mode", mode, ("flat", ENTRY, EXIT, ON_OFF)),
        ("trip", trip, ("off", "mark", "enforce")),
    ):
        if value not in known:
            raise ValueError(f"trip.{key}: {value!r} is none of {known}")
    for key, number, low, high in (
        ("trip_max_s", trip_max_s, TRIP_MIN_S, TRIP_LONGEST_S),
        ("tap_min_s", tap_min_s, 0, TAP_LONGEST_S),
    ):
        if type(number) is not int or not low <= number <= high:
            raise ValueError(f"trip.{key}: {number!r} is outside {low}..{high}")
    return None if mode == "flat" or trip == "off" else Rules(mode, trip == "enforce", trip_max_s, tap_min_s)


class Trips:
    """At most `capacity` accounts (256..200,000), in a hash table of fixed size with linear probing.

    alone: no other gate reports its passages here, so the journal is all there is to know. missed: passages that found
    no free place; missed_s: the time of the newest. pending: rides without an outcome, (sequence, account, state that
    they lead to).
    """

    def __init__(self, rules: Rules, capacity: int, alone: bool = False) -> None:
        if not CAPACITY_MIN <= capacity <= CAPACITY_MAX:
            raise ValueError(f"trips: {capacity} is outside {CAPACITY_MIN}..{CAPACITY_MAX}")
        self.rules = rules
        self.capacity = capacity
        self.alone = alone
        self.count = 0
        self.missed = self.missed_s = 0
        self.known_from_s: int | None = 0 if alone else None  # no passage since is missing here; None: from now on
        self.pending: list[tuple[int, bytes, int]] = []
        self._size = capacity + capacity // 8 + 1
        self._slots = bytearray(self._size * _SLOT)
        self._cursor = 0

    def _place(self, account: bytes) -> int:
        """The offset of the slot that holds the account, or else of the free one where it belongs."""
        slot = crc32(account) % self._size
        while True:
            at: int = slot * _SLOT
            if not self._slots[at + _ACCOUNT] or self._slots[at : at + _ACCOUNT] == account:
                return at
            slot = (slot + 1) % self._size

    def last(self, account: bytes) -> tuple[int, int, int, int, int]:
        """(state, line, station, time, sequence of the ride) of the account's last passage; state 0: there is none."""
        return unpack_from(">BxHHII", self._slots, self._place(account) + _ACCOUNT)

    def _open(self, state: int, at_s: int, now_s: int) -> bool:
        """Whether that is a trip which has not ended. One from far ahead came while a clock was wrong."""
        return state == INSIDE and at_s - SKEW_MAX_S <= now_s < at_s + self.rules.trip_max_s

    def inside(self, account: bytes, now_s: int) -> bool:
        """Whether the account went in, less than trip_max_s ago, and has not come out since."""
        last = self.last(account)
        return self._open(last[0], last[3], now_s)

    def seen(self, account: bytes, now_s: int) -> tuple[int | None, int]:
        """Step 23: what a passage of this account would be, and the result: ACCEPTED, ALREADY_INSIDE or NO_ENTRY.

        The first is None where the tap changes nothing: in `on_off` again within tap_min_s of the passage, or while the
        ride before waits for its passenger. Elsewhere such a ride counts as passed: two never pass with one account.
        That an account is not inside counts only when everything since its last passage, or since trip_max_s, is known;
        else it is NOT_KNOWN, which refuses no one.
        Clause: spec §9.
        """
        if self.known_from_s is None:
            self.known_from_s = now_s
        mode, enforced, trip_max_s, tap_min_s = self.rules
        state, _, _, at_s, _ = self.last(account)
        waits = 0
        for _, other, leads_to in self.pending:
            if other == account:
                waits = leads_to
        if mode == ON_OFF and (waits or (state and 0 <= now_s - at_s < tap_min_s)):
            return None, codes.ACCEPTED
        inside = waits == INSIDE if waits else self._open(state, at_s, now_s)
        known = waits or max(at_s, now_s - trip_max_s) >= max(self.known_from_s, self.missed_s)
        if mode == EXIT or (mode == ON_OFF and inside):
            if inside:
                return PAIRED + EXIT_SIDE, codes.ACCEPTED
            if not known:
                return NOT_KNOWN + EXIT_SIDE, codes.ACCEPTED
            return EXIT_ONLY + EXIT_SIDE, codes.NO_ENTRY if enforced else codes.ACCEPTED
        if inside:
            return ALREADY_INSIDE, codes.ALREADY_INSIDE if enforced else codes.ACCEPTED
        return ENTRY_ONLY if known else NOT_KNOWN, codes.ACCEPTED

    def full(self, account: bytes, now_s: int) -> bool:
        """Whether a passage of this account could not be remembered, when those whose rides wait have passed.

        Never at an exit: who leaves needs no place, and is not locked in for the want of one.
        """
        places = len([1 for _, other, _ in self.pending + [(0, account, 0)] if not self.last(other)[0]])
        return self.rules.mode != EXIT and not self.last(account)[0] and not self._room(now_s, places)

    def ride(self, sequence: int, account: bytes, trip: int) -> None:
        """A ride is on record; its passage may follow."""
        if len(self.pending) >= PENDING_MAX:
            self.pending.pop(0)
        self.pending.append((sequence, bytes(account), OUTSIDE if trip & EXIT_SIDE else INSIDE))

    def outcome(self, sequence: int, passed: bool, place: "Place", now_s: int | None) -> None:
        """A ride has ended. Only a passage changes where its account is, and only with a time that is trusted; without
        one it is missing here, so absence is not known any more."""
        for ride in self.pending[:]:
            if ride[0] == sequence:
                self.pending.remove(ride)
                if passed and now_s is not None:
                    self.passage(ride[1], ride[2], (place.line, place.station), now_s, sequence, now_s)
                elif passed:
                    self.forget(None)

    def passage(self, account: bytes, state: int, place: tuple[int, int], at_s: int, sequence: int, now_s: int) -> bool:
        """An account went in or out, here or at another gate; whether that is now its last passage.

        One that is no newer than what is known changes nothing: notices may come twice, late and in any order. What
        lies further ahead of this clock than clocks may differ is not taken, and gives way.
        """
        ahead_s = now_s + SKEW_MAX_S
        at = self._place(account)
        if at_s > ahead_s:
            return False
        if self._slots[at + _ACCOUNT]:
            if at_s <= unpack_from(">I", self._slots, at + 16)[0] <= ahead_s:
                return False
        else:
            if not self._room(now_s):
                self.missed += 1
                self.missed_s = max(self.missed_s, at_s)  # from here on absence means nothing
                return False
            at = self._place(account)  # freeing a slot may have moved the free slot
            self.count += 1
            self._slots[at : at + _ACCOUNT] = account
        pack_into(">BBHHII", self._slots, at + _ACCOUNT, state, 0, place[0], place[1], at_s, sequence)
        return True

    def forget(self, at_s: int | None) -> None:
        """Records are missing: what is known begins anew."""
        self.known_from_s = at_s

    def caught_up(self, since_s: int) -> None:
        """The station computer has sent every notice since then: no passage since is missing here."""
        self.known_from_s = since_s

    def _room(self, now_s: int, places: int = 1) -> bool:
        """Whether so many places are free. A passage that is no open trip gives its own up; an open trip never does."""
        for _ in range(self._size + places):
            if self.count + places <= self.capacity:
                return True
            state, at_s = unpack_from(">B5xI", self._slots, self._cursor * _SLOT + _ACCOUNT)
            if state and not self._open(state, at_s, now_s):
                self._remove(self._cursor)  # another may move in here: look again
            else:
                self._cursor = (self._cursor + 1) % self._size
        return self.count + places <= self.capacity

    def _remove(self, hole: int) -> None:
        """Free a slot and move up the entries that would no longer be found behind it."""
        slot = hole
        table = self._slots
        while True:
            slot = (slot + 1) % self._size
            at = slot * _SLOT
            if not table[at + _ACCOUNT]:
                break
            home = crc32(table[at : at + _ACCOUNT]) % self._size
            if (slot - home) % self._size >= (slot - hole) % self._size:
                table[hole * _SLOT : hole * _SLOT + _SLOT] = table[at : at + _SLOT]
                hole = slot
        table[hole * _SLOT : hole * _SLOT + _SLOT] = bytes(_SLOT)
        self.count -= 1
