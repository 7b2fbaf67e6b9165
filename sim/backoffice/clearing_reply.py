"""An issuer's reply to a clearing file: what it accepts, and each line that it rejects, with a reason.

Lines of JSON, signed like the file itself (`sim.backoffice.clearing`). The head names the file by its SM3:

    {"type":"head","format":"ridegate clearing reply, test format 1","issuer":…,"day":…,"statement":…,"rejected":1}
    {"type":"rejected","terminal":7,"provisioning":1,"sequence":5,"kind":"ride","reason":"account closed"}
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sim.backoffice import clearing
from sim.input.field import U32_MAX
from sim.issuer.signer import Signer
from terminal import sm2

FORMAT = "ridegate clearing reply, test format 1"
KINDS = ("ride", "incomplete")
FILE_MAX_BYTES = 1 << 28
REASON_MAX = 200
_ISSUER, _DAY = re.compile("[0-9a-f]{8}"), re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # what JSON can escape, and no database or screen takes


class Reply(NamedTuple):
    """rejected: (terminal, provisioning, sequence, kind, reason) of each; every other line is accepted."""

    issuer: str
    day: str
    statement: bytes
    rejected: tuple[tuple[int, int, int, str, str], ...]


def encode(reply: Reply, signer: Signer) -> bytes:
    """A signed reply, as an issuer makes it."""
    head: dict[str, Any] = {"type": "head", "format": FORMAT, "issuer": reply.issuer, "day": reply.day}
    head |= {"statement": reply.statement.hex(), "rejected": len(reply.rejected)}
    names = ("terminal", "provisioning", "sequence", "kind", "reason")
    lines = [head, *({"type": "rejected", **dict(zip(names, one, strict=True))} for one in reply.rejected)]
    return clearing.seal(b"".join(clearing.line_of(one) for one in lines), signer)


def parse(data: bytes, keys: Iterable[sm2.Key], engine: sm2.Engine, digest: Callable[..., bytes]) -> Reply:
    """The reply in a file that the issuer has signed. Raises ValueError."""
    if len(data) > FILE_MAX_BYTES:
        raise ValueError("it is too long")
    lines = clearing.unseal(data, keys, engine, digest)
    head, *rest = lines or [{}]
    issuer, day = head.get("issuer"), head.get("day")
    if head.get("format") != FORMAT or not isinstance(issuer, str) or not isinstance(day, str):
        raise ValueError("it is no reply to a clearing file")
    if not _ISSUER.fullmatch(issuer) or not _DAY.fullmatch(day):
        raise ValueError("its head names no issuer or no day")
    try:
        statement = bytes.fromhex(head.get("statement", ""))
    except (TypeError, ValueError):
        statement = b""
    if head.get("rejected") != len(rest):
        raise ValueError("its head counts other lines than there are")
    rejected = tuple(_rejected(line) for line in rest)
    if len({one[:4] for one in rejected}) < len(rejected):
        raise ValueError("a line is rejected twice")
    return Reply(issuer, day, statement, rejected)


def _rejected(line: dict[str, Any]) -> tuple[int, int, int, str, str]:
    place = [line.get(name) for name in ("terminal", "provisioning", "sequence")]
    numbers = [one for one in place if type(one) is int and 0 <= one <= U32_MAX]
    kind, reason = line.get("kind"), line.get("reason")
    if line.get("type") != "rejected" or len(numbers) != 3 or kind not in KINDS:
        raise ValueError("a line does not name a ride or an incomplete trip")
    if not isinstance(reason, str) or not 1 <= len(reason) <= REASON_MAX:
        raise ValueError("a line is rejected without a reason")
    if _NO_TEXT.search(reason):
        raise ValueError("the reason of a line has what is no character of a text")
    return numbers[0], numbers[1], numbers[2], str(kind), reason
