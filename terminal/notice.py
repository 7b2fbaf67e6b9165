"""Trip notices: the report of a passage from one gate of a station to the others, sealed under a key of the station.

A notice, big endian, 66 bytes, the whole of it or nothing:

    0 "RT" 2 | 2 format 1 | 3 state 1 (1 inside, 2 outside, 3 asks, 4 caught up) | 4 line 2, station 2
    8 terminal id 4 | 12 sequence of its ride 4 | 16 account 10 | 26 UTC time of the passage 4 | 30 key id 4
    34 SM3-HMAC 32 over all before it

The account is in the clear: a notice travels inside a station. The seal says that a gate of this station wrote it; that
it is new, the memory of trips sees for itself (terminal/trip.py), so it may come twice, late or not at all.

A gate that has started knows nothing of the others: it ASKS, with a number of this start in place of the sequence and
no account. The station computer sends it what passed, then CAUGHT_UP with the time since when that is all.
"""

from collections import namedtuple
from struct import pack, unpack

from terminal import records
from terminal.mac import hmac
from terminal.port import TYPE_CHECKING, const
from terminal.trip import INSIDE, OUTSIDE, Trips

if TYPE_CHECKING:
    from terminal.records import Sealer

NOTICE_BYTES = 66
ASKS = 3
CAUGHT_UP = 4
_SIGNED = const(34)
_LAYOUT = ">2sBBHHII10sI4s"

Notice = namedtuple("Notice", "state line station terminal_id sequence account at_s")


def encode(notice: Notice, seal: "Sealer") -> bytes:
    """The bytes of a notice. seal: `records.sealer` of the station's key. The caller keeps numbers in their bounds."""
    head = pack(_LAYOUT, *((b"RT", 1) + notice + (seal.key_id,)))
    return head + hmac(seal.digest, seal.key, head)


def parse(data: bytes, seal: "Sealer") -> Notice | None:
    """The notice in these bytes; None for what no gate of this station wrote. Never raises, whatever the bytes."""
    if len(data) != NOTICE_BYTES:
        return None
    head = bytes(data[:_SIGNED])
    if hmac(seal.digest, seal.key, head) != data[_SIGNED:]:
        return None
    fields = unpack(_LAYOUT, head)
    if fields[:2] != (b"RT", 1) or not INSIDE <= fields[2] <= CAUGHT_UP or fields[9] != seal.key_id:
        return None
    return Notice(*fields[2:9])


def made(record: records.Record, trips: Trips) -> Notice | None:
    """The notice of the passage that this record reports; None for any other record, or one without a trusted time.

    Trap: asked before the trips take the record, for then its ride is forgotten.
    """
    if record.kind != records.OUTCOME or record.time_s is None:
        return None
    ride, outcome = records.parse_outcome(record.body)
    if outcome == records.PASSED:
        place = record.place
        for sequence, account, leads_to in trips.pending:
            if sequence == ride:
                return Notice(leads_to, place.line, place.station, place.terminal_id, ride, account, record.time_s)
    return None


def asks(place: records.Place, start: int, since_s: int) -> Notice:
    """What a gate sends that has just started. start: a number of this start that no earlier one had."""
    return Notice(ASKS, place.line, place.station, place.terminal_id, start, bytes(10), since_s)


def take(notice: Notice, trips: Trips, now_s: int | None) -> bool:
    """Put the passage of another gate into the memory of trips; whether it was new there. now_s: None, not trusted."""
    if notice.state > OUTSIDE:
        return False
    place = notice.line, notice.station
    at_s = notice.at_s
    return trips.passage(notice.account, notice.state, place, at_s, notice.sequence, at_s if now_s is None else now_s)


def caught_up(notice: Notice, trips: Trips, terminal_id: int, start: int) -> bool:
    """Let absence count, when this is the answer to what this terminal asked at this start; whether it was."""
    if (notice.state, notice.terminal_id, notice.sequence) != (CAUGHT_UP, terminal_id, start):
        return False
    trips.caught_up(notice.at_s)
    return True
