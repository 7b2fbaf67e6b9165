"""Parts of the JSON messages of a capture, each checked before it is used. All raise Hostile."""

import re
from typing import Any

from sim.capture.capture import FIELDS, STAGES, Hostile, Recorded
from sim.capture.pseudonym import ACCOUNT_BYTES
from sim.code.step import LAST_STEP
from sim.family import table
from sim.gate.families import READ, setup
from sim.input.field import U32_MAX
from terminal import trip
from terminal.card import AUTHENTICATED
from terminal.policy import RECOVERIES

MS_MAX = 1 << 53
KEYS_MAX_CHARACTERS = 20_000_000  # more than 10,000 keys take
_HEX = re.compile("(?:[0-9a-f]{2})*")
_FAMILY = re.compile("[A-Za-z0-9_. -]{1,40}")
_MASKED = re.compile("[*]{15,20}[0-9]{0,4}")


def whole(value: Any, low: int, high: int, what: str) -> int:
    """A whole number; true and 1.0 are none."""
    if type(value) is not int or not low <= value <= high:
        raise Hostile(f"{what} is no number from {low} to {high}")
    return value


def moment(value: Any) -> int | None:
    """Unix seconds, or None where the clock was not trusted."""
    return None if value is None else whole(value, 0, U32_MAX, "a time")


def hexadecimal(value: Any, most: int, what: str) -> str:
    """Lower-case hexadecimal of at most so many bytes."""
    if not isinstance(value, str) or len(value) > 2 * most or not _HEX.fullmatch(value):
        raise Hostile(f"{what} is no hexadecimal of at most {most} bytes")
    return value


def fields(value: Any) -> dict[str, Any]:
    """An object."""
    if not isinstance(value, dict):
        raise Hostile("a part of it is no object")
    return value


def flag(value: Any, what: str) -> bool:
    """True or false; 1 is neither."""
    if type(value) is not bool:
        raise Hostile(f"{what} is neither true nor false")
    return value


def several(value: Any, most: int, what: str) -> list[Any]:
    """A list of at most so many."""
    if not isinstance(value, list) or len(value) > most:
        raise Hostile(f"{what} is no list of at most {most}")
    return value


def trips(data: Any) -> dict[str, Any]:
    """The trips of a /setup: see sim/capture/memory.py."""
    given = fields(data)
    mode, enforced, *limits = several(given["rules"], 4, "rules")
    flag(enforced, "enforced")
    if len(limits) != 2:
        raise Hostile("rules are no mode, flag and two limits")
    try:
        trip.rules(mode, "mark", *limits)
    except (TypeError, ValueError) as why:
        raise Hostile(str(why)) from None
    if mode == "flat":
        raise Hostile("a gate of mode flat has no trips")
    capacity = whole(given["capacity"], trip.CAPACITY_MIN, trip.CAPACITY_MAX, "capacity")
    held = [
        [
            hexadecimal(account, ACCOUNT_BYTES, "an account"),
            whole(state, trip.INSIDE, trip.OUTSIDE, "state"),
            *(whole(one, 0, 0xFFFF, "place") for one in (line, station)),
            *(whole(one, 0, U32_MAX, "a time or sequence") for one in (at_s, sequence)),
        ]
        for account, state, line, station, at_s, sequence in several(given["held"], capacity, "held")
    ]
    if any(len(str(one[0])) != 2 * ACCOUNT_BYTES for one in held):
        raise Hostile(f"an account among the trips has not {ACCOUNT_BYTES} bytes")
    known_from_s = moment(given["known_from_s"])
    return {"rules": [mode, enforced, *limits], "capacity": capacity, "known_from_s": known_from_s, "held": held}


def families(data: Any, masked: bool) -> dict[str, Any]:
    """The families of a /setup, as `Player.start` takes them. masked: their keys are not there."""
    given = fields(data)
    read = several(given["read"], len(READ), "the families")
    if not read or any(one not in READ for one in read) or len(set(read)) != len(read):
        raise Hostile(f"the families are not some of {', '.join(READ)}, each once")
    keys = None if masked else given["keys"]
    if keys is not None and not (isinstance(keys, str) and len(keys) <= KEYS_MAX_CHARACTERS):
        raise Hostile(f"the keys of the families are no text of at most {KEYS_MAX_CHARACTERS:,} characters")
    return setup(tuple(read), keys)


def answer(data: dict[str, Any], masked: bool) -> Recorded:
    """One /decision. masked: of its account only the last digits are there. Raises KeyError for what is missing."""
    row = [data[name] for name in FIELDS if name != "trip"] + [data.get("trip")]
    table.row(whole(row[0], 0, U32_MAX, "result"))
    row[1] = None if row[1] is None else whole(row[1], 0, LAST_STEP, "step")
    if any(one not in RECOVERIES for one in several(row[2], len(RECOVERIES), "recovered")):
        raise Hostile("recovered names something that no terminal undoes")
    if row[3] is not None and not (isinstance(row[3], str) and _FAMILY.fullmatch(row[3])):
        raise Hostile("family is no family of codes")
    row[4] = whole(row[4], -1, U32_MAX, "offset")
    row[5] = None if row[5] is None else hexadecimal(row[5], 4, "issuer")
    if row[6] is not None and not masked:
        row[6] = hexadecimal(row[6], 10, "account")
    elif row[6] is not None and not (isinstance(row[6], str) and _MASKED.fullmatch(row[6])):
        raise Hostile("account is no masked one")
    row[7] = moment(row[7])
    row[8] = None if row[8] is None else whole(row[8], 0, 0xFF, "trip")
    us: dict[str, int | None] = {}
    for name in STAGES:
        value = fields(data.get("us", {})).get(name)
        us[name] = None if value is None else whole(value, -MS_MAX, MS_MAX, "us")
    if data.get("validity_s") is not None:
        us["validity_s"] = whole(data["validity_s"], 0, 0xFFFF, "validity_s")
    medium, authenticated = data.get("medium"), data.get("authenticated")
    if (medium, authenticated) != (None, None) and (medium != "card" or authenticated not in AUTHENTICATED):
        raise Hostile("medium is no card, or authenticated says nothing that a terminal says")
    return Recorded(row, moment(data["now_s"]), us, False, medium, authenticated)
