"""What happens to codes on their way and is undone (spec §3)."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable

from sim.issuer.recipe import Recipe
from tests.vectors.scene import NOW_S, Book, recipe

PREFIXES = (("q1", b"]Q1", "prefix"), ("x0", b"]X0", "prefix"), ("eci", b"\\000026", "eci"))
"""(name, bytes, what it is called in `recovered`)."""
LINE_ENDS = (("cr", b"\r"), ("lf", b"\n"), ("crlf", b"\r\n"))
OTHER_ENDS = (
    ("tab", b"\t"), ("etx", b"\x03"), ("nul", b"\0"), ("lf-cr", b"\n\r"), ("cr-cr", b"\r\r"), ("etx-crlf", b"\x03\r\n"),
    ("crlf-crlf", b"\r\n\r\n"), ("four-nul", bytes(4)), ("cr-nul-tab-etx", b"\r\0\t\x03"),
)  # fmt: skip
ORDER = ("prefix", "line_end", "eci", "utf8", "hex", "base64")


def utf8(code: bytes) -> bytes:
    """The bytes taken for Latin-1 and written as UTF-8."""
    return code.decode("latin1").encode()


def _upper(code: bytes) -> bytes:
    return code.hex().upper().encode()


def lower(code: bytes) -> bytes:
    """Hexadecimal text."""
    return code.hex().encode()


def _mixed(code: bytes) -> bytes:
    return "".join(c.upper() if i % 2 else c for i, c in enumerate(code.hex())).encode()


def _unpadded(code: bytes) -> bytes:
    return b64encode(code).rstrip(b"=")


def _url_unpadded(code: bytes) -> bytes:
    return urlsafe_b64encode(code).rstrip(b"=")


ENCODINGS: tuple[tuple[str, str, Callable[[bytes], bytes]], ...] = (
    ("utf8", "utf8", utf8),
    ("hex-lower", "hex", lower),
    ("hex-upper", "hex", _upper),
    ("hex-mixed", "hex", _mixed),
    ("base64", "base64", b64encode),
    ("base64-unpadded", "base64", _unpadded),
    ("base64url", "base64", urlsafe_b64encode),
    ("base64url-unpadded", "base64", _url_unpadded),
)
"""(name, what it is called in `recovered`, how it is done)."""


def write(book: Book) -> None:
    """All vectors about recovery that takes place."""
    _alone(book)
    _together(book)
    _eci(book)
    _line_end_of_the_code_itself(book)
    _still_to_be_checked(book)


def _ending_in(tail: bytes, found: int) -> bytes:
    """A good code whose last bytes are `tail`. found: the attempt that gives it; others are an error."""
    code = recipe(n=11).sign_with("ride", extra=found.to_bytes(4, "big")).encode()
    if not code.endswith(tail):
        raise ValueError(f"attempt {found} does not end in {tail.hex()}")
    return code


def _alone(book: Book) -> None:
    code = recipe(n=11).encode()
    assert b"+" in b64encode(code) and b"/" in b64encode(code)
    for name, prefix, called in PREFIXES:
        book.add(f"prefix-{name}", f"{prefix.decode()} before", prefix + code, "ACCEPTED", recovered=(called,))
    others = [(f"q{n}", b"]Q%d" % n) for n in (0, 2, 3, 4, 5, 6)]
    for name, prefix in (("stx", b"\x02"), ("stx-q1", b"\x02]Q1"), *others):
        book.add(f"prefix-{name}", f"{prefix!r} before", prefix + code, "ACCEPTED", recovered=("prefix",))
    for name, end in (*LINE_ENDS, *OTHER_ENDS):
        book.add(f"line-end-{name}", f"{name} behind", code + end, "ACCEPTED", recovered=("line_end",))
    for name, called, encode in ENCODINGS:
        book.add(f"encoded-{name}", f"the code as {name}", encode(code), "ACCEPTED", recovered=(called,))
    for n in (0, 32):
        code = recipe(n=n).encode()
        for name, called, encode in ENCODINGS:
            if name in ("utf8", "hex-upper", "base64", "base64url-unpadded"):
                comment = f"{len(code)} bytes as {name}"
                book.add(f"encoded-{name}-n-{n}", comment, encode(code), "ACCEPTED", recovered=(called,))


def _together(book: Book) -> None:
    code = recipe(n=32).encode()
    for start, prefix, before in PREFIXES:
        for end, mark in LINE_ENDS:
            name = f"together-{start}-{end}"
            both = _ordered(before, "line_end")
            book.add(name, "marked at both ends", prefix + code + mark, "ACCEPTED", recovered=both)
    chosen = [row for row in ENCODINGS if row[0] not in ("hex-upper", "hex-mixed", "base64-unpadded")]
    for number, (name, called, encode) in enumerate(chosen):
        start, prefix, first = PREFIXES[number % 3]
        end, mark = LINE_ENDS[(number + number // 3) % 3]
        for marks, before, behind, undone in (
            (start, prefix, b"", (first,)),
            (end, b"", mark, ("line_end",)),
            (f"{start}-{end}", prefix, mark, (first, "line_end")),
        ):
            book.add(
                f"together-{marks}-{name}",
                f"{name}, marked {marks}",
                before + encode(code) + behind,
                "ACCEPTED",
                recovered=_ordered(*undone, called),
            )
    longest = b"\\000026" + lower(code) + b"\r\n"
    book.add("together-longest-hex", f"{len(longest)} bytes carry 364", longest, "ACCEPTED",
             recovered=("line_end", "eci", "hex"))  # fmt: skip


def _ordered(*names: str) -> tuple[str, ...]:
    return tuple(sorted(names, key=ORDER.index))


def doubled(code: bytes) -> bytes:
    """As a reader that speaks the ECI protocol sends it: 5C twice."""
    return code.replace(b"\\", b"\\\\")


def _eci(book: Book) -> None:
    """Readers that speak the ECI protocol (ISO/IEC 15424): a designator, an identifier that says so, 5C doubled."""
    none = recipe(n=11).set(issuer_data=bytes(range(16))).encode()
    lone = recipe(n=11).set(issuer_data=b"\\a\\b\\c".ljust(16, b".")).encode()
    pair = recipe(n=11).set(issuer_data=b"\\\\".ljust(16, b"."), platform=b"\\" * 3 + b".").encode()
    length = recipe(n=19).set(issuer_data=b"\\".ljust(16, b".")).encode()
    assert length[2] == 0x5C
    for kind, code in (("none", none), ("lone", lone), ("pair", pair), ("length", length)):
        sent = doubled(code)
        for name, mark in (("26", b"\\000026"), ("3", b"\\000003"), ("any", b"\\987654")):
            comment = f"an ECI designator, each 5C doubled: {kind}"
            book.add(f"eci-{name}-{kind}", comment, mark + sent, "ACCEPTED", recovered=("eci",))
        comment = f"an ECI designator, nothing doubled: {kind}"
        book.add(f"eci-as-it-is-{kind}", comment, b"\\000026" + code, "ACCEPTED", recovered=("eci",))
        for modifier in (2, 4, 6):
            undone = ("prefix", "eci") if sent != code else ("prefix",)
            comment = f"]Q{modifier} says that each 5C is doubled: {kind}"
            book.add(f"eci-q{modifier}-{kind}", comment, b"]Q%d" % modifier + sent, "ACCEPTED", recovered=undone)
        if sent != code:
            comment = f"]Q2, and yet nothing doubled: {kind}"
            book.add(f"eci-q2-as-it-is-{kind}", comment, b"]Q2" + code, "ACCEPTED", recovered=("prefix",))
        every = b"\x02]Q2\\000003" + sent + b"\x03\r\n\0"
        book.add(f"eci-all-marks-{kind}", "STX, identifier, designator and a frame end", every, "ACCEPTED",
                 recovered=("prefix", "line_end", "eci"))  # fmt: skip
    for name, called, encode in ENCODINGS:
        if name in ("utf8", "hex-lower", "base64"):
            sent = b"]Q2\\000026" + doubled(encode(pair))
            book.add(f"eci-of-{name}", f"{name}, sent by the ECI protocol", sent, "ACCEPTED",
                     recovered=("prefix", "eci", called))  # fmt: skip


def _line_end_of_the_code_itself(book: Book) -> None:
    cr = _ending_in(b"\r", ENDS_IN_CR)
    lf = _ending_in(b"\n", ENDS_IN_LF)
    crlf = _ending_in(b"\r\n", ENDS_IN_CR_LF)
    for name, code in (("0d", cr), ("0a", lf), ("0d0a", crlf)):
        book.add(f"tail-{name}", f"the code itself ends in {name}", code, "ACCEPTED")
        book.add(f"tail-{name}-cut", "and a reader took that for a line end", code[:-1], "BAD_LENGTH")
        for end, mark in LINE_ENDS:
            comment = f"the code itself ends in {name}, {end} follows: only what is too much goes"
            book.add(f"tail-{name}-{end}", comment, code + mark, "ACCEPTED", recovered=("line_end",))
        comment = f"the code itself ends in {name}, four bytes of a frame end follow"
        book.add(f"tail-{name}-end", comment, code + b"\r\n\0\t", "ACCEPTED", recovered=("line_end",))
        comment = f"the code itself ends in {name}, five CR follow"
        book.add(f"tail-{name}-five-cr", comment, code + b"\r" * 5, "BAD_LENGTH")
    book.add("tail-0d-hex", "as text it needs no line end", lower(cr), "ACCEPTED", recovered=("hex",))
    book.add("tail-0d-utf8-cr", "UTF-8 and a CR behind a CR", utf8(cr) + b"\r", "ACCEPTED",
             recovered=("line_end", "utf8"))  # fmt: skip


def _still_to_be_checked(book: Book) -> None:
    """A recovered code is judged like any other, and the result says what was undone."""
    good = recipe(n=11)
    old = recipe(NOW_S - 5000, n=11)
    text = b"800149" + b"0" * 658
    old_version = good.set(version=b"\x82").encode()
    for name, comment, payload, result, undone, offset in (
        ("version", "version 2 behind a prefix", b"]Q1" + old_version, "UNSUPPORTED_VERSION", "prefix", None),
        ("version-cr", "version 2 before a CR", old_version + b"\r", "UNSUPPORTED_VERSION", "line_end", None),
        (
            "malformed",
            "the offset counts from the code, not from the prefix",
            b"\\000026" + good.set(certificate_format=0x11).encode(),
            "MALFORMED",
            "eci",
            9,
        ),
        (
            "malformed-hex",
            "the offset counts bytes, not digits",
            lower(good.set(key_length=32).encode()),
            "MALFORMED",
            "hex",
            22,
        ),
        ("digits", "664 digits that are a measured code", text, "MALFORMED", "hex", 3),
        (
            "service",
            "another service, as base64",
            b64encode(good.set(service=bytes(4)).encode()),
            "UNSUPPORTED_SERVICE",
            "base64",
            None,
        ),
        (
            "issuer",
            "an issuer that is not listed, as UTF-8",
            utf8(good.set(issuer=b"\x99" * 4).encode()),
            "ISSUER_NOT_ACCEPTED",
            "utf8",
            None,
        ),
        ("expired", "expired, with a line end", old.encode() + b"\r\n", "CODE_EXPIRED", "line_end", None),
        (
            "ride",
            "a changed signature, as hex",
            lower(good.encode()[:-1] + b"\0"),
            "BAD_RIDE_SIGNATURE",
            "hex",
            None,
        ),
    ):
        more = {} if offset is None else {"offset": offset}
        book.add(f"recovered-{name}", comment, payload, result, recovered=(undone,), **more)


def search(tail: bytes) -> int:
    """The first attempt that makes a code end in `tail`: how the three numbers below were found."""
    made: Recipe = recipe(n=11)
    attempt = 0
    while not made.sign_with("ride", extra=attempt.to_bytes(4, "big")).encode().endswith(tail):
        attempt += 1
    return attempt


ENDS_IN_CR = 35
ENDS_IN_LF = 315
ENDS_IN_CR_LF = 66622
