"""SM3 against the examples of GB/T 32905 and lengths around every edge of a block."""

from binascii import hexlify, unhexlify

from terminal import sm3

# Length of the message 00 01 02 …, digest; made with OpenSSL.
_LENGTHS = (
    (0, "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    (1, "2daef60e7a0b8f5e024c81cd2ab3109f2b4f155cf83adeb2ae5532f74a157fdf"),
    (55, "a79cf9dcee3404abf7f769698201647fd9d3ff61d629d0f58bb4b5579a427db8"),
    (56, "62f7363b15f4de76dd925c493b9d6d00d4ba0ef2a1f334c1d0f13b293aeb40d1"),
    (57, "441f67cc31781dd2986fc612b92dfade871d81357f2487f5c86d94a8c6778d82"),
    (63, "6165e4cbb15cde01c6226e0015a47f710f8f8e1f2c296700033bb34d9212109c"),
    (64, "93566f236d157aae078d1ddb5cebdbba1520b5142e22a8915564345ba2ae1d63"),
    (65, "c886e6814be748285a10b28ae62ddacd85db830cd2cf3a2bfa2f729c15f63618"),
    (119, "8f3ea392a89a7119982d6634660db1a95f35d68267a2235e3255998a857f4fbf"),
    (120, "6babee35e6a1515af9d6255109c24f3c08897829422c6225d235fd4c8527e9ec"),
    (128, "a9e7985473ca09df1510d83b572f72375430756c4a661b00724afeb8b75dd0a5"),
    (300, "11f3940f10ce70ef1f7bd8032b0a728b1124e52ce78c048f1090367776feb2e4"),
)
# Length of the key 01 02 …, of the message, HMAC-SM3; made with Python's hmac over OpenSSL.
_KEYED = (
    (32, 0, "83dadf1641abcec1b8a7bf570af4d34a74f27ec4f7e7a5594c9e4c4cbeb1ca52"),
    (32, 47, "48542432ecb929561faa75748444b45116afc0a9ebf2dd7e56c2426b7404a787"),
    (64, 65, "5c146d457d934c4e9fb3f6b4dea41b556ac0873d9f0afdc50b2632192ed680f7"),
    (1, 300, "3c7d39245c11909d1fda292617fdad3a2f35f5fcc3fa4e5829e20ad1bc185fe6"),
)


def _hex(data: bytes) -> str:
    return hexlify(data).decode()


def _counting(length: int, start: int = 0) -> bytes:
    return bytes([(start + at) & 255 for at in range(length)])


def test_examples_of_the_standard():
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert _hex(sm3.digest(b"abc")) == expected
    expected = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    assert _hex(sm3.digest(b"abcd" * 16)) == expected


def test_every_edge_of_a_block():
    for length, expected in _LENGTHS:
        assert _hex(sm3.digest(_counting(length))) == expected, length


def test_parts_are_concatenated_wherever_they_are_cut():
    message = _counting(150)
    whole = sm3.digest(message)
    for cut in (0, 1, 63, 64, 65, 149, 150):
        assert sm3.digest(message[:cut], message[cut:]) == whole, cut
    assert sm3.digest(memoryview(message)[:70], bytearray(message[70:])) == whole
    assert sm3.digest() == sm3.digest(b"")


def test_the_digest_is_plain_bytes():
    digest = sm3.digest(b"abc")
    assert isinstance(digest, bytes) and len(digest) == 32


def test_hmac():
    for key_bytes, length, expected in _KEYED:
        key, message = _counting(key_bytes, 1), _counting(length)
        assert _hex(sm3.hmac(sm3.digest, key, message)) == expected, (key_bytes, length)
        assert sm3.hmac(sm3.digest, key, message[:5], message[5:]) == unhexlify(expected)


def test_hmac_refuses_a_key_longer_than_a_block():
    try:
        sm3.hmac(sm3.digest, bytes(65), b"")
    except ValueError:
        return
    raise AssertionError("a key of 65 bytes was taken")
