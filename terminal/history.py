"""The replay memory: which codes were accepted and could still be shown again. Bounded, exact, allocated once."""

from binascii import crc32
from struct import pack, pack_into, unpack_from

from terminal.policy import SKEW_MAX_S
from terminal.port import const

_KEY = const(14)  # account 10, generation time 4
_SLOT = const(16)  # key, then how long after that time it must be remembered, s; 0 there is a free slot
_LASTS_MAX_S = const(0xFFFF)
_LIVE_MAX_S = const(1500)  # largest validity and grace, twice the largest skew

CAPACITY_MAX = 20_000
PENDING = 0xFFFFFFFF


class History:
    """At most `capacity` codes (1..20,000), in a hash table of fixed size with linear probing."""

    def __init__(self, capacity: int) -> None:
        if not 1 <= capacity <= CAPACITY_MAX:
            raise ValueError(f"history: {capacity} is outside 1..{CAPACITY_MAX}")
        self.capacity = capacity
        self.count = 0
        self.floor_s = 0  # every code generated up to then counts as used; PENDING: the next trusted second sets it
        self._size = capacity + capacity // 8 + 1
        self._slots = bytearray(self._size * _SLOT)
        self._cursor = 0
        # Of entries that were forgotten: the newest second in which one was, and the newest code of those whose time
        # had passed; and the oldest and newest code of those that came while the clock was ahead.
        self._aged_s = self._past_s = 0
        self._ahead_s = [PENDING, 0]

    def _until(self, slot: int) -> int:
        """The last second in which the entry there must be remembered; 0 when there is none."""
        generated_s, lasts_s = unpack_from(">IH", self._slots, slot * _SLOT + _KEY - 4)
        return lasts_s and generated_s + lasts_s  # type: ignore[no-any-return]

    def _place(self, key: bytes) -> int:
        """The slot that holds the key, or else the free one where it belongs."""
        slot = crc32(key) % self._size
        while self._until(slot) and self._slots[slot * _SLOT : slot * _SLOT + _KEY] != key:
            slot = (slot + 1) % self._size
        return slot

    def contains(self, account: bytes, generated_s: int) -> bool:
        """Whether this account's code of that second was accepted before. account: 10 bytes."""
        return self._until(self._place(account + pack(">I", generated_s))) > 0

    def used(self, account: bytes, generated_s: int, now_s: int) -> bool:
        """Whether a code must not pass any more: it was accepted, or that cannot be known.

        It cannot when the clock has gone back, or ahead once more, to where an entry was forgotten. Clause: spec §5.
        """
        if self.floor_s == PENDING:
            self.floor_s = now_s + SKEW_MAX_S
        return (
            generated_s <= self.floor_s
            or (now_s < self._aged_s and generated_s <= self._past_s)
            or self._ahead_s[0] <= generated_s <= self._ahead_s[1]
            or self.contains(account, generated_s)
        )

    def add(self, account: bytes, generated_s: int, until_s: int) -> None:
        """Remember a code until `until_s`, its last valid second plus the skew: 1..65,535 s after it was generated.

        Raises ValueError when the memory is full: ask `full` before the passenger is let in.
        Clause: spec §5.
        """
        key = account + pack(">I", generated_s)
        slot = self._place(key)
        if not self._until(slot):
            if self.count >= self.capacity:
                raise ValueError("history: full")
            self.count += 1
        self._slots[slot * _SLOT : slot * _SLOT + _KEY] = key
        pack_into(">H", self._slots, slot * _SLOT + _KEY, min(until_s - generated_s, _LASTS_MAX_S))

    def full(self, now_s: int) -> bool:
        """Whether every place holds an entry that must still be remembered. Drops dead entries if it has to look."""
        if self.count >= self.capacity:
            self.age(now_s, self._size)
        return self.count >= self.capacity

    def age(self, now_s: int, slots: int) -> None:
        """Look at the next `slots` slots and forget the entries whose time has passed, or is so far off that the clock
        must have been wrong when they came. Live ones always stay."""
        for _ in range(slots):
            until_s = self._until(self._cursor)
            if until_s and not now_s <= until_s <= now_s + _LIVE_MAX_S:
                generated_s = unpack_from(">I", self._slots, self._cursor * _SLOT + _KEY - 4)[0]
                if until_s < now_s:
                    self._aged_s = max(self._aged_s, now_s)
                    self._past_s = max(self._past_s, generated_s)
                else:
                    low_s, high_s = self._ahead_s
                    self._ahead_s = [min(low_s, generated_s), max(high_s, generated_s)]
                self._remove(self._cursor)  # another entry may move in here: look again next time
            else:
                self._cursor = (self._cursor + 1) % self._size

    def _remove(self, hole: int) -> None:
        """Free a slot and move up the entries that would no longer be found behind it."""
        slot = hole
        slots, size = self._slots, self._size
        while True:
            slot = (slot + 1) % size
            if not self._until(slot):
                break
            home = crc32(slots[slot * _SLOT : slot * _SLOT + _KEY]) % size
            if (slot - home) % size >= (slot - hole) % size:
                slots[hole * _SLOT : hole * _SLOT + _SLOT] = slots[slot * _SLOT : slot * _SLOT + _SLOT]
                hole = slot
        slots[hole * _SLOT : hole * _SLOT + _SLOT] = bytes(_SLOT)
        self.count -= 1
