"""Other people's SM2 verifying the three signatures of a ride code, for `make bench` to compare with.

Each is called with signatures and verifies them; SystemExit when it refuses one. What can be made ready (keys decoded,
contexts, signatures in the form the library wants) is made at the first call and not again: the first is not to be
timed. gmssl, gmalg and tongsuopy hash the message themselves; gmssl-pyx and libcrypto get its digest, so theirs is the
bare verification.
"""

import ctypes
from collections.abc import Callable
from typing import Any

from hal.desktop import libcrypto
from terminal import sm2

Signed = tuple[bytes, bytes, bytes]  # public key X||Y, message, signature r||s
Verify = Callable[[], Any]
Ready = Callable[[bytes, bytes, bytes], Verify]

_G = sm2.GX.to_bytes(32, "big") + sm2.GY.to_bytes(32, "big")
# SubjectPublicKeyInfo of an SM2 key up to the point: SEQUENCE { SEQUENCE { ecPublicKey, sm2 }, BIT STRING }.
_SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")


def asn1(signature: bytes) -> bytes:
    """r||s as an ASN.1 sequence of two integers."""
    body = b""
    for half in (signature[:32], signature[32:]):
        number = int.from_bytes(half, "big")
        content = number.to_bytes(number.bit_length() // 8 + 1, "big")
        body += b"\2" + bytes([len(content)]) + content
    return b"\x30" + bytes([len(body)]) + body


def _digest(key: bytes, message: bytes) -> bytes:
    return sm2.message_digest(sm2.REFERENCE, sm2.Key(key, None), sm2.IDENTITY, message)


class Peer:
    """SM2 of another project. ready: of one signature, what verifies it and answers whether it is good."""

    def __init__(self, name: str, ready: Ready) -> None:
        self.name = name
        self._ready = ready
        self._held: dict[Signed, Verify] = {}

    def __call__(self, signed: list[Signed]) -> None:
        for each in signed:
            verify = self._held.get(each)
            if verify is None:
                verify = self._held[each] = self._ready(*each)
            if not verify():
                raise SystemExit(f"{self.name} refuses a good signature")


def by_gmssl() -> Peer:
    """gmssl, Python alone."""
    import gmssl.sm2

    def ready(key: bytes, message: bytes, signature: bytes) -> Verify:
        verifier = gmssl.sm2.CryptSM2(private_key="", public_key=key.hex())
        verifier.public_key = key.hex()  # its constructor strips an 04 that is part of X
        text = signature.hex()
        return lambda: verifier.verify_with_sm3(text, message)

    return Peer("gmssl", ready)


def by_gmalg() -> Peer:
    """gmalg, Python alone."""
    import gmalg

    def ready(key: bytes, message: bytes, signature: bytes) -> Verify:
        verifier = gmalg.SM2(uid=sm2.IDENTITY, pk=b"\4" + key)
        return lambda: verifier.verify(message, signature[:32], signature[32:])

    return Peer("gmalg", ready)


def by_gmssl_pyx() -> Peer:
    """gmssl-pyx: GmSSL in C."""
    import gmssl_pyx

    def ready(key: bytes, message: bytes, signature: bytes) -> Verify:
        digest, der = _digest(key, message), asn1(signature)
        return lambda: gmssl_pyx.sm2_verify_sm3_digest(key, digest, der)

    return Peer("gmssl-pyx", ready)


def by_tongsuopy() -> Peer:
    """tongsuopy: Tongsuo in C."""
    from tongsuopy.crypto import hashes
    from tongsuopy.crypto.asymciphers import ec

    def ready(key: bytes, message: bytes, signature: bytes) -> Verify:
        verifier = ec.EllipticCurvePublicKey.from_encoded_point(ec.SM2(), b"\4" + key)
        algorithm, der = ec.ECDSA(hashes.SM3()), asn1(signature)
        return lambda: verifier.verify(der, message, algorithm) is None  # raises otherwise

    return Peer("tongsuopy", ready)


def by_libcrypto() -> Peer:
    """The OpenSSL of this computer by its own API, at its best: EVP_PKEY_verify alone, a context of each key ready."""
    library = ctypes.CDLL(libcrypto.library_name())
    pointer, size, text = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p
    library.d2i_PUBKEY.argtypes, library.d2i_PUBKEY.restype = [pointer, ctypes.POINTER(text), ctypes.c_long], pointer
    library.EVP_PKEY_CTX_new.argtypes, library.EVP_PKEY_CTX_new.restype = [pointer, pointer], pointer
    library.EVP_PKEY_verify_init.argtypes = [pointer]
    verify = library.EVP_PKEY_verify
    verify.argtypes = [pointer, text, size, text, size]

    def ready(key: bytes, message: bytes, signature: bytes) -> Verify:
        spki, digest, der = _SPKI + b"\4" + key, _digest(key, message), asn1(signature)
        pkey = library.d2i_PUBKEY(None, ctypes.byref(text(spki)), len(spki))
        context = library.EVP_PKEY_CTX_new(pkey, None)  # stays as long as the process
        if not context or library.EVP_PKEY_verify_init(context) != 1:
            raise OSError("the libcrypto of this computer was built without SM2")
        length = len(der)
        return lambda: verify(context, der, length, digest, 32) == 1

    ready(_G, b"", bytes(64))  # so that a library without SM2 is reported here
    return Peer("libcrypto", ready)


MAKERS = (by_gmssl, by_gmalg, by_gmssl_pyx, by_tongsuopy, by_libcrypto)


def here() -> tuple[dict[str, Peer], dict[str, str]]:
    """The peers of this computer by name, and of the others why they are not here."""
    found, missing = {}, {}
    for make in MAKERS:
        try:
            peer = make()
        except (ImportError, OSError) as error:
            missing[make.__name__.removeprefix("by_").replace("_", "-")] = str(error)
        else:
            found[peer.name] = peer
    return found, missing
