"""AES-256-CBC by the OpenSSL library of this computer, for whole blocks: the private key in an encrypted file.

Trap: the caller's bytes, key and text, stay in memory until Python uses it again; the library wipes its own copy only.
Clause: FIPS 197, SP 800-38A (CBC).
"""

import ctypes
import functools
from types import SimpleNamespace

from hal.desktop import libcrypto
from sim.output.trouble import Trouble

KEY_BYTES = 32
BLOCK_BYTES = 16

_pointer, _text, _int = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
FUNCTIONS = {
    "EVP_aes_256_cbc": (_pointer,),
    "EVP_CIPHER_CTX_new": (_pointer,),
    "EVP_CIPHER_CTX_free": (None, _pointer),
    "EVP_CIPHER_CTX_set_padding": (_int, _pointer, _int),
    "EVP_CipherInit_ex": (_int, _pointer, _pointer, _pointer, _text, _text, _int),
    "EVP_CipherUpdate": (_int, _pointer, _text, ctypes.POINTER(_int), _text, _int),
}


@functools.cache
def library() -> SimpleNamespace:
    """The functions of the library. Raises Trouble that says what to install where there is none."""
    try:
        return libcrypto.declared(libcrypto.library_name(), ((ctypes.CDLL, FUNCTIONS),))
    except OSError as error:
        raise Trouble(f"an encrypted key needs AES: {error}") from None


def encrypt_cbc(key: bytes, iv: bytes, plain: bytes) -> bytes:
    """Encrypt whole blocks. key: 32 bytes; iv: 16. Raises ValueError for other lengths."""
    return _whole_blocks(key, iv, plain, 1)


def decrypt_cbc(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Decrypt whole blocks. key: 32 bytes; iv: 16. Raises ValueError for other lengths."""
    return _whole_blocks(key, iv, data, 0)


def _whole_blocks(key: bytes, iv: bytes, data: bytes, encrypt: int) -> bytes:
    if len(key) != KEY_BYTES or len(iv) != BLOCK_BYTES or len(data) % BLOCK_BYTES:
        raise ValueError(f"a key of {len(key)} bytes, an initial block of {len(iv)}, a text of {len(data)}")
    calls = library()
    context = libcrypto.Owned(calls.EVP_CIPHER_CTX_new(), calls.EVP_CIPHER_CTX_free)
    out, length = ctypes.create_string_buffer(len(data) + BLOCK_BYTES), ctypes.c_int()
    if (
        calls.EVP_CipherInit_ex(context.at, calls.EVP_aes_256_cbc(), None, key, iv, encrypt) != 1
        or calls.EVP_CIPHER_CTX_set_padding(context.at, 0) != 1
        or calls.EVP_CipherUpdate(context.at, out, ctypes.byref(length), data, len(data)) != 1
        or length.value != len(data)
    ):
        raise Trouble("the OpenSSL of this computer does not compute AES-256-CBC; use one that is built with it")
    return out.raw[: len(data)]
