"""Codes of the TEST families in each mode of reading: `families.jsonl`."""

from struct import pack
from typing import Any

from sim.issuer import family_code, sm2_sign
from terminal.family import paper, relative
from tests.vectors import scene
from tests.vectors.scene import NOW_S, ROOT_INDEX, ROOT_UNKNOWN

STAFF = ("paper", "relative")
SENTINEL = ("relative",)
GATE: tuple[str, ...] = ()
_CARD = family_code.IDENTITY
_PRESENTER = bytes.fromhex("3104170000000000000f")
_SUBJECTS = tuple(bytes.fromhex(f"310417{number:013d}f") for number in range(1, 7))


class Book:
    """Family vectors in the order in which they were written down; each id is used once."""

    def __init__(self) -> None:
        self.vectors: list[dict[str, Any]] = []
        self._ids: set[str] = set()

    def add(
        self,
        name: str,
        comment: str,
        payload: bytes,
        family: str,
        result: str,
        step: int | None,
        *,
        read: tuple[str, ...] = STAFF,
        identity: bytes = b"",
        clock: int | None = NOW_S,
        trust: str | None = "main",
        **more: Any,
    ) -> None:
        """Write one down. more: recovered, offset, subjects, presenter, where there are any."""
        if name in self._ids:
            raise ValueError(f"two vectors are called {name}")
        self._ids.add(name)
        self.vectors.append(
            {"id": name, "comment": comment, "read": list(read), "identity": identity.hex(), "trust": trust,
             "clock": clock, "payload": payload.hex(), "result": result, "step": step, "family": family,
             "recovered": list(more.get("recovered", ())),
             **{key: more[key] for key in ("offset", "subjects", "presenter") if key in more}}
        )  # fmt: skip


def _paper(issued_s: int = NOW_S - 86400, **more: Any) -> bytes:
    return family_code.paper_code(scene.root_key(ROOT_INDEX), more.pop("index", ROOT_INDEX), issued_s, **more)


def _relative(subjects: tuple[bytes, ...] = _SUBJECTS[:1], generated_s: int = NOW_S, **more: Any) -> bytes:
    root = scene.root_key(ROOT_INDEX)
    return family_code.relative_code(root, ROOT_INDEX, generated_s, more.pop("presenter", _PRESENTER), subjects, **more)


def _signed(body: bytes) -> bytes:
    return body + sm2_sign.sign(scene.root_key(ROOT_INDEX), body)


def _papers(book: Book) -> None:
    good = _paper()

    def add(name: str, comment: str, payload: bytes, result: str, step: int | None, **more: Any) -> None:
        more.setdefault("identity", _CARD)
        if result == "PAPER_READ":
            more["subjects"] = [_CARD.hex()]
        book.add(f"paper-{name}", comment, payload, "paper", result, step, **more)

    add("read", "read by staff, with the ID card it names", good, "PAPER_READ", None)
    add("at-gate", "at a gate", good, "FAMILY_NOT_READ_HERE", 1, read=GATE)
    add("at-sentinel", "at a sentinel", good, "FAMILY_NOT_READ_HERE", 1, read=SENTINEL)
    add("magic-alone", "its first bytes alone, at a gate", paper.MAGIC, "FAMILY_NOT_READ_HERE", 1, read=GATE)
    add("no-card", "by staff, without an ID card", good, "PAPER_ID_MISSING", 9, identity=b"")
    add("other-card", "by staff, with another ID card", good, "PAPER_ID_DIFFERS", 10, identity=b"110101199003077010")
    last = NOW_S - paper.VALID_S
    add("last-second", "180 days to the second", _paper(last), "PAPER_READ", None)
    add("one-late", "180 days and a second", _paper(last - 1), "PAPER_EXPIRED", 8)
    add("skew", "issued as far ahead as a clock may be", _paper(NOW_S + 20), "PAPER_READ", None)
    add("one-early", "issued a second further ahead", _paper(NOW_S + 21), "PAPER_NOT_YET_VALID", 7)
    add("short", "its last byte is missing", good[:-1], "PAPER_MALFORMED", 2)
    add("long", "a byte behind it", good + b"!", "PAPER_MALFORMED", 2)
    add("magic-read", "its first bytes alone, by staff", paper.MAGIC, "PAPER_MALFORMED", 2)
    add("line-end", "with the reader's line end", good + b"\r\n", "PAPER_READ", None, recovered=["line_end"])
    add("five-ends", "five line ends", good + b"\r\n\r\n\r", "PAPER_MALFORMED", 2)
    add("oversized", "1,025 bytes", good.ljust(1025, b"\0"), "OVERSIZED", 1)
    add("no-test", "without the mark of a test", _signed(good[:8] + b"\0" + good[9:54]), "PAPER_MALFORMED", 2, offset=8)
    add("no-clock", "the clock is not trusted", good, "CLOCK_UNTRUSTED", 3, clock=None)
    add("no-list", "there is no trust list", good, "TRUST_LIST_MISSING", 4, trust=None)
    add("unknown-key", "a key that the list has not", _paper(index=ROOT_UNKNOWN), "PAPER_KEY_UNKNOWN", 5, offset=9)
    add("other-key", "another key of the list", _paper(index=scene.ROOT_OTHER), "PAPER_BAD_SIGNATURE", 6)
    for at in (10, 18, 49, 50, 53, 54, 86, 117):
        bad = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        add(f"bit-{at}", f"a bit of byte {at} turned", bad, "PAPER_BAD_SIGNATURE", 6)


def _relatives(book: Book) -> None:
    good = _relative()

    def add(name: str, comment: str, payload: bytes, result: str, step: int | None, **more: Any) -> None:
        if result == "RELATIVE_READ":
            more.setdefault("subjects", [_SUBJECTS[0].hex()])
            more.setdefault("presenter", _PRESENTER.hex())
        more.setdefault("read", SENTINEL)
        book.add(f"relative-{name}", comment, payload, "relative", result, step, **more)

    add("read", "at a sentinel", good, "RELATIVE_READ", None)
    add("by-staff", "by staff", good, "RELATIVE_READ", None, read=STAFF)
    add("at-gate", "at a gate", good, "FAMILY_NOT_READ_HERE", 1, read=GATE)
    five = [one.hex() for one in _SUBJECTS[:5]]
    add("five", "five subjects", _relative(_SUBJECTS[:5]), "RELATIVE_READ", None, subjects=five)
    add("six", "six subjects", _relative(_SUBJECTS), "RELATIVE_MALFORMED", 2, offset=26)
    add("none", "no subject", _relative(()), "RELATIVE_MALFORMED", 2, offset=26)
    add("self", "the presenter as subject", _relative((_PRESENTER,)), "RELATIVE_MALFORMED", 2, offset=27)
    add("twice", "a subject twice", _relative(_SUBJECTS[:1] * 2), "RELATIVE_MALFORMED", 2, offset=37)
    add("no-validity", "a validity of 0 s", _relative(validity_s=0), "RELATIVE_MALFORMED", 2, offset=24)
    add("most-validity", "a validity of 1,200 s", _relative(validity_s=1200), "RELATIVE_READ", None)
    add("long-validity", "a validity of 1,201 s", _relative(validity_s=1201), "RELATIVE_MALFORMED", 2, offset=24)
    add("last-second", "in its last second", _relative(generated_s=NOW_S - 1200), "RELATIVE_READ", None)
    add("one-late", "a second later", _relative(generated_s=NOW_S - 1201), "RELATIVE_EXPIRED", 8)
    add("skew", "as far ahead as a clock may be", _relative(generated_s=NOW_S + 20), "RELATIVE_READ", None)
    add("one-early", "a second further ahead", _relative(generated_s=NOW_S + 21), "RELATIVE_NOT_YET_VALID", 7)
    add("short", "its last byte is missing", good[:-1], "RELATIVE_MALFORMED", 2, offset=26)
    add("cut", "it ends before it says how many", good[:26], "RELATIVE_MALFORMED", 2)
    add("line-end", "with the reader's line end", good + b"\r", "RELATIVE_READ", None, recovered=["line_end"])
    unmarked = _signed(good[:8] + b"\2" + good[9:-64])
    add("no-test", "without the mark of a test", unmarked, "RELATIVE_MALFORMED", 2, offset=8)
    add("no-clock", "the clock is not trusted", good, "CLOCK_UNTRUSTED", 3, clock=None)
    add("no-list", "there is no trust list", good, "TRUST_LIST_MISSING", 4, trust=None)
    body = relative.MAGIC + bytes([1, ROOT_UNKNOWN]) + _PRESENTER + pack(">IHB", NOW_S, 60, 1) + _SUBJECTS[0]
    add("unknown-key", "a key that the list has not", _signed(body), "RELATIVE_KEY_UNKNOWN", 5, offset=9)
    for at in (10, 19, 20, 27, 36, 37, 100):
        bad = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        add(f"bit-{at}", f"a bit of byte {at} turned", bad, "RELATIVE_BAD_SIGNATURE", 6)


def vectors() -> list[dict[str, Any]]:
    """All family vectors, in the order of the file."""
    book = Book()
    _papers(book)
    _relatives(book)
    return book.vectors
