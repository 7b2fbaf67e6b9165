"""Where a model of a scanner module is plugged in.

A model is an object of the host that is given the time and the bytes, and returns what it begins to send. It
never sees the chip; the line carries its bytes in real time, and receivers set to another rate hear what they
would.
"""

from typing import Protocol

from sim.emulator.scheduler import FOREVER, Alarm, Scheduler
from sim.emulator.uart import BITS, Uart

_TICK_NS = 1_000_000  # how often a model is asked at most


class ScannerModel(Protocol):
    """A scanner module. Called with the emulator's lock held, times in microseconds that never run
    backwards."""

    @property
    def baud(self) -> int:
        """The rate it speaks and hears now."""

    def feed(self, data: bytes, t_us: int, baud: int | None = None) -> None:
        """Bytes from the board, complete at t_us, that were sent at `baud`."""

    def poll(self, t_us: int) -> list[tuple[bytes, int]]:
        """The transmissions that have begun by now: (bytes, rate) in order."""

    def next_us(self) -> int:
        """Before then poll() has nothing to send unless something else is called."""

    def show(self, *payloads: bytes, t_us: int) -> None:
        """Symbols with these payloads are held in front of it."""

    def hide(self) -> None:
        """Nothing is in view any more."""

    def power(self, on: bool, t_us: int) -> None:
        """The supply comes or goes: volatile state is lost, what is saved inside stays."""

    def fault(self, name: str, on: bool = True) -> None:
        """Switch one of its faults."""


class BareWire:
    """The simplest module: what it is shown it sends once, byte for byte. What it hears it keeps in
    `heard`."""

    def __init__(self, baud: int = 115200) -> None:
        self.baud = baud
        self.heard = b""
        self._out: list[tuple[bytes, int]] = []

    def feed(self, data: bytes, t_us: int, baud: int | None = None) -> None:
        """Kept."""
        self.heard += data

    def poll(self, t_us: int) -> list[tuple[bytes, int]]:
        """What was shown since the last time."""
        out, self._out = self._out, []
        return out

    def next_us(self) -> int:
        """It sends what it has at the next poll."""
        return 0 if self._out else FOREVER

    def show(self, *payloads: bytes, t_us: int) -> None:
        """Sent at once."""
        self._out += [(payload, self.baud) for payload in payloads]

    def hide(self) -> None:
        """Makes no difference."""

    def power(self, on: bool, t_us: int) -> None:
        """Nothing is kept."""
        self._out.clear()
        self.heard = b""

    def fault(self, name: str, on: bool = True) -> None:
        """It has none."""
        raise ValueError(f"a bare wire has no fault {name!r}")


class ScannerLine:
    """Joins one model to the port whose pins it is wired to. Call with the lock held."""

    def __init__(self, model: ScannerModel, tx: int, rx: int, scheduler: Scheduler, uarts: list[Uart]) -> None:
        """tx, rx: the board's pins; which port they belong to is the firmware's choice."""
        self.model = model
        self.paused = False  # the board asks it, by a wire, to send nothing
        self._wires = (tx, rx)
        self._scheduler = scheduler
        self._uarts = uarts
        self._alarm: Alarm | None = None
        self._asked_ns = 0  # when the model was asked last
        self._powered = False
        self._free_ns = 0
        for uart in uarts:
            uart.sink = lambda data, baud, t_ns, uart=uart: self._from_board(uart, data, baud, t_ns)

    def wiring(self) -> str:
        """What is wrong with the firmware's choice of pins: "swapped", "elsewhere", or "" for nothing."""
        chosen = [(uart.settings.tx, uart.settings.rx) for uart in self._uarts if uart.settings is not None]
        if self._wires in chosen:
            return ""
        return "swapped" if self._wires[::-1] in chosen else "elsewhere"

    def power(self, on: bool, t_ns: int) -> None:
        """The supply of the module."""
        self.model.power(on, t_ns // 1000)
        self._free_ns = 0
        self._powered = on
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if on:
            self._tick(t_ns)

    def show(self, *payloads: bytes) -> None:
        """Hold symbols in front of the module."""
        t_ns = self._scheduler.now_ns()
        self.model.show(*payloads, t_us=t_ns // 1000)
        self._carry(t_ns)
        self.ask()

    def fault(self, name: str, on: bool) -> None:
        """Switch one of the module's faults."""
        self.model.fault(name, on)
        self.ask()

    def inject(self, data: bytes, baud: int | None = None) -> None:
        """Put bytes on the wire as if the module had begun to send them now."""
        self._send(data, self.model.baud if baud is None else baud, self._scheduler.now_ns())

    def ask(self) -> None:
        """Something has happened to the model: ask it at the next of its milliseconds."""
        if self._powered:
            self._ask_at(self._scheduler.now_ns())

    def _ask_at(self, t_ns: int) -> None:
        """Ask the model in the first of its milliseconds that is not before then, and not the last one again."""
        ticks = max(1, -(-(t_ns - self._asked_ns) // _TICK_NS))
        due_ns = self._asked_ns + ticks * _TICK_NS
        if self._alarm is not None and self._alarm.due_ns > due_ns:
            self._alarm.cancel()
            self._alarm = None
        if self._alarm is None:
            self._alarm = self._scheduler.at(due_ns, self._tick)

    def _tick(self, t_ns: int) -> None:
        self._carry(t_ns)
        self._alarm = None
        self._asked_ns = t_ns
        next_ns = t_ns if self.paused else self.model.next_us() * 1000
        if next_ns < FOREVER:
            self._ask_at(max(next_ns, self._scheduler.now_ns()))

    def _carry(self, t_ns: int) -> None:
        if not self.paused:
            for data, baud in self.model.poll(t_ns // 1000):
                self._send(data, baud, t_ns)

    def _send(self, data: bytes, baud: int, t_ns: int) -> None:
        start = max(t_ns, self._free_ns)
        self._free_ns = start + int(len(data) * BITS * 1e9 / baud)
        for uart in self._uarts:
            if uart.settings is not None and uart.settings.rx == self._wires[1]:
                uart.arrive(data, baud, start)
                return

    def _from_board(self, uart: Uart, data: bytes, baud: int, t_ns: int) -> None:
        if uart.settings is not None and uart.settings.tx == self._wires[0]:
            self.model.feed(data, t_ns // 1000, baud)
            self.ask()
