"""A gate whose journal stays: an uplink reads it meanwhile, and the gate takes the acquirer's answer from beside it."""

import json

import pytest

from hal.desktop.engine import desktop_engine
from sim.backoffice.journal_source import JournalFolder
from sim.gate import kept_journal
from sim.gate.core_gate import CoreGate
from sim.gate.event import Log
from sim.gate.virtual_clock import VirtualTime
from sim.issuer.wallet import Wallet
from sim.journal.acknowledge import ACQUIRED
from sim.journal.check import check
from sim.journal.folder import open_folder
from sim.output.trouble import Trouble
from terminal import records
from tests.desktop.test_gate_power import turns
from tests.rig.command import AT_S, pki


def opened(folder):
    made = CoreGate(pki(), desktop_engine(), folder, VirtualTime(AT_S), kept=True)
    made.heard = []
    made.listen(made.heard.append)
    made.open()
    return made


@pytest.fixture
def gate(tmp_path):
    made = opened(tmp_path / "gate")
    yield made
    made.close()


def ride(gate, user=0):
    gate.show(Wallet(pki()).good(user, gate.now_s()))
    turns(gate, 500)
    assert gate.push()
    turns(gate, 2000)
    gate.hide()
    turns(gate, 200)


def logs(gate):
    return [event.en for event in gate.heard if isinstance(event, Log)]


def test_an_uplink_reads_it_and_the_gate_takes_the_answer(gate, tmp_path):
    ride(gate)
    source = JournalFolder(tmp_path / "gate" / "journal")
    source.refresh()
    assert source.terminal == (1, 1)
    newest = source.held[-1]
    source.acknowledge(newest, desktop_engine().digest(source.raw(newest)))
    turns(gate, 1500)
    assert f"The acquirer has everything up to record {newest}" in logs(gate)
    ride(gate, 1)
    source.refresh()
    assert source.held[-1] > newest and source.acknowledged == newest


def test_an_acknowledgement_is_not_acknowledged_for_ever(gate, tmp_path):
    source = JournalFolder(tmp_path / "gate" / "journal")
    digest = desktop_engine().digest

    def answered():
        source.refresh()
        source.acknowledge(source.held[-1], digest(source.raw(source.held[-1])))

    ride(gate)
    for _ in range(200):
        answered()
        turns(gate, 1000)
    assert len([words for words in logs(gate) if "acquirer" in words]) == 1
    for _ in range(4):
        ride(gate, 1)
        answered()
    assert len([words for words in logs(gate) if "acquirer" in words]) == 2  # one a minute
    turns(gate, 60_000)
    answered()
    turns(gate, 61_000)
    assert len([words for words in logs(gate) if "acquirer" in words]) == 3


def test_an_answer_for_another_record_is_not_taken(gate, tmp_path):
    ride(gate)
    path = tmp_path / "gate" / "journal" / ACQUIRED
    for text in (json.dumps({"through": 3, "hash": "00" * 32}), "x", "[]", '{"through": -1, "hash": ""}'):
        path.write_text(text)
        before = len(logs(gate))
        turns(gate, 1500)
        assert "was not taken" in logs(gate)[before]
    assert gate.audit().broken is None


def test_the_key_stays_with_the_journal(tmp_path):
    for user in range(2):
        gate = opened(tmp_path / "gate")
        ride(gate, user)
        gate.close()
    path = tmp_path / "gate" / kept_journal.KEY_FILE
    assert path.stat().st_mode & 0o77 == 0
    report = check(open_folder(tmp_path / "gate" / "journal"), desktop_engine().digest, bytes.fromhex(path.read_text()))
    assert report.whole and report.rides == 2
    path.write_text("no key")
    with pytest.raises(Trouble, match="no record key"):
        opened(tmp_path / "gate")
    with pytest.raises(Trouble, match="in one that exists"):
        opened(tmp_path / "none" / "gate")


def test_it_records_the_list_it_starts_with_once(tmp_path):
    folder = tmp_path / "gate"
    for lists, expected in ((("current",), [2]), (("current",), [2]), (("older", "older", "current"), [2, 1, 2])):
        made = opened(folder)
        for name in lists:
            made.control("trust", name)
            made.power(False)
            made.power(True)
            turns(made, 100)
        made.close()
        source = JournalFolder(folder / "journal")
        source.refresh()
        found = [records.parse(source.raw(one)) for one in source.held]
        told = [records.parse_event(one.body) for one in found if one.kind == records.EVENT]
        assert [value for event, _, value in told if event == records.LIST_INSTALLED] == expected
