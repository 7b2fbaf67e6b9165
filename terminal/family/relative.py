"""TEST family `relative`: a code that one person presents for others, read at sentinels and by staff.

Big endian, 91 bytes and 10 for each subject:

    0 RGRELAT1 8 | 8 01 1 | 9 key index 1 | 10 presenter 10 | 20 generated 4 | 24 validity in seconds 2
    26 number of subjects 1 | 27 subjects, 10 each | r||s 64

An account is any ten bytes. One presenter shows 1 to 5 subjects, each once and none of them the presenter.
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

NAME = "relative"
MAGIC = b"RGRELAT1"
SUBJECTS_MAX = 5
VALIDITY_MAX_S = 1200
ACCOUNT_BYTES = 10
_PRESENTER = 10
_GENERATED = 20
_VALIDITY = 24
_COUNT = 26
_SUBJECTS = 27

READ = 620
MALFORMED = 621
KEY_UNKNOWN = 622
BAD_SIGNATURE = 623
NOT_YET_VALID = 624
EXPIRED = 625

RESULTS = (
    Code(READ, "RELATIVE_READ", "亲属码有效", "Relative's code is good", "families", "nobody", -1),
    Code(MALFORMED, "RELATIVE_MALFORMED", *codes.INVALID, "families", "code", 2),
    Code(KEY_UNKNOWN, "RELATIVE_KEY_UNKNOWN", *codes.UNSUPPORTED, "families", "list", 5),
    Code(BAD_SIGNATURE, "RELATIVE_BAD_SIGNATURE", *codes.INVALID, "families", "code", 6),
    Code(NOT_YET_VALID, "RELATIVE_NOT_YET_VALID", *codes.REFRESH, "families", "time", 7),
    Code(EXPIRED, "RELATIVE_EXPIRED", *codes.REFRESH, "families", "time", 8),
)


def matches(payload: bytes) -> bool:
    """Whether the first bytes are this family's."""
    return payload[: len(MAGIC)] == MAGIC


def length_bytes(subjects: int) -> int:
    """Bytes of a code for so many subjects."""
    return _SUBJECTS + ACCOUNT_BYTES * subjects + sealed.SIGNATURE_BYTES


def _fault(raw: bytes) -> int:
    """The offset that breaks the structure, -1 for none."""
    if raw[sealed.MAGIC_BYTES] != 1:
        return sealed.MAGIC_BYTES
    count = raw[_COUNT]
    if not 1 <= count <= SUBJECTS_MAX or len(raw) != length_bytes(count):
        return _COUNT
    if not 1 <= unpack_from(">H", raw, _VALIDITY)[0] <= VALIDITY_MAX_S:
        return _VALIDITY
    known = [raw[_PRESENTER:_GENERATED]]
    for at in range(_SUBJECTS, _SUBJECTS + ACCOUNT_BYTES * count, ACCOUNT_BYTES):
        subject = raw[at : at + ACCOUNT_BYTES]
        if subject in known:
            return at
        known.append(subject)
    return -1


def steps(
    payload: bytes, trust: "trust_list.TrustList | None", policy: FamilyPolicy, now_s: int | None
) -> "Generator[int | None, None, Decision]":
    """Judge one relative's code: 1 family, 2 structure, 3 clock, 4 list, 5 key, 6 signature, 7 and 8 its seconds.

    Yields as `decide.steps`. A good one gives READ with Found: its subjects, and who presents for them.
    """
    yield 1
    if len(payload) <= _COUNT:
        return refused(NAME, MALFORMED, 2)
    raw, recovered = sealed.trimmed(payload, length_bytes(payload[_COUNT]))
    offset = _fault(raw)
    if offset >= 0:
        return refused(NAME, MALFORMED, 2, offset)
    yield 2
    return (
        yield from sealed.walk(
            NAME, KEY_UNKNOWN, BAD_SIGNATURE, raw, trust, now_s,
            lambda _, now_s: _in_its_seconds(raw, recovered, policy, now_s),
        )
    )  # fmt: skip


def _in_its_seconds(
    raw: bytes, recovered: tuple[str, ...], policy: FamilyPolicy, now_s: int
) -> "Generator[int | None, None, Decision]":
    """Steps 7 and 8 of a code whose signature holds."""
    generated_s, validity_s = unpack_from(">IH", raw, _GENERATED)
    if generated_s > now_s + policy.skew_s:
        return refused(NAME, NOT_YET_VALID, 7)
    yield 7
    if now_s > generated_s + validity_s:
        return refused(NAME, EXPIRED, 8)
    yield 8
    end = len(raw) - sealed.SIGNATURE_BYTES
    subjects = [raw[at : at + ACCOUNT_BYTES] for at in range(_SUBJECTS, end, ACCOUNT_BYTES)]
    found = Found(raw, tuple(subjects), raw[_PRESENTER:_GENERATED], generated_s, generated_s + validity_s)
    return Decision(READ, None, found, recovered, NAME, -1, None)
