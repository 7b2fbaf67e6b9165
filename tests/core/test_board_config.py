"""boards/format/config.py: one encoding, every bound on both sides, every byte that is wrong refused."""

from boards.format import asking, config
from terminal import eligibility, policy, sm3, trip
from terminal.policy import RECOVERIES
from tests.core.raising import raised

STANDARD = config.Config(
    policy.STANDARD,
    config.Timing("entry", 500, 5000, 3),
    config.Place(1, 2, 3, 4, 5),
    config.Scanner("gm65", 115200, 20, 100),
    2048,
    60,
    config.Panel("none", 50),
    "ds3231",
    config.Trip("entry", "enforce", 7200, 20, 512),
    None,
)


def changed(key, value):
    """STANDARD with one value, by its key, changed."""
    values = _values()
    keys = [row[0] for row in config.ROWS]
    values[keys.index(key)] = value
    if key == "gate.direction" and value in ("entry", "exit"):
        values[keys.index("trip.mode")] = value
    elif key == "trip.mode" and value in ("entry", "exit"):
        values[0] = value
    return rebuilt(STANDARD.policy, values)


def rebuilt(rules, v):
    gate, place, scanner = config.Timing(*v[:4]), config.Place(*v[4:9]), config.Scanner(*v[9:13])
    panel, trips = config.Panel(*v[15:17]), config.Trip(*v[18:])
    return config.Config(rules, gate, place, scanner, v[13], v[14], panel, v[17], trips, None)


def fitting(setup):
    """The same with the other figure such that rate by window fits."""
    fields = list(setup)
    if setup.capacity * 60 < setup.rides_a_minute * 1240:
        fields[4:6] = (20_000, setup.rides_a_minute) if setup.rides_a_minute <= 967 else (20_000, 967)
        if setup.capacity == 1:
            fields[0] = policy.make(validity_max_s=1, skew_s=0)
            fields[4:6] = (1, 60)
        elif setup.rides_a_minute > 967:
            fields[0] = policy.make(validity_max_s=600)
            fields[4:6] = (20_000, setup.rides_a_minute)
    return config.Config(*fields)


def test_rate_by_window_has_to_fit():
    """60 codes a minute for 1,240 s are 1,240 codes; both sides of it, by capacity, rate, validity, grace and skew."""
    for capacity, rate, rules, good in (
        (1240, 60, policy.make(), True),
        (1239, 60, policy.make(), False),
        (1240, 61, policy.make(), False),
        (1260, 60, policy.make(grace_s=20), True),
        (1259, 60, policy.make(grace_s=20), False),
        (1440, 60, policy.make(skew_s=120), True),
        (1439, 60, policy.make(skew_s=120), False),
        (1, 60, policy.make(validity_max_s=1, skew_s=0), True),
        (1, 60, policy.make(validity_max_s=2, skew_s=0), False),
        (7, 10, policy.make(validity_max_s=2), True),
        (6, 10, policy.make(validity_max_s=2), False),
    ):
        setup = config.Config(*((rules,) + STANDARD[1:4] + (capacity, rate) + STANDARD[6:]))
        if good:
            assert config.parse(config.encode(setup)) == setup
        else:
            why = str(raised(ValueError, config.encode, setup))
            assert why.startswith("history.capacity:") and "history.rides_a_minute" in why


def test_round_trip_of_every_bound():
    for row in config.ROWS:
        for value in row[1] if len(row) == 2 else row[1:]:
            setup = changed(row[0], value)
            if row[0].startswith("history."):
                setup = fitting(setup)
            assert config.parse(config.encode(setup)) == setup, row[0]


def test_one_beyond_a_bound_names_its_key():
    for row in config.ROWS:
        beyond = ("purple", True, None, 7) if len(row) == 2 else (row[1] - 1, row[2] + 1, True, None, "7")
        for value in beyond:
            why = raised(ValueError, config.encode, changed(row[0], value))
            assert str(why).startswith(row[0] + ":"), (row[0], value, str(why))


def test_policies():
    for rules in (
        policy.make(),
        policy.make(versions=(1,), services=(b"\1\1\0\0", b"abcd"), zone_s=-50400, skew_s=120, grace_s=60),
        policy.make(validity_max_s=1, account_types=(), fare_fen=0xFFFFFF, limit_enforced=False, recoveries=()),
        policy.make(account_types=(0, 1, 255), recoveries=("utf8", "base64")),
    ):
        setup = config.Config(rules, *STANDARD[1:])
        assert config.parse(config.encode(setup)) == setup
    wild = policy.Policy(*(policy.STANDARD[:3] + (121,) + policy.STANDARD[4:]))
    assert str(raised(ValueError, config.encode, rebuilt(wild, _values()))).startswith("policy.skew_s:")
    many = policy.Policy(*(policy.STANDARD[:1] + ((b"abcd",) * 17,) + policy.STANDARD[2:]))
    assert "services" in str(raised(ValueError, config.encode, rebuilt(many, _values())))
    assert len(RECOVERIES) <= 7


def _values():
    parts = STANDARD.gate + STANDARD.place + STANDARD.scanner + STANDARD[4:6] + STANDARD.panel
    return list(parts) + [STANDARD.clock] + list(STANDARD.trip)


def test_every_changed_byte_is_refused():
    data = config.encode(STANDARD)
    for at in range(len(data)):
        for flip in (1, 0x80):
            raised(ValueError, config.parse, data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :])


def test_every_cut_and_every_tail_is_refused():
    data = config.encode(STANDARD)
    for at in range(len(data)):
        raised(ValueError, config.parse, data[:at])
    raised(ValueError, config.parse, data + b"\0")
    body = data[:-32] + b"\0"  # one byte more under a right sum
    raised(ValueError, config.parse, body + sm3.digest(body))


FLAT = config.Config(*STANDARD[:8] + (config.FLAT, None))


def at(key):
    """Where the number of that key stands."""
    return 8 + 4 * [row[0] for row in config.ROWS].index(key)


def before(setup, recoveries):
    """The bytes of format 02, from before scanner.wait_ms, eci and trips. recoveries: the bits that stood there."""
    data = config.encode(setup)
    wait, trip, rest = at("scanner.wait_ms"), at("trip.mode"), 8 + 4 * len(config.ROWS)
    bits = data[rest : rest + 4] + recoveries.to_bytes(4, "big")
    body = b"RGCONF02" + data[8:wait] + data[wait + 4 : trip] + bits + data[rest + 8 : -32]
    return body + sm3.digest(body)


def without_trips(setup):
    """The bytes of format 03."""
    data = config.encode(setup)
    body = b"RGCONF03" + data[8 : at("trip.mode")] + data[8 + 4 * len(config.ROWS) : -32]
    return body + sm3.digest(body)


def test_a_configuration_without_trips_is_one_of_a_flat_terminal():
    for rules in (policy.make(), policy.make(account_types=(1, 2), services=(b"abcd", b"efgh"))):
        setup = config.Config(*(rules,) + FLAT[1:])
        assert config.parse(without_trips(setup)) == setup
    data = without_trips(FLAT)
    for at_byte in range(len(data)):
        raised(ValueError, config.parse, data[:at_byte])
        raised(ValueError, config.parse, data[:at_byte] + bytes([data[at_byte] ^ 1]) + data[at_byte + 1 :])


def test_the_bounds_of_trips_are_those_of_the_module_that_a_flat_terminal_does_not_load():
    rows = {row[0]: row[1:] for row in config.ROWS}
    assert rows["trip.trip_max_s"] == (trip.TRIP_MIN_S, trip.TRIP_LONGEST_S)
    assert rows["trip.tap_min_s"] == (0, trip.TAP_LONGEST_S)
    assert rows["trip.capacity"] == (trip.CAPACITY_MIN, trip.CAPACITY_MAX)
    assert tuple(config.FLAT) == ("flat", "mark", trip.TRIP_MAX_S, trip.TAP_MIN_S, trip.CAPACITY_MIN)
    for mode in rows["trip.mode"][0]:
        for how in rows["trip.trip"][0]:
            wanted = config.Trip(mode, how, 600, 0, 256)
            assert config.keeps_trips(wanted) == (trip.rules(*wanted[:4]) is not None)


def test_a_gate_of_one_side_releases_that_way():
    for direction, mode, good in (("entry", "exit", False), ("exit", "entry", False), ("exit", "exit", True)):
        timing = config.Timing(direction, 500, 5000, 3)
        trips = config.Trip(mode, "mark", 600, 0, 256)
        setup = config.Config(*(STANDARD[:1] + (timing,) + STANDARD[2:8] + (trips, None)))
        if good:
            assert config.parse(config.encode(setup)) == setup
        else:
            assert str(raised(ValueError, config.encode, setup)).startswith("trip.mode:")


def test_a_configuration_of_the_format_before_is_read():
    """The wait is the usual one; a prefix that is undone was a designator, too, and no more is undone than before."""
    for bits, names in (
        (31, RECOVERIES),
        (1, ("prefix", "eci")),
        (4 + 16, ("utf8", "base64")),
        (2 + 8, ("line_end", "hex")),
        (0, ()),
    ):
        setup = config.parse(before(STANDARD, bits))
        assert setup == config.Config(policy.make(recoveries=names), *FLAT[1:])
        assert config.parse(config.encode(setup)) == setup
    types = config.Config(policy.make(account_types=(1, 2), services=(b"abcd", b"efgh")), *FLAT[1:])
    assert config.parse(before(types, 31)) == types
    for bits in (32, 33, 63, 1 << 31):
        raised(ValueError, config.parse, before(STANDARD, bits))
    data = before(STANDARD, 31)
    for at in range(len(data)):
        raised(ValueError, config.parse, data[:at])
        raised(ValueError, config.parse, data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    for magic in (b"RGCONF01", b"RGCONF06", bytes(8)):
        why = str(raised(ValueError, config.parse, magic + config.encode(STANDARD)[8:]))
        assert "flash --config" in why


def test_nothing_but_the_one_encoding():
    """With a right sum, too: another number of bytes or a bit that means nothing."""
    data = config.encode(STANDARD)[:-32]
    accepted = 0
    for at in range(8, len(data)):
        body = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        try:
            setup = config.parse(body + sm3.digest(body))
        except ValueError:
            continue
        assert config.encode(setup)[:-32] == body
        accepted += 1
    assert 20 < accepted < len(data)


class Limits:
    """Of a board with everything."""

    HISTORY_MAX = 20_000
    SCANNERS = ("gm65",)
    PULSE_MS = 0
    TRIPS_MAX = 512


class Asked(Limits):
    """Of one that can ask besides."""

    ASKING_HISTORY_MAX = 2048


def asks(**changes):
    """STANDARD for a terminal that looks into a snapshot."""
    values = {"service": "none", "snapshot": "installed", "unknown": "staffed", "deadline_ms": 150}
    values.update(changes)
    made = asking.Asking(*[values[row[0].split(".")[1]] for row in asking.ROWS])
    return config.Config(*STANDARD[:9] + (made,))


def test_a_terminal_that_asks_has_one_encoding_too():
    for row in asking.ROWS:
        for value in row[1] if len(row) == 2 else row[1:]:
            setup = asks(**{row[0].split(".")[1]: value})
            if setup.asking[:2] == ("none", "none"):
                assert "nothing is asked" in str(raised(ValueError, config.encode, setup))
                continue
            assert config.parse(config.encode(setup)) == setup, row[0]
        for value in ("purple", True, None, 7) if len(row) == 2 else (row[1] - 1, row[2] + 1, True, None, "7"):
            why = raised(ValueError, config.encode, asks(**{row[0].split(".")[1]: value}))
            assert str(why).startswith(row[0] + ":"), (row[0], value, str(why))


def test_every_byte_of_it_is_looked_at():
    whole = config.encode(asks())
    data = whole[:-32]
    for at in range(8, len(data), 3):
        raised(ValueError, config.parse, whole[:at])
        body = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        try:
            setup = config.parse(body + sm3.digest(body))
        except ValueError:
            continue
        assert config.encode(setup)[:-32] == body
    at = 8 + 4 * len(config.ROWS)
    for tail in (data[at:], b""):  # nothing asked, or too few numbers behind the rows
        body = data[:at] + bytes(16) + tail[16:] if tail else data[:at]
        raised(ValueError, config.parse, body + sm3.digest(body))


def test_the_bounds_of_eligibility_are_those_of_the_module_that_most_terminals_do_not_load():
    rows = {row[0]: row[1:] for row in asking.ROWS}
    assert rows["eligibility.deadline_ms"] == (eligibility.DEADLINE_MIN_MS, eligibility.DEADLINE_MAX_MS)
    assert all([eligibility.rules(unknown).unknown == unknown for unknown in rows["eligibility.unknown"][0]])


def test_a_board_without_room_refuses_it_by_name():
    assert config.check(config.encode(asks()), Asked, sm3.digest) == asks()
    for limits, setup, words in (
        (Limits, asks(), "eligibility: "),
        (Asked, asks(service="station"), "eligibility.service: "),
        (Asked, config.Config(*asks()[:4] + (2049,) + asks()[5:]), "history.capacity: 2049 "),
    ):
        assert str(raised(ValueError, config.check, config.encode(setup), limits, sm3.digest)).startswith(words)
    networked = type("Networked", (Asked,), {"NETWORK": True})
    station, both = asks(service="station", snapshot="none"), config.encode(asks(service="station"))
    assert config.check(config.encode(station), networked, sm3.digest) == station
    assert "beside a station" in str(raised(ValueError, config.check, both, networked, sm3.digest))
    flat = config.Config(*STANDARD[:4] + (2049,) + STANDARD[5:])
    assert config.check(config.encode(flat), Asked, sm3.digest) == flat  # more codes fit where nothing is asked
