"""`ridegate inspect` and `ridegate decode`."""

import json

import pytest

from sim.code import layout
from sim.output import show
from sim.page import message
from tests.rig import command
from tests.rig.command import AT_S, code, folder, lines, ridegate, write

NUMBER = "92837465564738291047"
ACCOUNT = bytes.fromhex(NUMBER)
SHOWN_MAX = 5  # digits in a row; the last four may be shown, and a byte at fault


def inspect(data, *arguments, name="code.bin"):
    status, out, err = ridegate("inspect", "--json", *arguments, write(name, data))
    assert err == ""
    return status, lines(out)[0]


def fields(record):
    return {field["name"]: field for field in record["fields"]}


@pytest.mark.parametrize("n", [0, 11, 32])
def test_every_field_is_told_with_its_place(n):
    raw = code(1, extension=bytes(range(n)))
    status, record = inspect(raw)
    assert status == 0
    assert (record["bytes"], record["extension_bytes"], record["result"]) == (332 + n, n, None)
    assert [field["name"] for field in record["fields"]] == [field.name for field in layout.FIELDS]
    at = 0
    for field in record["fields"]:
        assert field["offset"] == at
        assert not field["wrong"]
        at += field["length"]
        if "*" not in field["hex"]:
            assert bytes.fromhex(field["hex"]) == raw[field["offset"] : at]
    assert at == 332 + n
    values = {name: field["value"] for name, field in fields(record).items()}
    assert values["issuer"] == "03041730" and values["limit_fen"] == 20000
    assert values["generated_s"] == "2026-10-26T07:33:20Z"
    assert values["account"] == "***************0001"
    assert values["extension_bytes"] == n


def test_what_the_signatures_cover():
    _, record = inspect(code(1, extension=bytes(11)))
    assert [(s["name"], s["covers"], s["holds"]) for s in record["signatures"]] == [
        ("ca", [9, 56], None),
        ("issuer", [3, 209], True),
        ("ride", [0, 278], True),
    ]


def test_signatures_that_do_not_hold():
    for name, outcome in (("BAD_RIDE_SIGNATURE", [None, True, False]), ("BAD_ISSUER_SIGNATURE", [None, False, True])):
        path = next(path for fault, path in command.faulty() if fault.name == name)
        status, out, _ = ridegate("inspect", "--json", path)
        assert status == 0
        assert [s["holds"] for s in lines(out)[0]["signatures"]] == outcome
    path = next(path for fault, path in command.faulty() if fault.name == "BAD_PUBLIC_KEY-user")
    record = lines(ridegate("inspect", "--json", path)[1])[0]
    assert record["signatures"][2] | {"name": ""} == {
        "name": "",
        "field": "ride_signature",
        "covers": [0, 267],
        "holds": False,
        "remark": "its key is no point of the curve",
    }


FAULTS = (
    (3, 0x22, 3, "it is 22, must be 24"),
    (12, 0xA0, 12, "decimal digit"),
    (14, 0x13, 14, "month 01 to 12"),
    (20, 0x05, 20, "must be 04"),
    (22, 0x40, 22, "must be 21"),
    (23, 0x04, 23, "02 or 03"),
    (140, 0x1F, 140, "19 digits and F, or 20 digits"),
    (145, 0xF1, 145, "19 digits and F, or 20 digits"),
    (197, 33, 197, "does not fit"),
    (198, 0x16, 198, "begins with 15"),
)


def test_the_first_fault_is_named():
    files = []
    for at, value, _, _ in FAULTS:
        raw = bytearray(code(1))
        raw[at] = value
        files.append(write(f"fault-{at}.bin", bytes(raw)))
    status, out, err = ridegate("inspect", "--json", *files)
    assert (status, err) == (1, "")
    for record, (_, _, offset, words) in zip(lines(out), FAULTS, strict=True):
        assert (record["result"], record["step"], record["offset"]) == ("MALFORMED", 4, offset)
        assert f"byte {offset}," in record["fault"] and words in record["fault"]
        marked = [one for one in record["fields"] if one["wrong"]]
        assert offset == 197 or marked[0]["offset"] <= offset < marked[0]["offset"] + marked[0]["length"]
    text = ridegate("inspect", *files)[1]
    assert text.count("first fault: byte") == text.count("MALFORMED 105") == len(FAULTS)


def test_a_cut_code_is_shown_as_far_as_it_goes():
    lengths = (1, 2, 3, 120, 140, 200, 331)
    files = [write(f"cut-{length}.bin", code(1)[:length]) for length in lengths]
    status, out, err = ridegate("inspect", "--json", *files)
    assert (status, err) == (1, "")
    for record, length in zip(lines(out), lengths, strict=True):
        assert (record["result"], record["offset"], record["code_bytes"]) == ("BAD_LENGTH", 1, length)
        assert sum(len(field["hex"]) for field in record["fields"]) == 2 * length
    text = ridegate("inspect", *files)[1]
    assert text.count("BAD_LENGTH 104") == len(lengths) and "missing" in text
    assert command.shows_account(text) is None


def test_mangled_codes_are_unwrapped():
    forms = command.mangled(2)
    files = [write(f"form-{at}.bin", data) for at, (_, data) in enumerate(forms)]
    status, out, _ = ridegate("inspect", "--json", *files)
    assert status == 0
    for record, (undone, _) in zip(lines(out), forms, strict=True):
        assert (record["recovered"], record["beyond"], record["code_bytes"]) == (undone, None, 332)


def test_text_of_a_broken_code_is_shown_though_no_terminal_undoes_it():
    spaced = code(1)[:-1].hex(" ").encode()
    status, record = inspect(spaced)
    assert status == 1
    assert (record["result"], record["beyond"], record["code_bytes"]) == ("BAD_LENGTH", "hexadecimal", 331)
    status, record = inspect(code(1)[:200].hex().encode())
    assert (status, record["result"], record["fault"]) == (
        1,
        "BAD_LENGTH",
        "bytes 1-2 declare a code of 332 bytes, 200 are there; right are 332 to 364",
    )


def test_what_is_no_ride_code_is_not_taken_apart():
    for data, result in (
        (b"\x01", "NOT_A_RIDE_CODE"),
        (b"6212345678901234567", "FOREIGN_CODE"),
        (b"hello", "NOT_A_RIDE_CODE"),
    ):
        status, record = inspect(data)
        assert (status, record["result"]) == (1, result)
        assert "fields" not in record
        assert "12345678901" not in ridegate("inspect", folder() / "code.bin")[1]


def test_pictures():
    path = write("both.png", command.picture(code(1), code(2)))
    status, out, _ = ridegate("inspect", "--json", path)
    records = lines(out)
    assert status == 0
    assert [(r["index"], r["payloads"], fields(r)["account"]["value"][-4:]) for r in records] == [
        (0, 2, "0001"),
        (1, 2, "0002"),
    ]
    status, out, err = ridegate("inspect", write("none.png", command.blank()))
    assert (status, out) == (2, "") and "no QR symbol" in err


def test_accounts_and_field_4_are_masked_in_every_place_and_form():
    damaged = [code(1)[10:], b"\x81" + code(1), code(1)[:100] + code(1)[110:], code(1)[:138] + bytes(9) + code(1)[138:]]
    again = code(1, extension=bytes.fromhex(command.pki().user(1).account))
    secrets = [again, *damaged, *(data for _, data in command.mangled(1))]
    files = [write(f"secret-{at}.bin", data) for at, data in enumerate(secrets)]
    for form in ([], ["--json"]):
        _, out, err = ridegate("inspect", *form, *files)
        assert command.shows_account(out + err) is None
        bare = "".join(out.split())
        assert b"RIDEGATE".hex() not in bare and "RIDEGATETEST" not in bare


def misplaced():
    """Codes whose structure the account breaks, in another place or form; bytes 1-2 as they were, and as they fit."""
    good = code(1, account=ACCOUNT)
    text = NUMBER.encode()
    found = [good[:130] + b"ABCDEFGHIJ" + good[130:], good[:120] + ACCOUNT + good[120:136] + good[146:]]
    found += [good[:136] + text[:digits] + good[146:] for digits in (16, 19, 20)]
    for at in (10, 23, 56, 120, 150, 158, 188, 198, 263):
        swapped = bytearray(good)
        swapped[136:146], swapped[at : at + 10] = good[at : at + 10], ACCOUNT
        found.append(bytes(swapped))
    return [one for raw in found for one in (raw, raw[:1] + (len(raw) - 3).to_bytes(2, "big") + raw[3:])]


COPIES = [
    *(ACCOUNT, bytes.fromhex(f"0{NUMBER}0"), bytes.fromhex(NUMBER[:-1] + "f"), bytes.fromhex(NUMBER[1:] + "f")),
    *(each.encode() for each in (NUMBER, NUMBER[:19], NUMBER[1:], NUMBER[:16], NUMBER[4:], f'{{"id":"{NUMBER}"}}')),
]


@pytest.mark.parametrize("make", [misplaced, lambda: [code(1, account=ACCOUNT, extension=one) for one in COPIES]])
def test_an_account_is_masked_wherever_and_however_it_stands(make):
    codes = make()
    files = [write(f"place-{at}.bin", raw) for at, raw in enumerate(codes)]
    for form in ([], ["--json"]):
        _, out, _ = ridegate("inspect", *form, *files)
        bare = "".join(out.split())
        for at in range(len(NUMBER) - SHOWN_MAX):
            digits = NUMBER[at : at + SHOWN_MAX + 1]
            assert digits not in bare and digits.encode().hex() not in bare, (form, digits)
    for raw in codes:
        shown = json.dumps(message.code(raw))
        assert all(NUMBER[at : at + SHOWN_MAX + 1] not in shown for at in range(len(NUMBER) - SHOWN_MAX))


def test_no_value_is_made_of_bytes_that_are_masked():
    raw = bytearray(code(1))
    raw[188:198] = ACCOUNT
    told = fields(inspect(bytes(raw))[1])
    assert told["user_expiry_s"]["hex"] == "*" * 8
    assert told["user_expiry_s"]["value"] is told["validity_s"]["value"] is told["extension_bytes"]["value"] is None
    assert fields(inspect(bytes(raw), "--show-account")[1])["user_expiry_s"]["value"] is not None
    shown = {one["name"]: one["value"] for one in message.code(bytes(raw))["fields"]}
    assert shown["validity_s"] == shown["user_expiry_s"] == "masked"
    moved = code(1)[:192] + ACCOUNT + code(1)[202:]  # a part of the time is masked
    until = show.utc(int.from_bytes(moved[191:195], "big"))
    masked, in_full = (ridegate("inspect", *more, write("code.bin", moved))[1] for more in ([], ["--show-account"]))
    assert until in in_full and until not in masked
    raw[188:198] = bytes.fromhex("a0" * 6 + NUMBER[:6] + "aa")  # fewer digits than a run has: nothing is masked
    assert fields(inspect(bytes(raw))[1])["validity_s"]["value"] == int(NUMBER[2:6], 16)


@pytest.mark.parametrize(("digits", "stars"), [(15, 0), (16, 16), (20, 16)])
def test_so_many_digits_of_an_account_are_a_copy_of_it(digits, stars):
    for text, width in ((NUMBER[:digits].ljust(20, "a"), 1), (NUMBER[:digits].encode().hex(), 2)):
        record = inspect(code(1, account=ACCOUNT, extension=bytes.fromhex(text)))[1]
        assert fields(record)["extension"]["hex"] == "*" * stars * width + text[stars * width :]


def test_zeros_are_no_copy_of_an_account_that_is_full_of_them():
    told = fields(inspect(code(1, account=bytes.fromhex("3104170000000000000f"), card_issuer=0))[1])
    assert told["account"]["hex"] == "*" * 15 + "0000f" and told["platform"]["hex"] == "0" * 8


def test_show_account_shows_it():
    path = write("code.bin", code(1))
    number = command.pki().user(1).account.rstrip("f")
    out = ridegate("inspect", "--show-account", path)[1]
    assert number in out and "masked" not in out
    record = lines(ridegate("inspect", "--json", "--show-account", path)[1])[0]
    assert fields(record)["account"]["value"] == number
    assert bytes.fromhex(fields(record)["issuer_data"]["hex"]) == b"RIDEGATE TEST   "


def test_the_map_holds_every_byte():
    raw = code(1, extension=bytes(range(32)))
    out = ridegate("inspect", "--show-account", write("code.bin", raw))[1]
    rows = [line.split()[1:17] for line in out.splitlines()[-27:] if line[:3].strip().isdecimal()]
    assert "".join(byte for row in rows for byte in row)[: 2 * len(raw)] == raw.hex()


@pytest.mark.parametrize("decoder", ["zxing", "zbar"])
def test_decode_prints_what_symbols_carry(decoder):
    one = write("one.png", command.picture(code(1)))
    two = write("two.png", command.picture(code(1), code(2)))
    status, out, err = ridegate("decode", "--decoder", decoder, one, two)
    assert status == 0
    assert out.split() == [code(1).hex(), code(1).hex(), code(2).hex()]
    assert "1 symbol" in err and "2 symbols" in err
    status, out, err = ridegate("decode", "--decoder", decoder, "--json", one, two)
    records = lines(out)
    assert (status, err) == (0, "")
    assert [sorted(record) for record in records] == [["file", "kind", "ms", "payloads"]] * 2
    assert records[1]["payloads"] == [code(1).hex(), code(2).hex()]


def test_decode_goes_on_behind_a_file_it_cannot_read():
    good, none = write("one.png", command.picture(code(1))), write("none.png", command.blank())
    assert ridegate("decode", good, none)[0] == 1
    status, out, err = ridegate("decode", "--json", folder() / "missing.png", none, good)
    assert status == 2 and "missing.png" in err
    assert [record.get("payloads") for record in lines(out)] == [None, [], [code(1).hex()]]


def test_a_decoded_picture_can_be_piped_on():
    hexadecimal = ridegate("decode", write("one.png", command.picture(code(1))))[1]
    status, out, _ = ridegate("inspect", "--json", "-", stdin=hexadecimal.encode())
    assert status == 0
    assert lines(out)[0]["recovered"] == ["line_end", "hex"]
    assert AT_S == 1_793_000_000
