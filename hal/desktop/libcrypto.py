"""SM2 by the OpenSSL library of this computer, through ctypes: the reference's answers, several times as fast.

Only what the seam needs is declared here. A key is an EVP_PKEY made from a SubjectPublicKeyInfo, so OpenSSL itself
decompresses the point and checks that it lies on the curve.
"""

import ctypes
import ctypes.util
from collections.abc import Callable, Generator
from typing import Any

from terminal import sm2

# SubjectPublicKeyInfo of an SM2 key up to its point: SEQUENCE { SEQUENCE { ecPublicKey, sm2 }, BIT STRING }, by the
# length of the point.
_SPKI = {
    33: bytes.fromhex("3039301306072a8648ce3d020106082a811ccf5501822d032200"),
    65: bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200"),
}
_VERSION_MIN = 3


class _Held:
    """An EVP_PKEY that is let go with its last user."""

    def __init__(self, pkey: int, free: Callable[[int], None]) -> None:
        self.pkey = pkey
        self._free = free

    def __del__(self) -> None:
        self._free(self.pkey)


def _library() -> ctypes.CDLL:
    """OpenSSL 3 or newer; OSError when this computer has none."""
    for name in ("libcrypto.so.3", "libcrypto.3.dylib", ctypes.util.find_library("crypto")):
        try:
            library = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if library is not None and library.OpenSSL_version_num() >> 28 >= _VERSION_MIN:
            return library
    raise OSError("no libcrypto of OpenSSL 3 or newer on this computer")


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    pointer, size, text = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p
    library.d2i_PUBKEY.argtypes = [pointer, ctypes.POINTER(text), ctypes.c_long]
    library.d2i_PUBKEY.restype = pointer
    library.EVP_PKEY_free.argtypes = [pointer]
    library.EVP_PKEY_free.restype = None
    library.EVP_PKEY_get_bn_param.argtypes = [pointer, text, ctypes.POINTER(pointer)]
    library.BN_bn2binpad.argtypes = [pointer, text, ctypes.c_int]
    library.BN_free.argtypes = [pointer]
    library.BN_free.restype = None
    library.EVP_PKEY_CTX_new.argtypes = [pointer, pointer]
    library.EVP_PKEY_CTX_new.restype = pointer
    library.EVP_PKEY_CTX_free.argtypes = [pointer]
    library.EVP_PKEY_CTX_free.restype = None
    library.EVP_PKEY_verify_init.argtypes = [pointer]
    library.EVP_PKEY_verify.argtypes = [pointer, text, size, text, size]
    library.ERR_clear_error.restype = None
    return library


def _integer(half: bytes) -> bytes:
    """32 bytes as an ASN.1 INTEGER."""
    content = half.lstrip(b"\0") or b"\0"
    if content[0] & 0x80:
        content = b"\0" + content
    return bytes([2, len(content)]) + content


def engine(digest: Callable[..., bytes]) -> sm2.Engine:
    """An engine over this computer's libcrypto and the given SM3. OSError when there is no usable one.

    Trap: not proved here; whoever starts a terminal calls sm2.prove() on it first.
    """
    library = _declared(_library())

    def coordinate(pkey: int, name: bytes) -> bytes:
        number = ctypes.c_void_p()
        out = ctypes.create_string_buffer(32)
        found = library.EVP_PKEY_get_bn_param(pkey, name, ctypes.byref(number))
        filled = library.BN_bn2binpad(number, out, 32) if found == 1 else -1
        library.BN_free(number)
        if filled != 32:
            raise RuntimeError("libcrypto does not tell the coordinates of a key it took")
        return out.raw

    def decode(encoded: bytes) -> sm2.Key | None:
        point = bytes(encoded)
        if len(point) == 64:
            point = b"\4" + point
        if len(point) not in _SPKI or point[0] not in ((2, 3) if len(point) == 33 else (4,)):
            return None
        der = _SPKI[len(point)] + point
        pkey = library.d2i_PUBKEY(None, ctypes.byref(ctypes.c_char_p(der)), len(der))
        library.ERR_clear_error()
        if not pkey:
            return None
        held = _Held(pkey, library.EVP_PKEY_free)
        return sm2.Key(coordinate(pkey, b"qx") + coordinate(pkey, b"qy"), held)

    def verify(key: sm2.Key, e: bytes, signature: bytes) -> Generator[None, None, bool]:
        yield from ()  # one call into libcrypto: nothing to step through
        if len(signature) != 64:
            return False
        body = _integer(signature[:32]) + _integer(signature[32:])
        der = bytes([0x30, len(body)]) + body
        context = library.EVP_PKEY_CTX_new(key.table.pkey, None)
        try:
            if not context or library.EVP_PKEY_verify_init(context) != 1:
                raise MemoryError("libcrypto has no room to verify a signature")
            held: Any = library.EVP_PKEY_verify(context, der, len(der), bytes(e), len(e))
        finally:
            library.EVP_PKEY_CTX_free(context)
            library.ERR_clear_error()
        return bool(held == 1)

    def prepare(_: sm2.Key) -> Generator[None, None, None]:
        yield from ()

    if decode(sm2.GX.to_bytes(32, "big") + sm2.GY.to_bytes(32, "big")) is None:
        raise OSError("the libcrypto of this computer was built without SM2")
    return sm2.Engine("libcrypto", digest, decode, verify, prepare)
