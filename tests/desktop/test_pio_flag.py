"""The flags of state machines: what waits for one goes on when it is up, or down, whoever has cleared it."""

import threading

import pytest

from sim.emulator.gpio import Gpio
from sim.emulator.pio import Block
from sim.emulator.processor import Processor
from tests.desktop.test_pio_loop import FREQ, MS, PIN, setup

UP, DOWN, FOUR = 0xE001, 0xE000, 3 << 8  # set(pins, …); three cycles more
RAISE, BLOCK, CLEAR = 0xC000, 0xC020, 0xC040
WAIT_UP, WAIT_DOWN, PULL = 0x20C0, 0x2040, 0x80A0
ASKS = (UP | FOUR, BLOCK, DOWN | FOUR)  # nine cycles when nothing keeps it waiting
ROUND_NS = 9e9 / FREQ


class Bench:
    """A block in time. seen: [(ns, level)] of the pin."""

    def __init__(self, processor):
        self.scheduler = processor.scheduler
        self.began_ns = self.scheduler.now_ns()
        self.gpio = Gpio(30, processor, 0)
        self.block = Block(0, self.gpio, self.scheduler, processor)
        self.seen = []
        self.gpio.listen(PIN, lambda level, t_ns: self.seen.append((t_ns - self.began_ns, level)))

    def machine(self, number, program):
        """Set it up; it is started by the test."""
        machine = self.block.machines[number]
        machine.init(setup(program), self.began_ns)
        return machine

    def at(self, ms, call):
        """call(t_ns) then."""
        self.scheduler.at(self.began_ns + ms * MS, call)

    def risen(self, by_ms=1000):
        """How often the pin has risen by then."""
        return sum(level for at_ns, level in self.seen if at_ns < by_ms * MS)


@pytest.fixture
def bench():
    processor = Processor(threading.RLock(), False, lambda _: None)
    bench = Bench(processor)
    bench.scheduler.start()
    yield bench
    bench.scheduler.stop()
    processor.close()


def test_the_processor_clears_the_flag_and_the_machine_goes_on_each_time(bench):
    machine = bench.machine(0, ASKS)
    bench.block.set_irq(1 << 8, 5, bench.began_ns)
    bench.at(0, machine.start)
    bench.scheduler.run(32 * MS)
    assert bench.block.take_raised() == 1 << 8 and not bench.block.flags
    rising = [at_ns for at_ns, level in bench.seen if level]
    assert bench.risen(30) == 30 * MS // ROUND_NS
    assert all(abs(at_ns - number * ROUND_NS) <= 2 for number, at_ns in enumerate(rising))


def test_a_flag_that_is_up_interrupts_as_soon_as_it_may(bench):
    machine = bench.machine(0, ASKS)
    bench.at(0, machine.start)
    bench.at(10, lambda t_ns: bench.block.set_irq(1 << 8, 5, t_ns))
    bench.scheduler.run(9 * MS)
    assert bench.block.flags == 1 and bench.risen() == 1
    bench.scheduler.run(10 * MS)
    assert bench.block.take_raised() == 1 << 8 and bench.risen() > 20


@pytest.mark.parametrize("number", [0, 4])
@pytest.mark.parametrize("before", [False, True])
def test_a_machine_that_has_waited_for_the_flag_clears_it(bench, number, before):
    """before: the other one waits already when the flag goes up."""
    asks = bench.machine(1, (ASKS[0], BLOCK | number, ASKS[2]))
    answers = bench.machine(2, (WAIT_UP | number,))
    for machine in (answers, asks) if before else (asks, answers):
        bench.at(0, machine.start)
    bench.scheduler.run(32 * MS)
    assert bench.risen(30) == 30 * MS // ROUND_NS


def test_a_flag_that_is_not_cleared_keeps_the_machine_waiting_the_second_time_too(bench):
    machine = bench.machine(0, ASKS)
    other = bench.machine(3, (PULL, CLEAR))
    bench.at(0, machine.start)
    bench.at(0, other.start)
    for place in range(1, 4):
        bench.at(10 * place, lambda t_ns: other.put(0, t_ns))
    for place in range(1, 4):
        bench.scheduler.run((10 if place > 1 else 9) * MS)
        assert (bench.risen(), bench.block.flags) == (place, 1)


def test_an_instruction_from_the_processor_clears_a_flag(bench):
    machine = bench.machine(0, ASKS)
    bench.at(0, machine.start)
    bench.at(10, lambda t_ns: machine.execute(CLEAR, t_ns))
    bench.scheduler.run(20 * MS)
    assert (bench.risen(), bench.block.flags) == (2, 1)


def test_a_block_from_the_processor_waits_before_the_program_goes_on(bench):
    machine = bench.machine(0, (WAIT_UP | 3, UP | FOUR, DOWN | FOUR))
    bench.at(0, machine.start)
    bench.at(10, lambda t_ns: machine.execute(BLOCK | 3, t_ns))
    bench.at(20, lambda t_ns: bench.block.clear_flag(1 << 3, t_ns))
    bench.at(30, lambda t_ns: bench.block.raise_flag(1 << 3, t_ns))
    for flags, risen in ((0, 0), (8, 0), (0, 0), (0, 1)):
        bench.scheduler.run(9 * MS)
        assert (bench.block.flags, bench.risen()) == (flags, risen)
        bench.scheduler.run(1 * MS)


def test_a_machine_that_is_led_away_from_its_wait_raises_the_flag_of_the_next(bench):
    machine = bench.machine(0, (BLOCK | 1, UP, DOWN, BLOCK | 2))
    bench.at(0, machine.start)
    bench.at(10, lambda t_ns: machine.execute(1, t_ns))  # jmp(1)
    bench.scheduler.run(20 * MS)
    assert bench.block.flags == 0b110 and bench.risen() == 1


def test_who_waits_for_a_flag_to_be_down_goes_on_when_it_is(bench):
    machine = bench.machine(0, (RAISE, WAIT_DOWN, UP | FOUR, DOWN | FOUR))
    other = bench.machine(1, (PULL, CLEAR))
    bench.at(0, machine.start)
    bench.at(0, other.start)
    bench.at(10, lambda t_ns: other.put(0, t_ns))
    bench.scheduler.run(9 * MS)
    assert not bench.seen
    bench.scheduler.run(10 * MS)
    assert bench.risen() == 1 and 0 <= bench.seen[0][0] - 10 * MS < MS


@pytest.mark.parametrize("waits", ["number", "flag"])
def test_what_it_waits_for_may_come_while_it_is_stopped(bench, waits):
    machine = bench.machine(0, (PULL if waits == "number" else WAIT_UP, UP | FOUR, DOWN | FOUR))
    bench.at(0, machine.start)
    bench.at(5, machine.stop)
    if waits == "number":
        bench.at(6, lambda t_ns: machine.put(1, t_ns))
    else:
        bench.at(6, lambda t_ns: bench.block.raise_flag(1, t_ns))
    bench.at(10, machine.start)
    bench.scheduler.run(9 * MS)
    assert not bench.seen
    bench.scheduler.run(10 * MS)
    assert bench.risen() == 1 and 0 <= bench.seen[0][0] - 10 * MS < MS
