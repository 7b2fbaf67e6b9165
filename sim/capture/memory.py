"""The memories of a terminal at its start, as JSON holds them: used codes and trips; and the trips made again. Runs on
CPython and MicroPython alike. The core has no use for such lists, so they are read from where it keeps them.

    used codes   [[account, generated_s, until_s], …]
    trips        {"rules": [mode, enforced, trip_max_s, tap_min_s], "capacity": n, "known_from_s": s or None,
                  "held": [[account, state, line, station, at_s, sequence], …]}
"""

from binascii import hexlify, unhexlify
from struct import unpack_from

from terminal import lane, records, trip
from terminal.history import History
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from hal.interfaces import Clock

_ACCOUNT_BYTES = 10
_KEY_BYTES = 14
_USED_BYTES = 16  # of a used code
_SLOT_BYTES = 24  # of a passage


def used(history: History) -> "list[list[Any]]":
    """What a replay memory holds, in the order of its slots."""
    slots = bytes(history._slots)
    out: list[list[Any]] = []
    for at in range(0, len(slots), _USED_BYTES):
        lasts_s = slots[at + _KEY_BYTES] << 8 | slots[at + _KEY_BYTES + 1]
        if lasts_s:
            account = hexlify(slots[at : at + _ACCOUNT_BYTES]).decode()
            generated_s = unpack_from(">I", slots, at + _ACCOUNT_BYTES)[0]
            out.append([account, generated_s, generated_s + lasts_s])
    return out


def trips(held_in: trip.Trips) -> "dict[str, Any]":
    """What a memory of trips holds, in the order of its slots."""
    slots, known_s = held_in._slots, held_in.known_from_s
    held = []
    for at in range(0, len(slots), _SLOT_BYTES):
        if slots[at + _ACCOUNT_BYTES]:
            account = hexlify(slots[at : at + _ACCOUNT_BYTES]).decode()
            held.append([account] + list(unpack_from(">BxHHII", slots, at + _ACCOUNT_BYTES)))  # noqa: RUF005
    return {
        "rules": list(held_in.rules),
        "capacity": held_in.capacity,
        "known_from_s": None if known_s is None else max(known_s, held_in.missed_s),
        "held": held,
    }


class KeptLane:
    """A lane with the trips of a recording, between the journal and the lane itself. trip: of the ride written last,
    as its record states it; `ridden` resets it.
    """

    def __init__(self, clock: "Clock", kept: "dict[str, Any]") -> None:
        mode, enforced, trip_max_s, tap_min_s = kept["rules"]
        rules = trip.rules(mode, "enforce" if enforced else "mark", trip_max_s, tap_min_s)
        if rules is None:
            raise ValueError("a lane of mode flat has no trips")
        self._trips = trip.Trips(rules, kept["capacity"], alone=True)
        self._kept = kept
        self.lane = lane.Lane(clock, self._trips)
        self.trip = 0

    def restore(self) -> None:
        """Put the recorded passages into the memory, behind the opening of the journal."""
        for account, state, line, station, at_s, sequence in self._kept["held"]:
            self._trips.passage(unhexlify(account), state, (line, station), at_s, sequence, at_s)
        self._trips.known_from_s = self._kept["known_from_s"]

    def tail(self, now_s: "int | None") -> bytes:
        """See `terminal.lane.Lane`."""
        return self.lane.tail(now_s)

    def take(self, record: records.Record) -> None:
        """See `terminal.lane.Lane`."""
        self.lane.take(record)
        if record.kind == records.RIDE:
            stated = lane.tail_of(record.body)
            self.trip = 0 if stated is None else stated.trip

    def ridden(self) -> int:
        """What the newest ride stated of its trip, once."""
        stated, self.trip = self.trip, 0
        return stated
