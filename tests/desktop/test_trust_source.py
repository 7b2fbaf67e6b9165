"""The source of a trust list: what is refused and in which words, and what becomes of it in binary."""

import random
from io import BytesIO
from pathlib import Path

import pytest

from hal.desktop.engine import desktop_engine
from sim.issuer import issuer, operator_key, sm2_sign
from sim.output.trouble import Trouble
from sim.trust import file as trust_file, image as trust_image, source as trust_source
from terminal import signed, sm2, trust

PKI = issuer.make_pki()
ENGINE = desktop_engine()
KEY = sm2_sign.public_key(PKI.roots[0].private).hex()
HEAD = "sequence = 7\nissued = 2026-10-28T09:00:00Z\neffective_from = 2026-11-01T00:00:00Z\n"
CA_KEY = f'[[ca_key]]\nindex = 2\nexpires = "1240"\npublic_key = "{KEY}"\n'
ISSUER = '[[issuer]]\nid = "03041730"\n'
REVOKED = '[[revoked_certificate]]\nissuer = "03041730"\nserial = "900122"\n'
BLOCKED = '[[blocked_account]]\naccount = "3104170000000000001F"\n'
RECORD = issuer.root_record(PKI.roots[0]).hex()


def _record(**changes: bytes) -> str:
    """A root record with bytes changed, as hex; keys are at_OFFSET."""
    data = bytearray(bytes.fromhex(RECORD))
    for at, value in changes.items():
        offset = int(at.removeprefix("at_"))
        data[offset : offset + len(value)] = value
    return data.hex()


def _open(data: bytes, private: int = PKI.operator_private) -> trust.TrustList:
    def readinto(offset: int, buffer: bytearray) -> None:
        buffer[:] = data[offset : offset + len(buffer)]

    key = ENGINE.decode(sm2_sign.public_key(private))
    opened = sm2.finish(trust.open_list(readinto, len(data), (key,), ENGINE, signed.EITHER))
    sm2.finish(trust.check_pages(opened))
    return opened


def _compiled(text: str) -> trust.TrustList:
    return _open(trust_source.compile_list(trust_source.parse_source(text), PKI.operator))


def test_a_whole_source():
    opened = _compiled(
        HEAD.replace("sequence", "expires = 2027-11-01T00:00:00Z\nsequence")
        + CA_KEY
        + f'[[ca_key]]\nindex = 0x03\nexpires = "0120"\nrecord = "{issuer.root_record(PKI.roots[1]).hex()}"\n'
        + ISSUER
        + '[[issuer]]\nid = "01021000"\nname = "测试"\nprofile = "standard"\n'
        + REVOKED
        + BLOCKED
    )
    assert (opened.sequence, opened.issued_s, opened.effective_s, opened.expires_s, opened.test) == (
        7, 1793178000, 1793491200, 1825027200, True,
    )  # fmt: skip

    def found(table: int, key: str) -> bytes | None:
        return sm2.finish(opened.find(table, bytes.fromhex(key)))

    assert found(trust.CA_KEY, "02") == b"\x12\x40" + sm2_sign.public_key(PKI.roots[0].private, "xy")
    assert found(trust.CA_KEY, "03") == b"\x01\x20" + sm2_sign.public_key(PKI.roots[1].private, "xy")
    assert found(trust.ISSUER, "03041730") == bytes(33)
    assert found(trust.ISSUER, "01021000") == b"\0" + "测试".encode().ljust(32, b"\0")
    assert found(trust.REVOKED, "03041730900122") == b""
    assert found(trust.BLOCKED, "3104170000000000001f") == b""
    assert found(trust.BLOCKED, "3104170000000000002f") is None


def test_equal_sources_give_equal_bytes_however_they_are_ordered():
    one = HEAD + CA_KEY + ISSUER + '[[issuer]]\nid = "01021000"\n' + BLOCKED
    other = BLOCKED.lower() + '[[issuer]]\nid = "01021000"\n' + ISSUER + CA_KEY
    lists = [trust_source.compile_list(trust_source.parse_source(text), PKI.operator) for text in (one, HEAD + other)]
    assert lists[0] == lists[1]


def test_an_uncompressed_key_is_the_same_key():
    long = sm2_sign.public_key(PKI.roots[0].private, "uncompressed").hex().upper()
    assert trust_source.parse_source(HEAD + CA_KEY.replace(KEY, long)) == trust_source.parse_source(HEAD + CA_KEY)


def test_a_long_name_is_cut_at_a_character():
    source = trust_source.parse_source(HEAD + ISSUER + 'name = "一二三四五六七八九十百"\n')
    assert source.tables[trust.ISSUER][0][5:] == "一二三四五六七八九十".encode() + bytes(2)


def test_issued_may_be_missing_where_nothing_is_installed():
    text = HEAD.replace("issued = 2026-10-28T09:00:00Z\n", "")
    source = trust_source.parse_source(text, issued_required=False)
    assert source.issued_s == 0
    with pytest.raises(trust_source.SourceError, match="issued: is missing"):
        trust_source.parse_source(text)
    with pytest.raises(trust_source.SourceError, match="issued: is missing"):
        trust_source.compile_list(source, PKI.operator)
    assert _open(trust_source.compile_list(source, PKI.operator, issued_required=False)).issued_s == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sequence = \n", "this is no TOML: .*line 1"),
        (HEAD + "[[issuer]\n", "this is no TOML: .*line 4"),
        (HEAD.replace("sequence = 7\n", ""), "sequence: is missing"),
        (HEAD.replace("= 7", "= 0"), "sequence: 0 is not within 1..4294967295"),
        (HEAD.replace("= 7", "= 4294967296"), "sequence: 4294967296 is not within"),
        (HEAD.replace("= 7", "= true"), "sequence: True"),
        (HEAD.replace("= 7", '= "7"'), "sequence: '7'"),
        (HEAD.replace("effective_from", "effective"), "effective: is not known here.*effective_from"),
        (HEAD.replace("effective_from = 2026-11-01T00:00:00Z", ""), "effective_from: is missing"),
        (HEAD.replace("00:00:00Z", "00:00:00"), "effective_from: .* has no zone; add Z"),
        (HEAD.replace("00:00:00Z", "00:00:00.5Z"), "effective_from: .* fraction"),
        (HEAD.replace("2026-11-01T00:00:00Z", "2026-11-01"), "effective_from: .* is no time"),
        (HEAD.replace("2026-11-01T00:00:00Z", '"2026-11-01T00:00:00Z"'), "effective_from: .* unquoted"),
        (HEAD.replace("2026-11-01", "1969-11-01"), "effective_from: .* outside 1970..2106"),
        (HEAD.replace("2026-11-01", "2107-11-01"), "effective_from: .* outside 1970..2106"),
        (HEAD + "expires = 2026-11-01T00:00:00Z\n", "expires: is not later than effective_from"),
        (HEAD.replace("-10-28", "-11-02") + "expires = 2026-11-02T09:00:00Z\n", "expires: is not later than issued"),
        (HEAD + 'issuers = "x"\n', "issuers: is not known here"),
        (HEAD + "issuer = 3\n", r"issuer: is no list .*\[\[issuer\]\]"),
        (HEAD + '[issuer]\nid = "03041730"\n', r"issuer: is no list .*\[\[issuer\]\]"),
        (HEAD + CA_KEY.replace("index = 2\n", ""), r"ca_key\[0\]\.index: is missing"),
        (HEAD + CA_KEY.replace("= 2", "= 256"), r"ca_key\[0\]\.index: 256 is no byte"),
        (HEAD + CA_KEY.replace("= 2", "= -1"), r"ca_key\[0\]\.index: -1 is no byte"),
        (HEAD + CA_KEY.replace("= 2", '= "02"'), r"ca_key\[0\]\.index: '02' is no byte"),
        (HEAD + CA_KEY.replace("1240", "1340"), r'ca_key\[0\]\.expires: "1340" has no month'),
        (HEAD + CA_KEY.replace("1240", "0040"), r'ca_key\[0\]\.expires: "0040" has no month'),
        (HEAD + CA_KEY.replace("1240", "12/40"), r'ca_key\[0\]\.expires: "12/40" is not 4 decimal digits'),
        (HEAD + CA_KEY.replace('"1240"', "1240"), r"ca_key\[0\]\.expires: 1240 is no text"),
        (HEAD + CA_KEY.replace(KEY, KEY[:-2]), r"ca_key\[0\]\.public_key: .* is not 33 or 65 bytes"),
        (HEAD + CA_KEY.replace(KEY, "02" + "00" * 31 + "02"), r"ca_key\[0\]\.public_key: is no point"),
        (HEAD + CA_KEY.replace(KEY, "02" + "ff" * 32), r"ca_key\[0\]\.public_key: is no point"),
        (HEAD + CA_KEY.replace(f'public_key = "{KEY}"\n', ""), r"ca_key\[0\]\.public_key: give either"),
        (HEAD + CA_KEY + f'record = "{RECORD}"\n', r"ca_key\[0\]\.public_key: give either"),
        (HEAD + CA_KEY + CA_KEY, r"ca_key\[1\]\.index: is the same as ca_key\[0\]"),
        (HEAD + CA_KEY + "exponent = 3\n", r"ca_key\[0\]\.exponent: is not known here"),
        (HEAD + ISSUER * 3 + '[[issuer]]\nid = "0304173"\n', r'issuer\[3\]\.id: "0304173" is not 8'),
        (HEAD + '[[issuer]]\nid = "0304173a"\n', r"issuer\[0\]\.id"),
        (HEAD + '[[issuer]]\nid = "０３０４１７３０"\n', r"issuer\[0\]\.id"),
        (HEAD + "[[issuer]]\nid = 3041730\n", r"issuer\[0\]\.id: 3041730 is no text"),
        (HEAD + "[[issuer]]\n", r"issuer\[0\]\.id: is missing"),
        (HEAD + ISSUER + 'name = "a\\nb"\n', r"issuer\[0\]\.name: holds control characters"),
        (HEAD + ISSUER + "name = 5\n", r"issuer\[0\]\.name: 5 is no text"),
        (HEAD + ISSUER + 'profile = "alice"\n', r'issuer\[0\]\.profile: "alice" is not known; .* standard'),
        (HEAD + ISSUER + ISSUER, r"issuer\[1\]\.id: is the same as issuer\[0\]"),
        (HEAD + REVOKED.replace("900122", "9001"), r"revoked_certificate\[0\]\.serial: .* is not 3 bytes"),
        (HEAD + REVOKED.replace("900122", "90 01 22"), r"revoked_certificate\[0\]\.serial"),
        (HEAD + REVOKED + REVOKED, r"revoked_certificate\[1\]: is the same as revoked_certificate\[0\]"),
        (HEAD + BLOCKED.replace("1F", "1"), r"blocked_account\[0\]\.account: .*01 is not 20 hex"),
        (HEAD + BLOCKED.replace("1F", "1G"), r"blocked_account\[0\]\.account"),
        *(
            (HEAD + BLOCKED.replace("0000000000001F", end), r"blocked_account\[0\]\.account: would match no code")
            for end in ("0000000000001A", "000000000000FF", "0000000000F01F", "FFFFFFFFFFFFFF")
        ),
        (HEAD + BLOCKED + BLOCKED.replace("1F", "1f"), r"blocked_account\[1\]\.account: is the same as"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(text: str, message: str):
    with pytest.raises(trust_source.SourceError, match=message):
        trust_source.parse_source(text)


def test_every_problem_is_told_at_once():
    text = HEAD.replace("= 7", "= 0") + '[[issuer]]\nid = "1"\n[[issuer]]\nid = "2"\n' + BLOCKED.replace("1F", "")
    with pytest.raises(trust_source.SourceError) as caught:
        trust_source.parse_source(text)
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "sequence", "issuer[0].id", "issuer[1].id", "blocked_account[0].account",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (RECORD[:-2], "is not 144 bytes"),
        (_record(at_0=b"\x20"), "record header at byte 0"),
        (_record(at_5=b"\xa1"), "RID at byte 5"),
        (_record(at_10=b"\x03"), "is of index 0x03, the entry says 0x02"),
        (_record(at_11=b"\x11"), "ends 1199, the entry says 1299"),
        (_record(at_13=b"\x05"), "algorithm, parameter and key length at byte 13"),
        (_record(at_14=b"\x10"), "algorithm, parameter and key length"),
        (_record(at_15=b"\x41"), "algorithm, parameter and key length"),
        (_record(at_16=bytes(64)), "is no point"),
        (_record(at_1=b"\x02"), "its signature does not hold"),
        (_record(at_16=sm2_sign.public_key(5, "xy")), "its signature does not hold"),
        (_record(at_143=b"\x00"), "its signature does not hold"),
        (_record(at_80=bytes(64)), "its signature does not hold"),
    ],
)
def test_a_root_record_is_checked(record: str, message: str):
    good = CA_KEY.replace("1240", "1299").replace(f'public_key = "{KEY}"', f'record = "{RECORD}"')
    assert trust_source.parse_source(HEAD + good).tables[0][0][3:] == sm2_sign.public_key(PKI.roots[0].private, "xy")
    with pytest.raises(trust_source.SourceError, match=r"ca_key\[0\]\.record: .*" + message):
        trust_source.parse_source(HEAD + good.replace(RECORD, record))


@pytest.mark.parametrize("count", (0, 1, 50, 51, 52, 51 * 12, 51 * 12 + 1, 51 * 12 * 12, 51 * 12 * 12 + 1))
def test_every_entry_is_found_whatever_the_size(count: int):
    source = random.Random(count)
    numbers = sorted(source.sample(range(10**7), count))
    accounts = [number.to_bytes(10, "big") for number in numbers]
    header = trust_image.Header(1, 1, 1, 0)
    opened = _open(trust_image.image(header, ((), (), (), iter(accounts)), PKI.operator))
    places = {0, 1, 49, 50, 51, 52, 611, 612, 613, count // 2, count - 2, count - 1}
    for place in sorted(place for place in places if 0 <= place < count):
        assert sm2.finish(opened.find(trust.BLOCKED, accounts[place])) == b""
        beside = numbers[place] + 1
        expected = b"" if beside in numbers[place : place + 2] else None
        assert sm2.finish(opened.find(trust.BLOCKED, beside.to_bytes(10, "big"))) == expected
    for absent in (b"\xff" * 10, (10**7).to_bytes(10, "big")):
        assert sm2.finish(opened.find(trust.BLOCKED, absent)) is None


def test_the_image_is_what_its_description_says():
    """Byte by byte, without the constants that the writer and the reader share."""
    accounts = [bytes([1] * 9 + [number]) for number in range(52)]
    data = trust_image.image(trust_image.Header(9, 3, 4, 5), ((), (), (), accounts), PKI.operator)
    xy = sm2_sign.public_key(PKI.operator_private, "xy")
    first = b"".join(accounts[:51]).ljust(512, b"\0")
    second = accounts[51].ljust(512, b"\0")
    first_hash = sm2_sign.sm3(b"\3\0" + bytes(4), first)
    second_hash = sm2_sign.sm3(b"\3\0" + b"\0\0\0\1", second)
    node = (accounts[0] + first_hash + accounts[51] + second_hash).ljust(512, b"\0")
    root = sm2_sign.sm3(b"\3\1" + bytes(4), node)
    header = (
        b"RGTRUST1" + b"\1\1\2\0" + sm2_sign.sm3(xy)[:8]
        + bytes.fromhex("00000009 00000003 00000004 00000005 00000800")
        + bytes(36 * 3) + (52).to_bytes(4, "big") + root
    ).ljust(448, b"\0")  # fmt: skip
    assert data == header + sm2_sign.sign(PKI.operator_private, header) + first + second + node


def test_the_writer_refuses_entries_out_of_order():
    for entries in ([b"b" * 10, b"a" * 10], [b"a" * 10, b"a" * 10], [b"a" * 9]):
        with pytest.raises(ValueError, match="table 3"):
            trust_image.write_table(3, entries, BytesIO().write)


def test_opened_from_a_source_and_from_a_binary(tmp_path: Path):
    (tmp_path / "trust.toml").write_text(issuer.trust_toml(PKI), "utf-8")
    opened = trust_file.load(tmp_path / "trust.toml", None, ENGINE).open(ENGINE)
    assert opened.sequence == 1 and opened.test
    source = trust_source.parse_source(issuer.trust_toml(PKI))
    (tmp_path / "trust.bin").write_bytes(trust_source.compile_list(source, PKI.operator))
    operator_key.write(tmp_path, PKI.operator_private)
    opened = trust_file.load(tmp_path / "trust.bin", tmp_path / "operator.pub", ENGINE).open(ENGINE)
    assert sm2.finish(opened.find(trust.ISSUER, b"\x03\x04\x17\x30")) is not None
    operator_key.write(tmp_path, 5)
    with pytest.raises(Trouble, match="none of this terminal's operator keys"):
        trust_file.load(tmp_path / "trust.bin", tmp_path / "operator.pub", ENGINE).open(ENGINE)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('"3104 1700 0000 0000 001F"', "*" * 16 + "001F"),
        ('"3104-1700-0000-0000-0017"', "*" * 16 + "0017"),
        ("3104170000000000001", "*" * 15 + "0001"),
        ("[3104, 1700, 17]", "what stands there"),
        ("3104170000000000001.0", "what stands there"),
        ('"17"', "17"),
        ('""', "a text of nothing"),
    ],
)
def test_an_error_shows_four_digits_of_an_account(value, shown):
    with pytest.raises(trust_source.SourceError) as why:
        trust_source.parse_source(HEAD + f"[[blocked_account]]\naccount = {value}\n")
    assert str(why.value).startswith(f"blocked_account[0].account: {shown} is not 20 hexadecimal digits")


def test_a_file_name_that_no_file_can_have_is_an_error(tmp_path):
    with pytest.raises(trust_source.SourceError, match=r"this is no TOML: .*U\+0000"):
        trust_source.parse_source('blocked_accounts_file = "a\\u0000b"\n' + HEAD, folder=tmp_path)
