"""Test cards through a real pcscd: one script, one transcript, wherever the card is read."""

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from hal.desktop import extra, pcsc
from hal.desktop.pcsc import PcscReader
from hal.desktop.stand_still import LOOKS
from hal.fake.card import CardField, TestCard, TestSam
from sim.emulator.card import vpcd
from terminal import codes, policy
from terminal.card import GET_BALANCE, READ_FILE_15, SELECT_AID, SELECT_PPSE, steps
from terminal.history import History
from tests.builder import list_builder
from tests.builder.code_builder import ISSUER, NOW_S
from tests.core.card_terminal import mac
from tests.rig import needed
from tests.rig.late import Late

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
SOCKET = Path("/run/pcscd/pcscd.comm")
NUMBER = bytes.fromhex("03109999000000000017")
SCRIPT = (SELECT_PPSE, SELECT_AID, READ_FILE_15, GET_BALANCE, bytes.fromhex("00b201f400"))
PATIENCE_S = 10


def missing():
    if not DRIVER.exists() or shutil.which("pcscd") is None:
        return "no pcscd with a virtual reader: apt-get install pcscd vsmartcard-vpcd"
    if not extra.installed(extra.CARD):
        return f"no pyscard: apt-get install libpcsclite-dev swig gcc; {extra.install(extra.CARD)}"
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "pcscd needs root"
    return "a pcscd is running here already" if SOCKET.exists() else ""


@pytest.fixture
def field(tmp_path, monkeypatch):
    if missing():
        needed.skip(missing(), needed.SERVERS)
    monkeypatch.setattr(pcsc, "SLICE_MS", 60_000)  # a hang, not a slow machine
    held = CardField()
    held.open()
    held.hold(TestCard(NUMBER, ISSUER, mac=mac, records=(bytes(range(48)),)))
    card = vpcd.Virtual(held)
    card.open()
    (tmp_path / "vpcd").write_text(card.configuration(), encoding="ascii")
    log = subprocess.DEVNULL
    service = subprocess.Popen(["pcscd", "--foreground", "--config", str(tmp_path)], stdout=log, stderr=log)
    try:
        for _ in range(PATIENCE_S * 20):
            if SOCKET.exists():
                break
            time.sleep(0.05)
        yield held
    finally:
        service.terminate()
        service.wait()
        card.close()


def polled(reader):
    for _ in range(PATIENCE_S * 100):
        card = reader.poll(0)
        if card is not None:
            return card
        time.sleep(0.01)
    raise AssertionError("no card")


def test_one_script_gives_one_transcript(field):
    (card,) = field.held()
    here = [field.transceive(command) for command in SCRIPT]
    reader = PcscReader("ridegate")
    reader.open()
    assert polled(reader) == (card.uid, True)
    assert [reader.transceive(command) for command in SCRIPT] == here
    reader.close()


def judged(reader, sam):
    """What is said to the card and what it answers, and the decision, as the terminal reads it through this reader."""
    history, said, response = History(4), [], None
    walk = steps(list_builder.shared(), policy.STANDARD, history, NOW_S, sam)
    while True:
        try:
            step = walk.send(response)
        except StopIteration as end:
            return said, (codes.of(end.value.result).name, end.value.step, end.value.code)
        response = None
        if isinstance(step, bytes):
            response = reader.transceive(step)
            said.append((step, response))


def test_a_card_is_judged_alike_through_pcscd_and_in_process(field):
    reader = PcscReader("ridegate")
    reader.open()
    assert not reader.settled() or reader.poll(0)
    polled(reader)
    for _ in range(PATIENCE_S * 100):
        if reader.settled():
            break
        time.sleep(0.01)
    assert reader.settled() and reader.poll(0)
    for sam, result in ((TestSam(lambda size: bytes(size), mac), "ACCEPTED"), (None, "CARD_NOT_AUTHENTICATED")):
        through, here = judged(reader, sam), judged(field, sam)
        assert through == here
        assert here[1][0] == result and len(here[0]) == (5 if sam else 4)
    reader.close()


class Service:
    """PC/SC with one reader and one card, whose look at the reader hangs for a while the first time."""

    SCARD_SCOPE_USER = SCARD_STATE_UNAWARE = SCARD_SHARE_EXCLUSIVE = SCARD_PCI_T0 = SCARD_PCI_T1 = 0
    SCARD_STATE_UNKNOWN, SCARD_STATE_UNAVAILABLE, SCARD_STATE_PRESENT = 4, 8, 32
    SCARD_E_TIMEOUT, SCARD_PROTOCOL_T0, SCARD_PROTOCOL_T1 = 1, 1, 2
    SCARD_LEAVE_CARD, SCARD_UNPOWER_CARD = 0, 2

    def __init__(self):
        self.asked = 0
        self.threads = []
        self.hangs = threading.Event()
        self.freed = threading.Event()

    def SCardEstablishContext(self, scope):
        self.asked += 1
        self.threads.append(threading.current_thread())
        return 0, self.asked

    def SCardReleaseContext(self, context):
        pass

    def SCardListReaders(self, context, groups):
        return 0, ["a reader"]

    def SCardGetStatusChange(self, context, wait, states):
        if context == 1:
            self.hangs.set()
            self.freed.wait(PATIENCE_S)
            return 9, []
        return 0, [("a reader", self.SCARD_STATE_PRESENT)]

    def SCardConnect(self, *args):
        return 0, 1, self.SCARD_PROTOCOL_T1

    def SCardTransmit(self, card, protocol, apdu):
        return 0, [*NUMBER[:7], 0x90, 0x00]

    def SCardDisconnect(self, card, how):
        return 0


def test_a_reader_that_hung_says_nothing_of_the_one_that_is_open_now(monkeypatch):
    service = Service()
    monkeypatch.setattr(extra, "installed", lambda what: True)
    monkeypatch.setitem(sys.modules, "smartcard", SimpleNamespace(scard=service))
    reader = PcscReader()
    reader.open()
    assert service.hangs.wait(PATIENCE_S)
    reader.close()
    reader.open()
    card = polled(reader)
    service.freed.set()  # it finds its reader gone
    service.threads[0].join(PATIENCE_S)
    assert not service.threads[0].is_alive()
    assert reader.poll(0) == card and reader.settled()
    reader.close()


@pytest.mark.parametrize(("still", "answers"), [(LOOKS - 1, True), (LOOKS, False)])
def test_a_computer_that_stood_still_is_no_card_that_does_not_answer(monkeypatch, still, answers):
    """Every look but one finds nothing, however long it took; the limit is ten of them."""
    service = Service()
    service.freed.set()
    monkeypatch.setattr(pcsc, "SLICE_MS", 60_000)  # a hang, not a slow machine
    monkeypatch.setattr(extra, "installed", lambda what: True)
    monkeypatch.setitem(sys.modules, "smartcard", SimpleNamespace(scard=service))
    reader = PcscReader()
    reader.open()
    reader.close()
    reader.open()  # the second context is the one that does not hang
    polled(reader)
    monkeypatch.setattr(pcsc.queue, "Queue", lambda: Late(still))
    if answers:
        assert reader.transceive(SELECT_PPSE) == NUMBER[:7] + b"\x90\x00"
    else:
        with pytest.raises(OSError, match="does not answer"):
            reader.transceive(SELECT_PPSE)
    reader.close()


def test_a_card_whose_place_was_taken_by_one_that_does_not_answer_is_gone():
    """It stayed in the field for as long as the other one lay there, and no code counted beside it."""

    class Exchanged(Service):
        count = 1

        def SCardGetStatusChange(self, context, wait, states):
            return 0, [("a reader", self.SCARD_STATE_PRESENT | self.count << 16)]

        def SCardConnect(self, *args):
            return (0, 1, self.SCARD_PROTOCOL_T1) if self.count == 1 else (1, 0, 0)

    service, session = Exchanged(), pcsc._Session("")
    handle = session._look(service, 1, None)
    assert handle is not None and session.card is not None
    service.count = 3
    assert session._look(service, 1, handle) is None and session.card is None


def test_a_fault_of_pyscard_is_said_and_the_reader_is_not_open(monkeypatch):
    class Faulty(Service):
        def SCardGetStatusChange(self, context, wait, states):
            raise ValueError("no such state")

    monkeypatch.setattr(extra, "installed", lambda what: True)
    monkeypatch.setitem(sys.modules, "smartcard", SimpleNamespace(scard=Faulty()))
    reader = PcscReader()
    with pytest.raises(OSError, match="no such state"):
        reader.open()
        polled(reader)
    monkeypatch.setitem(sys.modules, "smartcard", None)  # its library cannot be loaded
    with pytest.raises(OSError, match="smartcard"):
        reader.open()


def test_without_a_reader_the_error_says_what_to_do():
    if not extra.installed(extra.CARD):
        with pytest.raises(OSError, match="pip install"):
            PcscReader().open()
    else:
        with pytest.raises(OSError, match=r"pcscd|no card reader"):
            PcscReader("no such reader").open()
