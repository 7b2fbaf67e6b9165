"""A timer of the STM32 counts whole ticks: nothing that is written meanwhile moves an edge, or puts one in the past."""

import random
import threading

import pytest

from sim.emulator.gpio import ALTERNATE, Gpio
from sim.emulator.processor import Processor
from sim.emulator.pulse import StmTimer

PIN = 10
MS = 1_000_000
CLOCK_HZ = 240_000_000
TENTH_MS = 24_000 - 1  # prescaler: counts 1/10 ms
THIRDS = 20_000 - 1  # its ticks are no whole nanoseconds
CR1, EGR, CCMR1, CCER, CNT, PSC, ARR, CCR1, BDTR = 0x00, 0x14, 0x18, 0x20, 0x24, 0x28, 0x2C, 0x34, 0x44
ON, ONE_PULSE = 1, 8
RELOAD = 500


def played(writes, prescaler=TENTH_MS, mode=ONE_PULSE, run_ms=200):
    """[(ns, level)] of the pin, and the timer: a pulse of RELOAD ticks begins at 0. writes: (ns, register, value)."""
    processor = Processor(threading.RLock(), False, lambda _: None)
    scheduler = processor.scheduler
    gpio = Gpio(30, processor, 0)
    timer = StmTimer({PIN: 0}, CLOCK_HZ, True, gpio, scheduler)
    timer.source = "af1"
    began_ns = scheduler.now_ns()
    for register, value in ((PSC, prescaler), (ARR, RELOAD), (CCR1, 1), (CCMR1, 0x70), (BDTR, 0x8400), (CCER, 1)):
        timer.write(register, value, began_ns)
    gpio.set_mode(PIN, ALTERNATE, 0, None, began_ns)
    gpio.connect(PIN, "af1", began_ns)
    seen = []
    gpio.listen(PIN, lambda level, t_ns: seen.append((t_ns - began_ns, level)))
    timer.write(CR1, mode | ON, began_ns)
    for at_ns, register, value in writes:
        scheduler.at(began_ns + at_ns, lambda t_ns, register=register, value=value: timer.write(register, value, t_ns))
    scheduler.start()
    scheduler.run(run_ms * MS)
    scheduler.stop()
    processor.close()
    return seen, timer


def edge_ns(ticks, prescaler=TENTH_MS):
    """The first nanosecond at which so many ticks are over."""
    return -(-ticks * (prescaler + 1) * 1_000_000_000 // CLOCK_HZ)


@pytest.mark.parametrize("prescaler", [TENTH_MS, THIRDS])
@pytest.mark.parametrize("before_ns", [-1, 0, 1, 25_000, 49_999, 50_001, 99_000])
def test_a_write_around_the_end_moves_no_edge(prescaler, before_ns):
    end_ns = edge_ns(RELOAD + 1, prescaler)
    seen, timer = played([(end_ns - before_ns, CCR1, 1)], prescaler)
    assert seen == [(edge_ns(1, prescaler), 1), (end_ns, 0)]
    assert timer.read(CR1, 1 << 60) == ONE_PULSE and timer.read(CNT, 1 << 60) == 0


@pytest.mark.parametrize("prescaler", [TENTH_MS, THIRDS])
@pytest.mark.parametrize("mode", [ONE_PULSE, 0], ids=["one pulse", "again and again"])
def test_values_that_are_there_already_change_nothing(mode, prescaler):
    dice = random.Random(prescaler + mode)
    same = ((PSC, prescaler), (ARR, RELOAD), (CCR1, 1), (CCMR1, 0x70), (CCER, 1))
    writes = [(dice.randrange(45 * MS), *dice.choice(same)) for _ in range(60)]
    alone, written = (played(those, prescaler, mode)[0] for those in ([], writes))
    assert alone == written
    rising = [at_ns for at_ns, level in alone if level]
    assert len(rising) >= (1 if mode else 4)
    assert rising == [edge_ns(number * (RELOAD + 1) + 1, prescaler) for number in range(len(rising))]


def test_the_count_is_of_whole_ticks():
    seen, timer = played([], run_ms=0)
    began_ns = timer._scheduler.now_ns()
    for ticks in (0, 1, 2, RELOAD):
        assert timer.read(CNT, began_ns + edge_ns(ticks)) == ticks
        assert timer.read(CNT, began_ns + edge_ns(ticks + 1) - 1) == ticks
    assert not seen


@pytest.mark.parametrize(("register", "value"), [(ARR, 50), (CNT, RELOAD + 1), (CNT, 5000)])
def test_a_count_behind_the_reload_value_ends_the_pulse_then_and_not_before(register, value):
    at_ns = 10 * MS + 12_345
    seen, timer = played([(at_ns, register, value)])
    assert seen == [(edge_ns(1), 1), (at_ns, 0)]
    assert timer.read(CR1, 1 << 60) == ONE_PULSE


def test_another_prescaler_counts_on_from_the_number_it_has():
    at_ns = 10 * MS
    seen, _ = played([(at_ns, PSC, 2 * (TENTH_MS + 1) - 1)])
    assert seen == [(edge_ns(1), 1), (at_ns + 2 * edge_ns(RELOAD + 1 - 100), 0)]


def test_a_timer_that_is_stopped_keeps_its_count_and_goes_on_from_there():
    seen, _ = played([(10 * MS + 50_000, CR1, ONE_PULSE), (20 * MS, CR1, ONE_PULSE | ON)])
    assert seen == [(edge_ns(1), 1), (20 * MS + edge_ns(RELOAD + 1 - 100), 0)]
