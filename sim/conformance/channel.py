"""The line to a foreign gate: one JSON object asked, one answered, over a program's pipes, a serial line or HTTP.

docs/conformance.md is the page for the maker of a gate.
"""

import contextlib
import http.client
import io
import json
import queue
import shlex
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from hal.desktop.stand_still import taken
from sim.conformance.subject import BenchBroken
from sim.output.encoding import plain

ANSWER_MAX_S = 10.0
START_MAX_S = 60.0  # of the first answer, before which a program has to start
LINE_MAX_BYTES = 1 << 20
BAUD = 115200
_WAITING_MAX = 16  # lines that nothing asked for; a gate that says more has to wait
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
    """Lines written and read in threads, so that a gate that hangs is noticed: one that reads nothing holds up who
    writes to it. read(): a line, b"" at the end.
    """

    def __init__(self, name: str, read: Callable[[], bytes], write: Callable[[bytes], object]) -> None:
        self._name, self._read, self._write = name, read, write
        self._asked: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._lines: queue.Queue[bytes] = queue.Queue(_WAITING_MAX)
        for work in (self._follow, self._send):
            threading.Thread(target=work, daemon=True).start()

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """See `Channel`."""
        most_s = START_MAX_S if question.get("do") == "describe" else ANSWER_MAX_S
        self._asked.put(json.dumps(question).encode() + b"\n")
        try:
            line = taken(self._lines, most_s)
        except queue.Empty:
            raise _silent(self._name, question, most_s) from None
        if not line.endswith(b"\n"):
            raise BenchBroken(f"{self._name}: it ended; what it wrote on standard error says why")
        return _object(self._name, line)

    def _send(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # its end is read, too
            while True:
                self._write(self._asked.get())

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
        try:
            words = shlex.split(command)
        except ValueError as error:
            raise BenchBroken(f"exec: {error} in {command}; write it as in exec:'python3 my_gate.py'") from None
        if not words:
            raise BenchBroken("exec: names no command, as in exec:'python3 my_gate.py'")
        try:
            self._process = subprocess.Popen(words, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            raise BenchBroken(f"{words[0]}: {error.strerror or error}") from None
        assert self._process.stdout is not None and self._process.stdin is not None
        out, into = io.BufferedReader(cast(io.FileIO, self._process.stdout)), self._process.stdin

        def write(line: bytes) -> None:
            while line:  # without a buffer, whose lock would hold up close()
                line = line[into.write(line) :]

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
        self._port.cancel_write()
        self._port.close()


class Http:
    """A gate behind HTTP: each object is a POST to the address, the answer is its body."""

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            if parts.scheme != "http" or not parts.hostname or not url.isascii():
                raise ValueError
            self._line = http.client.HTTPConnection(
                parts.hostname, 80 if parts.port is None else parts.port, timeout=ANSWER_MAX_S
            )
        except (ValueError, http.client.InvalidURL):
            raise BenchBroken(f"{url}: write it as http://127.0.0.1:8080/") from None
        self._url, self._path = url, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """See `Channel`. A thread waits: a gate that sends its answer byte by byte would never be late."""
        answers: queue.Queue[tuple[int, bytes] | Exception] = queue.Queue()
        threading.Thread(target=self._answered, args=(json.dumps(question).encode(), answers.put), daemon=True).start()
        try:
            answer = taken(answers, ANSWER_MAX_S)
        except queue.Empty:
            raise _silent(self._url, question, ANSWER_MAX_S) from None
        if isinstance(answer, Exception):
            raise BenchBroken(f"{self._url}: {answer}; is the gate running?")
        status, data = answer
        if status != 200:
            raise BenchBroken(f"{self._url}: status {status}: {data[:80]!r}")
        return _object(self._url, data)

    def close(self) -> None:
        """See `Channel`."""
        self._line.close()

    def _answered(self, body: bytes, put: "Callable[[tuple[int, bytes] | Exception], None]") -> None:
        began_s = time.monotonic()
        for last in (False, True):
            try:
                self._line.request("POST", self._path, body, {"Content-Type": "application/json"})
                answer = self._line.getresponse()
                return put((answer.status, answer.read(LINE_MAX_BYTES)))
            except (OSError, ValueError, http.client.HTTPException) as error:
                self._line.close()  # a gate may close a line that was idle: try once more on a new one
                if last or time.monotonic() - began_s > ANSWER_MAX_S / 2:
                    return put(error)


def _silent(name: str, question: dict[str, Any], most_s: float) -> BenchBroken:
    return BenchBroken(f"{name}: no answer to {question.get('do')!r} in {most_s:.0f} s")


def reach(kind: str, where: str) -> Channel:
    """The line to a gate. kind: exec, serial or http. Raises BenchBroken."""
    if kind == "exec":
        return Program(where)
    return Serial(where) if kind == "serial" else Http(where)


KINDS = ("exec", "serial", "http")
