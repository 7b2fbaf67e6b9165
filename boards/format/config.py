"""The compiled configuration of a terminal, `config.bin`: the operator's settings, with one encoding for each.

Big endian: "RGCONF04" 8 | numbers of 4 bytes each: the rows; versions and recoveries as bits; zone + 14 h, skew, grace,
largest validity, fare, limit, how many account types and one more (0: all are taken); services; account types | SM3 of
all before it 32. The last two digits of the magic are the format: a terminal that asks for eligibility has "RGCONF05",
with the numbers of boards/format/asking.py behind the rows. Others load nothing of that.
"""

from collections import namedtuple
from struct import pack, unpack

from hal.scanner.model import MODELS
from terminal import frame, gate, history, policy
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

MAGIC = b"RGCONF04"
# Still read. 03 had no trips; 02 had no scanner.wait_ms either, and a designator of an encoding was a prefix.
_BEFORE = (b"RGCONF03", b"RGCONF02")
_ASKING = b"RGCONF05"
_WAIT: int = 12  # where scanner.wait_ms stands
_TRIP: int = 18  # where the trips begin
_BEFORE_BITS = 31

# capacity: of the replay memory, rides_a_minute: what it has to be enough for; clock: "ds3231", or "chip" for the one
# inside the processor; asking: of boards/format/asking.py, None for a terminal that does not ask
Config = namedtuple("Config", "policy gate place scanner capacity rides_a_minute panel clock trip asking")
Timing = namedtuple("Timing", "direction pulse_ms passage_ms queue")  # the arguments of gate.Gate
Place = namedtuple("Place", "mode line station direction vehicle")  # records.Place without the terminal's ids
Scanner = namedtuple("Scanner", "model baud idle_ms wait_ms")
Panel = namedtuple("Panel", "display volume")  # the volume of the buzzer in percent
Trip = namedtuple("Trip", "mode trip trip_max_s tap_min_s capacity")  # the arguments of trip.rules, and of Trips
FLAT = Trip("flat", "mark", 14_400, 10, 256)

# Key, then the values that may be chosen, or the least and the greatest.
ROWS = (
    ("gate.direction", (gate.ENTRY, gate.EXIT)),
    ("gate.pulse_ms", gate.PULSE_MIN_MS, gate.PULSE_MAX_MS),
    ("gate.passage_ms", gate.PASSAGE_MIN_MS, gate.PASSAGE_MAX_MS),
    ("gate.queue", 1, gate.QUEUE_MAX),
    ("place.mode", 0, 0xFF),
    ("place.line", 0, 0xFFFF),
    ("place.station", 0, 0xFFFF),
    ("place.direction", 0, 0xFF),
    ("place.vehicle", 0, 0xFFFFFFFF),
    ("scanner.model", MODELS),
    ("scanner.baud", (9600, 19200, 38400, 57600, 115200)),
    ("scanner.idle_ms", frame.IDLE_MIN_MS, frame.IDLE_MAX_MS),
    ("scanner.wait_ms", frame.WAIT_MIN_MS, frame.WAIT_MAX_MS),
    ("history.capacity", 1, history.CAPACITY_MAX),
    ("history.rides_a_minute", 1, 1000),
    ("panel.display", ("none", "ssd1306")),
    ("panel.volume", 0, 100),
    ("clock.source", ("ds3231", "chip")),
    ("trip.mode", ("flat", "entry", "exit", "on_off")),
    ("trip.trip", ("mark", "off", "enforce")),
    ("trip.trip_max_s", 600, 86_400),  # these bounds are those of terminal/trip.py, which a flat terminal does not load
    ("trip.tap_min_s", 0, 120),
    ("trip.capacity", 256, 200_000),
)
_VERSIONS = (0, 1)


def number(row: tuple, value: object) -> int:  # type: ignore[type-arg]
    """Encode a value: its index among the choices, or the number itself."""
    if type(value) is not bool:
        if len(row) == 2:
            if value in row[1]:
                return row[1].index(value)  # type: ignore[no-any-return]
        elif isinstance(value, int) and row[1] <= value <= row[2]:
            return value
    raise ValueError(f"{row[0]}: {value!r} is not in {row[1:]}")


def check(data: bytes, limits: "Any", digest: "Callable[..., bytes]") -> Config:
    """The configuration in these bytes, if a board with these limits can do what it says. digest: SM3.

    limits: boards/limits.py of the board. Raises ValueError naming the key.
    """
    setup = parse(data, digest)
    if setup.capacity > limits.HISTORY_MAX:
        raise ValueError(f"history.capacity: {setup.capacity} is more than this board's {limits.HISTORY_MAX}")
    if setup.scanner.model not in limits.SCANNERS:
        raise ValueError(f"scanner.model: this board has {limits.SCANNERS}, not {setup.scanner.model!r}")
    if limits.PULSE_MS and setup.gate.pulse_ms != limits.PULSE_MS:
        raise ValueError(f"gate.pulse_ms: this board's one-shot gives {limits.PULSE_MS}, not {setup.gate.pulse_ms}")
    if keeps_trips(setup.trip) and setup.trip.capacity > limits.TRIPS_MAX:
        raise ValueError(f"trip.capacity: {setup.trip.capacity} is more than this board's {limits.TRIPS_MAX}")
    if setup.asking is not None:
        from boards.format import asking

        asking.check(setup, limits)
    return setup


def encode(config: Config) -> bytes:
    """The bytes of a configuration, as `parse` takes them. Raises ValueError as `_stated` does."""
    from terminal import sm3

    stated = _stated(config)
    whole = MAGIC + stated
    if config.asking is not None:
        from boards.format import asking

        at = 4 * len(ROWS)
        whole = _ASKING + stated[:at] + asking.encode(config.asking) + stated[at:]
    return whole + sm3.digest(whole)


def _stated(config: Config) -> bytes:
    """The numbers of a configuration. Raises ValueError naming the first key that is out of its bounds.

    Clause: spec §4, last paragraph: out of bounds, it is refused as a whole; §5: rate by window has to fit.
    """
    p = config.policy
    policy.check(p)
    values = config.gate + config.place + config.scanner + config[4:6] + config.panel + (config.clock,)
    values += config.trip
    numbers = [number(row, value) for row, value in zip(ROWS, values)]
    if config.capacity * 60 < config.rides_a_minute * (p.validity_max_s + p.grace_s + 2 * p.skew_s):
        raise ValueError("history.capacity: too little for history.rides_a_minute")
    if config.trip.mode in ROWS[0][1] and config.trip.mode != config.gate.direction:
        raise ValueError("trip.mode: entry or exit is what gate.direction says, too")
    types = p.account_types
    if len(p.services) > 16 or len(types or ()) > 254:
        raise ValueError("policy: too many services or account types")
    numbers.append(sum([1 << each for each in p.versions]))
    numbers += [policy.recovery_bits(p.recoveries), p.zone_s + policy.ZONE_MAX_S, p.skew_s, p.grace_s]
    numbers += [p.validity_max_s, p.fare_fen, int(p.limit_enforced)]
    numbers.append(0 if types is None else len(types) + 1)
    numbers += [int.from_bytes(each, "big") for each in p.services] + list(types or ())
    return pack(f">{len(numbers)}I", *numbers)


def keeps_trips(trip: Trip) -> bool:
    """Whether there is a step 23."""
    return trip.mode != "flat" and trip.trip != "off"  # type: ignore[no-any-return]


def _renew(numbers: list, before: bytes) -> None:  # type: ignore[type-arg]
    """Make the numbers of a configuration of a format before those of this one."""
    if before == _BEFORE[1]:
        numbers.insert(_WAIT, frame.WAIT_MS)
    numbers[_TRIP:_TRIP] = [number(row, value) for row, value in zip(ROWS[_TRIP:], FLAT)]
    if before == _BEFORE[0]:
        return
    at = len(ROWS) + 1
    if numbers[at] > _BEFORE_BITS:
        raise ValueError("no configuration")
    if numbers[at] & 1:
        numbers[at] |= policy.recovery_bits(("eci",))


def parse(data: bytes, digest: "Callable[..., bytes] | None" = None) -> Config:
    """The configuration in these bytes, every bound checked. digest: SM3, in Python integers when left out.

    Raises ValueError naming a key, or saying why these bytes are none.
    Trap: the sum detects damage, not malice; who may install a configuration is decided elsewhere.
    Clause: spec §4, last paragraph; §7.
    """
    if data[:8] not in (MAGIC, _ASKING) + _BEFORE:
        raise ValueError("no configuration of format 02 to 05; write one with `ridegate flash --config gate.toml`")
    if digest is None:
        from terminal import sm3

        digest = sm3.digest
    count = len(data) // 4 - 10
    if count < _TRIP + 7 or len(data) & 3 or digest(data[:-32]) != data[-32:]:
        raise ValueError("a damaged configuration")
    numbers = list(unpack(f">{count}I", data[8:-32]))
    asked = None
    if data[:8] == _ASKING:
        from boards.format import asking

        asked = asking.taken(numbers, len(ROWS))
    elif data[:8] != MAGIC:
        _renew(numbers, data[:8])
    if len(numbers) < len(ROWS) + 9:
        raise ValueError("a damaged configuration")
    stated = pack(f">{len(numbers)}I", *numbers)
    v: list = []  # type: ignore[type-arg]
    for row in ROWS:
        number = numbers.pop(0)
        v.append(row[1][number] if len(row) == 2 and number < len(row[1]) else number)
    versions, recoveries, zone_s, skew_s, grace_s, validity_max_s, fare_fen, limit, types = numbers[:9]
    end = len(numbers) - max(types - 1, 0)
    rules = policy.Policy(
        tuple([each for each in _VERSIONS if versions >> each & 1]),
        tuple([each.to_bytes(4, "big") for each in numbers[9:end]]),
        zone_s - policy.ZONE_MAX_S,
        skew_s,
        grace_s,
        validity_max_s,
        tuple(numbers[end:]) if types else None,
        fare_fen,
        limit == 1,
        policy.recoveries(recoveries),
    )
    parts = Timing(*v[:4]), Place(*v[4:9]), Scanner(*v[9:13])
    config = Config(rules, *parts, v[13], v[14], Panel(*v[15:17]), v[17], Trip(*v[18:]), asked)
    if _stated(config) != stated:
        raise ValueError("no configuration")
    return config
