"""`ridegate run`: the session, the gate at a real reader, and the parts of both."""

import contextlib
import os
import pty
import signal
import time
import tty

import pytest

from hal.desktop.engine import desktop_engine
from hal.fake.clock import Clock
from sim.code import result_table
from sim.emulator.scanner import MODELS
from sim.gate import turnstile
from sim.gate.core_gate import CoreGate
from sim.gate.event import Decided
from sim.gate.virtual_clock import VirtualClock, VirtualTime
from sim.issuer.phone import Phone
from sim.issuer.wallet import Wallet
from sim.output.text import columns
from terminal import codes
from tests.rig import command, session
from tests.rig.command import lines, pki, ridegate, started
from tests.rig.readme import Running
from tests.rig.scanner_pty import Pty


def test_the_session_for_programs():
    status, out, err = ridegate("run", "--json")
    assert (status, err) == (0, "")
    events = lines(out)
    scenes = [event for event in events if event["event"] == "scene"]
    assert [one["answer"] for one in scenes] == session.ANSWERS
    assert all(one["ok"] and not one["faults"] for one in scenes)
    answers = [event for event in events if event["event"] == "answer"]
    for answer in answers:
        row = result_table.by_name(answer["result"])
        assert (answer["number"], answer["zh"], answer["en"]) == (row.number, row.zh, row.en)
        assert answer["why"]
        assert answer["ms"]["capture"] > 0 and answer["ms"]["decode"] > 0
    for answer in answers:
        opened = answer["result"] == "ACCEPTED"
        assert (answer["arms"] != "locked") == (opened or answer["result"] == "GATE_FAULT")
        assert (answer["ms"]["store"] is not None, answer["ms"]["release"] is not None) == (opened, opened)
    assert answers[-3]["recovered"] == ["utf8"]
    written = events[-2]
    assert written["event"] == "journal" and written["sound"] and written["ok"]
    assert (written["records"], written["rides"]) == (8, 4)
    assert written["outcomes"] == {"passed": 2, "timeout": 1, "emergency": 1}
    assert events[-1]["event"] == "end" and events[-1]["ok"]
    assert command.shows_account(out) is None


def test_the_session_for_people():
    status, out, err = ridegate("run", "--terminal")
    assert (status, err) == (0, "")
    for name in set(session.ANSWERS) - {"NOTHING", "ONE_CODE"}:
        row = result_table.by_name(name)
        words = codes.EMERGENCY if name == "GATE_FAULT" else (row.zh, row.en)
        assert f"{name} {row.number}" in out and words[0] in out and words[1] in out
    assert codes.ONE_CODE[0] in out
    assert f"{session.SCENES} of {session.SCENES} scenes as expected" in out
    assert command.shows_account(out) is None and "\x1b" not in out
    assert max(columns(line) for line in out.splitlines()) <= 80


def test_a_changed_journal_is_found_out(tmp_path):
    wallet = Wallet(pki())
    gate = CoreGate(wallet.pki, desktop_engine(), tmp_path, VirtualTime(command.AT_S))
    heard = []
    gate.listen(heard.append)
    gate.open()
    gate.show(wallet.good(0, command.AT_S))
    while not any(isinstance(event, Decided) for event in heard):
        gate.turn()
        gate.pass_time(1)
    gate.push()
    for _ in range(100):
        gate.turn()
        gate.pass_time(10)
    sound = gate.audit()
    assert (sound.records, sound.rides, sound.outcomes, sound.broken) == (2, 1, {"passed": 1}, None)
    gate.key = bytes(32)
    assert "MAC" in gate.audit().broken
    gate.close()


def test_it_ends_quietly_when_interrupted():
    process = started("run", "--pause", "30")
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"")


def reading(folder, port, *more):
    """A gate at the reader on this port, until the block is left; it is interrupted then, and ends with 0."""
    words = command.words("run", "--json", "--serial", port, *more)
    return contextlib.closing(Running(words, folder / "said", cwd=command.ROOT))


def test_a_serial_scanner_until_interrupted(tmp_path):
    outside, inside = pty.openpty()
    tty.setraw(inside)
    try:
        with reading(tmp_path, os.ttyname(inside)) as running:
            running.await_line('"start"')
            os.write(outside, Phone(pki(), 1).code(int(time.time())))
            running.await_line('"passage"')
            os.write(outside, b"6212345678901234567")
            running.await_line('"family": "bank"')
    finally:
        os.close(outside)
        os.close(inside)
    start, answer, passage, bank, *_ = events = lines(running.said())
    assert (start["event"], passage["event"]) == ("start", "passage")
    assert (answer["result"], answer["arms"], answer["ms"]["capture"]) == ("ACCEPTED", "free", None)
    assert bank["family"] == "bank"
    journal = next(event for event in events if event["event"] == "journal")
    assert (journal["records"], journal["outcomes"], journal["sound"]) == (2, {"passed": 1}, True)


@pytest.mark.parametrize("name", ["gm65", "gm67"])
def test_a_module_as_it_comes_from_its_factory_is_set_up_and_read(name, tmp_path):
    """At 9600 baud, with a prefix perhaps: the model's registers are what its maker ships."""
    model = MODELS[name]()
    end = Pty(model, tmp_path)
    code = Phone(pki(), 1).code(int(time.time()))

    def hold_up():
        model.show(code, t_us=time.monotonic_ns() // 1000)
        end.wait_ms(100)

    with reading(tmp_path, end.path, "--scanner", name) as running:
        running.await_line('"passage"', pass_time=hold_up)
    end.unplug()
    answers = [event for event in lines(running.said()) if event["event"] == "answer"]
    assert [answer["result"] for answer in answers] == ["ACCEPTED"]


def test_the_clock_of_a_session_moves_when_told_to_and_its_stopwatch_by_itself():
    clock = VirtualClock(command.AT_S)
    ticks_us = clock.ticks_us()
    time.sleep(0.01)
    assert (clock.now_s(), clock.now_ms()) == (command.AT_S, 0)
    assert clock.ticks_us() - ticks_us >= 10_000
    clock.advance(1999)
    assert (clock.now_s(), clock.now_ms()) == (command.AT_S + 1, 1999)


def test_time_does_not_run_backwards():
    with pytest.raises(ValueError):
        VirtualClock(0).advance(-1)


def station():
    clock = Clock()
    gate = turnstile.Turnstile(clock)
    gate.open()

    def pass_time(ms):
        clock.advance(ms)
        gate.tick()

    return gate, pass_time


def test_arms_are_locked_until_released_and_lock_again():
    gate, pass_time = station()
    gate.latch_ms = turnstile.FOLLOWS_MS
    assert gate.state == turnstile.LOCKED and not gate.push()
    gate.relay.release("entry", 500)
    assert gate.state == turnstile.FREE
    pass_time(499)
    assert gate.state == turnstile.FREE
    pass_time(1)
    assert gate.state == turnstile.LOCKED and not gate.push()
    gate.relay.release("exit", 500)
    assert gate.state == turnstile.LOCKED
    assert gate.sensor.passages() == 0


def test_whoever_pushes_in_time_is_through_once():
    gate, pass_time = station()
    gate.relay.release("entry", 500)
    pass_time(400)
    assert gate.push() and gate.state == turnstile.TURNING
    assert not gate.push()
    pass_time(turnstile.TURN_MS - 1)
    assert gate.sensor.passages() == 0
    pass_time(1)
    assert (gate.sensor.passages(), gate.passed, gate.state) == (1, 1, turnstile.LOCKED)
    pass_time(10_000)
    assert gate.sensor.passages() == 0


def test_the_emergency_contact_opens_without_the_terminal():
    gate, pass_time = station()
    gate.set_emergency(True)
    assert gate.state == turnstile.OPEN and gate.emergency.active()
    assert gate.push()
    pass_time(turnstile.TURN_MS)
    assert gate.sensor.passages() == 1
    gate.set_emergency(False)
    assert gate.state == turnstile.LOCKED
    gate.close()
