"""AES-256-CBC beside the published values and beside another implementation, and on computers without OpenSSL."""

import _hashlib
import ctypes
import random
import sys

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from hal.desktop import libcrypto
from sim.issuer import aes, pkcs8
from tests.rig.command import ridegate, trust


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


def test_half_a_block_and_a_short_initial_one_are_refused():
    for call in (aes.encrypt_cbc, aes.decrypt_cbc):
        for iv, text in ((bytes(16), bytes(17)), (bytes(15), bytes(16)), (bytes(17), bytes(16))):
            with pytest.raises(ValueError):
                call(bytes(32), iv, text)


def test_the_library_is_found_by_any_name_and_its_absence_says_what_to_install():
    found = libcrypto.library_name()
    assert libcrypto.library_name(["no such library", "libm.so.6", found]) == found
    with pytest.raises(OSError, match="apt-get install libssl3"):
        libcrypto.library_name(["no such library"])
    with pytest.raises(OSError, match="has no EVP_nothing"):
        libcrypto.declared(found, ((ctypes.CDLL, {"EVP_nothing": (None,)}),))


@pytest.mark.skipif(sys.platform == "win32", reason="there a module does not show what it is linked to")
def test_the_library_of_python_itself_is_one():
    linked = _hashlib.__file__
    assert libcrypto.library_name(["no such library", linked]) == linked
    libcrypto.declared(linked, ((ctypes.CDLL, aes.FUNCTIONS),))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no environment hides a library")
def test_keys_on_a_computer_without_the_library_give_one_line(tmp_path):
    (tmp_path / "libcrypto.so.3").write_bytes(b"no library")
    encrypted, passphrase = tmp_path / "operator.pem", "correct horse battery"
    encrypted.write_text(pkcs8.encrypt(7, passphrase.encode(), bytes(16), bytes(16)))
    here = {"LD_LIBRARY_PATH": str(tmp_path), "RIDEGATE_PASSPHRASE": passphrase}
    for arguments in (
        ["trust", "keygen", "--out", tmp_path / "new"],
        ["trust", "compile", trust(), "--operator-key", encrypted, "--out", tmp_path / "trust.bin"],
    ):
        status, _, error = ridegate(*arguments, environment=here)
        assert (status, error.count("\n")) == (2, 1), error
        assert "apt-get install libssl3" in error
    assert not (tmp_path / "new.pem").exists() and not (tmp_path / "trust.bin").exists()
