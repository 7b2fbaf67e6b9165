"""The records of the journal and their bytes: what the acquirer is paid by (spec §5).

A record, big endian: head 71 | body | SM3-HMAC 32 over all before it.

    0 "RG" 2 | 2 format 1 | 3 kind 1 | 4 record bytes 2 | 6 the same, inverted 2 | 8 sequence 4 | 12 terminal id 4
    16 provisioning id 4 | 20 UTC time 4 | 24 clock trusted 1 | 25 mode 1 | 26 line 2, station 2, direction 1, vehicle 4
    35 record key id 4 | 39 SM3 of the record before 32

    ride     71 result 2, fare 4 | 77 issuer 4, account 10, type 1, limit 3, generation time 4, validity 2, root index 1
             certificate serial 3 | 105 trust list sequence 4 | 109 recovered 1 (policy.recovery_bits)
             110 raw code, 2 for its length | 23 at most where the terminal has trips or asks about eligibility
             (terminal/lane.py); who does not know them reads the ride without
    outcome  71 sequence of the ride 4 | 75 outcome 1
    event    71 what happened 1 | 72 when, UTC 4 (0: not known) | 76 value 4
    head     71 acknowledged through 4 | 75 oldest sequence kept 4 | 79 newest trusted time 4 | 83 code floor 4
             87 sequences of the rides without an outcome, 4 each. The first of every segment (terminal/journal.py)
    staff    (terminal/lane.py)
    counter  71 since when, UTC 4 (0: not known) | 75 a result 4 and how often 4, for each that occurred

The length stands there twice, so that one changed byte cannot make a whole record look like one cut off by a power cut.

Accounts are in the clear here (spec §5): a caller that shows a record masks them.
"""

from collections import namedtuple
from struct import calcsize, pack, unpack, unpack_from

from terminal.decide import Decision
from terminal.mac import hmac
from terminal.port import TYPE_CHECKING, const
from terminal.recover import recoveries, recovery_bits

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Digest = Callable[..., bytes]

RIDE = 1
OUTCOME = 2
EVENT = 3
HEAD = 4  # the first of every segment: what was true when it began
COUNTER = 5  # an hour of refusals

# How an authorisation ended. UNKNOWN is written at the next start for a ride that has no outcome.
PASSED = 1
TIMEOUT = 2
EMERGENCY = 3
FAULT = 4
UNKNOWN = 5

# What happens to a terminal, and the value that goes with it.
BOOT = 1  # BY_…: what started it
SERVICE_ENTERED = 2
SERVICE_LEFT = 3
CLOCK_SET = 4  # the time before, 0 when it was not trusted; `when` is the time it was set to
STOPPED = 5  # the loop ended with an exception, which is our own fault
CLOCK_STATEMENT = 6  # as CLOCK_SET, by an operator's statement: no code from before `when` is good any more
ACKNOWLEDGED = 7  # the back office has everything up to this sequence
MISSING = 8  # records up to this sequence may be gone; no code from before `when` is good any more (None: see HEAD)
SET_ASIDE = 9  # the segment that began with this sequence was damaged and is kept apart
NEARLY_FULL = 10  # percent of the journal taken by what was not acknowledged
DAMAGED = 11  # 1 the journal, 2 the trust list, 3 the image, 4 the folder of the state had gone back
LIST_INSTALLED = 12  # its sequence
IMAGE_STARTED = 13  # its version number
IMAGE_WITHDRAWN = 14  # the version number given up

BY_POWER = 1
BY_WATCHDOG = 2
BY_RESET = 3

RECORD_MAX_BYTES = const(531)
SEQUENCE_MAX = const(0xFFFFFFFF)
RECORD_MIN_BYTES = const(103)
START = b"RG\x01"
START_BYTES = const(8)  # enough of a record to know its length
KEY_BYTES = const(32)
MAC_BYTES = const(32)
_BODY = const(71)
_HEAD = ">2sBBHHIIIIBBHHBI4s32s"
_RIDE = ">HI4s10sIIHB3sIBH"  # type and limit are one number here
OPEN_MAX = const(16)  # rides without an outcome

# Where a record was written: the part of its head that stays. The caller keeps each number in its bounds:
# ids and vehicle u32, mode and direction u8, line and station u16.
Place = namedtuple("Place", "terminal_id provisioning_id mode line station direction vehicle")

# time_s is None where the clock was not trusted; `before` is the hash of the record before it.
Record = namedtuple("Record", "kind sequence place time_s key_id before body")
Sealer = namedtuple("Sealer", "digest key key_id")
Ride = namedtuple(
    "Ride",
    "result fare_fen issuer account account_type limit_fen generated_s validity_s ca_index cert_serial list_sequence"
    " recovered raw_code",
)


class Short(ValueError):
    """A record's body ends before its fields do."""


def key_id(digest: "Digest", key: bytes) -> bytes:
    """The 4 bytes by which a record names the key of its MAC; they reveal nothing about the key."""
    return hmac(digest, key, b"ridegate record key id")[:4]


def sealer(digest: "Digest", key: bytes) -> Sealer:
    """The key with which `encode` seals; made once, so that a ride does not wait for the key's id."""
    return Sealer(digest, key, key_id(digest, key))


def ride_body(decision: Decision, fare_fen: int, list_sequence: int) -> bytes:
    """The body of the `ride` record of an accepted decision."""
    code = decision.code
    fixed = pack(
        _RIDE, decision.result, fare_fen, code.issuer, code.account, code.account_type << 24 | code.limit_fen,
        code.generated_s, code.validity_s, code.ca_index, code.cert_serial, list_sequence,
        recovery_bits(decision.recovered), len(code.raw),
    )  # fmt: skip
    return fixed + code.raw  # type: ignore[no-any-return]


def _fields(layout: str, body: bytes) -> "tuple[Any, ...]":
    if len(body) < calcsize(layout):
        raise Short
    return unpack_from(layout, body)


def outcome_body(ride_sequence: int, outcome: int) -> bytes:
    """The body of the `outcome` record of a ride."""
    return pack(">IB", ride_sequence, outcome)


def parse_ride(body: bytes) -> Ride:
    """A ride record's body as fields; raises Short when it ends early."""
    f = _fields(_RIDE, body)
    raw_code = body[calcsize(_RIDE) :][: f[11]]
    if len(raw_code) < f[11]:
        raise Short
    return Ride(*(f[:4] + (f[4] >> 24, f[4] & 0xFFFFFF) + f[5:10] + (recoveries(f[10]), raw_code)))


def event_body(event: int, at_s: int | None, value: int) -> bytes:
    """The body of an `event` record. at_s: when it happened, perhaps before it is written; value: 0..2**32-1."""
    return pack(">BII", event, at_s or 0, value)


def parse_event(body: bytes) -> tuple[int, int | None, int]:
    """(event, when it happened or None, value) from an event record's body."""
    event, at_s, value = _fields(">BII", body)
    return event, at_s or None, value


def parse_outcome(body: bytes) -> tuple[int, int]:
    """(sequence of the ride, outcome) from an outcome record's body."""
    return _fields(">IB", body)


def words_body(values: "list[int]") -> bytes:
    """The body of a `head` or `counter` record: numbers of 4 bytes."""
    return pack(f">{len(values)}I", *values)


def parse_words(body: bytes) -> tuple[int, ...]:
    """The numbers in such a body."""
    return unpack(f">{len(body) // 4}I", body)


def encode(
    kind: int,
    sequence: int,
    place: Place,
    now_s: int | None,
    before: bytes,
    body: bytes,
    seal: Sealer,
) -> bytes:
    """One whole record. now_s: Unix UTC, None when the clock is not trusted; before: SM3 of the record before it."""
    length = _BODY + len(body) + MAC_BYTES
    start = (b"RG", 1, kind, length, length ^ 0xFFFF, sequence) + place[:2] + (now_s or 0, int(now_s is not None))
    head = pack(_HEAD, *(start + place[2:] + (seal.key_id, before)))
    return head + body + hmac(seal.digest, seal.key, head, body)


def length_bytes(start: bytes | bytearray) -> int:
    """The length of the record that begins with these START_BYTES bytes, 0 when none begins here."""
    length, inverted = unpack(">HH", start[4:8])
    begins = start[:3] == START and length ^ inverted == 0xFFFF
    return length if begins and RECORD_MIN_BYTES <= length <= RECORD_MAX_BYTES else 0


def sealed(raw: bytes, digest: "Digest", key: bytes) -> bool:
    """Whether the MAC of one whole record holds under this key."""
    return hmac(digest, key, memoryview(raw)[:-MAC_BYTES]) == raw[-MAC_BYTES:]


def parse(raw: bytes) -> Record:
    """The fields of one whole record. Trap: its MAC and its place in the chain are not looked at here."""
    head = unpack(_HEAD, raw[:_BODY])
    place = Place(*(head[6:8] + head[10:15]))
    time_s = head[8] if head[9] else None
    return Record(head[2], head[5], place, time_s, head[15], head[16], raw[_BODY:-MAC_BYTES])
