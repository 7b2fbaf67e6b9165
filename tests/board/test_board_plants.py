"""Firmware with a fault planted in it is found out by what its board shows, does and writes, not by what it says."""

import pytest

from sim.device import board as boards, build
from sim.gate.emulated_gate import EmulatedGate
from sim.issuer.issuer import make_pki
from sim.issuer.wallet import Wallet
from sim.output.trouble import Trouble
from sim.scenario import perform, scenario
from tests.board.firmware import slot
from tests.rig.session import SHORT


class Heard:
    """An audience that keeps what is wrong."""

    def __init__(self):
        self.faults = []

    def start(self, words, facts, scenario=None):
        self.facts = facts

    def scene(self, scene):
        self.faults += scene.faults

    def journal(self, audit, faults):
        self.audit = audit
        self.faults += faults

    def event(self, name, words):
        self.faults.append(words)

    def end(self, good, words):
        self.good = good


def performed(folder, *changes):
    """Play the short scenario on a pico2 with this change of its firmware."""
    wallet, heard = Wallet(make_pki()), Heard()
    image = build.assemble(boards.find("pico2"), slot("pico2", changes)) if changes else None
    gate = EmulatedGate("pico2", None, wallet.pki, folder, image, paced=False)
    try:
        good = perform.perform(scenario.parse(SHORT), gate, wallet, heard, "", 0)
    except (OSError, Trouble) as error:  # a firmware that found it out itself
        heard.faults.append(str(error))
        return False, heard
    assert good == heard.good
    return good, heard


def test_the_firmware_of_this_checkout_passes(tmp_path):
    good, heard = performed(tmp_path)
    assert good, heard.faults
    assert heard.facts.list_sequence == 1 and heard.audit.rides == 1 and heard.audit.outcomes == {"passed": 1}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            ("terminal/records.py", "hmac(seal.digest, seal.key, head, body)", "bytes(32)"),
            "a record's MAC does not hold",
        ),
        (("hal/micropython/panel.py", "pin.value(name == lamp)", 'pin.value(name == "green")'), "the lamp is green at"),
        (("hal/micropython/panel.py", "self._display.show(zh, en)", "self._display.show(*PASS)"), "the panel says"),
        (("hal/micropython/panel.py", "self._display.show(zh, en)", "self._display.show(zh, zh)"), "shows no words"),
        (("hal/micropython/panel.py", "self._display.show(zh, en)", "None"), "shows no words"),
        (
            (
                "hal/micropython/store.py",
                "self._torn = True\n        if file.write(data) != len(data):",
                "self._torn = True\n        if not data:",
            ),
            "the journal has 0 rides, the gate accepted 1 codes",
        ),
        (("boards/pico2/pins.py", "value=1 - _active", "value=1"), "a release contact is closed"),
    ],
    ids=["MAC", "lamp", "display", "garbled", "blank", "journal", "boot"],
)
def test_a_planted_fault_is_named(tmp_path, change, fault):
    file, _, new = change
    changes = [change]
    if "PASS" in new:
        changes.append((file, "TUNES = {", 'PASS = ("刷码成功 请通行", "Accepted, please pass")\nTUNES = {'))
    good, heard = performed(tmp_path, *changes)
    assert not good and any(fault in one for one in heard.faults), heard.faults


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            ("boards/pico2/pins.py", "SCANNER_TX = 0", "SCANNER_TX = None[0]"),
            "the firmware does not start: TypeError: 'NoneType' object isn't subscriptable",
        ),
        (
            ("boards/opening.py", "history = History(setup.capacity)", 'raise KeyError("two\\n\\tlines")'),
            "the firmware does not start: KeyError: two lines",
        ),
    ],
    ids=["while it is loaded", "while it starts"],
)
def test_the_exception_of_a_start_is_named(tmp_path, change, reason):
    good, heard = performed(tmp_path, change)
    assert not good and heard.faults == [reason]
