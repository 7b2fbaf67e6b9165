"""Remarks on codes that a terminal accepts though something in them looks like a mistake."""

from sim.code import layout, mask
from sim.explain.cause import Cause
from sim.issuer.sm2_sign import lift_x
from terminal.decide import Decision
from terminal.sm2 import P

LIMIT_MAX_FEN = 1_000_000  # 10,000 yuan: above it a limit is more likely another number
EXPIRY_AHEAD_MAX_S = 11 * 366 * 86400
VALIDITY_MIN_S = 20
_EXTENSIONS = (0, 11, 32)  # lengths seen in the field
_P256_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_P256_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


def remarks(decision: Decision, now_s: int) -> tuple[Cause, ...]:
    """What smells in an accepted code, by where it stands."""
    code = decision.code
    out = [Cause("undone", "payload", detail=", ".join(decision.recovered))] if decision.recovered else []
    n = code.extension_bytes
    raw = code.raw

    def note(kind: str, name: str, value: str = "") -> None:
        field = layout.by_name(name)
        data = field.of(raw, n)
        hidden = name in ("account", "issuer_data", "extension")
        out.append(Cause(kind, name, field.offset(n), len(data), "" if hidden else data.hex(), detail=value))

    if code.limit_fen > LIMIT_MAX_FEN:
        turned = int.from_bytes(code.limit_fen.to_bytes(3, "big"), "little")
        kind = "little_endian" if turned <= LIMIT_MAX_FEN and turned else "very_large"
        note(kind, "limit_fen", f"{code.limit_fen / 100:.2f} yuan")
    elif 0 < code.limit_fen < 100:
        note("yuan", "limit_fen", f"{code.limit_fen / 100:.2f} yuan")
    elif not code.limit_fen:
        note("zero", "limit_fen")
    if code.user_expiry_s > now_s + EXPIRY_AHEAD_MAX_S:
        turned = int.from_bytes(code.user_expiry_s.to_bytes(4, "big"), "little")
        kind = "little_endian" if now_s < turned < now_s + EXPIRY_AHEAD_MAX_S else "far_ahead"
        note(kind, "user_expiry_s")
    if code.validity_s < VALIDITY_MIN_S:
        note("minutes", "validity_s", f"{code.validity_s} s")
    if n not in _EXTENSIONS:
        note("unusual_length", "extension_bytes", str(n))
    digits = mask.digits(code.account)
    if digits is not None and len(digits) == 20:
        if digits.endswith("0"):
            note("padded_with_zero", "account")
        elif digits.startswith("0"):
            note("padded_with_zero", "account", "front")
    if all(0x30 <= byte <= 0x39 for byte in code.account):
        note("ascii_digits", "account")
    if n:
        extension = layout.by_name("extension").of(raw, n)
        if digits is not None and mask.copies(extension, digits):
            note("holds_account", "extension")
        elif n > 8 and extension.isalnum() and all(byte in b"0123456789abcdefABCDEF" for byte in extension):
            note("hex_text", "extension")
    if 0x30 <= code.account_type <= 0x39:
        note("ascii_digits", "account_type")
    if code.issuer_key == code.user_key:
        note("same_as_issuer_key", "user_key")
    return tuple(out)


def no_point(key: bytes) -> str:
    """The kind of a key that is no point of the SM2 curve: one of P-256, one out of range, or none known."""
    x = int.from_bytes(key[1:], "big")
    if x >= P:
        return "out_of_range"
    square = (x * x * x - 3 * x + _P256_B) % _P256_P
    on_p256 = pow(square, (_P256_P - 1) // 2, _P256_P) == 1
    return "point_of_p256" if on_p256 and lift_x(x, False) is None else "not_on_curve"
