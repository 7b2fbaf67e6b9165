"""`rp2`: state machines, their assembler's front door, direct memory access, the flash."""

import errno
import time
from struct import pack

import _assembler
import _bus
import calls
from _assembler import asm_pio, asm_pio_encode  # noqa: F401
from _pin import Pin
from _platform import Flash, board  # noqa: F401
from micropython import const
from uctypes import addressof

_MACHINES = const(4)  # state machines of one block
_REGISTERS = const(5)  # of a channel


class PIO:
    IN_LOW, IN_HIGH, OUT_LOW, OUT_HIGH = range(4)
    SHIFT_LEFT, SHIFT_RIGHT = range(2)
    JOIN_NONE, JOIN_TX, JOIN_RX = range(3)
    IRQ_SM0, IRQ_SM1, IRQ_SM2, IRQ_SM3 = 256, 512, 1024, 2048

    def __init__(self, id):
        if not 0 <= id < board["pio_blocks"]:
            raise ValueError("PIO(%d) doesn't exist" % id)
        self._id = id
        self._line = None
        self._flags = 0

    def state_machine(self, id, program=None, **options):
        machine = StateMachine(self._id * _MACHINES + id)
        if program is not None:
            machine.init(program, **options)
        return machine

    def irq(self, handler=None, trigger=0xF00, hard=False):
        def fire():
            self._flags = _bus.call(calls.PIO_FLAGS, self._id)
            handler(self)

        if self._line is not None:
            _bus.release(self._line)
        self._line = None if handler is None else _bus.line(fire)
        _bus.call(calls.PIO_IRQ, self._id, 0 if handler is None else trigger | self._line << 12)
        return self

    def flags(self):
        return self._flags


def _base(pin):
    return 255 if pin is None else (pin if isinstance(pin, Pin) else Pin(pin))._index


class StateMachine:
    def __init__(self, id, program=None, **options):
        if not 0 <= id < board["pio_blocks"] * _MACHINES:
            raise ValueError("invalid state machine id")
        self._id = id
        if program is not None:
            self.init(program, **options)

    def init(
        self,
        program,
        freq=-1,
        *,
        in_base=None,
        out_base=None,
        set_base=None,
        jmp_pin=None,
        sideset_base=None,
        in_shiftdir=None,
        out_shiftdir=None,
        push_thresh=None,
        pull_thresh=None,
    ):
        """freq: instructions a second; -1 is the clock of the chip."""
        clock = board["clock_hz"]
        if freq == -1:
            freq = clock
        if freq > clock or freq * 65536 < clock:
            raise ValueError("freq out of range")
        self._side = (program.side_count, program.side_optional)
        words = [
            freq,
            _base(in_base),
            _base(out_base),
            _base(set_base),
            _base(jmp_pin),
            _base(sideset_base),
            program.in_shiftdir if in_shiftdir is None else in_shiftdir,
            program.out_shiftdir if out_shiftdir is None else out_shiftdir,
            program.push_thresh if push_thresh is None else push_thresh,
            program.pull_thresh if pull_thresh is None else pull_thresh,
        ]
        words += program.configuration()
        _bus.call(calls.PIO_INIT, self._id, 0, pack("<%dI" % len(words), *words))

    def active(self, *value):
        return bool(_bus.call(calls.PIO_ACTIVE, self._id, bool(value[0]) if value else 2))

    def restart(self):
        _bus.call(calls.PIO_RESTART, self._id)

    def exec(self, instruction):
        if isinstance(instruction, str):
            instruction = asm_pio_encode(instruction, *self._side)
        _bus.call(calls.PIO_EXEC, self._id, instruction)

    def _wait(self, operation, value):
        while True:
            try:
                return _bus.call(operation, self._id, value)
            except OSError as error:
                if error.errno != errno.EAGAIN:
                    raise
            time.sleep_us(100)

    def put(self, value, shift=0):
        """Waits while the FIFO is full."""
        for word in (value,) if isinstance(value, int) else value:
            self._wait(calls.PIO_PUT, (word << shift) & 0xFFFFFFFF)

    def get(self, buffer=None, shift=0):
        """Waits while the FIFO is empty."""
        if buffer is None:
            return self._wait(calls.PIO_GET, 0) >> shift
        for place in range(len(buffer)):
            buffer[place] = self._wait(calls.PIO_GET, 0) >> shift

    def rx_fifo(self):
        return _bus.call(calls.PIO_FIFO, self._id) & 0xFF

    def tx_fifo(self):
        return _bus.call(calls.PIO_FIFO, self._id) >> 8

    def irq(self, handler=None, trigger=0, hard=False):
        block = PIO(self._id // _MACHINES)
        block.irq(None if handler is None else lambda _: handler(self), 256 << self._id % _MACHINES)


_COMMON = {"enable": (0, 1), "high_pri": (1, 1), "size": (2, 2), "inc_read": (4, 1)}
_RP2040 = {
    "inc_write": (5, 1), "ring_size": (6, 4), "ring_sel": (10, 1), "chain_to": (11, 4), "treq_sel": (15, 6),
    "irq_quiet": (21, 1), "bswap": (22, 1), "sniff_en": (23, 1), "busy": (24, 1), "write_err": (29, 1),
    "read_err": (30, 1), "ahb_err": (31, 1),
}  # fmt: skip
_RP2350 = {
    "inc_read_rev": (5, 1), "inc_write": (6, 1), "inc_write_rev": (7, 1), "ring_size": (8, 4),
    "ring_sel": (12, 1), "chain_to": (13, 4), "treq_sel": (17, 6), "irq_quiet": (23, 1),
    "bswap": (24, 1), "sniff_en": (25, 1), "busy": (26, 1), "write_err": (29, 1),
    "read_err": (30, 1), "ahb_err": (31, 1),
}  # fmt: skip


class DMA:
    """One channel. The model moves bytes from a serial line's receiver; other pacing is refused."""

    def __init__(self):
        self.channel = _bus.call(calls.DMA_CLAIM)

    def close(self):
        _bus.call(calls.DMA_FREE, self.channel)

    def pack_ctrl(self, default=None, **fields):
        word = default
        if word is None:
            word = self._pack({"enable": 1, "size": 2, "inc_read": 1, "inc_write": 1, "treq_sel": 0x3F,
                               "chain_to": self.channel}, 0)  # fmt: skip
        return self._pack(fields, word)

    def _table(self):
        table = dict(_RP2350 if board["chip"] == "RP2350" else _RP2040)
        table.update(_COMMON)
        return table

    def _pack(self, fields, word):
        table = self._table()
        for name, value in fields.items():
            if name not in table:
                raise TypeError("extra keyword arguments given")
            shift, width = table[name]
            mask = (1 << width) - 1
            word = word & ~(mask << shift) | (int(value) & mask) << shift
        return word

    def unpack_ctrl(self, word):
        table = self._table()
        return {name: word >> table[name][0] & (1 << table[name][1]) - 1 for name in table}

    def config(self, read=None, write=None, count=None, ctrl=None, trigger=False):
        for number, value in ((0, read), (1, write), (2, count), (3, ctrl)):
            if value is not None:
                self._set(number, value)
        if trigger:
            self._set(4, 1)

    def active(self, *value):
        if value:
            self._set(4, int(bool(value[0])))
        return bool(self._get(4))

    def _set(self, number, value):
        if not isinstance(value, int):
            value = addressof(value)
        _bus.call(calls.DMA_SET, self.channel | number << 8, value)

    def _get(self, number):
        """From the page, which is right until the next byte moves."""
        value = _bus.channel(self.channel * _REGISTERS + number)
        return value if value >= 0 else _bus.native(calls.DMA_GET, self.channel | number << 8, 0, 0, 0, 0)

    read = property(lambda self: self._get(0), lambda self, value: self._set(0, value))
    write = property(lambda self: self._get(1), lambda self, value: self._set(1, value))
    count = property(lambda self: self._get(2), lambda self, value: self._set(2, value))
    ctrl = property(lambda self: self._get(3), lambda self, value: self._set(3, value))


_assembler.PIO = PIO
