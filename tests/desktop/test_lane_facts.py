"""What the journal's commands say of trips, eligibility and the staff."""

import pytest

from sim.journal import facts
from sim.journal.walk import Found
from terminal import lane, records, trip
from tests.builder.journal_builder import accepted

PLACE = records.Place(1, 2, 1, 3, 4, 1, 5)


def found(kind: int, body: bytes) -> dict:
    record = records.Record(kind, 9, PLACE, 1_795_000_000, b"abcd", bytes(32), body)
    return facts.facts(Found("0000000001", 0, record, b"", bytes(32), "sealed"))


def ride(tail: bytes) -> dict:
    return found(records.RIDE, records.ride_body(accepted(1), 200, 7) + tail)


def test_a_ride_without_them():
    assert {name: ride(b"")[name] for name in facts.LANE_FIELDS} == dict.fromkeys(facts.LANE_FIELDS)


@pytest.mark.parametrize(
    ("tail", "values"),
    [
        (bytes(7), (None, None, None, None, None, False)),
        (bytes([trip.ENTRY_ONLY]) + bytes(6), ("entry_only", "entry", None, None, None, False)),
        (bytes([trip.PAIRED + trip.EXIT_SIDE]) + bytes(6), ("paired", "exit", None, None, None, False)),
        (
            bytes([trip.EXIT_ONLY + trip.EXIT_SIDE + lane.BY_STAFF, 3, 0, 0, 0, 7, 2, 0xAB, 0xCD]),
            ("exit_only", "exit", "unknown", 7, "abcd", True),
        ),
        (bytes([15, 9]) + bytes(5), ("trip 15", "entry", "verdict 9", 0, "", False)),
    ],
)
def test_a_ride_with_them(tail, values):
    told = ride(tail)
    assert tuple(told[name] for name in facts.LANE_FIELDS) == values
    assert told["fare_fen"] == 200


@pytest.mark.parametrize("tail", [b"\x01", bytes(6), bytes(6) + b"\x05" + bytes(4)])
def test_a_ride_that_ends_within_them_is_unreadable(tail):
    assert ride(tail)["unreadable"]


def test_a_staff_record_masks_its_account():
    body = bytes([0, 0, 0, 7, 2, 1, 0x96]) + bytes.fromhex("3104170000000000123f") + (1_795_000_000).to_bytes(4, "big")
    told = found(lane.STAFF, body)
    assert (told["kind"], told["operator"], told["reason"], told["result"]) == ("staff", 7, 2, "NOT_ELIGIBLE")
    assert "310417" not in told["account"] and told["account"].endswith("0123")
    assert found(lane.STAFF, body[:-1])["unreadable"]


def test_a_switch_of_the_lane_in_words():
    for value, word in ((1, "system"), (2, "staffed")):
        body = records.event_body(lane.LANE_SWITCHED, None, value)
        assert facts.event_words(found(records.EVENT, body)) == f"LANE_SWITCHED to {word}"
