"""AES-256-CBC beside the published values and beside another implementation."""

import random

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sim.issuer import aes


def test_the_example_of_fips_197():
    key, plain = bytes(range(32)), bytes.fromhex("00112233445566778899aabbccddeeff")
    found = aes.encrypt_cbc(key, bytes(16), plain)
    assert found.hex() == "8ea2b7ca516745bfeafc49904b496089"
    assert aes.decrypt_cbc(key, bytes(16), found) == plain


def test_other_keys_texts_and_lengths_beside_another_implementation():
    drawn = random.Random(1)
    for blocks in range(20):
        key, iv, plain = drawn.randbytes(32), drawn.randbytes(16), drawn.randbytes(16 * blocks)
        other = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
        expected = other.update(plain) + other.finalize()
        assert aes.encrypt_cbc(key, iv, plain) == expected
        assert aes.decrypt_cbc(key, iv, expected) == plain


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match=f"{length} bytes"):
        aes.encrypt_cbc(bytes(length), bytes(16), bytes(16))


def test_half_a_block_is_refused():
    for call in (aes.encrypt_cbc, aes.decrypt_cbc):
        with pytest.raises(ValueError):
            call(bytes(32), bytes(16), bytes(17))
