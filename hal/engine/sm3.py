"""SM3 in machine code. Clause: GB/T 32905.

Every shift to the right is masked: only the low 32 bits of a number count, whatever the processor has above them.
"""

from struct import pack, unpack

import micropython

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    ptr8 = ptr32 = Any

# Eight words, low byte first.
_IV = (
    b"\x6f\x16\x80\x73\xb9\xb2\x14\x49\xd7\x42\x24\x17\x00\x06\x8a\xda"
    b"\xbc\x30\x6f\xa9\xaa\x38\x31\x16\x4d\xee\x8d\xe3\x4e\x0e\xfb\xb0"
)


def _constants() -> bytearray:
    """The round constants, each rotated left by its round."""
    out = bytearray()
    for j in range(64):
        t = 0x79CC4519 if j < 16 else 0x7A879D8A
        k = j & 31
        out.extend(pack("<I", (t << k | t >> (32 - k)) & 0xFFFFFFFF))
    return out


_T = _constants()
_words = bytearray(4 * 68)


@micropython.viper
def _compress(state: ptr32, block: ptr8, w: ptr32, t: ptr32):
    j = 0
    while j < 16:
        k = j << 2
        w[j] = int(block[k]) << 24 | int(block[k + 1]) << 16 | int(block[k + 2]) << 8 | int(block[k + 3])
        j += 1
    while j < 68:
        x = w[j - 3]
        x = w[j - 16] ^ w[j - 9] ^ (x << 15 | ((x >> 17) & 0x7FFF))
        y = w[j - 13]
        w[j] = (
            x
            ^ (x << 15 | ((x >> 17) & 0x7FFF))
            ^ (x << 23 | ((x >> 9) & 0x7FFFFF))
            ^ (y << 7 | ((y >> 25) & 0x7F))
            ^ w[j - 6]
        )
        j += 1
    a = state[0]
    b = state[1]
    c = state[2]
    d = state[3]
    e = state[4]
    f = state[5]
    g = state[6]
    h = state[7]
    j = 0
    while j < 64:
        a12 = a << 12 | ((a >> 20) & 0xFFF)
        s = a12 + e + t[j]
        s = s << 7 | ((s >> 25) & 0x7F)
        if j < 16:
            x = a ^ b ^ c
            y = e ^ f ^ g
        else:
            x = (a & b) | ((a | b) & c)
            y = g ^ (e & (f ^ g))
        x += d + (s ^ a12) + (w[j] ^ w[j + 4])
        y += h + s + w[j]
        d = c
        c = b << 9 | ((b >> 23) & 0x1FF)
        b = a
        a = x
        h = g
        g = f << 19 | ((f >> 13) & 0x7FFFF)
        f = e
        e = y ^ (y << 9 | ((y >> 23) & 0x1FF)) ^ (y << 17 | ((y >> 15) & 0x1FFFF))
        j += 1
    state[0] ^= a
    state[1] ^= b
    state[2] ^= c
    state[3] ^= d
    state[4] ^= e
    state[5] ^= f
    state[6] ^= g
    state[7] ^= h


def digester(compress: "Callable[..., object]") -> "Callable[..., bytes]":
    """SM3 over a function that takes one block into a state."""

    def digest(*parts: bytes) -> bytes:
        """SM3 of the concatenation of `parts` (any length): 32 bytes."""
        data = b"".join(parts)
        length = len(data)
        state = bytearray(_IV)
        view = memoryview(data)
        whole = length & ~63
        for at in range(0, whole, 64):
            compress(state, view[at : at + 64], _words, _T)
        last = bytearray(64 if length - whole < 56 else 128)
        last[: length - whole] = view[whole:]
        last[length - whole] = 0x80
        last[-8:] = pack(">Q", 8 * length)
        view = memoryview(last)
        for at in range(0, len(last), 64):
            compress(state, view[at : at + 64], _words, _T)
        return pack(">8I", *unpack("<8I", state))

    return digest


digest = digester(_compress)
