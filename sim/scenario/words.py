"""The words of a scenario: for each the check that turns its value into what the player takes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.family import table
from sim.gate.gate import ABILITIES, SETTINGS
from sim.issuer import wallet
from sim.journal.facts import TRIPS
from sim.output.encoding import plain
from terminal.lane import OPERATOR_MAX, REASON_MAX
from terminal.policy import FARE_MAX_FEN, RECOVERIES

WAIT_MAX_MS = 24 * 3_600_000
COUNT_MAX = 10_000
OFFSET_MAX_S = 10 * 366 * 86_400
PAYLOAD_MAX_BYTES = 1_025
TEXT_MAX = 200
_SHOWN_MAX = 40

NOTHING, ONE_CODE = "NOTHING", "ONE_CODE"
LAMPS = ("idle", "green", "red", "amber", "off")
ARMS = ("locked", "free", "turning", "open")


class Unfit(ValueError):
    """A value that its word does not take."""


@dataclass(frozen=True, slots=True)
class Title:
    """The beginning of a scene."""

    zh: str
    en: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phones:
    """What is held up. phone: a number of `wallet.ACCOUNTS`; fault: a name of `wallet.BAD`, or None for a good code.

    payload: these bytes instead, whatever they are.
    """

    phone: int
    fault: str | None
    payload: bytes | None


@dataclass(frozen=True, slots=True)
class Clock:
    """The terminal's clock: so many seconds ahead, and whether it is trusted."""

    offset_s: int
    trusted: bool


@dataclass(frozen=True, slots=True)
class Staff:
    """The staff of the lane completes the last refusal. operator, reason: numbers for its record."""

    operator: int
    reason: int


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the gate and the value it takes."""

    name: str
    value: str | int


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that must be so. about: answer, answers, recovered, trip, lamp, arms, contact, released, passed or
    rides.
    """

    about: str
    value: Any


def shortened(value: Any) -> str:
    """A value of the file as an error message quotes it: on one line, not longer than a name."""
    text = repr(value)
    return text if len(text) <= _SHOWN_MAX else text[:_SHOWN_MAX] + "…"


def _text(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= TEXT_MAX:
        raise Unfit(f"it is text of 1 to {TEXT_MAX} characters")
    return plain(value)


def whole(low: int, high: int) -> Callable[[Any], int]:
    """The check of a whole number within these bounds; true is none."""

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Unfit(f"it is a whole number, {low:,} to {high:,}")
        return value

    return check


def flag(value: Any) -> bool:
    """The check of true or false; 1 is neither."""
    if not isinstance(value, bool):
        raise Unfit("it is true or false")
    return value


def _true(value: Any) -> bool:
    if value is not True:
        raise Unfit("it is true; leave the step out where it is not wanted")
    return True


def one_of(*names: str) -> Callable[[Any], str]:
    """The check of one of these words."""

    def check(value: Any) -> str:
        if value not in names:
            raise Unfit(f"it is one of {', '.join(names)}")
        return str(value)

    return check


def _table(value: Any, needed: tuple[str, ...], allowed: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unfit(f"it is a table of {', '.join((*needed, *allowed))}")
    for key in value:
        if key not in needed and key not in allowed:
            raise Unfit(f"it has no {shortened(key)}; it has {', '.join((*needed, *allowed))}")
    for key in needed:
        if key not in value:
            raise Unfit(f"it needs {key}")
    return value


def _scene(value: Any) -> Title:
    table = _table(value, ("zh", "en"), ("needs",))
    needs = table.get("needs", [])
    if not isinstance(needs, list):
        raise Unfit("needs is a list of names")
    known = one_of(*ABILITIES)
    return Title(_text(table["zh"]), _text(table["en"]), tuple(known(each) for each in needs))


def _show(value: Any) -> Phones:
    table = _table(value, (), ("phone", "fault", "hex"))
    if "hex" in table:
        if len(table) > 1:
            raise Unfit("hex stands alone: these bytes are shown as they are")
        try:
            payload = bytes.fromhex(table["hex"])
        except (TypeError, ValueError):
            raise Unfit("hex is text with two digits 0-9 a-f for each byte") from None
        if not 0 < len(payload) <= PAYLOAD_MAX_BYTES:
            raise Unfit(f"hex has 1 to {PAYLOAD_MAX_BYTES:,} bytes")
        return Phones(0, None, payload)
    phone = whole(0, len(wallet.ACCOUNTS) - 1)(table.get("phone", 0))
    fault = table.get("fault")
    if fault is not None and not (isinstance(fault, str) and wallet.known(fault)):
        raise Unfit(f"there is no fault {shortened(fault)}; there are {', '.join(one.name for one in wallet.BAD)}")
    return Phones(phone, fault, None)


def _clock(value: Any) -> Clock:
    table = _table(value, (), ("offset_s", "trusted"))
    return Clock(whole(-OFFSET_MAX_S, OFFSET_MAX_S)(table.get("offset_s", 0)), flag(table.get("trusted", True)))


def _staff(value: Any) -> Staff:
    table = _table(value, (), ("operator", "reason"))
    return Staff(whole(1, OPERATOR_MAX)(table.get("operator", 1)), whole(1, REASON_MAX)(table.get("reason", 1)))


def _set(value: Any) -> Setting:
    if not isinstance(value, dict) or len(value) != 1:
        raise Unfit(f"it is one of {', '.join((*SETTINGS, 'fare_fen'))} and its value")
    ((name, wanted),) = value.items()
    if name == "fare_fen":
        return Setting(name, whole(0, FARE_MAX_FEN)(wanted))
    if name not in SETTINGS:
        raise Unfit(f"there is no {shortened(name)}; there are {', '.join((*SETTINGS, 'fare_fen'))}")
    return Setting(name, one_of(*SETTINGS[name])(wanted))


def _recovered(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Unfit("recovered is a list of names")
    known = one_of(*RECOVERIES)
    return tuple(known(each) for each in value)


_ANSWERS = (*(one.name for one in table.TABLE), ONE_CODE, NOTHING)
_EXPECTED: dict[str, Callable[[Any], Any]] = {
    "answer": one_of(*_ANSWERS),
    "answers": whole(0, COUNT_MAX),
    "recovered": _recovered,
    "trip": one_of(*TRIPS.values()),
    "lamp": one_of(*LAMPS),
    "arms": one_of(*ARMS),
    "contact": flag,
    "released": whole(0, COUNT_MAX),
    "passed": whole(0, COUNT_MAX),
    "rides": whole(0, COUNT_MAX),
}


def _expect(value: Any) -> Expectation:
    if not isinstance(value, dict) or len(value) != 1:
        raise Unfit(f"it is one of {', '.join(_EXPECTED)} and its value; several things are several steps")
    ((about, wanted),) = value.items()
    if about not in _EXPECTED:
        raise Unfit(f"there is no {shortened(about)}; there are {', '.join(_EXPECTED)}")
    try:
        return Expectation(about, _EXPECTED[about](wanted))
    except Unfit as why:
        raise Unfit(f"{about}: {why}") from None


# A scene's title · what a passenger does · what an operator does · what must come of it.
WORDS: dict[str, Callable[[Any], Any]] = {
    "scene": _scene,
    "show": _show,
    "hide": _true,
    "push": _true,
    "walk": flag,
    "wait_ms": whole(1, WAIT_MAX_MS),
    "emergency": flag,
    "power": flag,
    "clock": _clock,
    "set": _set,
    "staff": _staff,
    "expect": _expect,
}
