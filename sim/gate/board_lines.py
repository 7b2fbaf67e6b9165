"""Reads the lines of a board's serial while other programs look at what it does."""

import os
import select
import termios
from pathlib import Path

_REST_MAX = 65_536  # of a line that does not end


class LineReader:
    """The open port of a board. Never waits. Raises OSError when it does not open."""

    def __init__(self, port: Path) -> None:
        self._port = os.open(port, os.O_RDWR | os.O_NOCTTY)
        settings = termios.tcgetattr(self._port)
        settings[0] = settings[1] = settings[3] = 0
        termios.tcsetattr(self._port, termios.TCSANOW, settings)
        self._rest = b""

    def lines(self) -> list[str]:
        """The lines that have arrived since the last call."""
        while select.select([self._port], [], [], 0)[0]:
            data = os.read(self._port, 4096)
            if not data:
                break
            self._rest += data
        *whole, rest = self._rest.split(b"\n")
        self._rest = rest[-_REST_MAX:]
        return [line.decode(errors="replace").rstrip("\r") for line in whole]

    def close(self) -> None:
        """Let the port go."""
        os.close(self._port)
