"""The programmable IO of the RP2 chips, with the times of the silicon.

A state machine runs on its own, whatever the processor does. Each instruction has an exact time; those that
are past are executed, then the scheduler wakes the machine for the next one. Loops that only count down are
taken in one step. Not modelled: the synchronisers' two cycles, the one by which a machine sees another's flag
later, and where in the 32 words a program lies.

Length: one state machine, all of its instructions.
"""

import struct
from collections.abc import Callable
from errno import EAGAIN, ENOMEM

from sim.emulator.gpio import Gpio
from sim.emulator.pio_core import Core
from sim.emulator.pio_setup import Setup
from sim.emulator.processor import Processor, Request
from sim.emulator.scheduler import Alarm, Scheduler

MACHINES = 4
_WORDS = 32
_BEHIND_NS = 100_000_000  # a machine that has more to do than is computed loses the time when it is later than this
_SLICE = 20_000  # instructions in one go
_PACE_NS = 500_000  # how often a machine is looked at that always has something to do


class StateMachine:
    """One of four of a block: when its instructions run. Call with the lock held; times are nanoseconds."""

    def __init__(self, number: int, block: "Block", gpio: Gpio, scheduler: Scheduler) -> None:
        self.core: Core | None = None
        self.enabled = False
        self._number = number
        self._block = block
        self._gpio = gpio
        self._scheduler = scheduler
        self._alarm: Alarm | None = None
        self._next_ns = 0.0
        self._period_ns = 1.0
        self._stalled = False
        self._executing = False
        self._busy = False
        self._loop: tuple[tuple[str, ...], float, float] | None = None  # one taken in one step: registers, round, begin

    def init(self, setup: Setup, t_ns: int) -> None:
        """Stop, and take a program."""
        self.stop(t_ns)
        self.core = Core(self._number, self._block, self._gpio, setup)
        self._period_ns = 1e9 / setup.freq
        self._stalled = False
        self.core.initial_pins(t_ns)

    def start(self, t_ns: int) -> None:
        """Let it run."""
        if self.core is not None and not self.enabled:
            self.enabled = True
            self._stalled = False  # what it waits for may have come meanwhile
            self._next_ns = max(self._next_ns, t_ns)
            self.run(t_ns)

    def stop(self, t_ns: int) -> None:
        """Hold it where it is; its pins keep their levels."""
        self._catch_up(t_ns)
        self.enabled = False
        self._plan()

    def reset(self) -> None:
        """The block's reset line: nothing is left."""
        self.enabled = self._stalled = False
        self._loop = None
        self._next_ns = 0.0
        self._plan()
        self.core = None

    def restart(self, t_ns: int) -> None:
        """Begin the program anew; FIFOs, X and Y stay."""
        self.run(t_ns)
        self._loop = None
        if self.core is not None:
            self.core.restart()
        self._stalled = False
        self._next_ns = t_ns
        self.run(t_ns)

    def execute(self, word: int, t_ns: int) -> None:
        """One instruction from outside, at once; one that stalls is tried again until it does not."""
        self._catch_up(t_ns)
        if self.core is None:
            return
        if self._stalled:  # what this one changes is looked at behind it
            self._stalled = False
            self._next_ns = t_ns
        if not self._execute(self.core, word, t_ns):
            self.core.pending = word
        self.run(t_ns)

    def put(self, word: int, t_ns: int) -> bool:
        """Into the transmit FIFO; False when it is full."""
        self._catch_up(t_ns)
        if self.core is None or not self.core.can_put():
            return False
        self.core.tx.append(word)
        self.wake(t_ns)
        return True

    def get(self, t_ns: int) -> int | None:
        """From the receive FIFO; None when it is empty."""
        self.run(t_ns)
        if self.core is None or not self.core.rx:
            return None
        word = self.core.rx.popleft()
        self.wake(t_ns)
        return word

    def wake(self, t_ns: int) -> None:
        """Something it may be waiting for has changed."""
        if self.enabled and self._stalled:
            self._stalled = False
            self._next_ns = max(self._next_ns, t_ns)
            self.run(t_ns)

    def run(self, t_ns: int) -> None:
        """Execute what is past; but not from within an instruction of its own."""
        if self._executing:
            return
        if self.enabled and not self._stalled and t_ns - self._next_ns > _BEHIND_NS:
            self._next_ns = t_ns
        budget = _SLICE
        self._busy = False
        while budget and self.enabled and not self._stalled and self._next_ns <= t_ns:
            self._step()
            self._busy = self._loop is None
            budget -= 1
        self._plan()

    def _plan(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self.enabled and not self._stalled:
            due = max(int(self._next_ns) + 1, self._scheduler.now_ns() + _PACE_NS if self._busy else 0)
            self._alarm = self._scheduler.at(due, self.run)

    def _step(self, in_rounds: bool = True) -> None:
        """Execute the next instruction; in_rounds: or the rounds of a loop that begins with it."""
        core = self.core
        assert core is not None
        self._loop = None
        setup = core.setup
        pending = core.pending
        place = core.pc
        word = pending if pending is not None else setup.words[place] if place < setup.length else 0
        if in_rounds and pending is None and self._count_down(core, word):
            return
        core.pending = None
        if not self._execute(core, word, int(self._next_ns)):
            core.pending = pending
            self._stalled = True
            return
        if pending is None and not core.jumped:
            core.pc = setup.wrap_target if place == setup.wrap else (place + 1) % _WORDS
        self._next_ns += core.cycles(word) * self._period_ns

    def _execute(self, core: Core, word: int, t_ns: int) -> bool:
        """One instruction, in which other machines may execute what is past, and wake this one."""
        self._executing = True
        done = core.execute(word, t_ns)
        self._executing = False
        return done

    def _count_down(self, core: Core, word: int) -> bool:
        """All but the last round of a loop that does nothing but count."""
        registers = core.counts_down(word)
        if not registers or core.count(registers) < 2:
            return False
        rounds = core.count(registers)
        words = (*core.setup.words[word & 31 : core.pc], word)
        round_ns = sum(core.cycles(other) for other in words) * self._period_ns
        self._loop = (registers, round_ns, self._next_ns)
        self._next_ns += rounds * round_ns
        core.count(registers, 0)
        return True

    def _catch_up(self, t_ns: int) -> None:
        """Execute what is past, because something from outside comes now: of a loop taken in one step no round that is
        still to come.
        """
        self.run(t_ns)
        if self._loop is not None and self._next_ns > t_ns and self.core is not None:
            registers, round_ns, begin_ns = self._loop
            rounds = max(0, int((t_ns - begin_ns) // round_ns))
            self.core.count(registers, round((self._next_ns - begin_ns) / round_ns) - rounds)
            self._next_ns = begin_ns + rounds * round_ns
            self._loop = None
            while not self._stalled and self._next_ns <= t_ns:
                self._step(in_rounds=False)
            self._plan()


class Block:
    """Four state machines that share flags and pins."""

    def __init__(self, number: int, gpio: Gpio, scheduler: Scheduler, processor: Processor) -> None:
        self.flags = 0
        self.outputs: dict[int, tuple[bool, int]] = {}
        self.source = f"pio{number}"
        self.machines = [StateMachine(place, self, gpio, scheduler) for place in range(MACHINES)]
        self._processor = processor
        self._irq = (0, 0)
        self._raised = 0

    def raise_flag(self, flag: int, t_ns: int) -> None:
        """Set a flag: it may interrupt the processor, which clears it, or let a machine go on."""
        self._run(t_ns)
        self.flags |= flag
        self._interrupt(t_ns)
        self._wake(t_ns)

    def clear_flag(self, flag: int, t_ns: int) -> None:
        """Clear a flag: a machine may wait for that."""
        self._run(t_ns)
        if self.flags & flag:
            self.flags &= ~flag
            self._wake(t_ns)

    def set_irq(self, trigger: int, line: int, t_ns: int) -> None:
        """Which flags interrupt; one that is up already does."""
        self._irq = (trigger, line)
        self._interrupt(t_ns)

    def _interrupt(self, t_ns: int) -> None:
        raised = self.flags << 8 & self._irq[0]
        if raised:
            self._raised |= raised
            self._processor.interrupt(self._irq[1])
            self.clear_flag(raised >> 8, t_ns)

    def _run(self, t_ns: int) -> None:
        """The machines execute what is past by the flags as they were."""
        for machine in self.machines:
            machine.run(t_ns)

    def _wake(self, t_ns: int) -> None:
        for machine in self.machines:
            machine.wake(t_ns)

    def take_raised(self) -> int:
        """The flags that have interrupted since the last call."""
        raised, self._raised = self._raised, 0
        return raised

    def pin_changed(self, _: int, t_ns: int) -> None:
        """A machine may be waiting for it."""
        self._wake(t_ns)

    def soft_reset(self, t_ns: int) -> None:
        """As the port's clean-up: the machines stop, their pins stay as they are."""
        for machine in self.machines:
            machine.stop(t_ns)
            machine.reset()
        self._irq = (0, 0)

    def reset(self) -> None:
        """Out of reset."""
        for machine in self.machines:
            machine.reset()
        self.flags = self._raised = 0
        self.outputs.clear()
        self._irq = (0, 0)

    def words(self, but: StateMachine) -> int:
        """Instruction words in use by other machines; equal programs are held once."""
        programs = {
            tuple(machine.core.setup.words)
            for machine in self.machines
            if machine.core is not None and machine is not but
        }
        return sum(map(len, programs))


class Pio:
    """All blocks; answers calls.PIO_*."""

    def __init__(self, blocks: int, gpio: Gpio, scheduler: Scheduler, processor: Processor) -> None:
        self.blocks = [Block(number, gpio, scheduler, processor) for number in range(blocks)]

    def _machine(self, request: Request) -> StateMachine:
        return self.blocks[request.a // MACHINES].machines[request.a % MACHINES]

    def init(self, request: Request) -> int:
        """Set a machine up; -ENOMEM when the block has no space for the program."""
        setup = Setup.unpack(list(struct.unpack(f"<{len(request.data) // 4}I", request.data)))
        machine = self._machine(request)
        if self.blocks[request.a // MACHINES].words(machine) + setup.length > _WORDS:
            return -ENOMEM
        machine.init(setup, request.t_ns)
        return 0

    def active(self, request: Request) -> int:
        """Start, stop, or report the state."""
        machine = self._machine(request)
        act: Callable[[int], None] | None = {0: machine.stop, 1: machine.start}.get(request.b)
        if act is not None:
            act(request.t_ns)
        return int(machine.enabled)

    def restart(self, request: Request) -> int:
        """Begin a program anew."""
        self._machine(request).restart(request.t_ns)
        return 0

    def execute(self, request: Request) -> int:
        """One instruction from the processor."""
        self._machine(request).execute(request.b, request.t_ns)
        return 0

    def put(self, request: Request) -> int:
        """-EAGAIN when full."""
        return 0 if self._machine(request).put(request.b, request.t_ns) else -EAGAIN

    def get(self, request: Request) -> int:
        """-EAGAIN when empty."""
        word = self._machine(request).get(request.t_ns)
        return -EAGAIN if word is None else word

    def fifo(self, request: Request) -> int:
        """Levels of both FIFOs."""
        machine = self._machine(request)
        machine.run(request.t_ns)
        return 0 if machine.core is None else len(machine.core.rx) | len(machine.core.tx) << 8

    def irq(self, request: Request) -> int:
        """Which flags interrupt on which line."""
        self.blocks[request.a].set_irq(request.b & 0xFFF, request.b >> 12, request.t_ns)
        return 0

    def flags(self, request: Request) -> int:
        """What has interrupted."""
        return self.blocks[request.a].take_raised()
