"""A loop of a state machine taken in one step ends, and is interrupted, when one taken word by word would be."""

import random
import threading

import pytest

from sim.emulator.gpio import Gpio
from sim.emulator.pio import Block
from sim.emulator.pio_setup import Setup
from sim.emulator.processor import Processor

PIN, FREQ = 10, 30_000
MS = 1_000_000
# as hal/micropython/relay_rp2.py: pull, mov(x, osr), set(pins, 1), pull(noblock), mov(x, osr), jmp(x_dec), set(pins, 0)
ASKS = (0x80A0, 0xA027, 0xE001, 0x8080, 0xA027, 0x0043, 0xE000)
# the same without asking: nop in place of both, the second one cycle longer
COUNTS = (0x80A0, 0xA027, 0xE001, 0xA042, 0xA142, 0x0043, 0xE000)


def setup(program):
    pins = {"in_base": 255, "out_base": 255, "set_base": PIN, "jmp_pin": 255, "side_base": 255}
    shift = {"in_right": 1, "out_right": 1, "push_thresh": 32, "pull_thresh": 32, "flags": 0, "join": 0}
    size = {"wrap_target": 0, "wrap": len(program) - 1, "side_count": 0, "length": len(program)}
    states = [(0, 0), (1, 2), (0, 0)]
    return Setup(FREQ, **pins, **shift, **size, states=states, words=list(program))


def edges(program, puts, stop_ns, single):
    """When the pin changed, in a machine that is given (time, number) and stopped in the end."""
    processor = Processor(threading.RLock(), False, lambda _: None)
    scheduler = processor.scheduler
    gpio = Gpio(30, processor, 0)
    seen = []
    began_ns = scheduler.now_ns()
    gpio.listen(PIN, lambda level, t_ns: seen.append((t_ns - began_ns, level)))
    machine = Block(0, gpio, scheduler, processor).machines[0]
    machine.init(setup(program), began_ns)
    if single:
        machine.core.counts_down = lambda word: ()
    machine.start(began_ns)
    for at_ns, number in puts:
        scheduler.at(began_ns + at_ns, lambda t_ns, number=number: machine.put(number, t_ns))
    scheduler.at(began_ns + stop_ns, machine.stop)
    scheduler.start()
    scheduler.run(400 * MS)
    scheduler.stop()
    processor.close()
    core = machine.core
    return seen, (core.pc, core._x, core._osr, core._out_count, list(core.tx), round(machine._next_ns))


@pytest.mark.parametrize("program", [ASKS, COUNTS], ids=["asks its FIFO", "counts"])
@pytest.mark.parametrize("seed", range(6))
def test_a_loop_is_left_at_the_same_word_and_time(program, seed):
    dice = random.Random(seed)
    puts = sorted((dice.randrange(200 * MS), dice.randrange(2, 900)) for _ in range(dice.randrange(1, 6)))
    stop_ns = dice.randrange(150 * MS, 300 * MS)
    fast, slow = (edges(program, puts, stop_ns, single) for single in (False, True))
    assert fast[1] == slow[1]
    assert [level for _, level in fast[0]] == [level for _, level in slow[0]] and fast[0]
    assert all(abs(one[0] - other[0]) <= 1 for one, other in zip(fast[0], slow[0], strict=True))  # sums of fractions


@pytest.mark.parametrize(("program", "round"), [(ASKS, 3), (COUNTS, 4)], ids=["asks its FIFO", "counts"])
def test_after_a_reset_in_the_middle_of_a_loop_it_begins_at_once(program, round):
    """As a terminal that loses power in a pulse, and is back before that would have been over."""
    processor = Processor(threading.RLock(), False, lambda _: None)
    scheduler = processor.scheduler
    gpio = Gpio(30, processor, 0)
    machine = Block(0, gpio, scheduler, processor).machines[0]
    began_ns = scheduler.now_ns()
    seen = []

    def at(ms, call):
        scheduler.at(began_ns + ms * MS, call)

    at(0, lambda t_ns: machine.init(setup(program), t_ns))
    at(0, machine.start)
    at(1, lambda t_ns: machine.put(6000, t_ns))
    at(100, lambda _: machine.reset())
    at(110, lambda t_ns: machine.init(setup(program), t_ns))
    at(110, machine.start)
    at(120, lambda t_ns: machine.init(setup(program), t_ns))  # a second time, as a relay that is opened does
    at(120, machine.start)
    at(130, lambda _: gpio.listen(PIN, lambda level, t_ns: seen.append((t_ns - began_ns, level))))
    at(130, lambda t_ns: machine.put(100, t_ns))
    scheduler.start()
    scheduler.run(200 * MS)
    scheduler.stop()
    processor.close()
    assert [level for _, level in seen] == [1, 0]
    assert 0 <= seen[0][0] - 130 * MS < MS and abs(seen[1][0] - seen[0][0] - 101 * round * 1e9 / FREQ) < 2e9 / FREQ
