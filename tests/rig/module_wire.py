"""A scanner module and a host on one line, in time that the caller advances: every byte takes its ten bits.

wire = Wire(Gm65())
scanner = ScannerModule(wire.port, gm65.Gm65())
wire.pass_ms(1)             # then scanner.poll(wire.now_ms)
"""

from __future__ import annotations

import errno
from collections import deque
from collections.abc import Callable
from typing import Any

from sim.emulator.scanner.line import heard

STEP_US = 500
BUFFER_BYTES = 4096  # of the host; unread bytes beyond it are lost


class Wire:
    """The line. module: a model of this package. disturb: what happens to bytes on their way to the host.

    pieces: how the line cuts what is sent, as (ms of silence, bytes), where it goes through something like Bluetooth.
    """

    def __init__(self, module: Any, disturb: Callable[[bytes], bytes] | None = None) -> None:
        self.module = module
        self.disturb = disturb
        self.pieces: Callable[[bytes], list[tuple[int, bytes]]] | None = None
        self.now_us = 0
        self.port = Port(self)
        self._to_module: deque[tuple[int, bytes, int]] = deque()
        self._module_free_us = 0
        self._host_free_us = 0
        self._to_host: deque[tuple[int, int, bytes]] = deque()  # (begin, how long it takes, bytes)
        self._taken = 0  # by the host, of the first
        self._waiting = 0  # bytes for the host

    @property
    def now_ms(self) -> int:
        """The time as a terminal counts it."""
        return self.now_us // 1000

    def pass_ms(self, ms: int) -> None:
        """Let time pass, in steps while the module has something to hear or to say."""
        until_us = self.now_us + ms * 1000
        while self.now_us < until_us:
            if self.module.next_us() > until_us and not (self._to_module and self._to_module[0][0] <= until_us):
                self.now_us = until_us
                return
            self.now_us = min(self.now_us + STEP_US, until_us)
            self._carry()

    def say(self, data: bytes) -> None:
        """Bytes that appear on the line at the host's rate out of nowhere."""
        self._arrive(data, self.port.baud)

    def _carry(self) -> None:
        while self._to_module and self._to_module[0][0] <= self.now_us:
            at_us, data, baud = self._to_module.popleft()
            self.module.feed(data, at_us, baud)
        for data, baud in self.module.poll(self.now_us):
            sent = self.disturb(data) if self.disturb else data
            for silence_ms, piece in self.pieces(sent) if self.pieces else [(0, sent)]:
                self._host_free_us = max(self.now_us, self._host_free_us) + 1000 * silence_ms
                self._arrive(piece, baud)

    def _arrive(self, data: bytes, baud: int) -> None:
        start_us = max(self.now_us, self._host_free_us)
        self._host_free_us = start_us + len(data) * 10_000_000 // baud
        if not self.port.opened:
            return
        heard_here = heard(data, baud, self.port.baud)
        kept = heard_here[: BUFFER_BYTES - self._waiting]
        if kept:
            span_us = (self._host_free_us - start_us) * len(kept) // len(heard_here)
            self._to_host.append((start_us, span_us, kept))
            self._waiting += len(kept)

    def send(self, data: bytes, baud: int) -> None:
        """Bytes from the host."""
        start_us = max(self.now_us, self._module_free_us)
        self._module_free_us = start_us + len(data) * 10_000_000 // baud
        self._to_module.append((self._module_free_us, data, baud))

    def receive(self, count: int) -> bytes:
        """At most `count` bytes that are complete by now."""
        out = b""
        while self._to_host and len(out) < count:
            start_us, span_us, data = self._to_host[0]
            passed_us = self.now_us - start_us
            complete = len(data) if passed_us >= span_us else max(0, passed_us * len(data) // span_us)
            part = data[self._taken : min(complete, self._taken + count - len(out))]
            if not part:
                break
            out += part
            self._taken += len(part)
            if self._taken == len(data):
                self._to_host.popleft()
                self._taken = 0
        self._waiting -= len(out)
        return out

    def forget(self) -> None:
        """Drop what waits for the host."""
        self._to_host.clear()
        self._taken = self._waiting = 0


class Port:
    """The host's end: a `ModulePort`. `broken`: the adapter was pulled out. `held`: it was asked to pause."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.baud = 115200
        self.opened = False
        self.broken = False
        self.held = False

    def open(self) -> None:
        """Listen, from now on when it did not."""
        if self.broken:
            raise OSError(errno.EIO, "the line is gone (broken on purpose)")
        if not self.opened:
            self._wire.forget()
        self.opened = True

    def close(self) -> None:
        """Listen no more."""
        self.opened = False

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Read what has arrived, at most len(buffer) bytes."""
        self._check()
        data = self._wire.receive(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send at the rate of now."""
        self._check()
        self._wire.send(bytes(data), self.baud)

    def set_baud(self, baud: int) -> None:
        """Speak and hear at this rate from now on."""
        self._check()
        self.baud = baud

    def hold(self, active: bool) -> None:
        """Remembered in `held`; the bytes wait in the line."""
        self.held = active

    def _check(self) -> None:
        if self.broken:
            self.opened = False
            raise OSError(errno.EIO, "the line is gone (broken on purpose)")
        if not self.opened:
            raise OSError(errno.EBADF, "the line is not open")
