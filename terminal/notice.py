"""Trip notices: the report of a passage from one gate of a station to the others, sealed under a key of the station.

A notice, big endian, 66 bytes, the whole of it or nothing:

    0 "RT" 2 | 2 format 1 | 3 state 1 (1 inside, 2 outside) | 4 line 2, station 2 | 8 terminal id 4
    12 sequence of its ride 4 | 16 account 10 | 26 UTC time of the passage 4 | 30 key id 4
    34 SM3-HMAC 32 over all before it

The account is in the clear: a notice travels inside a station. The seal says that a gate of this station wrote it; that
it is new, the memory of trips sees for itself (terminal/trip.py), so it may come twice, late or not at all.
"""

from collections import namedtuple
from struct import pack, unpack

from terminal import sm3
from terminal.port import TYPE_CHECKING, const
from terminal.trip import INSIDE, OUTSIDE, Trips

if TYPE_CHECKING:
    from terminal.records import Sealer

NOTICE_BYTES = 66
_SIGNED = const(34)
_LAYOUT = ">2sBBHHII10sI4s"

Notice = namedtuple("Notice", "state line station terminal_id sequence account at_s")


def encode(notice: Notice, seal: "Sealer") -> bytes:
    """The bytes of a notice. seal: `records.sealer` of the station's key. The caller keeps numbers in their bounds."""
    head = pack(_LAYOUT, *((b"RT", 1) + notice + (seal.key_id,)))
    return head + sm3.hmac(seal.digest, seal.key, head)


def parse(data: bytes, seal: "Sealer") -> Notice | None:
    """The notice in these bytes; None for what no gate of this station wrote. Never raises, whatever the bytes."""
    if len(data) != NOTICE_BYTES:
        return None
    head = bytes(data[:_SIGNED])
    if sm3.hmac(seal.digest, seal.key, head) != data[_SIGNED:]:
        return None
    fields = unpack(_LAYOUT, head)
    if fields[:2] != (b"RT", 1) or fields[2] not in (INSIDE, OUTSIDE) or fields[9] != seal.key_id:
        return None
    return Notice(*fields[2:9])


def take(notice: Notice, trips: Trips, now_s: int | None) -> bool:
    """Put the passage of another gate into the memory of trips; whether it was new there. now_s: None, not trusted."""
    place = notice.line, notice.station
    at_s = notice.at_s
    return trips.passage(notice.account, notice.state, place, at_s, notice.sequence, at_s if now_s is None else now_s)
