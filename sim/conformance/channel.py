"""The line to a foreign gate: one JSON object asked, one answered, over a program's pipes, a serial line or HTTP.

docs/conformance.md is the page for the maker of a gate.
"""

import contextlib
import http.client
import json
import queue
import shlex
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from hal.desktop.stand_still import taken
from sim.conformance.subject import BenchBroken
from sim.output.encoding import plain

ANSWER_MAX_S = 10.0
START_MAX_S = 60.0  # of the first answer, before which a program has to start
LINE_MAX_BYTES = 1 << 20
BAUD = 115200
_NO_OBJECT = "it is no JSON object on one line"


class Channel(Protocol):
    """One line to a gate."""

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Send one object and return the answer. Raises BenchBroken."""

    def close(self) -> None:
        """Let the line go."""


def _object(name: str, line: bytes) -> dict[str, Any]:
    try:
        found = _plain(json.loads(line))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BenchBroken(f"{name}: it answered {line[:60]!r}; {_NO_OBJECT} (docs/conformance.md)")
    if "error" in found:
        raise BenchBroken(f"{name}: {str(found['error'])[:200]}")
    return found


def _plain(value: Any) -> Any:
    """A value of JSON; in its text control characters and the like are spelled out, which no report may hold."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {plain(name): _plain(each) for name, each in value.items()}
    return value


class _Lines:
    """Answers read line by line in a thread, so that a gate that hangs is noticed. read(): a line, b"" at the end."""

    def __init__(self, name: str, read: Callable[[], bytes], write: Callable[[bytes], object]) -> None:
        self._name, self._read, self._write = name, read, write
        self._lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._follow, daemon=True).start()

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """See `Channel`."""
        most_s = START_MAX_S if question.get("do") == "describe" else ANSWER_MAX_S
        try:
            self._write(json.dumps(question).encode() + b"\n")
            line = taken(self._lines, most_s)
        except (OSError, ValueError) as error:
            raise BenchBroken(f"{self._name}: {error}; is it running?") from None
        except queue.Empty:
            raise BenchBroken(f"{self._name}: no answer to {question.get('do')!r} in {most_s:.0f} s") from None
        if not line.endswith(b"\n"):
            raise BenchBroken(f"{self._name}: it ended; what it wrote on standard error says why")
        return _object(self._name, line)

    def _follow(self) -> None:
        while True:
            try:
                line = self._read()
            except (OSError, ValueError, TypeError):
                line = b""
            self._lines.put(line)
            if not line.endswith(b"\n"):
                return


class Program:
    """A gate that is a program here, or is reached by one: lines on its standard input and output."""

    def __init__(self, command: str) -> None:
        words = shlex.split(command)
        if not words:
            raise BenchBroken("exec: names no command, as in exec:'python3 my_gate.py'")
        try:
            self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            raise BenchBroken(f"{words[0]}: {error.strerror or error}") from None
        out, into = self._process.stdout, self._process.stdin
        assert out is not None and into is not None

        def write(line: bytes) -> None:
            into.write(line)
            into.flush()

        self._lines = _Lines(words[0], lambda: out.readline(LINE_MAX_BYTES), write)
        self.ask = self._lines.ask

    def close(self) -> None:
        """See `Channel`: the program is ended."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Serial:
    """A gate on a serial line, 115200 8N1."""

    def __init__(self, port: str) -> None:
        import serial

        try:
            self._port = serial.Serial(port, BAUD, timeout=None)
        except (OSError, ValueError, serial.SerialException) as error:
            raise BenchBroken(f"{port}: {error}") from None
        self._lines = _Lines(port, lambda: bytes(self._port.read_until(b"\n", LINE_MAX_BYTES)), self._port.write)
        self.ask = self._lines.ask

    def close(self) -> None:
        """See `Channel`."""
        self._port.cancel_read()
        self._port.close()


class Http:
    """A gate behind HTTP: each object is a POST to the address, the answer is its body."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise BenchBroken(f"{url}: write it as http://127.0.0.1:8080/")
        self._url, self._path = url, parts.path or "/"
        self._line = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=ANSWER_MAX_S)

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """See `Channel`."""
        body = json.dumps(question).encode()
        began_s = time.monotonic()
        for last in (False, True):
            try:
                self._line.request("POST", self._path, body, {"Content-Type": "application/json"})
                answer = self._line.getresponse()
                data = answer.read(LINE_MAX_BYTES)
                break
            except (OSError, http.client.HTTPException) as error:
                self._line.close()  # a gate may close a line that was idle: try once more on a new one
                if last or time.monotonic() - began_s > ANSWER_MAX_S / 2:
                    raise BenchBroken(f"{self._url}: {error}; is the gate running?") from None
        if answer.status != 200:
            raise BenchBroken(f"{self._url}: status {answer.status}: {data[:80]!r}")
        return _object(self._url, data)

    def close(self) -> None:
        """See `Channel`."""
        self._line.close()


def reach(kind: str, where: str) -> Channel:
    """The line to a gate. kind: exec, serial or http. Raises BenchBroken."""
    if kind == "exec":
        return Program(where)
    return Serial(where) if kind == "serial" else Http(where)


KINDS = ("exec", "serial", "http")
