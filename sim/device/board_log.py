"""The log of a board, off its serial port, while somebody else looks at what it does."""

import os
import re
import select
import termios
import threading
from pathlib import Path


class Listener:
    """Reads the log of a board off its port until it is closed."""

    def __init__(self, port: Path) -> None:
        self._port = os.open(port, os.O_RDWR | os.O_NOCTTY)
        settings = termios.tcgetattr(self._port)
        settings[0] = settings[1] = settings[3] = 0
        termios.tcsetattr(self._port, termios.TCSANOW, settings)
        self._lines: list[str] = []
        self._arrived = threading.Condition()
        self._running = True
        self._thread = threading.Thread(target=self._read, name="listener", daemon=True)
        self._thread.start()

    def mark(self) -> int:
        """A place between the lines so far and those to come."""
        with self._arrived:
            return len(self._lines)

    def since(self, mark: int, wanted: str | re.Pattern[str]) -> list[str]:
        """Lines behind a mark that begin so."""
        with self._arrived:
            return [line for line in self._lines[mark:] if re.match(wanted, line)]

    def wait_for(self, wanted: str | re.Pattern[str], mark: int, timeout_s: float) -> str | None:
        """The first line behind a mark that begins so; None when none comes in time."""
        with self._arrived:
            self._arrived.wait_for(lambda: any(re.match(wanted, line) for line in self._lines[mark:]), timeout_s)
            return next((line for line in self._lines[mark:] if re.match(wanted, line)), None)

    def close(self) -> None:
        """Let the port go."""
        self._running = False
        self._thread.join()
        os.close(self._port)

    def _read(self) -> None:
        rest = b""
        while self._running:
            if select.select([self._port], [], [], 0.05)[0]:
                *whole, rest = (rest + os.read(self._port, 4096)).split(b"\n")
                with self._arrived:
                    self._lines += [line.decode(errors="replace").rstrip("\r") for line in whole]
                    self._arrived.notify_all()
