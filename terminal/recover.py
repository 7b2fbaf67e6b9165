"""Undoes changes that scanners and programs make to a code, where no information was lost (spec §3)."""

from binascii import a2b_base64, b2a_base64, unhexlify

from terminal.port import const
from terminal.ridecode import measured

RECOVERIES = ("prefix", "line_end", "eci", "utf8", "hex", "base64")
_BITS = ("prefix", "line_end", "utf8", "hex", "base64", "eci")  # in records and configurations: a new one comes last

ECI_IDENTIFIERS = (b"]Q2", b"]Q4", b"]Q6")  # modifiers of a QR reader that speaks the ECI protocol (ISO/IEC 18004)
DOUBLED = b"\\\\"  # how the ECI protocol sends one 5C (ISO/IEC 15424)

_IDENTIFIERS = ECI_IDENTIFIERS + (b"]Q0", b"]Q1", b"]Q3", b"]Q5", b"]X0")
_DIGITS = b"0123456789"
_END = b"\r\n\t\x03\x00"
_END_MAX_BYTES = const(4)
_DESIGNATOR: int = const(7)
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def recovery_bits(names: tuple[str, ...]) -> int:
    """Names out of RECOVERIES as one number: 1 prefix, 2 line_end, 4 utf8, 8 hex, 16 base64, 32 eci."""
    return sum([1 << bit for bit in range(len(_BITS)) if _BITS[bit] in names])


def recoveries(bits: int) -> tuple[str, ...]:
    """The names behind such a number, in the order of RECOVERIES; bits that mean nothing are passed over."""
    return tuple([name for name in RECOVERIES if bits >> _BITS.index(name) & 1])


def designated(text: bytes) -> bool:
    """Whether it begins with an ECI designator: a backslash and six digits."""
    return text[:1] == b"\\" and len(text) >= _DESIGNATOR and made_of(text[1:_DESIGNATOR], _DIGITS)


def _utf8(text: bytes) -> bytes | None:
    """The code points of UTF-8 text as bytes, None when one is above 0xFF or the text is no UTF-8."""
    out = bytearray()
    lead = 0
    for byte in text:
        if lead:
            if byte >> 6 != 2:
                return None
            out.append((lead & 3) << 6 | byte & 63)
            lead = 0
        elif byte < 0x80:
            out.append(byte)
        elif byte in (0xC2, 0xC3):
            lead = byte
        else:
            return None
    return None if lead else bytes(out)


def made_of(text: bytes, alphabet: bytes) -> bool:
    """Whether each byte is one of these."""
    return all(byte in alphabet for byte in text)


def _hex(text: bytes) -> bytes | None:
    """Trap: unhexlify() passes over white space on one runtime, so it is given nothing but digits."""
    return unhexlify(text) if len(text) & 1 == 0 and made_of(text, _DIGITS + b"abcdefABCDEF") else None


def _base64(text: bytes) -> bytes | None:
    """Base64 or base64url, padded in full or not at all, in its one canonical spelling.

    Trap: what a2b_base64() raises for other text differs from build to build, so it is given none.
    """
    core = text.rstrip(b"=")
    missing = -len(core) % 4
    if missing == 3 or len(text) - len(core) not in (0, missing):
        return None
    if made_of(core, _LETTERS + b"-_"):
        core = core.replace(b"-", b"+").replace(b"_", b"/")
    elif not made_of(core, _LETTERS + b"+/"):
        return None
    out = a2b_base64(core + b"=" * missing)
    return out if b2a_base64(out).rstrip(b"\n=") == core else None


_ENCODINGS = (("utf8", _utf8), ("hex", _hex), ("base64", _base64))


def recover(payload: bytes, allowed: tuple[str, ...]) -> tuple[bytes, tuple[str, ...]]:
    """The code inside a mangled payload and the names of what was undone, in the order of `policy.RECOVERIES`.

    payload: as received, at most 1,024 bytes. allowed: names out of `policy.RECOVERIES`.
    Returns (payload, ()) when it is well measured as it is, or when nothing allowed makes it so.
    Trap: a recovered code is only well measured (first byte, declared length); all checks are still ahead.
    Clause: spec §3.
    """
    if measured(payload):
        return payload, ()
    body = bytes(payload)
    front: tuple[str, ...] = ()
    eci: tuple[str, ...] = ()
    doubled = False
    if "prefix" in allowed:
        if body[:1] == b"\x02":
            body = body[1:]
        if body[:3] in _IDENTIFIERS:
            doubled = body[:3] in ECI_IDENTIFIERS
            body = body[3:]
        if len(body) < len(payload):
            front = ("prefix",)
    if "eci" not in allowed:
        doubled = False
    elif designated(body):
        body = body[_DESIGNATOR:]
        doubled = True
        eci = ("eci",)
    names = front
    for _ in range(1 + _END_MAX_BYTES if "line_end" in allowed else 1):
        found = None
        if doubled and DOUBLED in body:
            found = _decoded(body.replace(DOUBLED, b"\\"), names + ("eci",), allowed)
        found = found or _decoded(body, names + eci, allowed)
        if found:
            return found
        if body[-1:] not in _END:
            break
        body = body[:-1]
        names = front + ("line_end",)
    return payload, ()


def _decoded(stem: bytes, undone: tuple[str, ...], allowed: tuple[str, ...]) -> tuple[bytes, tuple[str, ...]] | None:
    """The code in what is left, itself or in one encoding; None when there is none."""
    if measured(stem):
        return stem, undone
    for name, decode in _ENCODINGS:
        if name in allowed:
            out = decode(stem)
            if out is not None and measured(out):
                return out, undone + (name,)
    return None
