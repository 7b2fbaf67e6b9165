"""Undoing what scanners and programs do to a code on its way, where nothing is lost by it (spec §3)."""

from binascii import a2b_base64, b2a_base64, unhexlify

from terminal.ridecode import measured

_PREFIXES = (b"]Q1", b"]X0", b"\\000026")
_LINE_ENDS = (b"\r\n", b"\r", b"\n")


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


def _hex(text: bytes) -> bytes | None:
    try:
        out = unhexlify(text)
    except ValueError:
        return None
    return out if 2 * len(out) == len(text) else None  # MicroPython passes over white space


def _base64(text: bytes) -> bytes | None:
    """Base64 or base64url, padded in full or not at all, in its one canonical spelling."""
    core = text.rstrip(b"=")
    missing = -len(core) % 4
    if missing == 3 or len(text) - len(core) not in (0, missing):
        return None
    if b"-" in core or b"_" in core:
        if b"+" in core or b"/" in core:
            return None
        core = core.replace(b"-", b"+").replace(b"_", b"/")
    try:
        out = a2b_base64(core + b"=" * missing)
    except ValueError:
        return None
    return out if b2a_base64(out).rstrip(b"\n=") == core else None


_ENCODINGS = (("utf8", _utf8), ("hex", _hex), ("base64", _base64))


def recover(payload: bytes, allowed: tuple[str, ...]) -> tuple[bytes, tuple[str, ...]]:
    """The code inside a mangled payload and the names of what was undone, in order.

    payload: as received, at most 1,024 bytes. allowed: names out of `policy.RECOVERIES`.
    Returns (payload, ()) when it is well measured as it is, or when nothing allowed makes it so.
    Trap: a recovered code is only well measured (first byte, declared length); all checks are still ahead.
    Clause: spec §3.
    """
    if measured(payload):
        return payload, ()
    body = bytes(payload)
    names: tuple[str, ...] = ()
    if "prefix" in allowed:
        for prefix in _PREFIXES:
            if body.startswith(prefix):
                body = body[len(prefix) :]
                names = ("prefix",)
                break
    stems = [(body, names)]
    if "line_end" in allowed:
        for end in _LINE_ENDS:
            if body.endswith(end):
                stems.append((body[: -len(end)], names + ("line_end",)))
    for stem, undone in stems:
        if measured(stem):
            return stem, undone
        for name, decode in _ENCODINGS:
            if name in allowed:
                out = decode(stem)
                if out is not None and measured(out):
                    return out, undone + (name,)
    return payload, ()
