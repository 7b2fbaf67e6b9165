"""The desktop's SM2 engine."""

import hashlib

import pytest

from hal.desktop.engine import desktop_engine
from terminal import sm2


def test_the_engine_proves_itself_and_says_what_it_is_made_of():
    engine = desktop_engine()
    sm2.prove(engine)
    known = "sm3" in hashlib.algorithms_available
    assert engine.name == ("python integers, hashlib sm3" if known else sm2.REFERENCE.name)


@pytest.mark.parametrize(
    "parts", [(), (b"",), (b"abc",), (b"a", b"", b"bc"), (bytes(200), memoryview(b"x" * 70))]
)
def test_the_digest_is_that_of_the_reference(parts):
    assert desktop_engine().digest(*parts) == sm2.REFERENCE.digest(*[bytes(part) for part in parts])


def test_the_digest_of_the_standard():
    want = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert desktop_engine().digest(b"abc").hex() == want
