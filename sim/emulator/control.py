"""The control socket: JSON lines on a Unix socket, for a process that shows or operates the emulated board from
outside.

In, one object a line, `do` names what: see COMMANDS in this file. Each gets one line back, {"ok": true, …} or
{"ok": false, "error": …}, with the `id` it came with. After {"do": "listen"} every event follows as a line of
its own, {"t_us": …, "event": kind, …}. Bytes are hexadecimal both ways.
"""

import contextlib
import json
import queue
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.emulator.emulator import Emulator
from sim.emulator.event import Event
from sim.emulator.i2c import END_S, FIRST_S

Command = Callable[[Emulator, dict[str, Any]], Any]
OPEN_MS_MAX, BOUNCES_MAX = 600_000, 1000
BAUD_MIN, BAUD_MAX = 300, 10_000_000
_WAITING_MAX = 20_000  # lines for a client that does not read; then it is let go
_THREAD = "control of one"
_REQUIRED = object()


def _word(words: dict[str, Any], name: str, default: Any = _REQUIRED) -> Any:
    if name not in words and default is _REQUIRED:
        raise ValueError(f"{name!r} is missing")
    return words.get(name, default)


def _flag(words: dict[str, Any], name: str, default: Any = _REQUIRED) -> bool:
    value = _word(words, name, default)
    if not isinstance(value, bool):
        raise ValueError(f"{name!r} must be true or false")
    return value


def _whole(words: dict[str, Any], name: str, low: int, high: int | None = None, default: Any = _REQUIRED) -> int | None:
    """A whole number; `null` only where that is the default."""
    value = _word(words, name, default)
    if value is None and default is None:
        return None
    if type(value) is not int or value < low or (high is not None and value > high):
        raise ValueError(f"{name!r} must be a whole number, {low} {'or more' if high is None else f'to {high}'}")
    return value


def _bytes(value: Any, name: str) -> bytes:
    if not isinstance(value, str):
        raise ValueError(f"{name!r} must be hexadecimal text")
    return bytes.fromhex(value)


def _power(board: Emulator, words: dict[str, Any]) -> None:
    if _flag(words, "on"):
        board.power_on()
    else:
        board.power_off()


def _cut(board: Emulator, words: dict[str, Any]) -> None:
    _word(words, "after")
    board.flash.cut_power_after(_whole(words, "after", 0, default=None))


def _show(board: Emulator, words: dict[str, Any]) -> None:
    payloads = _word(words, "payloads")
    if not isinstance(payloads, list) or not payloads:
        raise ValueError("'payloads' must be a list of hexadecimal texts, one or more")
    board.show(*(_bytes(payload, "payloads") for payload in payloads))


def _passage(board: Emulator, words: dict[str, Any]) -> None:
    open_ms = _whole(words, "open_ms", 0, OPEN_MS_MAX, 150)
    bounces = _whole(words, "bounces", 0, BOUNCES_MAX, 0)
    board.passage(open_ms or 0, bounces or 0)


def _inject(board: Emulator, words: dict[str, Any]) -> None:
    board.inject(_bytes(_word(words, "data"), "data"), _whole(words, "baud", BAUD_MIN, BAUD_MAX, None))


def _battery(board: Emulator, words: dict[str, Any]) -> None:
    if _flag(words, "inserted"):
        board.rtc.insert_battery()
    else:
        board.rtc.remove_battery()


def _clock(board: Emulator, words: dict[str, Any]) -> None:
    offset_s = _word(words, "offset_s")
    if type(offset_s) not in (int, float):
        raise ValueError("'offset_s' must be a number of seconds")
    if not FIRST_S <= board.now_s() + offset_s < END_S:  # nor is NaN
        raise ValueError("'offset_s' must give a time of the years 2000 to 2199, which the clock chip can count")
    board.rtc.offset_s = float(offset_s)


def _state(board: Emulator, _: dict[str, Any]) -> dict[str, Any]:
    return {
        "board": board.board.name,
        "powered": board.powered,
        "port": str(board.port),
        "released": board.turnstile.released,
        "coil": board.turnstile.coil,
        "emergency": board.turnstile.emergency_open,
        "lamps": board.turnstile.lamps,
        "display": board.display.rows() if board.display is not None else None,
        "rtc_s": int(board.rtc.now_s()),
        "flash": dict(board.flash.counts),
        "vm_pid": board.vm_pid,
    }


COMMANDS: dict[str, Command] = {
    # {"on": true}
    "power": _power,
    # {"after": 3}: power fails in the middle of the flash operation after that many; null takes it back
    "cut": _cut,
    # the reset button
    "reset": lambda board, _: board.reset(),
    # {"open": true}: the emergency button
    "emergency": lambda board, words: board.emergency(_flag(words, "open")),
    # {"open_ms": 150, "bounces": 0}: a passenger goes through
    "passage": _passage,
    # {"role": "service", "closed": true}: the jumper
    "switch": lambda board, words: board.switch(_word(words, "role"), _flag(words, "closed")),
    # {"payloads": ["80…"]}: symbols in front of the scanner; "hide" takes them away
    "show": _show,
    "hide": lambda board, _: board.hide(),
    # {"data": "80ffff", "baud": null}: bytes on the scanner's wire
    "inject": _inject,
    # {"name": "utf8", "on": true}: a fault of the scanner module
    "fault": lambda board, words: board.fault(_word(words, "name"), _flag(words, "on", True)),
    # {"inserted": false}: the battery of the clock chip
    "battery": _battery,
    # {"offset_s": -3600}: how far the clock chip is ahead of the host's clock
    "clock": _clock,
    "state": _state,
}


class Control:
    """Serves one emulator on a socket path until it is closed."""

    def __init__(self, board: Emulator, path: Path) -> None:
        self.path = path
        self._board = board
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(str(path))
        self._server.listen()
        self._connections: set[socket.socket] = set()
        threading.Thread(target=self._accept, name="control", daemon=True).start()

    def close(self) -> None:
        """Close all connections and remove the socket."""
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), name=_THREAD, daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        lines: queue.Queue[str | None] = queue.Queue(_WAITING_MAX)
        writer = threading.Thread(target=_write, args=(connection, lines), name=_THREAD, daemon=True)
        writer.start()
        stop_listening: Callable[[], None] | None = None

        def say(line: str | None) -> None:
            """Queue a line for the client, without waiting. A client that does not read is disconnected."""
            try:
                lines.put_nowait(line)
            except queue.Full:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

        def pass_on(event: Event) -> None:
            say(json.dumps(event.as_json()))

        try:
            with contextlib.suppress(OSError), connection.makefile("r", encoding="utf-8", errors="replace") as incoming:
                for line in incoming:
                    answer, wants_events = self._answer(line)
                    if wants_events and stop_listening is None:
                        stop_listening = self._board.events.listen(pass_on)
                    say(json.dumps(answer))
        finally:
            if stop_listening is not None:
                stop_listening()
            say(None)
            writer.join()
            self._connections.discard(connection)
            connection.close()

    def _answer(self, line: str) -> tuple[dict[str, Any], bool]:
        """The answer to one line, and whether events are wanted from now on. No line does more than get a refusal."""
        words: Any = {}
        try:
            words = json.loads(line)
            if not isinstance(words, dict):
                raise ValueError("a line must be an object")
            name = _word(words, "do")
            if name == "listen":
                return {"ok": True, "id": words.get("id")}, True
            if name not in COMMANDS:
                raise ValueError(f"there is no {name!r}; commands: listen, {', '.join(COMMANDS)}")
            result = COMMANDS[name](self._board, words)
            return {"ok": True, "id": words.get("id"), **(result or {})}, False
        except Exception as error:
            number = words.get("id") if isinstance(words, dict) else None
            return {"ok": False, "id": number, "error": f"{type(error).__name__}: {error}"}, False


def _write(connection: socket.socket, lines: "queue.Queue[str | None]") -> None:
    with contextlib.suppress(OSError):
        while (line := lines.get()) is not None:
            connection.sendall(line.encode() + b"\n")
