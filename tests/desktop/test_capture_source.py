"""Text and folders of photographs as captures, and what is none."""

import json
import os

import pytest

from sim.capture import from_photos, mcap_file
from sim.capture.capture import Hostile
from tests.desktop.test_capture_lines import lines
from tests.rig import command
from tests.rig.command import AT_S, ridegate


@pytest.mark.parametrize(
    "text",
    [
        '{"hex": "8101", "at": 1793000000}\n\n{"hex": "8102", "at": "1793000001.5"}\n',
        '{"payloads": ["8101"], "at": "2026-10-26T07:33:20Z"}\n{"payloads": ["8102"], "at": 1793000001.5}',
        "hex,at\n8101,1793000000\n8102,2026-10-26T15:33:21.500+08:00\n",
        "at,hex\r\n1793000000,81 01\r\n1793000001.5,8102\r\n",
        "\ufeff8101,1793000000\n8102,1793000001.5\n",
    ],
)
def test_text_in_every_form_is_the_same_capture(text):
    script = lines(text).script
    first, second = script[1], script[2]
    assert first[1] == 1 and first[3:] == [AT_S, ["8101"]]
    assert second[1] == 2 and second[3:] == [AT_S + 1, ["8102"]]
    assert second[2] - first[2] in (1000, 1500)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no line"),
        ("{", "line 1 is no JSON"),
        ("[" * 10_000, "line 1"),
        ('{"a": ' * 2000, "line 1 is no JSON"),
        ('{"hex": 5}', "line 1: its payload is no hexadecimal"),
        ('{"at": 5}', "line 1: it has no payload"),
        ('{"hex": "zz"}', "no hexadecimal"),
        ('{"hex": "81"}\n{"hex": "81", "at": 5}', "line 2: either every line"),
        ('{"hex": "81", "at": "soon"}', "is no moment"),
        ('{"hex": "81", "at": -1}', "is no moment"),
        ('{"hex": "81", "at": 4294967296}', "is no moment"),
        ('{"hex": "81", "at": 1e400}', "is no moment"),
        ('{"hex": "81", "at": true}', "is no moment"),
        ('{"hex": "81", "result": "OPEN"}', "none of a terminal's"),
        ('{"hex": "81", "result": ["OPEN"]}', "none of a terminal's"),
        ("81" * 9000, "line 1 has more than 16384 bytes"),
        ('{"hex": "' + "81" * 2049 + '"}', "more than 2048 bytes"),
    ],
)
def test_lines_that_are_none_are_named(text, words):
    with pytest.raises(Hostile, match=words.replace("(", r"\(")):
        lines(text)


def test_the_longest_line_and_payload_that_are_taken():
    assert lines('{"hex": "' + "81" * 2048 + '"}').scans[1] == ["81" * 2048]


def test_what_text_expects_is_compared(tmp_path):
    rows = [{"hex": command.code(0).hex(), "at": AT_S, "result": "ACCEPTED"}]
    rows += [{"hex": path.read_bytes().hex(), "at": AT_S + 10 * at, "result": fault.result, "step": fault.step}
             for at, (fault, path) in enumerate(command.faulty(), 1) if not fault.policy]  # fmt: skip
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    status, out, err = ridegate("replay", path, "--trust", command.trust(), "--at", AT_S, "--json")
    told = command.lines(out)
    assert told[0]["recorded"] == len(rows)
    late = {"CODE_EXPIRED", "CODE_NOT_YET_VALID", "USER_CERT_EXPIRED"}
    assert (status, told[0]["first"], err) == (0, None, "") or told[0]["first"]["recorded"]["result"] in late
    rows[0]["result"] = "CODE_EXPIRED"
    path.write_text("\n".join(map(json.dumps, rows)))
    status, out, _ = ridegate("replay", path, "--trust", command.trust())
    assert status == 1 and "CODE_EXPIRED" in out and "the first difference: result" in out
    assert not command.shows_account(out)


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("20261026T073320Z.png", AT_S),
        ("gate-2026-10-26T07-33-20Z-03.jpg", AT_S),
        ("IMG_1793000000.jpg", AT_S),
        ("mmexport1793000000250.jpg", AT_S),
        ("IMG_0001.jpg", None),
        ("20261399T073320Z.png", None),
        ("17930000001.png", None),
    ],
)
def test_a_photographs_time_is_in_its_name(name, moment):
    assert from_photos.moment(name) == moment


def test_a_folder_of_photographs(tmp_path):
    names = []
    for number in range(12):
        at_s = AT_S + 10 * number
        code = command.pki().recipe(at_s, command.pki().user(number)).encode()
        names.append(f"{at_s}.png")
        (tmp_path / names[-1]).write_bytes(command.picture(code))
    (tmp_path / f"{AT_S + 200}.png").write_bytes(command.blank())
    (tmp_path / f"{AT_S + 210}.png").write_bytes(command.picture(b"TX0123456789"))
    (tmp_path / "notes.txt").write_text("no picture")
    status, out, err = ridegate("replay", tmp_path, "--trust", command.trust(), "--json")
    told = command.lines(out)[0]
    assert (status, err) == (0, "")
    assert told["totals"] == {"ACCEPTED": 12, "FOREIGN_CODE": 1}
    assert told["scans"] == 14 and told["unanswered"] == 1 and "1 of 14 pictures show no symbol" in told["notes"]
    (tmp_path / f"{AT_S + 300}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    status, out, _ = ridegate("replay", tmp_path, "--trust", command.trust())
    assert status == 2 and f"{AT_S + 300}.png" in out


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "No such file"),
        (lambda path: path.mkdir(), "holds no picture"),
        (lambda path: path.write_bytes(b""), "holds no line"),
        (lambda path: path.write_bytes(mcap_file.MAGIC), "not recorded by"),
        (lambda path: path.write_bytes(bytes(range(256))), "line 1"),
    ],
)
def test_what_is_no_capture_is_told_in_a_line(tmp_path, make, words):
    make(tmp_path / "x")
    status, out, err = ridegate("replay", tmp_path / "x")
    assert (status, out) == (2, "") and words in err and len(err.splitlines()) == 1


def test_text_without_times_wants_a_moment(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("hex\n" + command.code(0).hex() + "\n" + command.code(1).hex() + "\n")
    status, _, err = ridegate("replay", path, "--trust", command.trust())
    assert status == 2 and "name the moment with --at" in err
    status, out, _ = ridegate("replay", path, "--trust", command.trust(), "--at", AT_S, "--json")
    assert status == 0 and command.lines(out)[0]["totals"] == {"ACCEPTED": 2}
    status, out, _ = ridegate("replay", path, "--trust", command.trust(), "--at", AT_S + 86_400, "--json")
    assert command.lines(out)[0]["totals"] == {"CODE_EXPIRED": 2}


def test_each_photograph_without_a_time_is_judged(tmp_path):
    """Files that were copied have one time: no phone is taken for one still held there."""
    first, second = command.code(0), command.code(1)
    for name, code in (("IMG_1.png", first), ("IMG_2.png", first), ("IMG_3.png", second), (f"{AT_S + 9}.png", second)):
        (tmp_path / name).write_bytes(command.picture(code))
        os.utime(tmp_path / name, (AT_S, AT_S))
    os.mkfifo(tmp_path / "pipe")
    status, out, err = ridegate("replay", tmp_path, "--trust", command.trust(), "--json")
    told = command.lines(out)[0]
    assert (status, err, told["unanswered"]) == (0, "", 0)
    assert told["totals"] == {"ACCEPTED": 2, "CODE_ALREADY_USED": 2}
    assert any("of 3 of 4 pictures tell no times" in note for note in told["notes"])
    assert any("pipe (no file)" in note for note in told["notes"])
