"""How programs get from a message to the number that SM2 signs: identities, Z values and hashes, right and wrong."""

import hashlib
from collections.abc import Callable, Iterator

from hal.desktop.engine import proved_engine
from sim.code import mask
from sim.issuer.sm2_sign import encode_point
from terminal.sm2 import GX, GY, IDENTITY, A, B, N

Point = tuple[int, int]
ZMaker = Callable[[Point, bytes], bytes]
Digest = Callable[[bytes, bytes], int]

sm3: Callable[..., bytes] = proved_engine().digest
_COORDINATES = (A, B, GX, GY)
_CURVE = b"".join(one.to_bytes(32, "big") for one in _COORDINATES)
_P256 = (
    "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc"
    "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)


def identities(fields: dict[str, bytes]) -> Iterator[tuple[str, str, bytes]]:
    """(kind, detail, identity) of every identity that programs are known to use, those in the code included."""
    yield "identity_empty", "", b""
    for text in (
        *("ALICE123@YAHOO.COM", "BILL456@YAHOO.COM", "BOB456@YAHOO.COM", "alice123@yahoo.com", "Alice", "Bob"),
        *(
            "anonym@gmssl.org",
            "12345678",
            "1234567890123456",
            "0123456789abcdef",
            "0123456789ABCDEF",
            "12345678123456781",
        ),
        *(
            "1234567887654321",
            "8765432187654321",
            "123456781234567",
            "12345678123456",
            "China",
            "user",
            "default",
            "sm2",
        ),
        *(
            "SM2",
            "test",
            "userid",
            "userId",
            "1234567812345678\0",
            "1234567812345678\n",
            " 1234567812345678",
            "null",
            "None",
        ),
        *("0000000000000000", "1111111111111111", "1234567", "123456", "TX", "GMSSL", "openssl", "undefined", "admin"),
        *("12345678123456781234567812345678", "8765432112345678", "1234567812345677", "1234567812345679", "1234"),
    ):
        yield "identity_other", text.strip("\0\n "), text.encode()
    text = IDENTITY.decode()
    for before, behind in (('"', '"'), ("'", "'"), ("[", "]"), ("0x", ""), ("\ufeff", ""), ("", " "), ("", "\r\n")):
        yield "identity_other", f"{text} with more around it", (before + text + behind).encode()
    for fill in (b"\0", b" ", b"F", b"0", b"\xff"):
        for size in (18, 20, 24, 32, 64):
            yield "identity_other", f"{text}, filled up to {size}", IDENTITY.ljust(size, fill)
            yield "identity_other", f"{text}, filled up to {size}", IDENTITY.rjust(size, fill)
    yield "identity_hex_text", "", IDENTITY.hex().encode()
    yield "identity_hex_text", "", IDENTITY.hex().encode() + b"\0"
    yield "identity_packed", "", bytes.fromhex(IDENTITY.decode())
    yield "identity_zeros", "", bytes(16)
    yield "identity_zeros", "", bytes(32)
    for name in ("utf-16-le", "utf-16-be"):
        yield "identity_wide_text", name, IDENTITY.decode().encode(name)
    for name, data in fields.items():
        kind = f"identity_{name}" if name in ("issuer", "account") else "identity_field"
        yield kind, name, data
        yield kind, name, data.hex().encode()
        yield kind, name, data.hex().upper().encode()
        yield kind, name, str(int.from_bytes(data, "big")).encode()
        if name == "account":
            number = mask.digits(data)
            if number is not None:
                yield kind, name, number.encode()
                yield kind, name, number.rjust(20, "0").encode()
                yield kind, name, number[-16:].encode()
        if data.isalnum():
            yield kind, name, data


def _entl(size: int) -> bytes:
    return (size * 8).to_bytes(2, "big") if size < 8192 else b"\xff\xff"


def z(point: Point, identity: bytes) -> bytes:
    """Z_A as the standard has it. Clause: GB/T 32918.2 §5.5."""
    return sm3(_entl(len(identity)), identity, _CURVE, encode_point(point, "xy"))


def _signed_number(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1, "big")


def _short_number(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def _numbers(make: Callable[[int], bytes]) -> ZMaker:
    def of(point: Point, identity: bytes) -> bytes:
        return sm3(_entl(len(identity)), identity, *(make(one) for one in (*_COORDINATES, *point)))

    return of


def _public_stripped(point: Point, identity: bytes) -> bytes:
    text = encode_point(point, "uncompressed").hex().lstrip("04")
    return sm3(_entl(len(identity)), identity, _CURVE, bytes.fromhex(text if len(text) % 2 == 0 else text + "0"))


# How Z is computed otherwise: kind -> function of key and identity.
Z_MAKERS: tuple[tuple[str, ZMaker], ...] = (
    ("z_length_in_bytes", lambda p, i: sm3(len(i).to_bytes(2, "big"), i, _CURVE, encode_point(p, "xy"))),
    ("z_length_little_endian", lambda p, i: sm3((8 * len(i)).to_bytes(2, "little"), i, _CURVE, encode_point(p, "xy"))),
    ("z_length_one_byte", lambda p, i: sm3(bytes([8 * len(i) & 255]), i, _CURVE, encode_point(p, "xy"))),
    ("z_without_length", lambda p, i: sm3(i, _CURVE, encode_point(p, "xy"))),
    ("z_without_curve", lambda p, i: sm3(_entl(len(i)), i, encode_point(p, "xy"))),
    ("z_without_base_point", lambda p, i: sm3(_entl(len(i)), i, _CURVE[:64], encode_point(p, "xy"))),
    ("z_without_identity", lambda p, i: sm3(_entl(len(IDENTITY)), _CURVE, encode_point(p, "xy"))),
    ("z_without_key", lambda p, i: sm3(_entl(len(i)), i, _CURVE)),
    ("z_compressed_key", lambda p, i: sm3(_entl(len(i)), i, _CURVE, encode_point(p))),
    ("z_uncompressed_key", lambda p, i: sm3(_entl(len(i)), i, _CURVE, encode_point(p, "uncompressed"))),
    ("z_key_x_only", lambda p, i: sm3(_entl(len(i)), i, _CURVE, encode_point(p, "xy")[:32])),
    (
        "z_key_y_first",
        lambda p, i: sm3(_entl(len(i)), i, _CURVE, encode_point(p, "xy")[32:], encode_point(p, "xy")[:32]),
    ),
    ("z_key_hex_text", lambda p, i: sm3(_entl(len(i)), i, _CURVE, encode_point(p, "xy").hex().encode())),
    ("z_key_stripped", _public_stripped),
    ("z_signed_numbers", _numbers(_signed_number)),
    ("z_short_numbers", _numbers(_short_number)),
    ("z_other_curve", lambda p, i: sm3(_entl(len(i)), i, bytes.fromhex(_P256), encode_point(p, "xy"))),
    ("z_little_endian", lambda p, i: sm3(_entl(len(i)), i, *(v.to_bytes(32, "little") for v in (*_COORDINATES, *p)))),
    ("z_sha256", lambda p, i: hashlib.sha256(_entl(len(i)) + i + _CURVE + encode_point(p, "xy")).digest()),
    ("z_identity_alone", lambda p, i: i),
    ("z_zeros", lambda p, i: bytes(32)),
    ("z_y_negated", lambda p, i: z((p[0], -p[1] % (A + 3)), i)),
)


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big") % N


def standard(z_value: bytes, message: bytes) -> int:
    """e = SM3(Z || M), modulo n."""
    return int.from_bytes(sm3(z_value, message), "big") % N


# Digests that use Z: kind -> function of Z and message.
WITH_Z: tuple[tuple[str, Digest], ...] = (
    ("digest_twice", lambda z, m: _number(sm3(sm3(z, m)))),
    ("digest_prehashed", lambda z, m: _number(sm3(z, sm3(m)))),
    ("digest_prehashed_hex", lambda z, m: _number(sm3(z, sm3(m).hex().encode()))),
    ("digest_prehashed_hex", lambda z, m: _number(sm3(z, sm3(m).hex().upper().encode()))),
    ("digest_prehashed_sha256", lambda z, m: _number(sm3(z, hashlib.sha256(m).digest()))),
    ("digest_z_twice", lambda z, m: _number(sm3(z, sm3(z, m)))),
    ("digest_hex_of_digest", lambda z, m: _number(sm3(sm3(z, m).hex().encode()))),
    ("digest_sha256", lambda z, m: _number(hashlib.sha256(z + m).digest())),
    ("digest_sha1", lambda z, m: _number(hashlib.sha1(z + m).digest())),
    ("digest_md5", lambda z, m: _number(hashlib.md5(z + m).digest())),
    ("digest_sha512", lambda z, m: _number(hashlib.sha512(z + m).digest()[:32])),
    ("digest_sha512", lambda z, m: _number(hashlib.sha512(z + m).digest())),
    ("digest_sha384", lambda z, m: _number(hashlib.sha384(z + m).digest()[:32])),
    ("digest_sha3", lambda z, m: _number(hashlib.sha3_256(z + m).digest())),
    ("digest_z_behind", lambda z, m: _number(sm3(m, z))),
    ("digest_z_hex", lambda z, m: _number(sm3(z.hex().encode(), m))),
    ("digest_z_hex", lambda z, m: _number(sm3(z.hex().upper().encode(), m))),
    ("digest_all_hex", lambda z, m: _number(sm3(z.hex().encode(), m.hex().encode()))),
    ("digest_all_hex", lambda z, m: _number(sm3(z.hex().upper().encode(), m.hex().upper().encode()))),
    ("digest_little_endian", lambda z, m: int.from_bytes(sm3(z, m), "little") % N),
    ("digest_cut", lambda z, m: _number(sm3(z, m)[:16])),
    ("digest_cut", lambda z, m: _number(sm3(z, m)[:20])),
    ("digest_cut", lambda z, m: _number(sm3(z, m)[:31])),
    ("digest_hex_as_number", lambda z, m: _number(sm3(z, m).hex().encode())),
    ("digest_z_alone", lambda z, m: _number(z)),
    ("digest_sm3_block_bug", lambda z, m: _number(_block_bug(z + m))),
    ("digest_z_xor", lambda z, m: _number(bytes(a ^ b for a, b in zip(z, sm3(m), strict=True)))),
)

# Digests without Z: kind -> function of the message.
WITHOUT_Z: tuple[tuple[str, Callable[[bytes], int]], ...] = (
    ("digest_without_z", lambda m: _number(sm3(m))),
    ("digest_without_z_twice", lambda m: _number(sm3(sm3(m)))),
    ("digest_without_z_hex", lambda m: _number(sm3(sm3(m).hex().encode()))),
    ("digest_sha256_without_z", lambda m: _number(hashlib.sha256(m).digest())),
    ("digest_sha256_without_z", lambda m: _number(hashlib.sha256(hashlib.sha256(m).digest()).digest())),
    ("digest_sha1_without_z", lambda m: _number(hashlib.sha1(m).digest())),
    ("digest_md5_without_z", lambda m: _number(hashlib.md5(m).digest())),
    ("digest_md5_without_z", lambda m: _number(hashlib.md5(m).hexdigest().encode())),
    ("digest_sha512_without_z", lambda m: _number(hashlib.sha512(m).digest()[:32])),
    ("digest_sha512_without_z", lambda m: _number(hashlib.sha512(m).digest())),
    ("digest_sha3_without_z", lambda m: _number(hashlib.sha3_256(m).digest())),
    ("digest_none", lambda m: _number(m)),
    ("digest_none", lambda m: _number(m[:32])),
    ("digest_none", lambda m: _number(m[-32:])),
    ("digest_identity_before", lambda m: _number(sm3(IDENTITY, m))),
    ("digest_without_z_little_endian", lambda m: int.from_bytes(sm3(m), "little") % N),
)


def _block_bug(message: bytes) -> bytes:
    """SM3 of a library that takes the first block again for each further one of a message of 128 bytes and more."""
    if len(message) < 128:
        return sm3(message)
    blocks, rest = len(message) // 64, message[len(message) // 64 * 64 :]
    return sm3(message[:64] * blocks, rest)
