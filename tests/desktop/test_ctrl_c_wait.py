"""Waits of the main thread end with a signal that another thread takes; its handler may set what is waited for.
No process that is begun gets one."""

import multiprocessing
import signal
import threading
import time
from multiprocessing.process import BaseProcess
from types import SimpleNamespace

import pytest

from sim.output import ctrl_c

LONG_S = 3600
HANGS_S = 60  # with nothing that ends it


class Looked(threading.Event):
    """One that is only looked at: `wait` takes a lock that a handler would wait for."""

    def wait(self, timeout=None):
        raise AssertionError("the lock of the event is taken")


def hangs(number, frame):
    raise AssertionError(f"it waits after {HANGS_S} s")


@pytest.fixture
def another_takes():
    """another_takes(handler): another thread gets a signal with that handler soon."""
    if not hasattr(signal, "pthread_kill"):
        pytest.skip("no thread gets a signal of its own on this system")
    before = {number: signal.getsignal(number) for number in (signal.SIGUSR1, signal.SIGALRM)}
    threads = []

    def kill():
        time.sleep(0.05)
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)

    def begin(handler):
        signal.signal(signal.SIGUSR1, handler)
        threads.append(threading.Thread(target=kill))
        threads[-1].start()

    signal.signal(signal.SIGALRM, hangs)
    signal.alarm(HANGS_S)
    yield begin
    signal.alarm(0)
    for one in threads:
        one.join()
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("wait", [ctrl_c.wait, lambda: ctrl_c.wait(Looked()), lambda: ctrl_c.sleep(LONG_S)])
def test_a_handler_that_raises_ends_it(another_takes, wait):
    with pytest.raises(KeyboardInterrupt):  # around both: on a busy computer the signal comes before the wait
        another_takes(signal.default_int_handler)
        wait()


def test_a_handler_that_sets_what_is_waited_for_ends_it(another_takes):
    ended = Looked()
    another_takes(lambda number, frame: ended.set())
    ctrl_c.wait(ended)
    assert ended.is_set()


@pytest.mark.parametrize("seconds", [-1, 0, 0.1, 1.3])
def test_it_sleeps_as_long_as_asked_in_short_naps(monkeypatch, seconds):
    naps = []
    clock = SimpleNamespace(monotonic=lambda: sum(naps), sleep=naps.append)
    monkeypatch.setattr(ctrl_c, "time", clock)
    ctrl_c.sleep(seconds)
    assert sum(naps) == pytest.approx(max(0, seconds)) and all(0 < nap <= 0.2 for nap in naps)


@pytest.mark.parametrize(("start", "status"), [(ctrl_c.start, 0), (BaseProcess.start, 1)])
def test_ctrl_c_does_not_reach_a_process_while_it_begins(start, status, capfd):
    process = multiprocessing.get_context("spawn").Process(target=signal.raise_signal, args=(signal.SIGINT,))
    start(process)
    process.join()
    assert process.exitcode == status
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
