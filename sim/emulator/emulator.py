"""A board that boots its firmware: power, resets, and the hardware around it.

    with Emulator("pico2", Path("flash.bin")) as board:
        board.power_on()
        board.wait_for("prompt")

All that it does is in `events`, with times of the board's own clock (scheduler.py). The chip, the gate and the scanner
live in this process, the VM in another: a program that hangs, crashes or is killed stops nothing but itself.

Length: the one class that programs and people meet; its methods are a few lines each.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from sim.emulator import board_table, vm_files
from sim.emulator.board import calls
from sim.emulator.board_table import Board, Wiring
from sim.emulator.chip import Chip
from sim.emulator.doze import Doze
from sim.emulator.event import Event, Events
from sim.emulator.flash import Flash
from sim.emulator.i2c import Ds3231, Ssd1306
from sim.emulator.network import Network
from sim.emulator.processor import STUCK_S, Answer, Processor, Request
from sim.emulator.scanner_line import BareWire, ScannerLine, ScannerModel
from sim.emulator.scheduler import START_NS, Alarm
from sim.emulator.starter import Starter
from sim.emulator.turnstile import Turnstile
from sim.emulator.usb import Usb
from sim.emulator.vm_process import EXIT_FRIENDLY, EXIT_RAW

_ENUMERATION_NS = 300_000_000  # of USB, after a reset
UNIQUE_ID = bytes.fromhex("e66058388345ae2f")


def _sleep(request: Request) -> Answer:
    return Answer(takes_ns=request.a, until_interrupt=True)


class Emulator:
    """One emulated board with its gate, scanner, clock chip and display.

    flash: the image file, made when it is not there. scanner: a model, a bare wire at 115200 by default.
    fail_open: how the gate is wired. heap_bytes: the board's heap when it is not the table's (PSRAM). paced: as in
    scheduler.py. dozes: as in doze.py; a paced one does. stuck_s: as in processor.py; less is enough for programs
    that compute little between two calls. network: the WLAN around it, of a board that is paced; without one it has no
    `network` and no `socket` of its own.
    """

    def __init__(
        self,
        board: str | Board,
        flash: Path,
        *,
        scanner: ScannerModel | None = None,
        wiring: Wiring | None = None,
        fail_open: bool = False,
        heap_bytes: int | None = None,
        unique_id: bytes = UNIQUE_ID,
        rtc: Ds3231 | None = None,
        display: bool = True,
        erase_ms: float | None = None,
        paced: bool = True,
        dozes: bool = False,
        stuck_s: float = STUCK_S,
        network: Network | None = None,
    ) -> None:
        if network is not None and not paced:
            raise ValueError("a board with a network is paced: the programs that it talks to have time of their own")
        board = board_table.find(board) if isinstance(board, str) else board
        if wiring is not None:
            board = replace(board, wiring=wiring)
        if network is not None:
            if "network" in board.modules or board.port != "esp32":
                raise ValueError(f"{board.name} has no WLAN here")
            board = replace(board, modules=(*board.modules, "network", "socket"))
        if erase_ms is not None:
            board = replace(board, flash=replace(board.flash, erase_ns=int(erase_ms * 1e6)))
        self.board = board
        self._lock = threading.RLock()
        self._processor = Processor(self._lock, paced, self._ended, stuck_s)
        self._scheduler = self._processor.scheduler
        self.events = Events(self._scheduler.seen)
        self._begin_s = time.time() - START_NS / 1e9
        self.rtc = Ds3231() if rtc is None else rtc
        self.rtc.keep_by(self.now_s)
        self._chip = Chip(board, self._processor, self._scheduler, self.events, self._watchdog)
        self.network = network
        if network is not None:
            self._processor.handlers |= network.plug(self._lock, self._scheduler, self.events)
            self._chip.radio_reset = network.reset
        try:
            self.flash = Flash(flash, board.flash, self._processor, self.events, self.cut_power)
        except (OSError, ValueError):
            self._processor.close()
            raise
        self._chip.answer(self.flash)
        self.turnstile = Turnstile(board, board.wiring, fail_open, self._chip.gpio, self._scheduler, self.events)
        self._chip.pwm.name(self.turnstile.roles())
        self.display = Ssd1306(self._scheduler, self.events) if display else None
        self._chip.bus.devices[Ds3231.ADDRESS] = self.rtc
        if self.display is not None:
            self._chip.bus.devices[Ssd1306.ADDRESS] = self.display
        self.scanner = BareWire() if scanner is None else scanner
        self._line = self._plug_scanner()
        self._usb = Usb(self._interrupt, self._processor.waken)
        if not paced:
            self._processor.before_call = self._usb.drain  # so that its words come at the same time whatever the load
        heap = vm_files.heap_bytes(board, heap_bytes) + (vm_files.NETWORK_BYTES if network is not None else 0)
        self._starter = Starter(board, heap, unique_id, self._processor, self._chip, self._usb, self.flash, self.events)
        self._doze = (
            Doze(self._processor, self.events, lambda: self._chip.watchdog.timeout_ns) if dozes or paced else None
        )
        self._answer()
        self._powered = False
        self._enumeration: Alarm | None = None
        self._enumerated_ns: int | None = None  # when a host finds the port; soft resets leave that as it is
        self._found = 0  # the mark behind the event that was waited for last
        self._scheduler.start()

    # The board as a whole

    @property
    def port(self) -> Path:
        """The USB serial, for `mpremote connect`; the same for the emulator's whole life."""
        return self._usb.path

    @property
    def powered(self) -> bool:
        """Whether the power switch is on."""
        return self._powered

    @property
    def vm_pid(self) -> int | None:
        """The process of the VM; None while the processor stands still."""
        return self._processor.pid

    def power_on(self) -> None:
        """The power switch; nothing when it is on already."""
        with self._lock:
            if self._powered:
                return
            self._powered = True
            now = self._scheduler.now_ns()
            self.events.tell(now, "power", on=True)
            self.rtc.power(True)
            if self.display is not None:
                self.display.power(True)
            self._chip.reset(now)
            self._chip.clock.begin()
            self.turnstile.power(True, now)
            self._starter.start("power", raw=False)
            if self._line is not None:
                self._line.power(True, now)

    def power_off(self) -> None:
        """The power switch; what runs is not asked."""
        with self._lock:
            if not self._powered:
                return
            self._powered = False
            self._stop("power")
            now = self._scheduler.now_ns()
            self.flash.interrupt(now, powered=False)
            self._chip.reset(now)
            for port in self._chip.uarts.values():
                port.unplug()
            if self._line is not None:
                self._line.power(False, now)
            self.turnstile.power(False, now)
            self.rtc.power(False)
            if self.display is not None:
                self.display.power(False)
            self.events.tell(now, "power", on=False)

    cut_power = power_off

    def reset(self, cause: str = "hard") -> None:
        """The reset button ("hard"), or what else resets the chip: "watchdog", "soft"."""
        with self._lock:
            if self._powered:
                self._restart(cause, raw=False)

    def close(self) -> None:
        """End everything; the image stays."""
        self.power_off()
        if self.network is not None:
            with self._lock:
                self.network.close()
        self._scheduler.stop()
        self._usb.close()
        self._processor.close()
        self.flash.close()

    def __enter__(self) -> "Emulator":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def wait_for(
        self, predicate: Callable[[Event], bool] | str, timeout_s: float = 5.0, since: int | None = None
    ) -> Event:
        """The first event that the predicate (or kind) fits, after `since` or after the one found last.

        timeout_s: of the board's time. Raises TimeoutError with the kinds that came instead.
        """
        fits = (lambda event: event.kind == predicate) if isinstance(predicate, str) else predicate
        start = self._found if since is None else since
        found: list[Event] = []
        place = start

        def arrived() -> bool:
            nonlocal place
            if not found:
                event, place = self.events.search(fits, place)
                found.extend([] if event is None else [event])
            return bool(found)

        if not self._scheduler.run_until(self._scheduler.now_ns() + int(timeout_s * 1e9), arrived):
            kinds = [event.kind for event in self.events.since(start)]
            raise TimeoutError(f"no such event within {timeout_s} s; there were: {kinds[-40:]}")
        if since is None:
            self._found = place
        return found[0]

    def run(self, seconds: float) -> None:
        """Let so much of the board's time pass."""
        self._scheduler.run(int(seconds * 1e9))

    def run_until(self, reached: Callable[[], bool], timeout_s: float) -> bool:
        """Let the board's time pass until reached(); False when so much has passed before."""
        return self._scheduler.run_until(self._scheduler.now_ns() + int(timeout_s * 1e9), reached)

    def now_us(self) -> int:
        """The board's time, as events bear it."""
        return self._scheduler.now_ns() // 1000

    def now_s(self) -> float:
        """The time of day around the board, in Unix seconds: the computer's when it is paced."""
        return time.time() if self._scheduler.paced else self._begin_s + self._scheduler.now_ns() / 1e9

    # The hardware around it

    def show(self, *payloads: bytes) -> None:
        """Hold symbols in front of the scanner; of the board's own camera where it has no scanner."""
        with self._lock:
            self.events.tell(self._scheduler.now_ns(), "show", symbols=len(payloads))
            if self._line is not None:
                self._line.show(*payloads)
            else:
                self._chip.camera_payload = payloads[0]

    def hide(self) -> None:
        """Nothing is in view any more."""
        with self._lock:
            self.events.tell(self._scheduler.now_ns(), "show", symbols=0)
            self.scanner.hide()
            self._chip.camera_payload = b""

    def fault(self, name: str, on: bool = True) -> None:
        """Switch a fault of the scanner module."""
        with self._lock:
            if self._line is not None:
                self._line.fault(name, on)
            else:
                self.scanner.fault(name, on)

    def inject(self, data: bytes, baud: int | None = None) -> None:
        """Put bytes on the scanner's wire as if the module had sent them; at a foreign rate if wanted."""
        with self._lock:
            if self._line is None:
                raise ValueError(f"{self.board.name} has no scanner on a wire")
            self._line.inject(data, baud)

    def emergency(self, opened: bool) -> None:
        """The emergency button."""
        with self._lock:
            self.turnstile.emergency(opened)

    def passage(self, open_ms: int = 150, bounces: int = 0) -> None:
        """A person goes through."""
        with self._lock:
            self.turnstile.passage(open_ms, bounces)

    def switch(self, role: str, closed: bool) -> None:
        """Close "service" (the jumper) or "passage"."""
        with self._lock:
            self.turnstile.switch(role, closed)

    def level(self, role: str) -> int:
        """The level of a wired pin, by its role."""
        with self._lock:
            return self._chip.gpio.level(self.board.pin(self.board.wiring.roles()[role]))

    # What the chip and the VM want

    def scanner_wiring(self) -> str:
        """As `ScannerLine.wiring`; "" for a board with a camera of its own."""
        with self._lock:
            return self._line.wiring() if self._line is not None else ""

    def _plug_scanner(self) -> ScannerLine | None:
        wires = self.board.wiring
        if wires.scanner_tx is None or wires.scanner_rx is None:
            return None
        pins = (self.board.pin(wires.scanner_tx), self.board.pin(wires.scanner_rx))
        line = ScannerLine(self.scanner, *pins, self._scheduler, list(self._chip.uarts.values()))
        if wires.scanner_pause is not None:
            pause = self.board.pin(wires.scanner_pause)
            self._chip.gpio.listen(pause, lambda level, _: setattr(line, "paused", bool(level)))
        return line

    def _answer(self) -> None:
        self._processor.handlers |= {
            calls.HELLO: self._starter.hello,
            calls.READY: self._ready,
            calls.REPL: self._prompt,
            calls.PASS: lambda _: 0,
            calls.SLEEP: _sleep,
            calls.IDLE: _sleep if self._doze is None else self._doze.idle,
            calls.SOFT_RESET: lambda _: self._again("soft"),
            calls.RESET: lambda _: self._again("hard"),
            calls.INTERRUPT_CHAR: self._interrupt_character,
            calls.DUPTERM: self._dupterm,
            calls.INTERRUPT_MASK: lambda request: int(self._processor.mask(bool(request.a))),
        }

    def _ready(self, request: Request) -> int:
        """The firmware starts. A host finds the port a moment later, unless it never lost it: a Ctrl-C that comes
        before main.py begins would be lost, as on a board.
        """
        if self._enumerated_ns is None:
            self._enumerated_ns = request.t_ns + _ENUMERATION_NS
        if self._enumerated_ns <= request.t_ns:
            self._usb.enumerate()
        else:
            self._enumeration = self._scheduler.at(self._enumerated_ns, lambda _: self._usb.enumerate())
        return 0

    def _prompt(self, request: Request) -> int:
        self._usb.interrupt_character = 3
        self._usb.await_line()
        self._processor.rest()
        self.events.tell(request.t_ns, "prompt")
        return 0

    def _again(self, cause: str) -> int:
        self._restart(cause, raw=False)
        return 0

    def _interrupt_character(self, request: Request) -> int:
        self._usb.interrupt_character = request.a
        return 0

    def _dupterm(self, request: Request) -> int:
        self._usb.attached = bool(request.a)
        return 0

    def _interrupt(self) -> bool:
        with self._lock:
            if self._usb.line_due:  # it comes behind the program
                return False
            taken = self._processor.interrupt_by_keyboard()
        return taken()

    def _watchdog(self, t_ns: int) -> None:
        self._restart("watchdog", raw=False, t_ns=t_ns)

    def _ended(self, status: int) -> None:
        """The VM's process is over: its prompt has ended, or it has crashed and the processor stands still."""
        if status in (EXIT_RAW, EXIT_FRIENDLY):
            self._restart("soft", raw=status == EXIT_RAW)
        else:
            self.events.tell(self._scheduler.now_ns(), "crash", status=status)

    def _stop(self, cause: str) -> None:
        self._processor.stop()
        if self._enumeration is not None:
            self._enumeration.cancel()
        if cause != "soft":
            self._enumerated_ns = None
        self._usb.unplug()

    def _restart(self, cause: str, raw: bool, t_ns: int | None = None) -> None:
        self._stop(cause)
        now = self._scheduler.now_ns() if t_ns is None else t_ns
        self.flash.interrupt(now, powered=self.board.port != "stm32")  # there it is a part of the chip
        if cause == "soft":
            self._usb.say(b"MPY: soft reboot\r\n")
            self._chip.soft_reset(now)
        else:
            self._chip.reset(now)
            if self.board.port == "rp2":
                self._chip.clock.begin()
        self.events.tell(now, "reset", cause=cause)
        self._starter.start(cause, raw)
