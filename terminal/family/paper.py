"""TEST family `paper`: a printed code that names its holder without a name, read by staff together with the ID card.

Big endian, 118 bytes:

    0 RGPAPER1 8 | 8 01 1 | 9 key index 1 | 10 salt 8 | 18 holder reference 32 | 50 date of issue 4 | 54 r||s 64

The holder reference is SM3(RGPAPER1 || salt || ID number): a reader with the ID card can check it, one without must
guess the number (there are few enough of them that a determined guesser succeeds). Good from the
second of issue for 180 days of 86,400 seconds, the last second included.
"""

from struct import unpack_from

from terminal import codes, trust as trust_list
from terminal.codes import Code
from terminal.decide import Decision
from terminal.family import sealed
from terminal.family.judging import FamilyPolicy, Found, refused
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

NAME = "paper"
MAGIC = b"RGPAPER1"
LENGTH_BYTES = 118
VALID_S = 180 * 86400
_SALT = 10
_HOLDER = 18
_ISSUED = 50

READ = 600
MALFORMED = 601
KEY_UNKNOWN = 602
BAD_SIGNATURE = 603
NOT_YET_VALID = 604
EXPIRED = 605
ID_MISSING = 606
ID_DIFFERS = 607

RESULTS = (
    Code(READ, "PAPER_READ", "离线码有效", "Paper code is good", "families", "nobody", -1),
    Code(MALFORMED, "PAPER_MALFORMED", *codes.INVALID, "families", "code", 2),
    Code(KEY_UNKNOWN, "PAPER_KEY_UNKNOWN", *codes.UNSUPPORTED, "families", "list", 5),
    Code(BAD_SIGNATURE, "PAPER_BAD_SIGNATURE", *codes.INVALID, "families", "code", 6),
    Code(NOT_YET_VALID, "PAPER_NOT_YET_VALID", "离线码未生效", "Paper code not yet valid", "families", "time", 7),
    Code(EXPIRED, "PAPER_EXPIRED", "离线码过期", "Paper code expired", "families", "time", 8),
    Code(ID_MISSING, "PAPER_ID_MISSING", "请刷身份证", "Present the ID card", "families", "passenger", 9),
    Code(ID_DIFFERS, "PAPER_ID_DIFFERS", "身份证不符", "Not this ID card's code", "families", "passenger", 10),
)


def matches(payload: bytes) -> bool:
    """Whether the first bytes are this family's."""
    return payload[: len(MAGIC)] == MAGIC


def holder(trust: "trust_list.TrustList", salt: bytes, identity: bytes) -> bytes:
    """The reference of the holder of an ID card: 32 bytes."""
    return trust.engine.digest(MAGIC, salt, identity)  # type: ignore[no-any-return]


def steps(
    payload: bytes, trust: "trust_list.TrustList | None", policy: FamilyPolicy, now_s: int | None
) -> "Generator[int | None, None, Decision]":
    """Judge one paper code: 1 family, 2 structure, 3 clock, 4 list, 5 key, 6 signature, 7 and 8 its days, 9 an ID card
    is there, 10 it is the holder's.

    Yields as `decide.steps`. A good one gives READ with Found: the ID number is the subject, no one presents for them.
    Trap: `policy.identity` is asked for last, so that staff scan first and then read the card.
    """
    raw, recovered = sealed.trimmed(payload, LENGTH_BYTES)
    yield 1
    if len(raw) != LENGTH_BYTES:
        return refused(NAME, MALFORMED, 2)
    if raw[sealed.MAGIC_BYTES] != 1:
        return refused(NAME, MALFORMED, 2, sealed.MAGIC_BYTES)
    yield 2
    return (
        yield from sealed.walk(
            NAME, KEY_UNKNOWN, BAD_SIGNATURE, raw, trust, now_s,
            lambda trust, now_s: _in_its_days(raw, recovered, trust, policy, now_s),
        )
    )  # fmt: skip


def _in_its_days(
    raw: bytes, recovered: tuple[str, ...], trust: "trust_list.TrustList", policy: FamilyPolicy, now_s: int
) -> "Generator[int | None, None, Decision]":
    """Steps 7 to 10 of a code whose signature holds."""
    issued_s = unpack_from(">I", raw, _ISSUED)[0]
    if issued_s > now_s + policy.skew_s:
        return refused(NAME, NOT_YET_VALID, 7)
    yield 7
    if now_s > issued_s + VALID_S:
        return refused(NAME, EXPIRED, 8)
    yield 8
    if not policy.identity:
        return refused(NAME, ID_MISSING, 9)
    yield 9
    if holder(trust, raw[_SALT:_HOLDER], policy.identity) != raw[_HOLDER:_ISSUED]:
        return refused(NAME, ID_DIFFERS, 10)
    yield 10
    found = Found(raw, (policy.identity,), None, issued_s, issued_s + VALID_S)
    return Decision(READ, None, found, recovered, NAME, -1, None)
