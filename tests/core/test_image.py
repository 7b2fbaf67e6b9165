"""The manifest of a firmware image: what is signed, what the table may say, and that nothing else is accepted."""

import gc
import hashlib
from binascii import unhexlify
from struct import pack

from boards.format import image
from terminal import signed, sm2, sm3
from tests.builder import signer
from tests.core.raising import raised

ENGINE = signer.QUICK  # takes real signatures too
# What `sim.device.manifest.encode` makes of two files with the published test key (boards/format/image.py).
KNOWN = (
    b"5247494d4147453101010000f3642541a96a2216000200017069636f00000000000000000000000000020000005a7925ac944a2fc1dade1a"
    b"a44efcdd9375c6128f98e8567153b55ed8ab2a3ca4d7000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0000"
    b"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    b"0000000000000000000000000000000000000000000000002d91ed4c0c8a03a5e510019ebeaa2447b1b789f08f4e80ee1e4ab4f00f0fbdd6"
    b"c2b6effd0b41e85326512bfcd5abe960a06e8f81e5ff8a1338e987ff483758cf0d6e4079e36703ebd37c00722f5891d28b0e2811dc114b12"
    b"9215123adcce3605086d61696e2e6d7079acba25512100f80b56fc3ccd14c65be55d94800cda77585c5f41a887e398f9be107465726d696e"
    b"616c2f72756e2e6d7079"
)
NAMES = ("boards/pico/main.mpy", "boards/start.mpy", "main.mpy", "terminal/run.mpy")


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def row(name: bytes, data: bytes = b"") -> bytes:
    return sha256(data or name) + bytes([len(name)]) + name


def table(names: tuple = NAMES) -> bytes:
    return b"".join([row(name.encode()) for name in names])


def seal(
    rows: bytes,
    count: int,
    version: int = 0x00020001,
    board: bytes = b"pico",
    replaces: bytes = bytes(32),
    test: bool = True,
    name: str = "operator",
    sign: object = signer.quick_sign,
) -> bytes:
    """A manifest written from the description of format 1."""
    head = b"RGIMAGE1" + pack(">BBH", 1, 1 if test else 0, 0) + sm3.digest(signer.public_xy(name))[:8]
    head += pack(">I", version) + board + bytes(16 - len(board)) + pack(">HI", count, len(rows)) + sha256(rows)
    head += replaces
    head += bytes(192 - len(head))
    return head + sign(name, head) + rows


def usual(**changes: object) -> bytes:
    return seal(table(), len(NAMES), **changes)


def reseal(whole: bytes, at: int, data: bytes) -> bytes:
    """Other bytes in the header, signed by the operator like the rest."""
    head = whole[:at] + data + whole[at + len(data) : 192]
    return head + signer.quick_sign("operator", head) + whole[256:]


def opened(whole: bytes, test: object = signed.EITHER) -> image.Manifest:
    return sm2.finish(image.open_manifest(whole, (signer.key("operator"),), ENGINE, test))


def refusal(whole: bytes, test: object = signed.EITHER) -> str:
    return str(raised(signed.BlobRefused, opened, whole, test))


def listed(*names: bytes) -> bytes:
    """A manifest that lists files of these names, whatever they are."""
    return seal(b"".join([row(name, b"x") for name in names]), len(names))


# what it says


def test_the_manifest_comes_back():
    for test in (True, False):
        for sign in (signer.quick_sign, signer.sign):
            whole = usual(test=test, sign=sign, replaces=b"\x11" * 32)
            found = opened(whole, test)
            assert found.test is test
            assert (found.version, found.board, found.replaces) == (0x00020001, "pico", b"\x11" * 32)
            assert found.image == sha256(whole[:192])
            assert list(image.files(found.table)) == [(name, sha256(name.encode())) for name in NAMES]
    assert opened(usual()).replaces == bytes(32)


def test_a_known_answer():
    """A manifest that was made on a desktop, under the published key and with the arithmetic of a terminal."""
    keys = (sm2.REFERENCE.decode(image.TEST_KEY),)
    whole = unhexlify(KNOWN)
    found = sm2.finish(image.open_manifest(whole, keys, sm2.REFERENCE, True))
    assert (found.board, found.version, found.replaces) == ("pico", 0x00020001, bytes(range(32)))
    assert list(image.files(found.table)) == [("main.mpy", sha256(b"main")), ("terminal/run.mpy", sha256(b"run"))]
    steps = image.open_manifest(whole, keys, sm2.REFERENCE, False)
    assert "test keys do not count" in str(raised(signed.BlobRefused, sm2.finish, steps))


def test_versions_in_words():
    for version, text in ((0, "0.0.0"), (0x00020001, "0.2.1"), (0x01000000, "1.0.0"), (0xFFFFFFFF, "255.255.65535")):
        assert image.version_text(version) == text
        assert opened(usual(version=version)).version == version


def test_boards():
    for board in (b"a", b"openmv_rt1062", b"nucleo_h743", b"x" * 16):
        assert opened(usual(board=board)).board == board.decode()
    for board in (b"", b"Pico", b"pi co", b"pico\0x", b"\0pico", b"pico/", b"../a", b"\xff", b"pico\n"):
        assert "fields" in refusal(usual(board=board)), board


# every byte counts


def test_every_changed_byte_is_refused_and_named():
    whole = usual()
    for at in range(len(whole)):
        why = refusal(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        if at < 8:
            expected = "does not begin as RGIMAGE1 does"
        elif at == 8:
            expected = "format version"
        elif 12 <= at < 20:
            expected = "none of this terminal's operator keys"
        elif at < 256:
            expected = "signature does not hold"
        else:
            expected = "table of files is not the signed one"
        assert expected in why, (at, why)


def test_every_length_but_its_own_is_refused():
    whole = usual()
    for length in range(len(whole)):
        refusal(whole[:length])
    assert "table" in refusal(whole + b"\0")
    assert "table" in refusal(whole + row(b"zz"))
    assert "table" in refusal(whole[:-1])


def test_what_was_signed_for_something_else():
    whole = usual()
    for magic in (b"RGTRUST1", b"RGCLOCK1", b"RGIMAGE2"):
        assert "RGIMAGE1" in refusal(reseal(whole, 0, magic))
    for version in (0, 2):
        assert "format version" in refusal(reseal(whole, 8, bytes([version])))


def test_who_signed():
    assert "none of this" in refusal(usual(name="stranger"))
    assert "none of this" in refusal(usual(name="stranger", sign=signer.sign))


def test_test_and_production_in_all_combinations():
    for test in (True, False):
        assert opened(usual(test=test), test).test is test
        assert opened(usual(test=test), signed.EITHER).test is test
        assert "keys do not count here" in refusal(usual(test=test), not test)


# signed nonsense is still nonsense


def test_fields_of_the_header():
    whole = usual()
    for at in (10, 11, 110, 111, 150, 191):
        assert "fields" in refusal(reseal(whole, at, b"\x01")), at
    for at, data in ((42, pack(">I", 0)), (42, pack(">I", 0xFFFFFFFF)), (46, bytes(32))):
        assert "table" in refusal(reseal(whole, at, data))


def test_counts_that_are_not_those_of_the_table():
    for count in (0, 1, 3, 5, 0xFFFF):
        assert f"promises {count} files, the table has 4" in refusal(seal(table(), count))
    assert "promises 0 files" in refusal(seal(b"", 0))
    assert "promises 1 files" in refusal(seal(b"", 1))


def test_tables_that_are_cut_off():
    rows = table()
    for cut in range(1, len(row(NAMES[-1].encode()))):
        assert "file 4 of the table" in refusal(seal(rows[:-cut], 4)), cut
    for more in (b"\0", bytes(32), bytes(33)):
        assert "file 5 of the table" in refusal(seal(rows + more, 5)), more


def test_tables_out_of_order():
    for names in (("b", "a"), ("a", "a"), ("a", "c", "b"), ("a", "b", "a"), ("ab", "a")):
        assert "out of order" in refusal(seal(table(names), len(names))), names
    assert [name for name, _ in image.files(opened(seal(table(("a", "ab", "b")), 3)).table)] == ["a", "ab", "b"]


def test_names_that_lead_elsewhere():
    for name in (
        b"", b"/", b"/a", b"//a", b"a//b", b"a/", b"..", b"../a", b"a/../b", b"a/..", b".", b"./a", b"a/.", b"a/./b",
        b".hidden", b"a/.hidden", b"...", b"a\\b", b"..\\a", b"c:a", b"~", b"A", b"a\0", b"\0", b"a b", b"a\n", b" a",
        b"\x80", b"\xff", "é".encode(), "中".encode(), b"a\xc0\xafb", b"a*", b"a-b", b"%2e", b"a\x7f",
    ):  # fmt: skip
        assert "misnamed" in refusal(listed(name)), name
        assert not image.good_name(name)
    for name in (b"a", b"a.b", b"a..b", b"a.", b"a/b/c", b"0", b"_", b"manifest", b"boards/nucleo_h743/main.mpy"):
        assert list(image.files(opened(listed(name)).table)) == [(name.decode(), sha256(b"x"))]
        assert image.good_name(name)


def test_the_longest_name():
    longest = b"a" * image.NAME_MAX_BYTES
    assert next(image.files(opened(listed(longest)).table))[0] == longest.decode()
    for length in (image.NAME_MAX_BYTES + 1, 255):
        assert "misnamed" in refusal(listed(b"a" * length))


def long_manifest(length: int) -> bytes:
    """A sound manifest of so many bytes."""
    rows = []
    left = length - 256
    while left:
        size = min(97, left) if left >= 97 + 35 or left <= 97 else 97 - 40
        rows.append(row(b"%02d" % len(rows) + b"x" * (size - 35)))
        left -= size
    return seal(b"".join(rows), len(rows))


def test_the_largest_manifest():
    whole = long_manifest(image.MANIFEST_MAX_BYTES)
    assert len(whole) == 8192 and opened(whole).count > 80
    larger = long_manifest(image.MANIFEST_MAX_BYTES + 1)
    assert len(larger) == 8193
    assert "at most 8192 bytes" in refusal(larger)


def test_what_is_opened_keeps_no_file_by_itself():
    """Hundreds of small objects would lie between the garbage of making them, and leave a small heap in pieces."""
    whole = long_manifest(image.MANIFEST_MAX_BYTES)
    before = in_use()
    found = image.parse(whole)
    assert in_use() - before < len(whole) + 1024
    assert len(list(image.files(found.table))) == found.count


def in_use() -> int:
    """Bytes of the heap, where they can be counted."""
    gc.collect()
    return gc.mem_alloc() if hasattr(gc, "mem_alloc") else 0
