"""A terminal that is stopped while it starts has loaded nearly all of its modules, and dropped none: the commands of an
operator find memory nevertheless.
"""

import pytest

from sim.device import device as devices
from sim.device.device import Device
from tests.board.firmware import MODULE_BOOT_S, PACED_S

STOPS = "raise KeyboardInterrupt"  # as a Ctrl-C there
PROVED = ("    _prove(engine)\n", f"    _prove(engine)\n    {STOPS}\n")
WITHOUT_A_JOURNAL = ("    _forget_devices()\n    place", f"    {STOPS}\n    _forget_devices()\n    place")
NEARLY_THERE = ("    for kind, register, detail", f"    {STOPS}\n    for kind, register, detail")


@pytest.mark.parametrize("name", ["pico", "esp32s3"])
@pytest.mark.parametrize("place", [PROVED, WITHOUT_A_JOURNAL, NEARLY_THERE], ids=["proved", "lists", "nearly there"])
def test_its_self_test_finds_nothing_wrong(board, name, place, monkeypatch):
    monkeypatch.setattr(devices, "_PROBE_MAX_S", PACED_S)
    unwatched = ("boards/opening.py", "    terminal.watch()\n", "")  # no watchdog bites meanwhile
    terminal = board(("boards/opening.py", *place), unwatched, on=True, name=name, paced=True, erase_ms=1)
    terminal.wait_for("prompt", PACED_S)
    terminal.run(MODULE_BOOT_S)
    report = Device(str(terminal.port)).call("selftest()")
    assert [check for check in report["checks"] if not check["ok"]] == []
