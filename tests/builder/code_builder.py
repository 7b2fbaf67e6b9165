"""Signed ride codes for tests, on both runtimes. Accounts and keys are invented.

The key names are those of signer.py: "root" signs the issuer's certificate, "issuer" the user's, "user" the ride.
A keyword of `build` changes one thing in an otherwise acceptable code; what is signed is signed after the change.
"""

from struct import pack

from tests.builder import signer
from tests.builder.xorshift import Xorshift

NOW_S = 1_793_000_000  # 2026-10-26: the clock of most tests
CA_INDEX = 2
ISSUER = b"\x03\x04\x17\x30"
SERIAL = b"\x90\x01\x22"
ACCOUNT = b"\x31\x04\x17\x00\x00\x00\x00\x00\x00\x1f"

_signatures = {}


def _signed(sign: object, name: str, message: bytes) -> bytes:
    """A signature; the last ones are kept, because most codes of a test share their certificates."""
    if (sign, name, message) not in _signatures:
        if len(_signatures) >= 8:
            _signatures.clear()
        _signatures[(sign, name, message)] = sign(name, message)
    return _signatures[(sign, name, message)]


def build(
    version: int = 0,
    service: bytes = b"\x01\x01\x00\x00",
    ca_index: int = CA_INDEX,
    issuer: bytes = ISSUER,
    cert_expiry: bytes = b"\x12\x40",
    cert_serial: bytes = SERIAL,
    issuer_key: bytes = b"",
    account: bytes = ACCOUNT,
    account_type: int = 1,
    limit_fen: int = 500,
    user_key: bytes = b"",
    user_expiry_s: int = NOW_S + 86400,
    validity_s: int = 300,
    extension: bytes = b"",
    generated_s: int = NOW_S,
    ca_signer: str = "root",
    issuer_signer: str = "issuer",
    ride_signer: str = "user",
    sign: object = signer.sign,
) -> bytes:
    """One code of 332 + len(extension) bytes. issuer_key, user_key: b"" for the test keys of those names; sign:
    signer.sign or signer.quick_sign."""
    certificate = b"\x24" + service + bytes([ca_index, 0x12]) + issuer + cert_expiry + cert_serial
    certificate += b"\x04\x04\x00\x21" + (issuer_key or signer.public_key("issuer"))
    certificate += _signed(sign, ca_signer, certificate[6:53])
    user = certificate + b"TEST ISSUER DATA" + account + bytes(8) + bytes([account_type])
    user += limit_fen.to_bytes(3, "big") + (user_key or signer.public_key("user"))
    user += pack(">IHB", user_expiry_s, validity_s, len(extension)) + extension
    user += b"\x15" + _signed(sign, issuer_signer, user)
    ride = bytes([0x80 | version]) + pack(">H", 329 + len(extension)) + user + pack(">I", generated_s)
    return ride + b"\x15" + sign(ride_signer, ride)


def unsigned(seed: int, extension_bytes: int = 32) -> bytes:
    """A code that passes steps 1 to 5, with noise where signatures, keys and opaque fields stand."""
    noise = Xorshift(seed)
    code = bytearray(noise.take(332 + extension_bytes))
    code[:10] = b"\x80" + pack(">H", 329 + extension_bytes) + b"\x24\x01\x01\x00\x00\x02\x12"
    code[10:23] = ISSUER + b"\x12\x40" + SERIAL + b"\x04\x04\x00\x21"
    code[23] = code[158] = 2
    for at in range(136, 146):
        code[at] = code[at] % 10 << 4 | code[at] % 9
    code[197] = extension_bytes
    code[198 + extension_bytes] = code[267 + extension_bytes] = 0x15
    return bytes(code)


def quick(**fields: object) -> bytes:
    """A code as `build` makes it, for the engine signer.QUICK."""
    return build(sign=signer.quick_sign, **fields)
