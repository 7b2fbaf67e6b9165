"""`ridegate inspect --card`: file 15 of a card from a dump, its bounds, hostile bytes, and that no number is shown."""

import json
import random

import pytest

from hal.fake.card import TestCard
from sim.code import card_file
from sim.code.card_file import DATA_MAX_BYTES, FIELDS, look
from terminal import card, codes
from tests.rig.command import ridegate, write

NUMBER = "03109900000000000017"
FILE = TestCard(bytes.fromhex(NUMBER)).file_15
DIGITS = NUMBER[1:]


def inspect(data, *arguments):
    status, out, err = ridegate("inspect", "--card", "--json", *arguments, write("file15", data))
    assert err == ""
    return status, json.loads(out)


def values(told):
    return {one["name"]: one["value"] for one in told["fields"]}


def test_every_field_with_its_place_and_clause():
    status, told = inspect(FILE)
    assert status == 0 and told["result"] is None
    at = 0
    for one in told["fields"]:
        assert one["offset"] == at and one["clause"].startswith("§13") and one["zh"] and one["en"] and not one["wrong"]
        at += one["length"]
    assert at == card.FILE_15_BYTES
    assert values(told) == {
        "issuer": "99990001", "kind": 2, "version": 1, "number": "***************0017",
        "valid_from": "2024-01-01", "valid_until": "2044-12-31", "other": None,
    }  # fmt: skip


def test_the_number_is_the_account_that_a_terminal_judges_and_in_full_when_asked():
    _, told = inspect(FILE, "--show-account")
    assert values(told)["number"] == card.parse(FILE, bytes(4), 0).account.hex().rstrip("f")
    assert FILE.hex() == "".join(one["hex"] for one in told["fields"])
    twenty = TestCard(bytes.fromhex("1" + NUMBER[1:])).file_15
    assert values(inspect(twenty)[1])["number"] == "*" * 16 + "0017"


@pytest.mark.parametrize(
    "form",
    [
        lambda data: data,
        lambda data: data + b"\x90\x00",
        lambda data: data.hex().encode(),
        lambda data: (data.hex(" ").upper() + " 90 00\n").encode(),
        lambda data: "\n".join(f"{at:08x}: {data[at : at + 16].hex(' ')}" for at in range(0, 30, 16)).encode(),
        lambda data: data.hex().encode("utf-16"),
    ],
)
def test_forms_of_a_dump(form):
    status, told = inspect(form(FILE))
    assert status == 0 and values(told)["issuer"] == "99990001" and told["behind"] == 0
    assert told["status"] in (None, "9000")


@pytest.mark.parametrize(
    ("data", "takes"),
    [
        (FILE[:-1], False), (FILE, True), (FILE + b"\xff", True),
        (FILE + b"\xff" * (DATA_MAX_BYTES - 30), True), (FILE + b"\xff" * (DATA_MAX_BYTES - 29), False),
        (b"\x00", False), (b"\x90\x00", False), (b"\x6a\x82", False),
    ],
)  # fmt: skip
def test_bounds_are_those_of_a_terminal(data, takes):
    status, told = inspect(data)
    assert status == (0 if takes else 1) and told["result"] == (None if takes else "CARD_UNREADABLE")
    assert takes == (told["fault"] is None) and (takes or told["number"] == codes.CARD_UNREADABLE)
    if len(data) > 2:
        answers = (terminal_takes(data + b"\x90\x00"),)
        assert answers == (takes,)


def terminal_takes(response):
    """What `terminal.card.read` makes of that response to READ_FILE_15."""
    walk = card.read(0)
    next(walk)
    walk.send(card.AID + b"\x90\x00")
    walk.send(b"\x90\x00")
    try:
        walk.send(response)
        walk.send(bytes(4) + b"\x90\x00")
    except StopIteration:
        return True
    except card._Unreadable:
        return False
    raise AssertionError("it asks on")


@pytest.mark.parametrize(
    ("field", "data", "wrong", "takes"),
    [
        ("issuer", "9999000a" + "f" * 8, True, False),
        ("number", "0310990000000000001a", True, False),
        ("number", "0310990000000000001f", False, True),
        ("number", "031099000000000000ff", True, False),
        ("valid_from", "20240229", False, True),
        ("valid_from", "20230229", True, True),
        ("valid_until", "20441301", True, True),
        ("valid_until", "ffffffff", True, True),
        ("valid_from", "00000000", True, True),
        ("valid_from", "00010101", False, True),
        ("valid_until", "99991231", False, True),
    ],
)
def test_what_a_field_may_hold(field, data, wrong, takes):
    at = next(one.at for one in FIELDS if one.name == field)
    new = bytes.fromhex(data)
    changed = FILE[:at] + new + FILE[at + len(new) :]
    status, told = inspect(changed)
    assert next(one for one in told["fields"] if one["name"] == field)["wrong"] == wrong
    assert status == (0 if takes else 1) and terminal_takes(changed + b"\x90\x00") == takes


def shown(*data):
    out = []
    for one in data:
        for arguments in ((), ("--json",)):
            out.append(ridegate("inspect", "--card", *arguments, write("file15", one))[1])
    return "".join(out).replace(" ", "")


@pytest.mark.parametrize("cut", range(0, 31, 3))
def test_no_number_is_shown_however_bytes_have_moved(cut):
    """Lost in front, cut behind, said twice, in ASCII: never five digits of its end in a row, nor any of its middle."""
    other = bytes.fromhex("0310" + "7352914868" + "35294817")[:10].ljust(10, b"\x11")
    file = TestCard(other).file_15
    secret = other.hex()[1:]
    moved = (file[cut:] or b"\x00", file[: 30 - cut] or b"\x00", file[:cut] + b"\x00" + file[cut:], file + other)
    told = shown(*moved, file[cut:].hex().encode() or b"0")
    in_full = ridegate("inspect", "--card", "--show-account", write("file15", file))[1].replace(" ", "")
    assert secret[4:12] in in_full
    for at in range(4, len(secret) - 7):
        assert secret[at : at + 8] not in told, (cut, secret[at : at + 8])


def test_hostile_bytes_raise_nothing():
    random_ = random.Random(15)
    for _ in range(3000):
        data = bytearray(FILE + b"\x90\x00" if random_.random() < 0.5 else FILE)
        for _ in range(random_.randrange(4)):
            data[random_.randrange(len(data))] = random_.randrange(256)
        data = bytes(data[: random_.randrange(len(data) + 1)] + random_.randbytes(random_.choice((0, 0, 1, 5, 300))))
        if random_.random() < 0.3:
            data = data.hex().encode()
        one = look("x", data)
        for in_full in (False, True):
            json.dumps(card_file.record(one, in_full))


def test_a_picture_and_a_missing_file_are_named(tmp_path):
    picture = write("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(40))
    status, _, err = ridegate("inspect", "--card", picture)
    assert status == 2 and "bytes of file 15" in err
    status, out, err = ridegate("inspect", "--card", "--json", tmp_path / "none", write("file15", FILE))
    assert status == 2 and len(out.splitlines()) == 2 and "none" in err
    text = ridegate("inspect", "--card", write("file15", FILE))[1]
    assert "structure right" in text and "CARD_NOT_AUTHENTICATED" in text and DIGITS not in text.replace(" ", "")
    text = ridegate("inspect", "--card", write("file15", FILE[:12]))[1]
    assert "CARD_UNREADABLE 107 at step 1" in text and "只有 12" in text
