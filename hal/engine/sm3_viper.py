"""SM3's compression (see sm3.py) for any processor. Clause: GB/T 32905 section 5.3.

Every shift to the right is masked: only the low 32 bits of a number count, whatever the processor has above them.
"""

from struct import pack

import micropython

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    ptr8 = ptr32 = Any


def _constants() -> bytearray:
    """The round constants, each rotated left by its round."""
    out = bytearray()
    for j in range(64):
        t = 0x79CC4519 if j < 16 else 0x7A879D8A
        k = j & 31
        out.extend(pack("<I", (t << k | t >> (32 - k)) & 0xFFFFFFFF))
    return out


_T = _constants()
_words = bytearray(4 * 76)


def compress(state: bytearray, blocks: bytearray, count: int) -> None:
    """See sm3.py."""
    _compress(_words, _T, state, blocks, count)


@micropython.viper
def _compress(w: ptr32, t: ptr32, state: ptr8, blocks: ptr8, count: int):
    j = 0
    while j < 8:
        k = j << 2
        w[68 + j] = int(state[k]) << 24 | int(state[k + 1]) << 16 | int(state[k + 2]) << 8 | int(state[k + 3])
        j += 1
    at = 0
    while count:
        j = 0
        while j < 16:
            w[j] = int(blocks[at]) << 24 | int(blocks[at + 1]) << 16 | int(blocks[at + 2]) << 8 | int(blocks[at + 3])
            at += 4
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
        a = w[68]
        b = w[69]
        c = w[70]
        d = w[71]
        e = w[72]
        f = w[73]
        g = w[74]
        h = w[75]
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
        w[68] ^= a
        w[69] ^= b
        w[70] ^= c
        w[71] ^= d
        w[72] ^= e
        w[73] ^= f
        w[74] ^= g
        w[75] ^= h
        count -= 1
    j = 0
    while j < 8:
        k = j << 2
        x = w[68 + j]
        state[k] = x >> 24
        state[k + 1] = x >> 16
        state[k + 2] = x >> 8
        state[k + 3] = x
        j += 1
