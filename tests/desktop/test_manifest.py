"""The manifest of an image as it is made, and as a terminal then takes it."""

import hashlib

import pytest

from boards.format import image
from hal.desktop.engine import desktop_engine
from sim.device import manifest
from sim.issuer import operator_key
from sim.output.trouble import Trouble
from terminal import signed, sm2
from tests.core import test_image

TEST = operator_key.published_signer()
PRODUCTION = operator_key.signer(TEST.private, False)
ENGINE = desktop_engine()
FILES = {"terminal/run.mpy": b"run", "main.mpy": b"main"}


def encoded(board="pico", version="0.2.1", replaces=manifest.NONE, files=FILES, signer=TEST):
    return manifest.encode(board, version, replaces, files, signer)


def opened(whole, test=True):
    return sm2.finish(image.open_manifest(whole, (ENGINE.decode(TEST.public_xy),), ENGINE, test))


def test_what_is_encoded_is_what_a_terminal_reads():
    for signer in (TEST, PRODUCTION):
        whole = encoded("nucleo_h743", "1.2.3", b"\7" * 32, signer=signer)
        found = opened(whole, signer.test)
        assert (found.test, found.board, found.version) == (signer.test, "nucleo_h743", 0x01020003)
        assert found.replaces == b"\7" * 32 and found.image == manifest.image_id(whole)
        sums = [(name, hashlib.sha256(FILES[name]).digest()) for name in sorted(FILES)]
        assert list(image.files(found.table)) == sums
        assert manifest.look(whole) == found
        with pytest.raises(signed.BlobRefused, match="keys do not count here"):
            opened(whole, not signer.test)


def test_a_signed_manifest_has_one_hash():
    """The known answer that MicroPython opens, too; the order in which files are named changes nothing."""
    known = bytes.fromhex(test_image.KNOWN.decode())
    for files in (FILES, dict(reversed(FILES.items()))):
        assert encoded(replaces=bytes(range(32)), files=files) == known


def test_every_field_is_signed():
    seen = {
        encoded(),
        encoded(signer=PRODUCTION),
        encoded("pico2"),
        encoded(version="0.2.2"),
        encoded(replaces=b"\1" * 32),
    }
    seen |= {encoded(files={**FILES, "main.mpy": b"Main"}), encoded(files={**FILES, "more.mpy": b""})}
    assert len(seen) == len({manifest.image_id(whole) for whole in seen}) == 7


def test_every_changed_byte_under_a_real_signature():
    whole = encoded()
    for at in range(len(whole)):
        with pytest.raises(signed.BlobRefused):
            opened(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
    assert opened(whole)


def test_names_and_boards_that_no_terminal_takes():
    for name in ("", "/a", "../a", "a//b", "A", "a b", "中", "a" * 65):
        with pytest.raises(Trouble, match="no file of an image has such a name"):
            encoded(files={"a": b"", name: b""})
    for board in ("", "Pico", "x" * 17, "../x"):
        with pytest.raises(Trouble, match="a board's name has at most 16"):
            encoded(board)
    with pytest.raises(Trouble, match="without a file"):
        encoded(files={})
    assert opened(encoded("x" * 16, files={"a" * 64: b""})).board == "x" * 16


def test_a_manifest_that_no_board_reads():
    files = {f"{number:064d}": b"" for number in range(81)}
    assert len(encoded(files=files)) == 8113
    longest = {**files, "x" * (8192 - 8113 - 33): b""}
    assert opened(encoded(files=longest)).count == 82
    with pytest.raises(Trouble, match="8193 bytes; no board reads more than 8192"):
        encoded(files={**files, "x" * (8193 - 8113 - 33): b""})


@pytest.mark.parametrize(
    "text", ["", "1", "1.2", "1.2.3.4", "1.2.x", "1.2.-3", "256.0.0", "0.256.0", "0.0.65536", "1.2.３", "1.2."]
)
def test_versions_that_are_none(text):
    with pytest.raises(Trouble, match="a version of three numbers"):
        manifest.version_number(text)


def test_versions_are_ordered_as_people_order_them():
    texts = ["0.0.0", "0.0.1", "0.0.65535", "0.1.0", "0.2.0", "0.10.0", "0.255.65535", "1.0.0", "255.255.65535"]
    numbers = [manifest.version_number(text) for text in texts]
    assert numbers == sorted(set(numbers)) and [image.version_text(number) for number in numbers] == texts


def test_looking_at_what_is_no_manifest():
    for whole in (
        b"",
        encoded()[:255],
        b"RGTRUST1" + encoded()[8:],
        encoded()[:8] + b"\2" + encoded()[9:],
        encoded()[:-1],
    ):
        with pytest.raises(signed.BlobRefused):
            manifest.look(whole)
