"""A board whose clock chip has no battery any more, and the operator's statement that sets it right: `ridegate`, and
with it mpremote, only touches the emulated board's prompt."""

import json
import time

import pytest

from terminal import records
from tests.rig.command import folder, mpremote, ridegate

STEP_MAX_S = 10
SEGMENTS = """
import os
from binascii import hexlify
for name in sorted(os.listdir("/state/journal")):
    with open("/state/journal/" + name, "rb") as file:
        print(hexlify(file.read()).decode())
"""


@pytest.fixture
def terminal(board):
    """A terminal that was off without its clock's battery."""
    terminal = board(erase_ms=1, paced=True)
    terminal.rtc.remove_battery()
    terminal.power_on()
    terminal.run(1)  # until it is in its loop
    return terminal


def clock(board, verb, *more):
    """(status, the answer, stderr) of one `ridegate clock` command."""
    status, output, error = ridegate("clock", verb, "--json", *more, "--port", board.port)
    return status, json.loads(output or "null"), error


def journaled(board):
    """(event, when, value) of the events on record about the clock."""
    data = b"".join(bytes.fromhex(line) for line in mpremote(board.port, "exec", SEGMENTS).splitlines())
    found = []
    while data:
        raw, data = data[: records.length_bytes(data)], data[records.length_bytes(data) :]
        record = records.parse(raw)
        if record.kind == records.EVENT:
            found.append(records.parse_event(record.body))
    return [each for each in found if each[0] in (records.CLOCK_SET, records.CLOCK_STATEMENT)]


def test_a_statement_sets_a_clock_without_a_battery(terminal):
    assert not terminal.opens(0, at_s=int(time.time()))
    status, answer, _ = clock(terminal, "show")
    assert (status, answer["now"]) == (1, None) and "lost the time" in answer["why"]
    began_s = int(time.time())
    status, answer, error = clock(terminal, "statement", "--key", folder() / "operator.key")
    assert (status, error, answer["was"]) == (0, "", None)
    assert began_s <= answer["now"] <= time.time()
    assert terminal.opens(1, at_s=answer["now"] + 1)  # up to the statement's second each code counts as used
    assert [(event, value) for event, _, value in journaled(terminal)] == [(records.CLOCK_STATEMENT, 0)]


def test_a_statement_signed_elsewhere(terminal, tmp_path):
    request, signed = tmp_path / "request.json", tmp_path / "statement.bin"
    status, _, error = clock(terminal, "request", "--out", request)
    assert status == 0, error
    key = folder() / "operator.key"
    began_s = int(time.time())
    done = ridegate("clock", "statement", "--request", request, "--key", key, "--time", "-3600", "--out", signed)
    assert done[0] == 0 and "1 h behind this computer's" in done[1]
    status, answer, _ = clock(terminal, "apply", signed)
    assert (status, answer["was"]) == (0, None) and began_s <= answer["now"] + 3600 <= time.time()
    stated_s, began_s = answer["now"], int(time.time())
    status, answer, _ = clock(terminal, "set")
    assert status == 0 and stated_s <= answer["was"] <= time.time() - 3600
    assert began_s <= answer["now"] <= time.time()
    assert [event for event, _, _ in journaled(terminal)] == [records.CLOCK_STATEMENT, records.CLOCK_SET]
