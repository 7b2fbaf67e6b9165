"""The USB serial: the terminal a host tool opens on one side, the VM's terminal on the other.

The outer terminal stays while the board restarts. Line ends, the interrupt character, the words of a soft
reset and the banner are a board's; what the VM's desktop port says instead is left out.
"""

import array
import contextlib
import fcntl
import os
import pty
import re
import select
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sim.emulator import short_folder
from sim.emulator.processor import program_runs, quiet_terminal

_UNREAD_MAX = 3000  # bytes the host has not fetched
_PATIENCE_S = 0.5  # after this long without reading it is taken for gone, and what it missed is thrown away
_PAUSE_S = 0.002  # between two looks at what the host has not fetched
_UNDER_WAY_S = 0.02  # the system hands over what was written before that
_BANNER_END = b'Type "help()" for more information'
_INTERRUPT = 3
_LOOK_S = 0.001  # the VM does not say that it begins to read a line: it is looked for


class Usb:
    """The serial port of a board, at `path`."""

    def __init__(self, keyboard: Callable[[], bool], arriving: Callable[[], None]) -> None:
        """keyboard(): called when the interrupt character arrives while a program runs; whether it took it.
        arriving(): called before the VM gets what the host has sent.
        """
        self._keyboard = keyboard
        self._arriving = arriving
        self._outer, self._outer_far = pty.openpty()
        quiet_terminal(self._outer_far)
        os.set_blocking(self._outer, False)
        self._folder = short_folder.made()  # the control socket lies in it, too
        self.path = Path(self._folder.name) / "ttyACM0"
        self.path.symlink_to(os.ttyname(self._outer_far))
        self._wake_read, self._wake_write = os.pipe()
        self._inner: int | None = None
        self._gone: list[int] = []
        self._enumerated = False
        self.line_due = False  # the program is over, and the VM has not begun to read a line
        self._lock = threading.Lock()
        self._skip = b""  # output is left out up to and including this
        self._held = b""
        self._mark = self._banner = b""
        self.interrupt_character = _INTERRUPT
        self.attached = True
        self._last = b""
        self.waits = True  # for a host that reads slowly, as a board does that keeps the host's time
        self._sending = False
        self._abandoned = False  # the host is taken for gone
        self._offered = 0  # bytes that wait for the host, at most
        self._running = True
        self._thread = threading.Thread(target=self._run, name="usb", daemon=True)
        self._thread.start()

    def plug(self, mark: bytes, banner: bytes) -> int:
        """A VM is about to start: returns its end of the inner terminal, for the caller to close.

        mark: what comes right before the VM's own banner; banner: what is said instead of both, b"" in raw
        mode.
        """
        self.unplug()
        near, far = pty.openpty()
        quiet_terminal(far)
        with self._lock:
            self._inner = near
            self._mark, self._banner = mark, banner
            self._skip = mark
            self._held = b""
            self.interrupt_character = _INTERRUPT
            self.attached = True
            self._enumerated = self.line_due = False
        os.write(self._wake_write, b".")
        return far

    def enumerate(self) -> None:
        """The board is ready to talk: until then the host's bytes wait."""
        self._enumerated = True
        os.write(self._wake_write, b".")

    def await_line(self) -> None:
        """The program is over: the host's bytes wait until the VM reads a line. An interrupt character would otherwise
        find no program any more, and end the next one.
        """
        self.line_due = True
        os.write(self._wake_write, b".")

    def unplug(self) -> None:
        """The VM is gone; what it had said is still passed on."""
        with self._lock:
            if self._inner is None:
                return
            with contextlib.suppress(OSError):
                os.set_blocking(self._inner, False)
                while data := os.read(self._inner, 4096):
                    self._outward(data)
            self._leave()
        os.write(self._wake_write, b".")

    def _leave(self) -> None:
        """Only the thread closes what it may be waiting for."""
        if self._inner is not None:
            self._gone.append(self._inner)
            self._inner = None

    def say(self, words: bytes) -> None:
        """Send something to the host that the VM did not say."""
        with self._lock:
            self._send(words)

    def close(self) -> None:
        """Remove the port."""
        self._running = False
        os.write(self._wake_write, b".")
        self._thread.join()
        self.unplug()
        for descriptor in (*self._gone, self._outer, self._outer_far, self._wake_read, self._wake_write):
            os.close(descriptor)
        self._folder.cleanup()

    def _run(self) -> None:
        while self._running:
            with self._lock:
                while self._gone:
                    os.close(self._gone.pop())
                inner = self._inner
            watched = [self._wake_read] + ([] if inner is None else [inner])
            if self._listens():
                watched.append(self._outer)
            ready, _, _ = select.select(watched, [], [], _LOOK_S if self.line_due else None)
            if self._wake_read in ready:
                os.read(self._wake_read, 64)
            data = b""
            if self._outer in ready and self._listens():
                with contextlib.suppress(OSError):
                    data = self._interrupt(os.read(self._outer, 1024))
            if data:
                self._arriving()
            with self._lock:
                self._inward(data)
                self._pass_on()  # only a part, so that a host that interrupts a flood is heard

    def _listens(self) -> bool:
        """Whether what the host sends may be taken now: it waits for a board that starts or ends a program, and is lost
        on one that is gone.
        """
        with self._lock:
            if self.line_due and (self._inner is None or not program_runs(self._inner)):
                self.line_due = False
            return self._inner is None or (self._enumerated and not self.line_due)

    def drain(self) -> None:
        """Pass on all that the VM has said by now. Trap: call it while the VM says no more."""
        with self._lock:
            while self._pass_on():
                pass

    def speaking(self) -> bool:
        """Whether something that the VM has said is not passed on yet, so that it may wait for room for more."""
        inner = self._inner
        if self._sending or inner is None:
            return self._sending
        try:
            return bool(select.select([inner], [], [], 0)[0])
        except (OSError, ValueError):  # it is gone by now
            return False

    def _pass_on(self) -> bool:
        """Pass on a part of what the VM has said; whether there was any."""
        if self._inner is None or not select.select([self._inner], [], [], 0)[0]:
            return False
        self._sending = True
        try:
            self._outward(os.read(self._inner, 4096))
        except OSError:  # the VM has closed its end
            self._leave()
        finally:
            self._sending = False
        return True

    def _interrupt(self, data: bytes) -> bytes:
        """Act on the interrupt character while a program runs; what else came. Trap: call it without the
        board's lock; the thread that holds that one may wait for this one.
        """
        with self._lock:
            inner, character = self._inner, self.interrupt_character
            if inner is None or not self._enumerated:  # it was for a board that is gone, and another has started since
                return b""
            if not self.attached or character < 0 or character not in data or not program_runs(inner):
                return data
        if not self._keyboard():
            return data
        return data.replace(bytes([character]), b"")

    def _inward(self, data: bytes) -> None:
        """Hand the host's bytes to the VM."""
        inner = self._inner
        if inner is None or not self.attached:
            return
        # A VM that does not read must not stop the bridge.
        while data and select.select([], [inner], [], 0)[1]:
            count = os.write(inner, data[:256])
            data = data[count:]

    def _outward(self, data: bytes) -> None:
        """Leave out what is not a board's, from the mark to the end of the banner."""
        data = self._held + data
        self._held = b""
        while self._skip:
            before, found, data = data.partition(self._skip)
            if not found:
                keep = _overlap(before, self._skip)
                self._held = before[len(before) - keep :]
                data = before[: len(before) - keep]
                if self._skip != self._mark:
                    data = b""
                break
            if self._skip == self._mark:
                self._speak(before)
                self._skip = _BANNER_END if self._banner else b""
            else:
                self._skip = b""
                self._send(self._banner)
        self._speak(data)

    def _speak(self, data: bytes) -> None:
        """The VM ends lines with a line feed, a board with carriage return and line feed."""
        if data and self.attached:
            whole = re.sub(rb"(?<!\r)\n", b"\r\n", self._last + data)
            self._send(whole[len(self._last) :])
            self._last = b"\r" if data.endswith(b"\r") else b""

    def _send(self, data: bytes) -> None:
        """Wait for a host that reads slowly, not for one that does not read at all."""
        while data:
            if self.waits and self._offered > _UNREAD_MAX and not self._fetches():
                self._throw_away()
            try:
                count = os.write(self._outer, data[:512])
            except BlockingIOError:
                self._throw_away()
                continue
            self._offered += count
            data = data[count:]

    def _throw_away(self) -> None:
        termios.tcflush(self._outer_far, termios.TCIFLUSH)
        self._offered = 0

    def _fetches(self) -> bool:
        """Wait for a host that reads until there is room; False when none does.

        Trap: what was written may still be under way, so that fewer bytes wait for the host than were written is no
        sign of it. That they become fewer is one, that they stay fewer is another.
        """
        before = self._unread()
        idle_s = 0.0
        while True:
            if before == 0 or (before < self._offered and idle_s >= _UNDER_WAY_S):
                self._offered, self._abandoned = before, False
            if self._offered <= _UNREAD_MAX:
                return True
            if before >= self._offered and (self._abandoned or idle_s >= _PATIENCE_S):
                self._abandoned = True
                return False
            time.sleep(_PAUSE_S)
            unread = self._unread()
            if unread < before:
                self._offered -= before - unread
                self._abandoned = False
            idle_s = idle_s + _PAUSE_S if unread == before else 0.0
            before = unread

    def _unread(self) -> int:
        """Bytes that have arrived for the host. Where none has, none is under way either: the select sees to that."""
        if not select.select([self._outer_far], [], [], 0)[0]:
            return 0
        unread = array.array("i", [0])
        fcntl.ioctl(self._outer_far, termios.FIONREAD, unread)
        return unread[0]


def _overlap(data: bytes, word: bytes) -> int:
    """How many bytes at the end of `data` may be the beginning of `word`."""
    for count in range(min(len(data), len(word) - 1), 0, -1):
        if data.endswith(word[:count]):
            return count
    return 0
