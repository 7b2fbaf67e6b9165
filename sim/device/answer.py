"""What the service functions of a board answer, checked: a board that is damaged, or is none, may say anything.

Only what a command reads is here. What it does not read may be missing, as in the answers of another version.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sim.input.field import U32_MAX

_TIME_MIN_S, _TIME_MAX_S = -62_135_596_800, 253_402_300_799  # of the years 1 to 9999: others cannot be shown
_ID_MAX_DIGITS = 128

_Check = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _whole(value: Any) -> bool:
    return type(value) is int and 0 <= value <= U32_MAX


def _size(value: Any) -> bool:
    return type(value) is int and value >= 0


def _time(value: Any) -> bool:
    return type(value) is int and _TIME_MIN_S <= value <= _TIME_MAX_S


def _hex(value: Any) -> bool:
    try:
        return len(bytes.fromhex(value)) * 2 == len(value)
    except (TypeError, ValueError):
        return False


def _id(value: Any) -> bool:
    return _hex(value) and 0 < len(value) <= _ID_MAX_DIGITS


def _or_none(check: _Check) -> _Check:
    return lambda value: value is None or check(value)


def _checks(value: Any) -> bool:
    fields = {"name": _text, "ok": _flag, "detail": _text}
    return isinstance(value, list) and all(isinstance(one, dict) and not _wrong(fields, one) for one in value)


_CLOCK: Mapping[str, _Check] = {"was": _or_none(_time), "now": _or_none(_time)}
_ROOM: Mapping[str, _Check] = {"path": _text, "highest": _or_none(_whole)}
_CALLS: Mapping[str, Mapping[str, _Check]] = {
    "selftest": {"ok": _flag, "board": _text, "unique_id": _text, "version": _text, "build": _text, "checks": _checks},
    "provision": {"terminal_id": _whole, "provisioning_id": _whole, "record_key_id": _text},
    "clock_set": _CLOCK,
    "clock_apply": _CLOCK,
    "clock_show": {"now": _or_none(_time), "says": _or_none(_time), "set": _or_none(_time), "why": _text},
    "lane": {"lane": _text, "was": _text},
    "journal_info": {"sequence": _whole},
    "acknowledge": {"acknowledged": _whole},
    "trust_room": _ROOM,
    "snapshot_room": _ROOM,
    "room": {"path": _text, "free": _size, "block": _size},
    "install('trust'": {"sequence": _whole, "effective": _time, "waits": _flag},
    "install('snapshot'": {"sequence": _whole, "effective": _time, "waits": _flag},
}
_PROBE: Mapping[str, _Check] = {"machine": _text, "id": _id, "before": _flag, "terminal": _or_none(_whole)}
_PROBE_OF_FIRMWARE: Mapping[str, _Check] = {"header": _hex, "root": _text, "slot": _text, "why": _text}


def wrong(call: str, answer: Mapping[str, Any]) -> str:
    """The first field of an answer that is missing or is not what it must be; "" for none.

    call: as `Device.call` takes it.
    """
    name = call.partition("(")[0]
    return _wrong(_CALLS.get(call.partition(",")[0] if name == "install" else name, {}), answer)


def wrong_probe(answer: Mapping[str, Any]) -> str:
    """The same of what a board says when it is asked who it is."""
    return _wrong(_PROBE, answer) or (_wrong(_PROBE_OF_FIRMWARE, answer) if "header" in answer else "")


def _wrong(fields: Mapping[str, _Check], answer: Mapping[str, Any]) -> str:
    return next((name for name, good in fields.items() if name not in answer or not good(answer[name])), "")
