"""The time of an emulated board: no load of the computer changes what happens when."""

import itertools
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from sim.emulator import processor as processors, scheduler as schedulers
from sim.emulator.scheduler import START_NS, Scheduler
from tests.rig.command import eventually

BUSY = 4  # processes that leave the computer no time
MS = 1_000_000
BLINKS = """
import time
from machine import Pin, WDT
lamp = Pin(12, Pin.OUT)
for _ in range(3):
    lamp.value(1)
    time.sleep_ms(100)
    lamp.value(0)
    time.sleep_ms(50)
"""
PRINTS = """
import time
from machine import Pin
lamp = Pin(12, Pin.OUT)
for turn in range(1000):
    print("x" * 200)
    time.sleep_ms(1)
    if turn % 100 == 0:
        lamp.toggle()
"""
FLOODS = "from machine import Pin\nPin(12, Pin.OUT, value=1)\nwhile True:\n    print('x' * 500)\n"
SPINS = "from machine import WDT\nWDT(timeout=1000)\nwhile True:\n    pass\n"
LISTENS = "import sys\nfrom machine import WDT\nWDT(timeout=1000)\nsys.stdin.read(1)\n"


@pytest.fixture
def load():
    """load(): the computer has more to do than it can."""
    running = []

    def begin():
        running.extend(subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY))

    yield begin
    for process in running:
        process.kill()
        process.wait()


def log(terminal):
    """All events of a terminal that accepts a passenger, is held open, loses power and starts again."""
    terminal.power_on()
    assert terminal.opens(0)
    terminal.goes_through()
    terminal.emergency(True)
    assert terminal.held()
    terminal.emergency(False)
    terminal.cut_power()
    terminal.run(0.2)
    terminal.power_on()
    assert not terminal.opens(0, fresh=False)
    return [(event.t_us, event.kind, event.data) for event in terminal.events.since(0) if event.kind != "boot"]


def test_the_same_flash_and_the_same_calls_give_the_same_events_under_any_load(board, load):
    idle = log(board())
    load()
    assert log(board()) == idle


def test_a_firmware_that_prints_to_nobody_gives_the_same_events(board):
    def edges():
        pico2 = board(files={"main.py": PRINTS}, paced=False, on=True)
        pico2.run(2)
        return [(event.t_us, event.level) for event in pico2.events.since(0, "lamp")]

    first = edges()
    assert len(first) == 10 and first[-1][0] - first[0][0] < 1_000_000
    assert edges() == first


def test_a_firmware_whose_words_are_not_passed_on_yet_does_not_wait(board):
    pico2 = board(files={"main.py": FLOODS}, paced=False, on=True, stuck_s=0.05)
    pico2.wait_for("lamp")
    pico2._processor._stuck_s = 1000
    processor = pico2._processor
    with pico2._usb._lock:  # as on a computer that has no time for the bridge
        eventually(lambda: all(doing == "S" for doing, _ in processors._threads(processor.pid)))
        assert {processor.state() for _ in range(10)} == {"working"}


def calls(terminal):
    """How many calls of its VM a terminal answers, from here on: the list grows by one for each."""
    made = []
    terminal._processor.before_answer.append(lambda: made.append(1))
    return made


@pytest.mark.parametrize("dozes", [False, True], ids=["turn by turn", "dozing"])
def test_a_processor_that_counts_its_own_time_gives_the_events_of_one_that_calls_for_everything(board, dozes):
    terminal = board(dozes=dozes)
    made = calls(terminal)
    events = log(terminal)
    calling = board(dozes=dozes)
    made_calling = calls(calling)
    calling._scheduler.quiet_until_ns = calling._scheduler.now_ns  # never further than now
    assert log(calling) == events
    assert len(made_calling) > 10 * len(made)


@pytest.mark.parametrize("paced", [True, False])
def test_pulses_are_as_long_as_the_firmware_says_under_any_load(board, load, paced):
    load()
    pico2 = board(files={"main.py": BLINKS}, paced=paced, on=True)
    pico2.wait_for("prompt", 30)
    edges = [event for event in pico2.events.since(0, "lamp") if event.name == "green"]
    assert [edge.level for edge in edges] == [1, 0] * 3
    for first, second in itertools.pairwise(edges):
        assert 0 <= second.t_us - first.t_us - (100_000 if first.level else 50_000) < 1000


@pytest.mark.parametrize("program", [SPINS, LISTENS], ids=["spins", "waits for a host"])
def test_a_firmware_that_calls_nothing_meets_its_watchdog(board, program):
    reset = board(files={"main.py": program}, paced=False, on=True).wait_for("reset", 5)
    assert reset.cause == "watchdog" and 1_000_000 <= reset.t_us - START_NS // 1000 < 1_001_000


class LateLock:
    """The emulator's lock as its processor takes it: with a delay before the answer to call number `call`."""

    def __init__(self, lock, call, delay_s):
        self._lock, self._left, self._delay_s = lock, call, delay_s

    def __enter__(self):
        self._left -= 1
        if self._left == 0:
            time.sleep(self._delay_s)
        return self._lock.__enter__()

    def __exit__(self, *error):
        return self._lock.__exit__(*error)


@pytest.mark.parametrize("call", [50, 200, 300], ids="call {}".format)
def test_no_time_passes_while_the_computer_is_late_with_an_answer(board, call):
    terminal = board()
    terminal._processor._lock = late = LateLock(terminal._processor._lock, call, 0.5)
    terminal.power_on()
    assert terminal.opens(0)
    assert late._left < 0
    assert not terminal.events.since(0, "reset")


class Working:
    """A scheduler whose processor computes; `state` is what is seen of it."""

    def __init__(self, paced):
        self.state = "working"
        self.lock = threading.RLock()
        self.scheduler = Scheduler(self.lock, paced, lambda: self.state)
        self.scheduler.start()
        self.scheduler.work(True)


@pytest.fixture
def working():
    made = []

    def make(paced):
        made.append(Working(paced))
        return made[-1]

    yield make
    for one in made:
        one.scheduler.stop()


@pytest.mark.parametrize("paced", [True, False])
def test_time_stands_still_while_the_processor_computes(working, monkeypatch, paced):
    one = working(paced)
    began_ns = one.scheduler.now_ns()  # paced, some time has passed before it began to compute
    with monkeypatch.context() as patch, pytest.raises(TimeoutError, match="stands still"):
        patch.setattr(schedulers, "_STANDSTILL_S", 0.3)
        one.scheduler.run(10 * MS)
    assert one.scheduler.now_ns() == began_ns
    one.state = "stuck"
    one.scheduler.run(10 * MS)
    assert one.scheduler.now_ns() >= began_ns + 10 * MS


def test_a_computer_that_stood_still_itself_accuses_no_board(working, monkeypatch):
    one = working(False)
    looks = []

    def monotonic():
        looks.append(1000.0)  # seconds between two looks
        if len(looks) == 3:
            one.state = "stuck"  # so that its time goes on
        return sum(looks)

    monkeypatch.setattr(schedulers, "time", SimpleNamespace(monotonic=monotonic, monotonic_ns=time.monotonic_ns))
    one.scheduler.run(10 * MS)
    assert len(looks) >= 3


@pytest.mark.parametrize("due_ms", [None, 3_600_000], ids=["nothing is due", "something is due in an hour"])
def test_a_processor_that_computes_again_is_looked_after_though_nothing_is_due(working, monkeypatch, due_ms):
    monkeypatch.setattr(schedulers, "_STANDSTILL_S", 30.0)
    one = working(True)
    scheduler = one.scheduler
    if due_ms is not None:
        scheduler.at(START_NS + due_ms * MS, lambda due_ns: None)
    one.state = "waiting"
    scheduler.run(10 * MS)  # time goes on, and the thread that makes calls waits for something to change
    with one.lock:
        assert scheduler.pass_until(scheduler.now_ns() + MS, lambda: False)  # a call out, then it computes
    scheduler.run(10 * MS)


def test_a_call_that_the_computer_makes_late_sees_the_time_when_it_was_due(working):
    one = working(True)
    scheduler = one.scheduler
    scheduler.work(False)
    seen = []

    def call(due_ns):
        seen.append(scheduler.now_ns() - due_ns)
        scheduler.at(scheduler.now_ns() + MS, lambda next_ns: seen.append(next_ns - due_ns))

    with one.lock:
        scheduler.at(scheduler.now_ns() + 10 * MS, call)
        time.sleep(0.1)  # nothing can be made meanwhile
    assert scheduler.run_until(scheduler.now_ns() + 60_000 * MS, lambda: len(seen) == 2)
    assert seen == [0, MS]


def test_not_paced_time_passes_only_as_far_as_it_is_let(working):
    one = working(False)
    one.scheduler.work(False)
    made = []
    for due_ms in (30, 10, 20):
        one.scheduler.at(START_NS + due_ms * MS, made.append)
    time.sleep(0.05)
    assert not made and one.scheduler.now_ns() == START_NS
    one.scheduler.run(20 * MS)
    assert made == [START_NS + 10 * MS, START_NS + 20 * MS] and one.scheduler.now_ns() == START_NS + 20 * MS
    assert one.scheduler.run_until(START_NS + 100 * MS, lambda: len(made) == 3)
    assert one.scheduler.now_ns() == START_NS + 30 * MS
    assert not one.scheduler.run_until(START_NS + 100 * MS, lambda: False)
    assert one.scheduler.now_ns() == START_NS + 100 * MS


def test_paced_time_does_not_make_up_for_a_computer_that_was_away(working):
    made_ns = time.monotonic_ns()
    one = working(True)
    began_ns = time.monotonic_ns()
    time.sleep(0.1)  # it computes for so long
    computed_ns = time.monotonic_ns() - began_ns
    one.scheduler.work(False)
    passed_ns = one.scheduler.now_ns() - START_NS
    assert passed_ns < time.monotonic_ns() - made_ns - computed_ns + 50 * MS
