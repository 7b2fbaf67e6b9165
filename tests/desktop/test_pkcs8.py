"""The encrypted file of a private key: spelt as OpenSSL spells it, and refused when one byte of it is another."""

import base64
import os
import shutil
import subprocess
from functools import cache

import pytest

from sim.issuer import der, pkcs8, sm2_sign
from terminal import sm2

PRIVATE = sm2_sign.private_key(b"tests", "operator")
PASSPHRASE = "correct horse battery 电池".encode()
SALT, IV = bytes(range(16)), bytes(range(16, 32))
OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="no openssl on the PATH to compare with")


@cache
def pem():
    return pkcs8.encrypt(PRIVATE, PASSPHRASE, SALT, IV)


def opened(text, passphrase=PASSPHRASE):
    return pkcs8.decrypt(pkcs8.parse(text), passphrase)


def armoured(data):
    text = base64.b64encode(data).decode()
    return "\n".join([pkcs8.BEGIN, *(text[at : at + 64] for at in range(0, len(text), 64)), pkcs8.END, ""])


def openssl(*arguments, stdin=b""):
    done = subprocess.run(
        [OPENSSL, *arguments, "-passin", "env:PASS"] if "-passin" not in arguments else [OPENSSL, *arguments],
        input=stdin,
        capture_output=True,
        timeout=60,
        env={**os.environ, "PASS": PASSPHRASE.decode()},
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


# there and back


def test_a_key_comes_back():
    assert opened(pem()) == PRIVATE
    assert opened(pem().replace("\n", "\r\n")) == PRIVATE
    for private in (1, sm2.N - 2):
        assert opened(pkcs8.encrypt(private, b"p", SALT, IV), b"p") == private


def test_the_same_arguments_give_the_same_file_and_other_ones_another():
    assert pem() == pkcs8.encrypt(PRIVATE, PASSPHRASE, SALT, IV)
    others = (pkcs8.encrypt(PRIVATE, PASSPHRASE, IV, IV), pkcs8.encrypt(PRIVATE, PASSPHRASE, SALT, SALT))
    assert len({pem(), *others}) == 3
    assert all(opened(text) == PRIVATE for text in others)


def test_the_key_is_not_in_its_file():
    data = base64.b64decode("".join(pem().splitlines()[1:-1]))
    assert PRIVATE.to_bytes(32, "big") not in data and sm2_sign.public_key(PRIVATE, "xy") not in data


def test_another_passphrase():
    for passphrase in (PASSPHRASE + b" ", PASSPHRASE[:-1], PASSPHRASE.upper(), b"x"):
        with pytest.raises(pkcs8.NotAKey, match="another passphrase"):
            opened(pem(), passphrase)


# damage


def cheap():
    """A file whose scrypt costs nothing, so that thousands of damaged ones can be tried."""
    salt, cost = SALT, der.number(2) + der.number(1) + der.number(1)
    return rewritten(der.sequence(pkcs8._SCRYPT, der.sequence(der.octets(salt), cost)))


def rewritten(derivation, cipher=None, plain=None):
    """A file with this key derivation, encrypted under what it derives from PASSPHRASE."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    derive = pkcs8._derivation(der.Reader(derivation).enter())
    body = _plain() if plain is None else plain
    fill = 16 - len(body) % 16
    machine = Cipher(algorithms.AES(derive(PASSPHRASE)), modes.CBC(IV)).encryptor()
    body = machine.update(body + bytes([fill]) * fill) + machine.finalize()
    return envelope(derivation, cipher or der.sequence(pkcs8._AES_256_CBC, der.octets(IV)), body)


def envelope(derivation, cipher, body):
    algorithm = der.sequence(pkcs8._PBES2, der.sequence(derivation, cipher))
    return armoured(der.sequence(algorithm, der.octets(body)))


def _plain(private=None, public=None, version=0, curve=pkcs8._SM2_KEY, context=b"", more=b""):
    secret = PRIVATE.to_bytes(32, "big") if private is None else private
    public = sm2_sign.public_key(PRIVATE, "uncompressed") if public is None else public
    bits = der.encode(der.CONTEXT_1, der.encode(der.BITS, b"\0", public))
    inner = der.sequence(der.number(1), der.octets(secret), context, bits, more)
    return der.sequence(der.number(version), curve, der.octets(inner))


def test_every_changed_byte_of_a_file_is_refused():
    text = cheap()
    assert opened(text) == PRIVATE
    data = bytearray(base64.b64decode("".join(text.splitlines()[1:-1])))
    for at in range(len(data)):
        for bits in (1, 0x80, 1 << at % 8):
            data[at] ^= bits
            with pytest.raises(pkcs8.NotAKey):
                opened(armoured(bytes(data)))
            data[at] ^= bits


def test_every_changed_character_of_a_file_is_refused():
    text = cheap()
    for at in range(len(text)):
        for bits in (1, 0x20):
            damaged = text[:at] + chr(ord(text[at]) ^ bits) + text[at + 1 :]
            with pytest.raises(pkcs8.NotAKey):
                opened(damaged)


def test_every_file_cut_short_is_refused():
    text = cheap()
    for length in range(len(text) - 1):  # without its last line end it is as good
        with pytest.raises(pkcs8.NotAKey):
            opened(text[:length])
    data = base64.b64decode("".join(text.splitlines()[1:-1]))
    for length in range(len(data)):
        with pytest.raises(pkcs8.NotAKey):
            opened(armoured(data[:length]))
    for more in (b"\0", b"\x05\0"):
        with pytest.raises(pkcs8.NotAKey):
            opened(armoured(data + more))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "begins otherwise"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "not encrypted"),
        ("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n", "not encrypted"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "begins otherwise"),
        (f"{pkcs8.BEGIN}\n{pkcs8.END}\n", "damaged"),
        (f"{pkcs8.BEGIN}\n", "does not end"),
        (f"{pkcs8.BEGIN}\nAA=A\n{pkcs8.END}\n", "base64"),
        (f"{pkcs8.BEGIN}\nAB==\n{pkcs8.END}\n", "base64"),
        (f"{pkcs8.BEGIN}\n中\n{pkcs8.END}\n", "base64"),
        (f"{pkcs8.BEGIN}\nMIAA\n{pkcs8.END}\n", "DER|cut off"),
    ],
)
def test_what_is_no_such_file(text, why):
    with pytest.raises(pkcs8.NotAKey, match=why):
        pkcs8.parse(text)


# what may be written by others


def _scrypt(n, r, p, salt=SALT, more=b""):
    costs = der.number(n) + der.number(r) + der.number(p) + more
    return der.sequence(pkcs8._SCRYPT, der.sequence(der.octets(salt), costs))


def _pbkdf2(rounds, salt=SALT, prf=pkcs8._HMAC_SHA256, more=b""):
    return der.sequence(pkcs8._PBKDF2, der.sequence(der.octets(salt), der.number(rounds), more, prf))


def test_bounds_of_the_key_derivation():
    half = pkcs8.SCRYPT_WORK_MAX // 2
    taken = [
        *(_scrypt(2, r, p) for r, p in ((1, 1), (half, 1), (1, half))),
        *(_scrypt(half, 2, 1), _scrypt(1 << 14, 8, 5), _scrypt(1 << 17, 8, 1)),
        *(_pbkdf2(1), _pbkdf2(pkcs8.PBKDF2_ROUNDS_MAX)),
        *(_scrypt(2, 1, 1, bytes(length)) for length in (8, 64)),
        *(_scrypt(2, 1, 1, more=der.number(32)), _pbkdf2(1, more=der.number(32))),
    ]
    refused = [
        *(_scrypt(n, 1, 1) for n in (0, 1, 3, 6, (1 << 14) + 1, pkcs8.SCRYPT_WORK_MAX * 2, 1 << 62)),
        *(_scrypt(2, 0, 1), _scrypt(2, 1, 0), _scrypt(2, half + 1, 1), _scrypt(2, 1, half + 1), _scrypt(2, 1 << 62, 1)),
        *(_pbkdf2(0), _pbkdf2(pkcs8.PBKDF2_ROUNDS_MAX + 1), _pbkdf2(1 << 62)),
        *(_scrypt(2, 1, 1, bytes(length)) for length in (0, 7, 65)),
        *(_scrypt(2, 1, 1, more=der.number(16)), _pbkdf2(1, more=der.number(16)), _scrypt(2, 1, 1, more=b"\5\0")),
        _pbkdf2(1, prf=b""),  # HMAC-SHA-1
        _pbkdf2(1, prf=der.sequence(der.oid("1.2.840.113549.2.11"), der.encode(der.NULL))),  # HMAC-SHA-512
        der.sequence(der.oid("1.2.3"), der.sequence(der.octets(SALT))),
    ]
    cipher = der.sequence(pkcs8._AES_256_CBC, der.octets(IV))
    for derivation in taken:
        pkcs8.parse(envelope(derivation, cipher, bytes(16)))
    for derivation in refused:
        with pytest.raises(pkcs8.NotAKey):
            pkcs8.parse(envelope(derivation, cipher, bytes(16)))


def test_other_ciphers_and_lengths():
    good = _scrypt(2, 1, 1)
    for cipher in (
        der.sequence(der.oid("2.16.840.1.101.3.4.1.2"), der.octets(IV)),  # AES-128-CBC
        der.sequence(pkcs8._AES_256_CBC, der.octets(IV[:15])),
        der.sequence(pkcs8._AES_256_CBC, der.octets(IV + b"\0")),
        der.sequence(pkcs8._AES_256_CBC),
    ):
        with pytest.raises(pkcs8.NotAKey):
            pkcs8.parse(envelope(good, cipher, bytes(16)))
    cipher = der.sequence(pkcs8._AES_256_CBC, der.octets(IV))
    for body in (b"", bytes(15), bytes(17)):
        with pytest.raises(pkcs8.NotAKey):
            pkcs8.parse(envelope(good, cipher, body))


def test_what_is_inside_must_be_one_sm2_key_with_its_public_half():
    good = _scrypt(2, 1, 1)
    curve = der.oid("1.2.156.10197.1.301")
    assert opened(rewritten(good, plain=_plain())) == PRIVATE
    assert opened(rewritten(good, plain=_plain(context=der.encode(der.CONTEXT_0, curve)))) == PRIVATE
    p256 = der.oid("1.2.840.10045.3.1.7")
    for plain in (
        _plain(public=sm2_sign.public_key(PRIVATE - 1, "uncompressed")),
        _plain(public=sm2_sign.public_key(PRIVATE)),
        _plain(public=b""),
        _plain(private=bytes(32)),
        _plain(private=(sm2.N - 1).to_bytes(32, "big")),
        _plain(private=sm2.N.to_bytes(32, "big")),
        _plain(private=PRIVATE.to_bytes(33, "big")),
        _plain(private=b""),
        _plain(version=1),
        _plain(curve=der.sequence(der.oid("1.2.840.10045.2.1"), p256)),
        _plain(context=der.encode(der.CONTEXT_0, p256)),
        _plain(context=der.encode(der.CONTEXT_0, curve, b"\5\0")),
        _plain(more=b"\5\0"),
        _plain() + b"\0",
        b"",
    ):
        with pytest.raises(pkcs8.NotAKey, match="another passphrase, or the file is damaged"):
            opened(rewritten(good, plain=plain))


# OpenSSL as the judge


@needs_openssl
def test_openssl_reads_what_we_write():
    shown = openssl("pkey", "-noout", "-text", stdin=pem().encode()).decode()
    digits = "".join(shown.split()).replace(":", "")
    assert f"{PRIVATE:064x}" in digits and sm2_sign.public_key(PRIVATE, "uncompressed").hex() in digits
    assert "SM2" in shown
    plain = openssl("pkey", "-outform", "DER", stdin=pem().encode())
    assert PRIVATE.to_bytes(32, "big") in plain


@needs_openssl
@pytest.mark.parametrize("how", [(), ("-scrypt",), ("-scrypt", "-scrypt_N", "1024"), ("-iter", "1000")])
def test_we_read_what_openssl_writes(how):
    text = openssl("pkcs8", "-topk8", "-v2", "aes-256-cbc", *how, "-passout", "env:PASS", stdin=pem().encode())
    assert opened(text.decode()) == PRIVATE


@needs_openssl
def test_what_openssl_writes_otherwise_is_refused_by_name():
    for how in (("-v2", "aes-128-cbc"), ("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1"), ("-nocrypt",)):
        text = openssl("pkcs8", "-topk8", *how, "-passout", "env:PASS", stdin=pem().encode())
        with pytest.raises(pkcs8.NotAKey, match=r"not encrypted|PBES2"):
            opened(text.decode())


def test_scrypt_has_no_more_steps_than_its_blocks_can_count():
    """RFC 7914: N is less than 2^(128 r / 8); OpenSSL refuses others with an error of its own."""
    pkcs8.parse(envelope(_scrypt(1 << 15, 1, 1), der.sequence(pkcs8._AES_256_CBC, der.octets(IV)), bytes(16)))
    for n, r in ((1 << 16, 1), (1 << 20, 1)):
        with pytest.raises(pkcs8.NotAKey, match="scrypt with N"):
            opened(envelope(_scrypt(n, r, 1), der.sequence(pkcs8._AES_256_CBC, der.octets(IV)), bytes(16)))
