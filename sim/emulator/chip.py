"""The chip of a board: its peripherals, what they are to the processor's calls, and what a reset does to
each."""

import json
import struct
from collections.abc import Callable
from errno import EINVAL, ENODEV

from sim.emulator import board_table, counter, dma, i2c, pio, pulse, uart
from sim.emulator.board import calls
from sim.emulator.board_table import Board
from sim.emulator.event import Events
from sim.emulator.flash import Flash
from sim.emulator.gpio import ALTERNATE, Gpio
from sim.emulator.processor import Answer, Processor, Request
from sim.emulator.scheduler import Scheduler

_NO_PIN = 255
_PICTURE_NS = 33_000_000
_UARTDR, _UARTFR, _UARTIMSC, _UARTDMACR = 0x00, 0x18, 0x38, 0x48
_RECEIVE_INTERRUPTS = 0x50
_STM_TIMERS = {  # base -> alternate function, advanced, pins of channels 1 to 4
    0x40010000: (1, True, (("E9", "A8"), ("E11", "A9"), ("E13", "A10"), ("E14", "A11"))),
    0x40000000: (1, False, (("A0", "A5", "A15"), ("A1", "B3"), ("A2", "B10"), ("A3", "B11"))),
    0x40000400: (2, False, (("A6", "B4", "C6"), ("A7", "B5", "C7"), ("B0", "C8"), ("B1", "C9"))),
    0x40000800: (2, False, (("D12", "B6"), ("D13", "B7"), ("D14", "B8"), ("D15", "B9"))),
    0x40014400: (1, True, (("B8", "F6"),)),
    0x40014800: (1, True, (("B9", "F7"),)),
}


class UartRegisters:
    """The registers of an RP2 serial port a program uses that gives its receiver to direct memory access."""

    def __init__(self, port: uart.Uart) -> None:
        self._port = port
        self._dmacr = 3

    def read(self, offset: int, t_ns: int) -> int:
        """Interrupt mask, DMA control, flags."""
        offset &= 0xFFF
        if offset == _UARTIMSC:
            return _RECEIVE_INTERRUPTS if self._port.interrupts else 0
        if offset == _UARTFR:
            return 8 if self._port.busy_us(t_ns) else 0
        return self._dmacr if offset == _UARTDMACR else 0

    def write(self, offset: int, value: int, t_ns: int) -> None:
        """With the aliases that toggle, set and clear bits."""
        alias, offset = offset >> 12, offset & 0xFFF
        before = self.read(offset, t_ns)
        value = (value, before ^ value, before | value, before & ~value)[alias]
        self._port.catch_up(t_ns)
        if offset == _UARTIMSC:
            self._port.interrupts = bool(value & _RECEIVE_INTERRUPTS)
        elif offset == _UARTDMACR:
            self._dmacr = value


class ClockGates:
    """Registers that are written and read back and do nothing here (clock enables)."""

    def __init__(self) -> None:
        self._values: dict[int, int] = {}

    def read(self, offset: int, t_ns: int) -> int:
        """What was written."""
        return self._values.get(offset, 0)

    def write(self, offset: int, value: int, t_ns: int) -> None:
        """Kept."""
        self._values[offset] = value


class Chip:
    """All peripherals of one board. Call with the lock held."""

    def __init__(
        self,
        board: Board,
        processor: Processor,
        scheduler: Scheduler,
        events: Events,
        bite: Callable[[int], None],
    ) -> None:
        """bite(t_ns): the watchdog resets the chip."""
        self._board = board
        self._processor = processor
        self.gpio = Gpio(len(board.pins), processor, board.default_pull)
        self.uarts = {
            number: uart.Uart(number, board.uart_fifo_bytes, board.deaf_in_stall, processor, scheduler, events)
            for number in board.uarts
        }
        self.watchdog = counter.Watchdog(scheduler, processor, bite)
        self.timers = counter.Timers(scheduler, processor)
        self.clock = counter.InternalClock(scheduler, processor, board.clock_begins_s)
        self.pwm = counter.Pwm(scheduler, self.gpio, events)
        self.rmt = pulse.Rmt(self.gpio, scheduler)
        self.bus = i2c.Bus(*(board.pin(name) for name in (board.wiring.sda, board.wiring.scl)))
        self.pio = pio.Pio(board.pio_blocks, self.gpio, scheduler, processor)
        self.dma = dma.Dma(dma.RP2350 if board.chip == "RP2350" else dma.RP2040, self.uarts, processor, events)
        self.registers = pulse.Registers(events)
        self.stm_timers: list[pulse.StmTimer] = []
        self.camera_payload = b""
        self.radio_reset: Callable[[], None] = lambda: None
        self._map_registers(scheduler)
        for pin in range(len(self.gpio)):
            for block in self.pio.blocks:
                self.gpio.listen(pin, block.pin_changed)

    def answer(self, flash: Flash) -> None:
        """Let the peripherals answer the processor's calls."""
        pio_, dma_ = self.pio, self.dma
        self._processor.handlers |= {
            calls.PIN_FIND: self._pin_find,
            calls.PIN_MODE: self._pin_mode,
            calls.PIN_SET: self._pin_set,
            calls.PIN_IRQ: self._pin_irq,
            calls.PWM: self.pwm.set,
            calls.UART_OPEN: self._uart_open,
            calls.UART_CLOSE: self._uart_close,
            calls.UART_ANY: lambda r: self.uarts[r.a].any(r.t_ns),
            calls.UART_READ: self._uart_read,
            calls.UART_WRITE: lambda r: self.uarts[r.a].write(r.data, r.t_ns),
            calls.UART_BUSY: lambda r: self.uarts[r.a].busy_us(r.t_ns),
            calls.UART_IRQ: self._uart_irq,
            calls.I2C: self.bus.transfer,
            calls.TIMER: self.timers.set,
            calls.RTC: self.clock.set,
            calls.WATCHDOG: self.watchdog.start,
            calls.ERASE: flash.erase,
            calls.PROGRAM: flash.program,
            calls.MEM_READ: self.registers.read,
            calls.MEM_WRITE: self.registers.write,
            calls.PIO_INIT: pio_.init,
            calls.PIO_ACTIVE: pio_.active,
            calls.PIO_RESTART: pio_.restart,
            calls.PIO_EXEC: pio_.execute,
            calls.PIO_PUT: pio_.put,
            calls.PIO_GET: pio_.get,
            calls.PIO_FIFO: pio_.fifo,
            calls.PIO_IRQ: pio_.irq,
            calls.PIO_FLAGS: pio_.flags,
            calls.DMA_CLAIM: dma_.claim,
            calls.DMA_FREE: dma_.free,
            calls.DMA_SET: dma_.set,
            calls.DMA_GET: dma_.get,
            calls.RMT_WRITE: self.rmt.write,
            calls.RMT_BUSY: self.rmt.busy,
            calls.RMT_STOP: self.rmt.stop,
            calls.CAMERA: self._camera,
        }

    def reset(self, t_ns: int) -> None:
        """The reset line, or power: every peripheral as the silicon starts."""
        self.watchdog.reset()
        self._quiet()
        self.radio_reset()
        for block in self.pio.blocks:
            block.reset()
        for timer in self.stm_timers:
            timer.reset()
        self.gpio.reset(t_ns)

    def soft_reset(self, t_ns: int) -> None:
        """What the port's C code puts away between two programs: levels of pins and the watchdog stay."""
        self._quiet()
        for block in self.pio.blocks:
            block.soft_reset(t_ns)
        self.gpio.release_interrupts()

    def _quiet(self) -> None:
        self.dma.reset()
        for port in self.uarts.values():
            port.reset()
        self.timers.reset()
        self.pwm.reset()
        self.rmt.reset()

    def description(self, cause: int, raw: bool, unique_id: bytes) -> bytes:
        """What the boot code of the VM has to know, as JSON."""
        board = self._board
        words = {
            "port": board.port,
            "chip": board.chip,
            "platform": board.platform,
            "machine": board.machine,
            "build": board.build,
            "release": board_table.RELEASE,
            "version": board_table.VERSION,
            "mpy": 6 | 3 << 8 | board.architecture << 10,
            "clock_hz": board.clock_hz,
            "clocks_hz": board.clocks_hz,
            "block_bytes": board.flash.block_bytes,
            "program_bytes": board.flash.program_bytes,
            "mount": board.mount,
            "path": board.path,
            "modules": board.modules,
            "reset_causes": board.reset_causes,
            "watchdog_ms": board.watchdog_ms,
            "uarts": sorted(board.uarts),
            "i2c": {str(number): pins for number, pins in board.i2c.items()},
            "pio_blocks": board.pio_blocks,
            "epoch_s": board.epoch_s,
            "unique_id": unique_id.hex(),
            "start_ns": self._processor.scheduler.now_ns(),
            "cause": cause,
            "raw": raw,
        }
        return json.dumps(words, separators=(",", ":")).encode()

    def _map_registers(self, scheduler: Scheduler) -> None:
        board = self._board
        if board.port == "rp2":
            bases = (0x40070000, 0x40078000) if board.chip == "RP2350" else (0x40034000, 0x40038000)
            for base, number in zip(bases, sorted(self.uarts), strict=True):
                self.registers.blocks.append((base, 0x4000, UartRegisters(self.uarts[number])))
        elif board.port == "stm32":
            for base, (function, advanced, channels) in _STM_TIMERS.items():
                pins = {board.pin(name): channel for channel, names in enumerate(channels) for name in names}
                timer = pulse.StmTimer(pins, board.clock_hz // 2, advanced, self.gpio, scheduler)
                timer.source = f"af{function}"
                self.stm_timers.append(timer)
                self.registers.blocks.append((base, pulse.StmTimer.SIZE, timer))
            self.registers.blocks.append((0x58024400, 0x400, ClockGates()))

    def _pin_find(self, request: Request) -> int:
        try:
            return self._board.pin(request.data.decode())
        except KeyError:
            return -EINVAL

    def _pin_mode(self, request: Request) -> int:
        mode, pull, value = request.b & 0xFF, request.b >> 8 & 0xFF, request.b >> 16 & 0xF
        self.gpio.set_mode(request.a, mode, pull, value - 1 if value else None, request.t_ns)
        if mode == ALTERNATE:
            self.gpio.connect(request.a, f"af{request.b >> 20}", request.t_ns)
        return 0

    def _pin_set(self, request: Request) -> int:
        self.gpio.set_level(request.a, request.b, request.t_ns)
        return 0

    def _pin_irq(self, request: Request) -> int:
        self.gpio.interrupt(request.a, request.b & 0xFF, request.b >> 8)
        return 0

    def _uart_open(self, request: Request) -> int:
        baud, tx, rx, rxbuf, txbuf = struct.unpack("<5I", request.data)
        default_tx, default_rx = (self._board.pin(name) for name in self._board.uarts[request.a])
        tx, rx = (default_tx if tx == _NO_PIN else tx), (default_rx if rx == _NO_PIN else rx)
        if self._board.port == "rp2" and not (tx % 2 == 0 and rx % 2 == 1 and _block(tx) == _block(rx) == request.a):
            return -ENODEV
        self.gpio.supply(tx, "uart", True, 1, request.t_ns)
        self.gpio.connect(tx, "uart", request.t_ns)
        self.gpio.connect(rx, "uart", request.t_ns)
        self.uarts[request.a].open(uart.Settings(baud, tx, rx, rxbuf, txbuf))
        return 0

    def _uart_close(self, request: Request) -> int:
        self.uarts[request.a].close()
        return 0

    def _uart_read(self, request: Request) -> Answer:
        data = self.uarts[request.a].read(request.take, request.t_ns)
        return Answer(len(data), data)

    def _uart_irq(self, request: Request) -> int:
        self.uarts[request.a].set_irq(request.b & 0xFF, request.b >> 8)
        return 0

    def _camera(self, request: Request) -> Answer:
        data = self.camera_payload
        if len(data) > request.take:
            return Answer(len(data))
        self.camera_payload = b""
        return Answer(len(data), data, takes_ns=_PICTURE_NS)


def _block(pin: int) -> int:
    """The serial port an RP2 pin can serve."""
    return (pin + 4 & 8) >> 3
