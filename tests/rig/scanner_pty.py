"""A scanner module on a pseudo-terminal, in real time. Not on Windows, which has none."""

import os
import termios
import time

from hal.desktop.serial_port import SerialPort
from hal.scanner.module import ScannerModule
from sim.emulator.scanner.line import heard
from tests.rig.scanner_rig import DIALECTS

SPEEDS = {getattr(termios, f"B{baud}"): baud for baud in (1200, 4800, 9600, 19200, 38400, 57600, 115200)}


class Pty:
    """A model behind a pseudo-terminal, at the rate that the other side has set. Pumped by wait_ms()."""

    def __init__(self, model, folder) -> None:
        self.model = model
        self.path = str(folder / "line")
        self.plug()

    def plug(self) -> None:
        self.end, self._other = os.openpty()
        if os.path.lexists(self.path):
            os.remove(self.path)
        os.symlink(os.ttyname(self._other), self.path)
        os.set_blocking(self.end, False)

    def unplug(self) -> None:
        os.close(self.end)
        os.close(self._other)
        self.end = -1

    def pump(self) -> None:
        if self.end < 0:
            return
        now_us = time.monotonic_ns() // 1000
        baud = SPEEDS[termios.tcgetattr(self.end)[4]]
        try:
            data = os.read(self.end, 4096)
        except OSError:
            data = b""
        if data:
            self.model.feed(data, now_us, baud)
        for data, sent_at in self.model.poll(now_us):
            os.write(self.end, heard(data, sent_at, baud))

    def wait_ms(self, ms: int) -> None:
        until = time.monotonic() + ms / 1000
        while True:
            self.pump()
            if time.monotonic() >= until:
                return
            time.sleep(0.001)

    def scanner(self, name: str) -> ScannerModule:
        return ScannerModule(SerialPort(self.path), DIALECTS[name]())


def now_ms() -> int:
    return time.monotonic_ns() // 1_000_000
