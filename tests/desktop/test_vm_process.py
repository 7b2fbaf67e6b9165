"""The thread that interrupts the emulated processor, without a processor."""

import contextlib
import os
import signal
import socket
import sys
import threading
import time

import pytest

from sim.emulator.vm_process import CALLING, KEY, KEYBOARD, LINE, LINES, NOTICE, PAGE_BYTES, SCHEDULED, Vm

WAIT_S = 60
QUIET_S = 0.2  # several times as long as a signal waits for the next one


@pytest.fixture
def serving(monkeypatch):
    """(page, where notices are sent, the signals that came) of a thread that serves."""
    came = []
    before = signal.signal(signal.SIGURG, lambda *_: came.append(time.monotonic()))
    monkeypatch.setattr(os, "_exit", sys.exit)  # what ends a processor whose chip is gone
    vm, (chip, notices) = Vm.__new__(Vm), socket.socketpair()
    vm._notices, vm._page, vm._main = notices, bytearray(PAGE_BYTES), threading.get_ident()
    vm._schedule, vm._dispatch, vm._scheduled_s = lambda *_: True, 0, 0.0

    def serve():
        with contextlib.suppress(SystemExit):
            vm.serve()

    thread = threading.Thread(target=serve)
    thread.start()
    yield vm._page, chip.sendall, came
    chip.close()
    thread.join(WAIT_S)
    notices.close()
    signal.signal(signal.SIGURG, before)
    assert not thread.is_alive()


def until(there):
    until_s = time.monotonic() + WAIT_S
    while not there() and time.monotonic() < until_s:
        time.sleep(0.005)
    assert there()


def quiet(came):
    """Whether no signal comes but one that is under way."""
    count = len(came)
    time.sleep(QUIET_S)
    return len(came) <= count + 1


def test_a_signal_that_was_lost_is_sent_again_until_the_vm_serves_it(serving):
    page, send, came = serving
    send(NOTICE.pack(KEYBOARD, 5, 0))
    until(lambda: len(came) > 3)
    assert page[KEY] == 5
    page[SCHEDULED] = 0  # the dispatch has begun
    assert quiet(came)
    send(NOTICE.pack(LINE, 2, 0))
    mark = len(came)
    until(lambda: len(came) > mark + 3)
    assert page[LINES + 2] == 1


def test_none_is_repeated_into_a_call(serving):
    page, send, came = serving
    page[CALLING] = 1
    send(NOTICE.pack(LINE, 2, 0))
    until(lambda: page[SCHEDULED])
    assert quiet(came)
    page[CALLING] = 0
    mark = len(came)
    until(lambda: len(came) > mark + 1)
