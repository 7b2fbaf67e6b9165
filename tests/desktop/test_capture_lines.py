"""Text captures as spreadsheets and loggers change them: taken where they can mean one thing only, with a note, or
refused with the line and the reason."""

import io
import json
import random

import pytest

from sim.capture import from_lines, moment
from sim.capture.capture import Hostile
from sim.capture.replay import Task, play, untimed
from tests.rig.command import AT_S, ridegate

SEED = 20261101
MUTANTS = 3000


def lines(text):
    return from_lines.read("x", io.BytesIO(text.encode() if isinstance(text, str) else text))


def times(capture):
    """(Unix seconds, milliseconds since the first) of each scan."""
    scans = [step for step in capture.script if step[0] == "scan"]
    return [(step[3], step[2] - scans[0][2]) for step in scans]


@pytest.mark.parametrize(
    ("text", "at_ms"),
    [
        ("1793000000", 1_793_000_000_000),
        ("1793000000.9999", 1_793_000_000_999),  # not the next second
        ("1793000000,25", 1_793_000_000_250),
        ("1793000000250", 1_793_000_000_250),
        ("1793000000250999", 1_793_000_000_250),
        ("1793000000250999999", 1_793_000_000_250),
        ("1.793000000E+09", 1_793_000_000_000),
        ("1.79300000025E9", 1_793_000_000_250),
        ("2026-10-26T07:33:20Z", 1_793_000_000_000),
        ("2026-10-26 15:33:20.25+08:00", 1_793_000_000_250),
        ("2026-10-26 15:33:20,2599 +0800", 1_793_000_000_259),
        ("20261026T073320Z", 1_793_000_000_000),
        ("2026-10-26 07:33:20 UTC", 1_793_000_000_000),
        ("1970-01-01T00:00:00Z", 0),
        ("2106-02-07T06:28:15.999Z", 4_294_967_295_999),
        ("1000000000", 1_000_000_000_000),
        ("4294967295", 4_294_967_295_000),
    ],
)
def test_a_time_that_can_mean_one_moment_is_taken(text, at_ms):
    assert moment.parse(text)[0] == at_ms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1.79E+09", "last digits are lost"),
        ("1.793E9", "last digits are lost"),
        ("1e400", "last digits are lost"),
        ("45989.33", "number of a day"),
        ("45989", "number of a day"),
        ("12345678", "before September 2001"),
        ("999999999", "before September 2001"),
        ("4294967296", "after 2106"),
        ("4294967296000", "after 2106"),
        ("1,793,000,000", "in groups"),
        ("1.793.000.000", "in groups"),
        ("1 793 000 000", "in groups"),
        ("1'793'000'000,25", "in groups"),
        ("28/11/2026 8:00", "depends on the country"),
        ("11/28/2026 8:00:00 AM", "depends on the country"),
        ("28.11.26", "depends on the country"),
        ("26-11-28 08:00:00", "depends on the country"),
        ("2026-11-28", "depends on the country"),
        ("2026/11/28 08:00:00+08:00", "depends on the country"),
        ("08:00:00", "no date"),
        ("2026-11-28 08:00", "no zone"),
        ("2026-10-25T02:30:00", "no zone"),  # twice in Europe
        ("2026-11-28T08:00+08:00", "no seconds"),
        ("2016-12-31T23:59:60Z", "leap second"),
        ("2026-02-29T00:00:00Z", "no such date"),
        ("2026-01-01T24:00:01Z", "no such date"),
        ("2026-01-01T00:00:00+99:00", "no such date"),
        ("1969-12-31T23:59:59Z", "outside 1970"),
        ("2106-02-07T06:28:16Z", "outside 1970"),
        ("0001-01-01T00:00:00+23:59", "outside 1970"),
        ("2026-11-01T02:30:00 America/New_York", "no time at all"),
        ("１７９３０００００", "no time at all"),
        ("-1793000000", "no time at all"),
        ("NaN", "no time at all"),
        ("-Infinity", "no time at all"),
        ("now", "no time at all"),
        ("9" * 5000, "no time at all"),
    ],
)
def test_any_other_is_refused_with_the_reason(text, words):
    with pytest.raises(Hostile, match="is no moment: .*" + words) as told:
        moment.parse(text)
    assert len(str(told.value)) < 250


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("hex;at\r\n8101;1793000000,0\r\n8102;1793000001,5\r\n", "2 lines whose fields are separated by ';'"),
        ("sep=;\nhex;at\n8101;1793000000\n8102;1793000001.5\n", "separated by ';'"),
        ("hex\tat\n8101\t1793000000\n8102\t1793000001.5\n", r"separated by '\t'"),
        ("8101;1793000000\n8102;1793000001,5\n", "1 times with a decimal comma"),
        ('hex,at\n8101,"1793000000"\n"8102","1793000001,5"\n', "1 times with a decimal comma"),
        ("HEX,AT,RESULT,STEP\n8101,1793000000000,,\n8102,1793000001500,,\n", "2 times in milliseconds since 1970"),
        ("hex,at\n8101,1793000000\nhex,at\n8102,1793000001.5\n", "1 headings in the middle"),
        ("hex,gate,at\n8101,7,1793000000\n8102,7,1793000001.5\n", "not read, with their number of lines: 'gate' (2)"),
        ('{"hex":"8101","at":1793000000,"ms":3}\n{"hex":"8102","at":1793000001.5}\n', "'ms' (1)"),
        ('{"hex":"8101","at":1793000000}\n{"hex":"8102","at":1.7930000015E9}\n', "1 times with an exponent"),
        ("8101,1793000000\n8102,1793000001.5\n", "2 payloads are nothing but decimal digits"),
    ],
)
def test_what_was_understood_is_said_once_with_a_count(text, note):
    capture = lines(text)
    assert times(capture) == [(AT_S, 0), (AT_S + 1, 1500)] and capture.scans == {1: ["8101"], 2: ["8102"]}
    assert sum(note in one for one in capture.notes) == 1 and not any("\n" in one for one in capture.notes)


def test_lines_out_of_order_are_judged_at_their_times_and_counted():
    capture = lines("8101ab,1793000009\n8102ab,1793000003\n8103ab,1793000006\n")
    assert [at_s for at_s, _ in times(capture)] == [AT_S + 9, AT_S + 3, AT_S + 6]
    assert capture.notes == ["1 scans are earlier than the one before them: judged at its time, in this order"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hex,at\n8101,1793000000,25\n", "line 2 has 3 fields in 2 columns"),
        ("hex,time\n8101,1793000000\n", "line 2: 'time' seems to be its time; name it at"),
        ('{"hex":"81","timestamp_ms":1793000000000}', "seems to be its time"),
        ('{"hex":"81","at":1793000000,"at":1793000001}', "names a field twice"),
        ('{"hex":"81","payloads":["82"]}', "both hex and payloads"),
        ('{"hex":8101}', "in quotation marks"),
        ('{"hex":"81","at":NaN}', "is no moment"),
        ('{"hex":"81","at":-Infinity}', "is no moment"),
        ('{"hex":"81","at":' + "9" * 5000 + "}", "is no moment"),
        ('{"hex":"81","at":[1]}', "is no moment"),
        ('{"hex":"81","result":"ACCEPTED","step":1e400}', "step '1e400' is no number"),
        ('{"hex":"81","result":"ACCEPTED","step":true}', "step 'True' is no number"),
        ('{"hex":"81","result":"ACCEPTED","step":1.5}', "step '1.5' is no number"),
        ('{"hex":"81","result":"ACCEPTED","step":"１"}', "is no number"),
        ('{"hex":"81","result":"ACCEPTED","step":26}', "is no number"),
        ('{"hex":"81","result":"\\ud800"}', "none of a terminal's"),
        ('{"hex":"\\ud800"}', "no hexadecimal"),
        ('{"hex":"８１"}', "no hexadecimal"),
        ('{"hex":"81","step":5}', "a step and no result"),
        ("hex\n8.10149E+19\n", "a spreadsheet made the number"),
        ("hex\n1,00E+05\n", "line 2 has 2 fields"),
        ("hex;at\n1,00E+05;1793000000\n", "a spreadsheet made the number"),
        ("hex\n201\n", "an odd number"),
        ("hex,hex\n81,82\n", "two of the same"),
        ("hex,at\n81,1793000000\nat,hex\n", "line 3: other columns than above"),
        ("hex,at\r81,1793000000\r", "line 1: its line ends are CR alone"),
        ('hex,at\n"81,1793000000\n', "line 2 is no CSV"),
        ("payload,when\n81,1793000000\n", "line 1: its payload is no hexadecimal: 'payload'"),
        ("\ufeff" + "hex\n\x00\x00\n", "no hexadecimal"),
    ],
)
def test_lines_that_lost_something_are_named(text, words):
    with pytest.raises(Hostile) as told:
        lines(text)
    assert words in str(told.value) and len(str(told.value)) < 300


def test_nothing_that_a_program_does_to_lines_is_a_traceback():
    """Either a capture that can be played, or one line that says why it is none."""
    chance = random.Random(SEED)
    rows = [{"hex": "81" * 20, "at": AT_S, "result": "BAD_LENGTH", "step": 3}, {"payloads": ["8101", ""], "at": AT_S}]
    seeds = ["\n".join(map(json.dumps, rows)), "hex,at,result,step\n8101,1793000000,BAD_LENGTH,3\n8102,1793000001,,\n"]
    pieces = ["1e400", "NaN", "-1", "true", "null", "[", "{", '"', ",", ";", "\t", "\r", "\0", "\ud800", "9" * 400]
    pieces += [
        "[" * 999,
        "\u202e",
        "\x1b[31m",
        "１",
        "hex",
        "at",
        "step",
        "E+09",
        ".",
        "\ufeff",
        "\\ud800",
        "-Infinity",
    ]
    taken = 0
    for _ in range(MUTANTS):
        text = chance.choice(seeds)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(pieces) * chance.randint(0, 2) + text[at + chance.randint(0, 6) :]
        try:
            capture = lines(text.encode("utf-8", "surrogatepass"))
        except Hostile as why:
            assert len(str(why)) < 400
            continue
        taken += 1
        if chance.random() < 0.05:
            play(untimed(capture, AT_S), Task())
    assert 50 < taken < MUTANTS


def test_the_command_refuses_a_hostile_line_in_one(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"hex":"81","result":"ACCEPTED","step":1e400}')
    status, out, err = ridegate("replay", path, "--at", AT_S)
    assert (status, out, len(err.splitlines())) == (2, "", 1) and "line 1: step '1e400'" in err


@pytest.mark.parametrize("before", ["", "the account of the passenger: "])  # it is cut, too
@pytest.mark.parametrize(
    "text",
    [
        "8101,1793000000,{}",
        "8101,{}",
        "hex,at,result,step\n8101,1793000000,ACCEPTED,{}",
        "{}x",
        '{{"hex":"8101","result":"{}"}}',
        '{{"hex":"8101","at":["{}"]}}',
        '{{"hex":"8101","t{}":1}}',
        '{{"hex":"8101","{}":1}}',
        "3.1041798765432101234E+19",
    ],
)
def test_an_account_in_a_wrong_column_is_masked(text, before):
    try:
        told = "".join(lines(text.format(f"{before}31041798765432101234")).notes)
    except Hostile as why:
        told = str(why)
    assert told and not any("31041798765432101234"[at : at + 6] in told for at in range(15)), told
