"""Steps 12, 17 and 18: the three signatures and the keys they need, wrong in every way with a name."""

from collections.abc import Iterator

from sim.code import layout
from sim.issuer.recipe import Recipe
from sim.issuer.sm2_sign import (
    encode_signature,
    lift_x,
    message_digest,
    public_key,
    sign,
    sign_with_digest,
    sm3,
)
from terminal.sm2 import N, P
from tests.vectors.scene import NOW_S, PKI, ROOT_OTHER, STRANGER, Book, recipe, root_key

_TOP = 2**256 - 1
# Of the hostile pairs, those that are tried on every signature; tests/vectors/sm2.jsonl has them all.
_EVERYWHERE = (
    "r-0", "s-0", "both-0", "r-n", "s-n", "r-n-plus-1", "r-top", "s-top", "sum-n", "swapped", "s-negated",
    "r-plus-1",
)  # fmt: skip


def write(book: Book) -> None:
    """All vectors about signatures and public keys."""
    for coverage in layout.SIGNATURES:
        for n in (0,) if coverage.name == "ca" else (11,):
            _values(book, coverage, n)
            _ways(book, coverage, n)
    _ends_of_the_extension(book)
    _borrowed(book)
    _keys(book)
    _one_bit(book)


def _bad(book: Book, coverage: layout.Coverage, name: str, comment: str, drawn: Recipe) -> None:
    book.add(f"{coverage.name}-signature-{name}", comment, drawn.encode(), coverage.result)


def _with_signature(coverage: layout.Coverage, drawn: Recipe, signature: bytes) -> Recipe:
    prefix = b"\x15" if layout.by_name(coverage.field).kind == "prefixed_signature" else b""
    return drawn.set(**{coverage.field: prefix + signature})


def _genuine(coverage: layout.Coverage, drawn: Recipe, n: int) -> tuple[int, int]:
    """r and s of the signature as it should be."""
    content = layout.by_name(coverage.field).of(drawn.encode(), n)[-64:]
    return int.from_bytes(content[:32], "big"), int.from_bytes(content[32:], "big")


def hostile_pairs(r: int, s: int) -> Iterator[tuple[str, str, int, int]]:
    """(name, comment, r', s') made of a genuine pair: none of them is a signature of the same message."""
    yield "r-0", "r = 0", 0, s
    yield "s-0", "s = 0", r, 0
    yield "both-0", "r = s = 0", 0, 0
    yield "r-1", "r = 1", 1, s
    yield "s-1", "s = 1", r, 1
    yield "r-n", "r = n", N, s
    yield "s-n", "s = n", r, N
    yield "both-n", "r = s = n", N, N
    yield "r-n-minus-1", "r = n - 1", N - 1, s
    yield "s-n-minus-1", "s = n - 1", r, N - 1
    yield "r-n-plus-1", "r = n + 1", N + 1, s
    yield "s-n-plus-1", "s = n + 1", r, N + 1
    yield "r-p", "r = p", P, s
    yield "r-top", "r = 2^256 - 1", _TOP, s
    yield "s-top", "s = 2^256 - 1", r, _TOP
    yield "sum-n", "s = n - r, so r + s = n", r, N - r
    yield "sum-n-by-r", "r = n - s, so r + s = n", N - s, s
    yield "swapped", "s||r", s, r
    yield "s-negated", "n - s: what ECDSA would take", r, N - s
    yield "r-negated", "n - r", N - r, s
    yield "r-plus-1", "r + 1", r + 1, s
    yield "s-minus-1", "s - 1", r, s - 1
    yield "r-twice", "r||r", r, r


def _values(book: Book, coverage: layout.Coverage, n: int) -> None:
    drawn = recipe(n=n)
    r, s = _genuine(coverage, drawn, n)
    for name, comment, bad_r, bad_s in hostile_pairs(r, s):
        if name in _EVERYWHERE:
            _bad(
                book,
                coverage,
                name,
                comment,
                _with_signature(coverage, drawn, encode_signature(bad_r, bad_s)),
            )


def _ways(book: Book, coverage: layout.Coverage, n: int) -> None:
    """Signatures that would hold, had the rule been another."""
    drawn = recipe(n=n)
    signer = drawn.signers[coverage.name]
    for name, identity in (
        ("identity-empty", b""),
        ("identity-last-digit", b"1234567812345679"),
        ("identity-17", b"12345678123456780"),
        ("identity-standard-example", b"ALICE123@YAHOO.COM"),
    ):
        changed = drawn.sign_with(coverage.name, identity=identity)
        _bad(book, coverage, name, f"signed as {identity.decode() or 'nobody'}", changed)
    for start, end in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, 1)):
        if coverage.start + start < 0:
            continue
        changed = drawn.sign_with(coverage.name, start_shift=start, end_shift=end)
        comment = f"covers bytes {coverage.start + start}..{coverage.end(n) + end - 1}, N = {n}"
        _bad(book, coverage, f"covers-{start:+d}-{end:+d}", comment, changed)
    code = drawn.encode()
    message = code[coverage.start : coverage.end(n)]
    for name, comment, digest in (
        ("no-z", "e is the SM3 of the message alone", sm3(message)),
        (
            "z-of-key-04",
            "Z_A holds the key with its 04",
            message_digest(public_key(signer.private, "uncompressed"), message),
        ),
    ):
        changed = _with_signature(coverage, drawn, sign_with_digest(signer.private, digest))
        _bad(book, coverage, name, comment, changed)
    changed = drawn.sign_with(coverage.name, private=STRANGER)
    _bad(book, coverage, "stranger", "signed by a key that nobody certified", changed)
    r, s = (v.to_bytes(32, "big") for v in _genuine(coverage, drawn, n))
    changed = _with_signature(coverage, drawn, r[::-1] + s[::-1])
    _bad(book, coverage, "little-endian", "r and s with their bytes reversed", changed)
    der = b"\x30\x46\x02\x21\x00" + r + b"\x02\x21\x00" + s
    _bad(
        book,
        coverage,
        "der",
        "the first 64 bytes of a DER signature",
        _with_signature(coverage, drawn, der[:64]),
    )
    other = drawn.sign_with(coverage.name, extra=b"other nonce")
    book.add(f"{coverage.name}-signature-other-nonce", "another good signature", other.encode(), "ACCEPTED")


def _ends_of_the_extension(book: Book) -> None:
    """Ranges that follow N, at the other lengths."""
    for n in (0, 32):
        for coverage in layout.SIGNATURES[1:]:
            for end in (-1, 1):
                changed = recipe(n=n).sign_with(coverage.name, end_shift=end)
                name = f"covers+0{end:+d}-n-{n}"
                _bad(book, coverage, name, f"N = {n}, {abs(end)} byte {'less' if end < 0 else 'more'}", changed)
    for name, comment, shift in (
        ("without-n", "signed as if there were no extension", -11),
        ("as-n-32", "signed as if the extension had 32 bytes", 0),
    ):
        drawn = recipe(n=11).sign_with("issuer", end_shift=shift)
        if not shift:
            long = recipe(n=32).encode()
            drawn = recipe(n=11).set(issuer_signature=b"\x15" + sign(PKI.issuers[0].private, long[3:230]))
        _bad(book, layout.SIGNATURES[1], name, comment, drawn)


def _borrowed(book: Book) -> None:
    """Genuine parts of different codes in one."""
    good, other = recipe(), recipe(NOW_S - 60).set(cert_serial=b"\x90\x01\x23", limit_fen=30000)
    other_code = other.encode()
    for coverage in layout.SIGNATURES:
        n = 0
        content = layout.by_name(coverage.field).of(other_code, n)
        changed = good.set(**{coverage.field: content})
        _bad(book, coverage, "of-another-code", "genuine, of another code", changed)
    first, second = PKI.issuers[0].private, PKI.issuers[1].private
    for name, comment, signer, private, result in (
        ("ca-other-root", "another root key of the list", "ca", root_key(ROOT_OTHER), "BAD_CA_SIGNATURE"),
        ("ca-by-issuer", "the issuer certified itself", "ca", first, "BAD_CA_SIGNATURE"),
        ("issuer-by-other", "another issuer signed", "issuer", second, "BAD_ISSUER_SIGNATURE"),
        ("issuer-by-root", "the root key signed", "issuer", root_key(0x02), "BAD_ISSUER_SIGNATURE"),
        ("issuer-by-user", "self-certified", "issuer", PKI.user(0).private, "BAD_ISSUER_SIGNATURE"),
        ("ride-by-issuer", "the issuer signed the ride", "ride", first, "BAD_RIDE_SIGNATURE"),
        ("ride-by-other", "another user signed the ride", "ride", PKI.user(1).private, "BAD_RIDE_SIGNATURE"),
    ):  # fmt: skip
        book.add(f"borrowed-{name}", comment, good.sign_with(signer, private=private).encode(), result)


def _keys(book: Book) -> None:
    """Public keys that are certified, and what they are worth."""
    off = next(x for x in range(1, P) if lift_x(x, False) is None)
    low = next(x for x in range(1, P) if lift_x(x, False) is not None)
    for field, step, bad in (
        ("issuer_key", 17, "BAD_ISSUER_SIGNATURE"),
        ("user_key", 18, "BAD_RIDE_SIGNATURE"),
    ):
        name = field.replace("_", "-")
        for label, comment, x in (
            ("off-curve", "x has no point", off),
            ("p-minus-1", "x = p - 1 has no point", P - 1),
            ("p", "x = p: 0 written too large", P),
            ("p-plus-x", "x of a point, plus p", P + low),
            ("top", "x = 2^256 - 1", _TOP),
        ):
            for prefix in (2, 3) if label == "off-curve" else (2,):
                encoded = bytes([prefix]) + x.to_bytes(32, "big")
                code = recipe().set(**{field: encoded}).encode()
                book.add(f"{name}-{label}-{prefix:02x}", comment, code, "BAD_PUBLIC_KEY", step=step)
        genuine = recipe().values[field]
        for label, comment, encoded in (
            ("wrong-parity", "the other point of the same x", bytes([genuine[0] ^ 1]) + genuine[1:]),
            ("x-0", "x = 0, which is a point", b"\x02" + bytes(32)),
            ("low-x", "the point of a small x", b"\x03" + low.to_bytes(32, "big")),
            ("generator", "G, whose private key is 1", public_key(1)),
        ):
            book.add(f"{name}-{label}", comment, recipe().set(**{field: encoded}).encode(), bad)
        signer = "issuer" if field == "issuer_key" else "ride"
        code = recipe().set(**{field: public_key(N - 2)}).sign_with(signer, private=N - 2).encode()
        book.add(f"{name}-of-largest", "the largest private key", code, "ACCEPTED")
        code = recipe().set(**{field: public_key(1)}).sign_with(signer, private=1).encode()
        book.add(f"{name}-of-1", "the private key 1", code, "ACCEPTED")
        # A key is decoded before its signature is looked at.
        broken = recipe().set(**{field: b"\x02" + off.to_bytes(32, "big")})
        broken = broken.set(**{f"{signer}_signature": b"\x15" + bytes(64)})
        comment = "no point, and r = s = 0: the key is looked at first"
        book.add(f"{name}-before-signature", comment, broken.encode(), "BAD_PUBLIC_KEY", step=step)


def _one_bit(book: Book) -> None:
    """One bit of a field changed after all was signed: the first signature that covers it fails."""
    answers = {
        "version": "BAD_RIDE_SIGNATURE",
        "ca_index": "BAD_CA_SIGNATURE",  # it becomes 0x03, which is listed as well
        "issuer": "BAD_CA_SIGNATURE",
        "cert_expiry": "BAD_CA_SIGNATURE",
        "cert_serial": "BAD_CA_SIGNATURE",
        "issuer_key": "BAD_CA_SIGNATURE",
        "ca_signature": "BAD_CA_SIGNATURE",
        "issuer_data": "BAD_ISSUER_SIGNATURE",
        "account": "BAD_ISSUER_SIGNATURE",
        "card_issuer": "BAD_ISSUER_SIGNATURE",
        "platform": "BAD_ISSUER_SIGNATURE",
        "account_type": "BAD_ISSUER_SIGNATURE",
        "limit_fen": "BAD_ISSUER_SIGNATURE",
        "user_key": "BAD_ISSUER_SIGNATURE",
        "user_expiry_s": "BAD_ISSUER_SIGNATURE",
        "validity_s": "BAD_ISSUER_SIGNATURE",
        "extension": "BAD_ISSUER_SIGNATURE",
        "issuer_signature": "BAD_ISSUER_SIGNATURE",
        "generated_s": "BAD_RIDE_SIGNATURE",
        "ride_signature": "BAD_RIDE_SIGNATURE",
    }
    n = 11
    for name, result in answers.items():
        field = layout.by_name(name)
        code = bytearray(recipe(n=n).set(validity_s=600).encode())
        last = field.offset(n) + field.size(n) - 1
        bit = 4 if name == "account" else 0  # the F at its end is structure
        code[last] ^= 1 << bit
        comment = f"bit {bit} of byte {last}, the last of {field.en}, changed after signing"
        book.add(f"changed-{name.replace('_', '-')}", comment, bytes(code), result)
