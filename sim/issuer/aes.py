"""AES-256-CBC in plain Python, for a few hundred bytes: the private key in an encrypted file.

Trap: its time depends on the key, as table look-ups do; it is for files on the computer of their owner, not for data
that others send and measure.
Clause: FIPS 197, SP 800-38A (CBC).
"""

KEY_BYTES = 32
BLOCK_BYTES = 16
_ROUNDS = 14
_COLUMN = (2, 3, 1, 1)
_COLUMN_BACK = (14, 11, 13, 9)


def _times(a: int, b: int) -> int:
    """A product in the field of 256 elements, x^8 = x^4 + x^3 + x + 1."""
    out = 0
    while b:
        out ^= a * (b & 1)
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return out


def _boxes() -> tuple[bytes, bytes]:
    """The substitution and its reverse: the inverse in the field, then an affine map of its bits."""
    box, back = bytearray(256), bytearray(256)
    power, inverse = 1, 1
    box[0] = 0x63
    for _ in range(255):
        turned = inverse * 0x101  # so that a shift is a rotation
        box[power] = (inverse ^ turned >> 4 ^ turned >> 5 ^ turned >> 6 ^ turned >> 7) & 0xFF ^ 0x63
        power = _times(power, 3)
        inverse = _times(inverse, 0xF6)  # the inverse of 3
    for value, at in enumerate(box):
        back[at] = value
    return bytes(box), bytes(back)


_BOX, _BOX_BACK = _boxes()
# Row r of the state is rotated by r columns; byte i of the state is row i % 4, column i // 4.
_SHIFT = tuple((at + 4 * (at % 4)) % 16 for at in range(16))
_SHIFT_BACK = tuple((at - 4 * (at % 4)) % 16 for at in range(16))
_PRODUCTS = {factor: bytes(_times(value, factor) for value in range(256)) for factor in (1, 2, 3, 9, 11, 13, 14)}


def encrypt_cbc(key: bytes, iv: bytes, plain: bytes) -> bytes:
    """Encrypt whole blocks. key: 32 bytes; iv: 16."""
    keys, out, last = _expanded(key), bytearray(), iv
    for at in range(0, len(plain), BLOCK_BYTES):
        last = _encrypted(_xor(plain[at : at + BLOCK_BYTES], last), keys)
        out += last
    return bytes(out)


def decrypt_cbc(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Decrypt whole blocks. key: 32 bytes; iv: 16."""
    keys, out, last = _expanded(key), bytearray(), iv
    for at in range(0, len(data), BLOCK_BYTES):
        block = data[at : at + BLOCK_BYTES]
        out += _xor(_decrypted(block, keys), last)
        last = block
    return bytes(out)


def _expanded(key: bytes) -> list[bytes]:
    """The keys of the rounds."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key of {len(key)} bytes")
    words = [key[at : at + 4] for at in range(0, KEY_BYTES, 4)]
    constant = 1
    while len(words) < 4 * (_ROUNDS + 1):
        word = words[-1]
        if len(words) % 8 == 0:
            word = _xor((word[1:] + word[:1]).translate(_BOX), bytes([constant, 0, 0, 0]))
            constant = _times(constant, 2)
        elif len(words) % 8 == 4:
            word = word.translate(_BOX)
        words.append(_xor(words[-8], word))
    return [b"".join(words[at : at + 4]) for at in range(0, len(words), 4)]


def _encrypted(block: bytes, keys: list[bytes]) -> bytes:
    state = _xor(block, keys[0])
    for key in keys[1:-1]:
        state = _xor(_mixed(_moved(state.translate(_BOX), _SHIFT), _COLUMN), key)
    return _xor(_moved(state.translate(_BOX), _SHIFT), keys[-1])


def _decrypted(block: bytes, keys: list[bytes]) -> bytes:
    state = _moved(_xor(block, keys[-1]), _SHIFT_BACK).translate(_BOX_BACK)
    for key in keys[-2:0:-1]:
        state = _moved(_mixed(_xor(state, key), _COLUMN_BACK), _SHIFT_BACK).translate(_BOX_BACK)
    return _xor(state, keys[0])


def _mixed(state: bytes, factors: tuple[int, ...]) -> bytes:
    """Each column times a matrix whose rows are these factors, rotated."""
    out = bytearray()
    for at in range(0, 16, 4):
        for row in range(4):
            value = 0
            for other in range(4):
                value ^= _PRODUCTS[factors[(other - row) % 4]][state[at + other]]
            out.append(value)
    return bytes(out)


def _moved(state: bytes, way: tuple[int, ...]) -> bytes:
    return bytes(state[at] for at in way)


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))
