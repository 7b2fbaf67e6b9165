"""A dozing board leaves out turns, and nothing else."""

from itertools import pairwise
from types import SimpleNamespace

import pytest

from sim.emulator.doze import Doze
from sim.emulator.emulator import Emulator
from sim.emulator.image import populate
from tests.board.firmware import PULSE_MS, Board

COUNTS = """
from machine import Pin, WDT, idle
lamp, level = Pin(12, Pin.OUT), 0
watchdog = WDT(timeout=1000)
while True:
    level = 1 - level
    lamp.value(level)
    watchdog.feed()
    for _ in range({turns}):
        idle()
"""


def day(folder):
    """The events of a terminal with two passengers and a quiet time between them, and the wires of the second."""
    folder.mkdir()
    with Board(folder / "flash.bin", dozes=True) as board:
        board.power_on()
        assert board.opens(0)
        board.goes_through()
        board.run(120)
        mark = board.events.mark()
        assert board.opens(1)
        board.emergency(True)
        assert board.held(0.1)
        assert not board.events.since(0, "reset")
        log = [(event.t_us, event.kind, event.data) for event in board.events.since(0) if event.kind != "boot"]
        return log, board.events.since(mark, "relay")


def test_the_same_calls_give_the_same_events_and_an_emergency_ends_the_wait(tmp_path):
    log, edges = day(tmp_path / "one")
    assert day(tmp_path / "other")[0] == log
    assert edges[0].level == 1


def test_what_the_firmware_sends_and_pulses_is_not_disturbed(tmp_path):
    with Board(tmp_path / "flash.bin", dozes=True) as board:
        board.power_on()
        assert board.opens(0)
        board.await_idle()
        board.run(300)
        up, down = board.events.since(0, "relay")
        assert abs(down.t_us - up.t_us - PULSE_MS * 1000) < 1000
        assert len(board.events.since(0, "lamp")) == 2  # no answer of the module was taken for a code


def test_a_wait_is_a_sixteenth_of_the_time_since_the_last_event_and_spares_the_watchdog(tmp_path):
    populate("pico2", tmp_path / "flash.bin", {"main.py": COUNTS.format(turns=20)})
    with Emulator("pico2", tmp_path / "flash.bin", paced=False, dozes=True) as board:
        board.power_on()
        board.run(20)
        edges = [event.t_us for event in board.events.since(0, "lamp")][2:]
        assert not board.events.since(0, "reset")
    # 20 waits, each a sixteenth of the time since the edge before them: 17/16 to the 20th of a wait of 1 ms and more
    assert all(20_000 <= after - before <= 60_000 for before, after in pairwise(edges))
    assert len(edges) > 100


@pytest.mark.parametrize(
    ("paced", "watchdog_ms", "most_ms"),
    [(True, 0, 20), (True, 80, 20), (True, 79, 19), (False, 0, 2000), (False, 80, 20)],
)
def test_the_longest_wait_is_20_ms_by_the_wall_clock_and_a_quarter_of_the_watchdogs_time(paced, watchdog_ms, most_ms):
    shown = []
    processor = SimpleNamespace(
        scheduler=SimpleNamespace(paced=paced), before_answer=[], show_doze=lambda *words: shown.append(words)
    )
    Doze(processor, SimpleNamespace(listen=lambda listener: None), lambda: watchdog_ms * 1_000_000)
    processor.before_answer[0]()
    assert shown[0][2] // 1_000_000 == most_ms


def test_a_board_by_the_wall_clock_leaves_out_turns_too(tmp_path):
    populate("pico2", tmp_path / "flash.bin", {"main.py": COUNTS.format(turns=60)})
    with Emulator("pico2", tmp_path / "flash.bin") as board:
        board.power_on()
        assert board.run_until(lambda: len(board.events.since(0, "lamp")) > 4, 60)
        edges = [event.t_us for event in board.events.since(0, "lamp")]
    assert all(after - before >= 150_000 for before, after in pairwise(edges[2:]))  # and not 60 ms
