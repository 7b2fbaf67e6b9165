"""SM3 in Python integers: the reference, without any library (GB/T 32905). Boards and desktops hand in faster ones."""

from struct import pack, unpack

from terminal.mac import BLOCK_BYTES, hmac as hmac
from terminal.port import const

_MASK = const(0xFFFFFFFF)
_IV = (
    0x7380166F,
    0x4914B2B9,
    0x172442D7,
    0xDA8A0600,
    0xA96F30BC,
    0x163138AA,
    0xE38DEE4D,
    0xB0FB0E4E,
)


def _rotations() -> tuple[int, ...]:
    """The round constants T_j, each already rotated left by j."""
    out = []
    for j in range(64):
        t = 0x79CC4519 if j < 16 else 0x7A879D8A
        j &= 31
        out.append(((t << j) | (t >> (32 - j))) & 0xFFFFFFFF)
    return tuple(out)


_T = _rotations()


def _compress(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    w = list(unpack(">16I", block))
    for j in range(16, 68):
        x = w[j - 3]
        x = w[j - 16] ^ w[j - 9] ^ ((x << 15 | x >> 17) & _MASK)
        y = w[j - 13]
        w.append(
            x ^ ((x << 15 | x >> 17) & _MASK) ^ ((x << 23 | x >> 9) & _MASK) ^ ((y << 7 | y >> 25) & _MASK) ^ w[j - 6]
        )
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        a12 = (a << 12 | a >> 20) & _MASK
        ss1 = (a12 + e + _T[j]) & _MASK
        ss1 = (ss1 << 7 | ss1 >> 25) & _MASK
        if j < 16:
            ff = a ^ b ^ c
            gg = e ^ f ^ g
        else:
            ff = (a & b) | (a & c) | (b & c)
            gg = (e & f) | (~e & g)
        tt1 = (ff + d + (ss1 ^ a12) + (w[j] ^ w[j + 4])) & _MASK
        tt2 = (gg + h + ss1 + w[j]) & _MASK
        d = c
        c = (b << 9 | b >> 23) & _MASK
        b = a
        a = tt1
        h = g
        g = (f << 19 | f >> 13) & _MASK
        f = e
        e = tt2 ^ ((tt2 << 9 | tt2 >> 23) & _MASK) ^ ((tt2 << 17 | tt2 >> 15) & _MASK)
    out = (a, b, c, d, e, f, g, h)
    return tuple([x ^ y for x, y in zip(out, state)])


def digest(*parts: bytes) -> bytes:
    """SM3 of the concatenation of `parts` (any length): 32 bytes. Clause: GB/T 32905."""
    data = bytearray()
    for part in parts:
        data.extend(part)
    bits = len(data) * 8
    data.append(0x80)
    data.extend(bytes((56 - len(data)) % BLOCK_BYTES))
    data.extend(pack(">Q", bits))
    view = memoryview(data)
    state: tuple[int, ...] = _IV
    for at in range(0, len(data), BLOCK_BYTES):
        state = _compress(state, view[at : at + BLOCK_BYTES])  # type: ignore[arg-type]
    return pack(">8I", *state)
