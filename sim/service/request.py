"""Requests to the test service: JSON of a bounded size, every field checked before anything is done."""

import json
import re
from collections.abc import Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request

from sim.code import mask
from sim.input.field import U32_MAX
from sim.service.registry import (
    ACCOUNT_BYTES,
    MEDIA,
    PERSON_MAX_CHARACTERS,
    PLACE_MAX_BYTES,
    STATUSES,
    VISIT_ID_BYTES,
    Refused,
)

BODY_MAX_BYTES = 1024
NUMBER_MAX = 2**31
_PERSON = re.compile(r"[\w-]+( [\w-]+)*")


def _bad(words: str, zh: str = "请求不合格式", status: int = 400) -> Refused:
    return Refused(words, zh, status)


async def fields(request: Request, known: dict[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """The fields of a request, each as its reader in `known` makes it; every one must be there and no other.

    Raises Refused. Its words repeat nothing of the request.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise _bad("send application/json", status=415)
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > BODY_MAX_BYTES:
                raise _bad(f"a request has at most {BODY_MAX_BYTES} bytes", status=413)
    except ClientDisconnect:
        raise _bad("the connection ended before the request's end") from None
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise _bad("this is no JSON") from None
    if not isinstance(told, dict) or set(told) != set(known):
        raise _bad(f"the fields are {', '.join(known)}")
    return {name: read(told[name]) for name, read in known.items()}


def account(value: Any) -> bytes:
    """10 bytes: 19 decimal digits and F, or 20 digits."""
    found = _hex(value, ACCOUNT_BYTES, ACCOUNT_BYTES)
    if found is None or mask.digits(found) is None:
        raise _bad("an account is 19 decimal digits and F, or 20 digits", "账户为 19 位数字加 F, 或 20 位数字")
    return found


def place(value: Any) -> bytes:
    """0 to 32 bytes in hexadecimal."""
    found = _hex(value, 0, PLACE_MAX_BYTES)
    if found is None:
        raise _bad(f"a place is up to {PLACE_MAX_BYTES} bytes in hexadecimal")
    return found


def visit_id(value: Any) -> bytes:
    """16 bytes in hexadecimal."""
    found = _hex(value, VISIT_ID_BYTES, VISIT_ID_BYTES)
    if found is None:
        raise _bad(f"the id of a visit is {VISIT_ID_BYTES} bytes in hexadecimal")
    return found


def time_s(value: Any) -> int:
    """Unix seconds."""
    if type(value) is not int or not 0 <= value <= U32_MAX:
        raise _bad("a time is whole Unix seconds, 1970 to 2106")
    return value


def number(value: Any) -> int:
    """Of an entry."""
    if type(value) is not int or not 0 < value <= NUMBER_MAX:
        raise _bad("an entry is named by its number")
    return value


def person(value: Any) -> str:
    """A reference to a person: letters, digits, hyphens, single spaces."""
    if not isinstance(value, str) or len(value) > PERSON_MAX_CHARACTERS or not _PERSON.fullmatch(value):
        raise _bad(
            f"a person is named by up to {PERSON_MAX_CHARACTERS} letters, digits and hyphens",
            f"人员编号最多 {PERSON_MAX_CHARACTERS} 个字母、数字或连字符",
        )
    return value


def medium(value: Any) -> str:
    """One of MEDIA."""
    return _one(value, MEDIA)


def status(value: Any) -> str | None:
    """One of STATUSES, or null: none is set."""
    return None if value is None else _one(value, STATUSES)


def subject(value: Any) -> bytes | int | None:
    """Whose status is set: an account, the number of an entry, or null for the whole service."""
    if value is None:
        return None
    return number(value) if type(value) is int else account(value)


def _one(value: Any, choices: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise _bad(f"choose one of {', '.join(choices)}")
    return value


def _hex(value: Any, least: int, most: int) -> bytes | None:
    if not isinstance(value, str) or not value.isascii() or not 2 * least <= len(value) <= 2 * most:
        return None
    try:
        found = bytes.fromhex(value)
    except ValueError:
        return None
    return found if 2 * len(found) == len(value) else None
