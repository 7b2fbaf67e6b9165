"""An SM2 private key in an encrypted PKCS#8 file, as `openssl pkey` reads and `openssl genpkey` writes it.

PBES2 with AES-256-CBC; the key for that comes from the passphrase by scrypt (what we write) or by PBKDF2 with
HMAC-SHA-256 (what OpenSSL writes by default). CBC alone would not notice damage, so a file counts only if
the public half it holds is that of its private half and everything around the two is spelt exactly so.

Clause: RFC 5958, RFC 8018 (PBES2), RFC 7914 §7 (scrypt), RFC 5915 (the key itself).
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from sim.issuer import aes, der
from sim.issuer.sm2_sign import public_key
from terminal import sm2

BEGIN = "-----BEGIN ENCRYPTED PRIVATE KEY-----"
END = "-----END ENCRYPTED PRIVATE KEY-----"
FILE_MAX_BYTES = 4096
SALT_BYTES = 16
IV_BYTES = 16
SCRYPT_WORK_MAX = 1 << 21  # N * r * p: bounds memory (128 N r bytes) and time at once
PBKDF2_ROUNDS_MAX = 10_000_000
SALT_MIN_BYTES, SALT_MAX_BYTES = 8, 64

_N, _R, _P = 1 << 14, 8, 5  # the most memory that OpenSSL grants scrypt by default is 32 MB: hence p = 5
_KEY_BYTES = aes.KEY_BYTES
_BLOCK_BYTES = aes.BLOCK_BYTES
_LINE = 64

_PBES2 = der.oid("1.2.840.113549.1.5.13")
_PBKDF2 = der.oid("1.2.840.113549.1.5.12")
_SCRYPT = der.oid("1.3.6.1.4.1.11591.4.11")
_HMAC_SHA256 = der.sequence(der.oid("1.2.840.113549.2.9"), der.encode(der.NULL))
_AES_256_CBC = der.oid("2.16.840.1.101.3.4.1.42")
_SM2_CURVE = der.oid("1.2.156.10197.1.301")
_SM2_KEY = der.sequence(der.oid("1.2.840.10045.2.1"), _SM2_CURVE)


class NotAKey(ValueError):
    """Text that is no such file, or another passphrase; the reason is its text."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A file taken apart, still encrypted. derive: passphrase -> key of the cipher."""

    derive: Callable[[bytes], bytes]
    iv: bytes
    body: bytes


def encrypt(private: int, passphrase: bytes, salt: bytes, iv: bytes) -> str:
    """The file of a private key. salt, iv: 16 random bytes each, never used before."""
    aes.library()  # first: a Python without OpenSSL has no scrypt either
    public = public_key(private, "uncompressed")
    inner = der.sequence(
        der.number(1),
        der.octets(private.to_bytes(32, "big")),
        der.encode(der.CONTEXT_1, der.encode(der.BITS, b"\0", public)),
    )
    plain = der.sequence(der.number(0), _SM2_KEY, der.octets(inner))
    fill = _BLOCK_BYTES - len(plain) % _BLOCK_BYTES
    body = aes.encrypt_cbc(_scrypt(salt, _N, _R, _P)(passphrase), iv, plain + bytes([fill]) * fill)
    scrypt = der.sequence(_SCRYPT, der.sequence(der.octets(salt), der.number(_N), der.number(_R), der.number(_P)))
    algorithm = der.sequence(_PBES2, der.sequence(scrypt, der.sequence(_AES_256_CBC, der.octets(iv))))
    text = base64.b64encode(der.sequence(algorithm, der.octets(body))).decode()
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return "\n".join([BEGIN, *lines, END, ""])


def parse(text: str) -> Envelope:
    """Take a file apart. Raises NotAKey."""
    lines = text.removesuffix("\n").replace("\r\n", "\n").removesuffix("\r").split("\n")
    if lines[0] != BEGIN:
        kind = "it holds a private key that is not encrypted" if "PRIVATE KEY" in lines[0] else "it begins otherwise"
        raise NotAKey(f"{kind}, not with {BEGIN}")
    if lines[-1] != END:
        raise NotAKey(f"it does not end with {END}")
    written = "".join(lines[1:-1])
    try:
        data = base64.b64decode(written, validate=True)
    except ValueError as error:
        raise NotAKey(f"its base64 is damaged ({error})") from None
    if base64.b64encode(data).decode() != written:
        raise NotAKey("its base64 is damaged (it is not spelt in the one way there is)")
    try:
        return _envelope(data)
    except der.DerError as error:
        raise NotAKey(f"it is damaged, or no PBES2 envelope with AES-256-CBC ({error})") from None


def decrypt(envelope: Envelope, passphrase: bytes) -> int:
    """The private key inside. Raises NotAKey for another passphrase and for damage, which look alike."""
    aes.library()  # first: a Python without OpenSSL cannot derive the key either
    plain = aes.decrypt_cbc(envelope.derive(passphrase), envelope.iv, envelope.body)
    try:
        fill = plain[-1]
        if not 1 <= fill <= _BLOCK_BYTES or plain[-fill:] != bytes([fill]) * fill:
            raise der.DerError("the padding is not what was encrypted")
        return _private(plain[:-fill])
    except der.DerError:
        raise NotAKey("another passphrase, or the file is damaged") from None


def _envelope(data: bytes) -> Envelope:
    whole = der.Reader(data)
    outer = whole.enter()
    whole.end()
    algorithm = outer.enter()
    body = outer.take(der.OCTETS)
    outer.end()
    algorithm.exactly(_PBES2)
    scheme = algorithm.enter()
    algorithm.end()
    derivation = scheme.enter()
    cipher = scheme.enter()
    scheme.end()
    cipher.exactly(_AES_256_CBC)
    iv = cipher.take(der.OCTETS)
    cipher.end()
    if len(iv) != IV_BYTES or not body or len(body) % _BLOCK_BYTES:
        raise der.DerError("what is encrypted is no whole number of blocks")
    return Envelope(_derivation(derivation), iv, body)


def _derivation(found: der.Reader) -> Callable[[bytes], bytes]:
    name = der.encode(der.OID, found.take(der.OID))
    given = found.enter()
    found.end()
    salt = given.take(der.OCTETS)
    if not SALT_MIN_BYTES <= len(salt) <= SALT_MAX_BYTES:
        raise der.DerError(f"a salt of {len(salt)} bytes")
    if name == _SCRYPT:
        n, r, p = given.number(), given.number(), given.number()
        _key_length(given)
        given.end()
        if n < 2 or n & (n - 1) or not r or not p or n * r * p > SCRYPT_WORK_MAX or n >> 16 * r:  # RFC 7914 §2
            raise der.DerError(f"scrypt with N = {n}, r = {r}, p = {p}")
        return _scrypt(salt, n, r, p)
    if name == _PBKDF2:
        rounds = given.number()
        _key_length(given)
        given.exactly(_HMAC_SHA256)
        given.end()
        if not 1 <= rounds <= PBKDF2_ROUNDS_MAX:
            raise der.DerError(f"PBKDF2 with {rounds} rounds")
        return _pbkdf2(salt, rounds)
    raise der.DerError("a key derivation that is neither scrypt nor PBKDF2")


def _key_length(given: der.Reader) -> None:
    if given.tag() == der.INTEGER and given.number() != _KEY_BYTES:
        raise der.DerError("a cipher key of another length")


def _scrypt(salt: bytes, n: int, r: int, p: int) -> Callable[[bytes], bytes]:
    room = 128 * r * (n + p + 2)  # bytes that scrypt needs: OpenSSL asks for a bound
    return lambda passphrase: hashlib.scrypt(passphrase, salt=salt, n=n, r=r, p=p, maxmem=room, dklen=_KEY_BYTES)


def _pbkdf2(salt: bytes, rounds: int) -> Callable[[bytes], bytes]:
    return lambda passphrase: hashlib.pbkdf2_hmac("sha256", passphrase, salt, rounds, _KEY_BYTES)


def _private(plain: bytes) -> int:
    whole = der.Reader(plain)
    info = whole.enter()
    whole.end()
    info.exactly(der.number(0))
    info.exactly(_SM2_KEY)
    wrapped = info.enter(der.OCTETS)
    info.end()
    key = wrapped.enter()
    wrapped.end()
    key.exactly(der.number(1))
    secret = key.take(der.OCTETS)
    if key.tag() == der.CONTEXT_0:
        key.exactly(der.encode(der.CONTEXT_0, _SM2_CURVE))
    public = key.enter(der.CONTEXT_1)
    key.end()
    private = int.from_bytes(secret, "big")
    if len(secret) != 32 or not 0 < private < sm2.N - 1:
        raise der.DerError("no private key of the curve")
    public.exactly(der.encode(der.BITS, b"\0", public_key(private, "uncompressed")))
    public.end()
    return private
