"""A dead module or crossed wires are named for what they are, and end the command: no minutes of silence."""

import os
import re
from types import SimpleNamespace

import pytest

from sim.device import scanner_wire
from tests.rig.command import ridegate


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gm65", "gm67"])
def test_a_module_that_never_answers_ends_the_run_by_name(name):
    end, line = os.openpty()
    try:
        status, _, err = ridegate("run", "--serial", os.ttyname(line), "--scanner", name)
    finally:
        os.close(end)
        os.close(line)
    assert status == 2
    assert re.fullmatch(
        rf"ridegate run: serial port \S+: scanner module {name.upper()}: no answer at any rate; .*\n", err
    )
    assert "check first whether TX and RX are swapped, then its power" in err


@pytest.mark.parametrize(
    ("wiring", "directions", "said"),
    [
        ("swapped", ["out"], "TX and RX are swapped"),
        ("elsewhere", ["out"], "compare SCANNER_TX and SCANNER_RX"),
        ("", ["out", "out"], "nothing comes back: check the module's power"),
        ("", ["out", "in"], "scanner.model and scanner.baud"),
        ("", [], "sends nothing to its scanner"),
    ],
)
def test_what_the_wires_say(wiring, directions, said):
    events = [SimpleNamespace(data={"direction": one}) for one in directions]
    emulated = SimpleNamespace(
        scanner_wiring=lambda: wiring,
        events=SimpleNamespace(since=lambda mark, kind: events),
        board=SimpleNamespace(name="esp32s3"),
    )
    assert said in scanner_wire.diagnose(emulated)
