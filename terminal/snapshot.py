"""The eligibility snapshot: accounts that are denied and accounts that are allowed, signed, and good until it expires.

The container is the trust list's: a header page signed by the operator, then pages under trees of page hashes, read in
place. Each of the two sets is stored as that list stores its blocked accounts. All numbers are big endian.

    0 as in terminal/signed.py, of its own 10 page bytes 2 | 20 sequence 4
    24 issued 4 | 28 effective from 4 | 32 expires 4 | 36 file bytes 4
    40 denied: entries 4, root 32 | 76 allowed: the same | 112 zeros | 448 signature r||s 64

Only a terminal that asks for eligibility imports this module.
"""

from struct import pack, unpack_from

from terminal import signed, sm2, trust
from terminal.eligibility import ALLOW, DENY, UNKNOWN
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Generator

    from terminal.trust import ReadInto

MAGIC = b"RGSNAPS1"
FORMAT = 1
SET_NAMES = ("denied_account", "allowed_account")
SHAPE = trust.BLOCKED  # the table of a trust list whose pages those of a set are like

_SETS: int = const(40)
_HEAD_BYTES: int = const(36)  # of a set in the header: entries, root
_RESERVED: int = const(112)
_ANSWERS: tuple[int, int] = (DENY, ALLOW)


class Snapshot:
    """One snapshot whose header signature held; made by `open_snapshot`. sets: the denied and the allowed accounts,
    each as a list that has this one table."""

    def __init__(self, header: bytes, readinto: "ReadInto", engine: sm2.Engine) -> None:
        self.engine = engine
        self.test = header[9] == 1
        self.sequence, self.issued_s, self.effective_s, self.expires_s, self.length_bytes = unpack_from(
            ">5I", header, 20
        )
        first, sets = 0, []
        starts = []
        for number in range(len(SET_NAMES)):
            starts.append(first)
            first += sum(trust.page_counts(SHAPE, unpack_from(">I", header, _SETS + number * _HEAD_BYTES)[0]))
        if self.length_bytes != (1 + first) * trust.PAGE_BYTES:
            raise signed.BlobRefused(
                f"the header promises {self.length_bytes} bytes, its sets fill {(1 + first) * trust.PAGE_BYTES}"
            )
        starts.append(first)
        for number in range(len(SET_NAMES)):
            at = _SETS + number * _HEAD_BYTES
            pages = starts[number + 1] - starts[number]
            own = header[:_HEAD_BYTES] + pack(">I", (1 + pages) * trust.PAGE_BYTES)
            own += bytes(SHAPE * _HEAD_BYTES) + header[at : at + _HEAD_BYTES]
            sets.append(trust.TrustList(own, _behind(readinto, starts[number]), engine))
        self.sets = tuple(sets)

    def in_force(self, now_s: int | None) -> bool:
        """Whether it counts at this second (None: the time is not trusted); both ends are inclusive."""
        return now_s is not None and self.effective_s <= now_s and now_s <= self.expires_s

    def find(self, account: bytes, now_s: int | None) -> "Generator[None, None, int]":
        """ALLOW or DENY for an account that is listed; UNKNOWN for another, or when the snapshot is not in force.

        Yields before each page. Raises OSError for a page that storage cannot return as it was signed.
        Trap: an account in both sets is denied.
        """
        if not self.in_force(now_s):
            return UNKNOWN
        for number in range(len(_ANSWERS)):
            try:
                held = yield from self.sets[number].find(SHAPE, account)
            except OSError as error:
                raise OSError(5, _words(number, error)) from None
            if held is not None:
                return _ANSWERS[number]
        return UNKNOWN


def _behind(readinto: "ReadInto", pages: int) -> "ReadInto":
    """The same reader for a set that begins so many pages later."""

    def read(offset: int, buffer: bytearray) -> None:
        readinto(offset + pages * trust.PAGE_BYTES, buffer)

    return read


def open_snapshot(
    readinto: "ReadInto",
    length_bytes: int,
    operator_keys: tuple[sm2.Key, ...],
    engine: sm2.Engine,
    test: int,
) -> "Generator[None, None, Snapshot]":
    """Open a snapshot for look-ups, if one of the operator's keys signed its header. Arguments as of `trust.open_list`.

    Raises BlobRefused with the reason. Trap: pages are checked as they are read; `check_pages` checks the whole file.
    Clause: docs/eligibility.md, spec §6.
    """
    if length_bytes < trust.PAGE_BYTES or length_bytes % trust.PAGE_BYTES:
        raise signed.BlobRefused(f"{length_bytes} bytes are no whole number of {trust.PAGE_BYTES}-byte pages")
    page = bytearray(trust.PAGE_BYTES)
    readinto(0, page)
    header = yield from signed.verified(bytes(page), MAGIC, FORMAT, operator_keys, engine, test)
    signed.check_fields(header[10:12] == b"\2\0" and not any(header[_RESERVED : trust.SIGNED_BYTES]))
    opened = Snapshot(header, readinto, engine)
    if not opened.sequence:
        raise signed.BlobRefused("its sequence number is 0; the first snapshot has 1")
    if opened.expires_s <= opened.effective_s:
        raise signed.BlobRefused("it does not expire after it begins to count")
    if opened.length_bytes != length_bytes:
        raise signed.BlobRefused(f"the header promises {opened.length_bytes} bytes, the file has {length_bytes}")
    return opened


def check_pages(opened: Snapshot) -> "Generator[None, None, None]":
    """Read the whole file: every page must be as signed, both sets sorted and free of duplicates.

    Yields after each page. Raises BlobRefused naming the first thing that is not so; OSError when a read fails.
    """
    for number in range(len(SET_NAMES)):
        try:
            yield from trust.check_pages(opened.sets[number])
        except signed.BlobRefused as error:
            raise signed.BlobRefused(_words(number, error)) from None


def _words(number: int, error: Exception) -> str:
    """What is said of a trust list's blocked accounts, said of a set."""
    text = str(error.args[-1]) if error.args else ""
    return text.replace("trust list", "snapshot").replace(trust.TABLE_NAMES[SHAPE], SET_NAMES[number])
