"""One state machine's registers and instructions (RP2040 datasheet 3.4); when they run is the business of
pio.py."""

from collections import deque
from typing import Protocol

from sim.emulator.gpio import Gpio
from sim.emulator.pio_setup import Setup

_WORD = 0xFFFFFFFF
_FIFO = 4
_IN_BASE_NONE = 255
_NO_DELAY = 0xE0FF  # an instruction without its delay and side-set
_NOP, _PULL_NOBLOCK, _MOV_X_OSR = 0xA042, 0x8080, 0xA027


class Flags(Protocol):
    """What the four machines of a block share: their interrupt flags, and what they put out on pins."""

    flags: int
    outputs: dict[int, tuple[bool, int]]
    source: str

    def raise_flag(self, flag: int, t_ns: int) -> None:
        """Set a flag, and whatever follows from it."""

    def clear_flag(self, flag: int, t_ns: int) -> None:
        """The same when it goes down."""


class Core:
    """Registers, FIFOs and instructions of a machine that is set up."""

    def __init__(self, number: int, block: Flags, gpio: Gpio, setup: Setup) -> None:
        self.setup = setup
        self.number = number
        self.tx: deque[int] = deque()
        self.rx: deque[int] = deque()
        self.pc = 0
        self.jumped = False
        self.pending: int | None = None  # an instruction from `exec` that comes before the next of the program
        self._block = block
        self._gpio = gpio
        self._x = self._y = self._isr = self._osr = 0
        self._side_opt = setup.flags >> 2 & 1
        self.delay_bits = 5 - setup.side_count - self._side_opt
        self.restart()

    def restart(self) -> None:
        """Forget counters, the input register and what it was waiting for; X, Y and the FIFOs stay."""
        self._isr = self._in_count = 0
        self._out_count = 32
        self._blocked: int | None = None  # the instruction that has raised its flag and waits until that is cleared
        self.pending = None
        self.pc = 0

    def initial_pins(self, t_ns: int) -> None:
        """Pins that the program names get their first state and belong to the block."""
        setup = self.setup
        bases = (setup.out_base, setup.set_base, setup.side_base)
        for base, (count, states) in zip(bases, setup.states, strict=True):
            for place in range(count if base != _IN_BASE_NONE else 0):
                state = states >> 2 * place & 3
                self._supply(base + place, t_ns, drives=bool(state & 2), level=state & 1)
                self._gpio.connect(base + place, self._block.source, t_ns)

    def can_put(self) -> bool:
        """Whether the transmit FIFO has space."""
        return len(self.tx) < (0 if self.setup.join == 2 else 2 * _FIFO if self.setup.join == 1 else _FIFO)

    def counts_down(self, word: int) -> tuple[str, ...]:
        """What `word`, the next instruction, counts down without doing anything else until it is 0: X or Y, or X and
        OSR together, in a loop that asks its empty FIFO for another number; () when it is no such loop.
        """
        condition, target = word >> 5 & 7, word & 31
        if word >> 13 or condition not in (2, 4) or target > self.pc or self._side(word) is not None:
            return ()
        words = self.setup.words[target : self.pc]
        if any(self._side(other) is not None for other in words):
            return ()
        body = [other & _NO_DELAY for other in words if other & _NO_DELAY != _NOP]
        if not body:
            return ("_x",) if condition == 2 else ("_y",)
        asks = condition == 2 and body == [_PULL_NOBLOCK, _MOV_X_OSR] and not self.tx and self._out_count == 0
        return ("_x", "_osr") if asks and self._osr == self._x else ()

    def cycles(self, word: int) -> int:
        """How long an instruction takes."""
        return 1 + (word >> 8 & (1 << self.delay_bits) - 1)

    def count(self, registers: tuple[str, ...], rounds: int | None = None) -> int:
        """The value of these registers; set when `rounds` is given."""
        if rounds is not None:
            for register in registers:
                setattr(self, register, rounds & _WORD)
        return int(getattr(self, registers[0]))

    def _side(self, word: int) -> int | None:
        setup = self.setup
        if not setup.side_count or (self._side_opt and not word >> 12 & 1):
            return None
        return word >> 8 + self.delay_bits & (1 << setup.side_count) - 1

    def execute(self, word: int, t_ns: int) -> bool:
        """Execute; False when it stalls. A stalled instruction has made its side-set already."""
        setup = self.setup
        self.jumped = False
        side = self._side(word)
        if side is not None:
            for place in range(setup.side_count):
                self._write(setup.side_base + place, side >> place & 1, bool(setup.flags & 8), t_ns)
        return bool(getattr(self, _NAMES[word >> 13])(word, t_ns))

    def _jump(self, target: int) -> None:
        self.pc = target & 31
        self.jumped = True
        self._blocked = None

    def _jmp(self, word: int, _: int) -> bool:
        setup = self.setup
        x, y = self._x, self._y
        condition = word >> 5 & 7
        if condition == 2:
            self._x = (x - 1) & _WORD
        elif condition == 4:
            self._y = (y - 1) & _WORD
        pin = bool(setup.jmp_pin != 255 and self._gpio.level(setup.jmp_pin))
        taken = (True, not x, bool(x), not y, bool(y), x != y, pin, self._out_count < setup.pull_thresh)
        if taken[condition]:
            self._jump(word)
        return True

    def _wait(self, word: int, t_ns: int) -> bool:
        setup = self.setup
        source, index = word >> 5 & 3, word & 31
        if source == 2:
            flag = self._flag(index)
            if self._block.flags >> flag & 1 != word >> 7 & 1:
                return False
            if word >> 7 & 1:
                self._block.clear_flag(1 << flag, t_ns)
            return True
        pin = index if source == 0 else (setup.in_base + index) % 32
        return self._gpio.level(pin) == word >> 7 & 1

    def _flag(self, index: int) -> int:
        return (index & 4) | (index + self.number) & 3 if index & 16 else index & 7

    def _in(self, word: int, _: int) -> bool:
        setup = self.setup
        count = word & 31 or 32
        if setup.flags & 1 and self._in_count >= setup.push_thresh and not self._push():
            return False
        self._shift_in(self._read(word >> 5 & 7) & ((1 << count) - 1), count)
        if setup.flags & 1 and self._in_count >= setup.push_thresh:
            self._push()
        return True

    def _shift_in(self, value: int, count: int) -> None:
        if self.setup.in_right:
            self._isr = (self._isr >> count | value << 32 - count) & _WORD
        else:
            self._isr = (self._isr << count | value) & _WORD
        self._in_count = min(32, self._in_count + count)

    def _push(self) -> bool:
        depth = 0 if self.setup.join == 1 else 2 * _FIFO if self.setup.join == 2 else _FIFO
        if len(self.rx) >= depth:
            return False
        self.rx.append(self._isr)
        self._isr = self._in_count = 0
        return True

    def _out(self, word: int, t_ns: int) -> bool:
        setup = self.setup
        if setup.flags & 2 and self._out_count >= setup.pull_thresh and not self._pull():
            return False
        count = word & 31 or 32
        if setup.out_right:
            value, self._osr = self._osr & (1 << count) - 1, self._osr >> count
        else:
            value, self._osr = self._osr >> 32 - count, self._osr << count & _WORD
        self._out_count = min(32, self._out_count + count)
        target = word >> 5 & 7
        if target in (0, 4):
            for place in range(setup.states[0][0]):
                self._write(setup.out_base + place, value >> place & 1, target == 4, t_ns)
        elif target == 5:
            self._jump(value)
        elif target == 6:
            self._isr, self._in_count = value, count
        elif target == 7:
            self.pending = value & 0xFFFF
        else:
            self._set_register(target, value)
        return True

    def _pull(self) -> bool:
        if not self.tx:
            return False
        self._osr = self.tx.popleft()
        self._out_count = 0
        return True

    def _fifo(self, word: int, _: int) -> bool:
        setup = self.setup
        conditional, block = word >> 6 & 1, word >> 5 & 1
        if word >> 7 & 1:
            if conditional and self._out_count < setup.pull_thresh:
                return True
            if self._pull():
                return True
            if not block:
                self._osr, self._out_count = self._x, 0
            return not block
        if conditional and self._in_count < setup.push_thresh:
            return True
        if self._push():
            return True
        if not block:
            self._isr = self._in_count = 0
        return not block

    def _mov(self, word: int, t_ns: int) -> bool:
        setup = self.setup
        value = self._read(word & 7)
        operation, target = word >> 3 & 3, word >> 5 & 7
        if operation == 1:
            value = ~value & _WORD
        elif operation == 2:
            value = int(f"{value:032b}"[::-1], 2)
        if target in (0, 3):
            for place in range(setup.states[0][0]):
                self._write(setup.out_base + place, value >> place & 1, target == 3, t_ns)
        elif target == 4:
            self.pending = value & 0xFFFF
        elif target == 5:
            self._jump(value)
        elif target == 6:
            self._isr, self._in_count = value, 0
        elif target == 7:
            self._osr, self._out_count = value, 0
        else:
            self._set_register(target, value)
        return True

    def _irq(self, word: int, t_ns: int) -> bool:
        flag = 1 << self._flag(word & 31)
        if word >> 6 & 1:
            self._block.clear_flag(flag, t_ns)
            return True
        if self._blocked != word:
            self._block.raise_flag(flag, t_ns)
        if not word >> 5 & 1:
            return True
        self._blocked = word if self._block.flags & flag else None
        return self._blocked is None

    def _set(self, word: int, t_ns: int) -> bool:
        setup = self.setup
        target, value = word >> 5 & 7, word & 31
        if target in (0, 4):
            for place in range(setup.states[1][0]):
                self._write(setup.set_base + place, value >> place & 1, target == 4, t_ns)
        else:
            self._set_register(target, value)
        return True

    def _set_register(self, target: int, value: int) -> None:
        if target == 1:
            self._x = value
        elif target == 2:
            self._y = value

    def _read(self, source: int) -> int:
        setup = self.setup
        if source == 0:
            base = 0 if setup.in_base == 255 else setup.in_base
            count = min(32, len(self._gpio) - base)
            return sum(self._gpio.level(base + place) << place for place in range(count))
        return (0, self._x, self._y, 0, 0, 0, self._isr, self._osr)[source]

    def _supply(self, pin: int, t_ns: int, *, drives: bool | None = None, level: int | None = None) -> None:
        was = self._block.outputs.get(pin, (False, 0))
        new = (was[0] if drives is None else drives, was[1] if level is None else level)
        self._block.outputs[pin] = new
        self._gpio.supply(pin, self._block.source, *new, t_ns)

    def _write(self, pin: int, bit: int, direction: bool, t_ns: int) -> None:
        if direction:
            self._supply(pin, t_ns, drives=bool(bit))
        else:
            self._supply(pin, t_ns, level=bit)


_NAMES = ("_jmp", "_wait", "_in", "_out", "_fifo", "_mov", "_irq", "_set")
