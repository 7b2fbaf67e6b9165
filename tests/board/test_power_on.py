"""A contact that is closed between power-on and the first decision is named, whatever closed it."""

import re
from dataclasses import replace

import pytest

from sim.emulator import board_table
from sim.gate import power_on
from tests.board import firmware
from tests.board.firmware import wrong
from tests.board.test_firmware import ASLEEP, SHORT, emergency, loop_in_trouble
from tests.rig import session
from tests.rig.command import ridegate

STEP_MAX_S = 10
CLOSED = re.compile(r"(entry|exit): released before its first decision, \d+ ms after power-on, for \d+ ms; look at")
HIGH = ("boards/pico2/pins.py", "value=1 - _active", "value=1")
MEANWHILE = (
    "boards/start.py",
    "    relay = board.relay()\n",
    "    for pin, active in board.release_pins():\n        pin.init(pin.OUT, value=active)\n    time.sleep_ms(390)\n"
    "    relay = board.relay()\n",
)


def test_a_wiring_that_releases_at_power_on_is_named_and_goes_out_of_service(board):
    terminal = board(HIGH)
    terminal.power_on()
    terminal.wait_for("prompt", STEP_MAX_S)
    found = power_on.released(terminal.events.since(0))
    assert len(found) == 2 and all(CLOSED.match(line) for line in found)
    assert not any(terminal.turnstile.coil.values())


@pytest.mark.parametrize("options", [["--terminal"], []], ids=["window", "page"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (HIGH, "RELEASE_ENTRY (pin 10) is put to 1, which"),
        (("boards/opening.py", "    history =", '    raise KeyError("two")\n    history ='), "KeyError: two"),
    ],
    ids=["it releases at power-on", "it does not start"],
)
def test_firmware_at_fault_is_named_with_status_1(planted, change, said, options):
    planted(change)
    status, out, err = ridegate("run", "--emulate", "pico2", *options)
    assert status == 1 and said in err and err.count("\n") == 1, out + err


def test_a_session_with_a_board_that_releases_before_it_decides_fails(planted):
    planted(MEANWHILE)
    status, out, err = ridegate("run", "--emulate", "pico2", "--terminal")
    assert status == 1, out + err
    assert f"{session.SCENES - 1} of {session.SCENES - 1} scenes as expected" in out
    said = " ".join(out.split())  # the window wraps
    assert len(re.findall("NOT AS EXPECTED: " + CLOSED.pattern, said)) >= 2


LOW = ("RELEASE_ENTRY", "RELEASE_EXIT", "PASSAGE", "EMERGENCY")


@pytest.mark.parametrize("name", ["pico2", "esp32s3", "nucleo_h743"])
def test_contacts_that_are_active_low(board, name):
    changes = [(f"boards/{name}/pins.py", f"{each}_ACTIVE = 1", f"{each}_ACTIVE = 0") for each in LOW]
    known = board_table.find(name)
    wiring = replace(
        known.wiring, active_low=frozenset(each.lower().replace("release", "relay") for each in LOW)
    )
    main = firmware.image(name)["main.py"]
    first = re.search(rb"for _pin, _level in \(.*\):", main)[0]
    options = {
        "name": name,
        "wiring": wiring,
        "more": {"main.py": main.replace(first, first.replace(b", 0)", b", 1)"))},
    }
    if name == "pico2":
        terminal = board(ASLEEP, SHORT, *changes, **options)
        assert loop_in_trouble(terminal) == set()
    else:
        terminal = board(*changes, **options)
        terminal.power_on()
        assert terminal.opens(0)
        terminal.goes_through()
        assert emergency(terminal, 2)
        terminal.await_idle()
        assert wrong(terminal) == set()
    assert power_on.released(terminal.events.since(0)) == []
    assert any(event.level for event in terminal.events.since(0, "relay"))
