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

Command = Callable[[Emulator, dict[str, Any]], Any]
_WAITING_MAX = 20_000  # lines for a listener that does not read; then it is let go


def _power(board: Emulator, words: dict[str, Any]) -> None:
    if words["on"]:
        board.power_on()
    else:
        board.power_off()


def _battery(board: Emulator, words: dict[str, Any]) -> None:
    if words["inserted"]:
        board.rtc.insert_battery()
    else:
        board.rtc.remove_battery()


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
    "cut": lambda board, words: board.flash.cut_power_after(words["after"]),
    # the reset button
    "reset": lambda board, _: board.reset(),
    # {"open": true}: the emergency button
    "emergency": lambda board, words: board.emergency(words["open"]),
    # {"open_ms": 150, "bounces": 0}: a passenger goes through
    "passage": lambda board, words: board.passage(words.get("open_ms", 150), words.get("bounces", 0)),
    # {"role": "service", "closed": true}: the jumper
    "switch": lambda board, words: board.switch(words["role"], words["closed"]),
    # {"payloads": ["80…"]}: symbols in front of the scanner; "hide" takes them away
    "show": lambda board, words: board.show(*map(bytes.fromhex, words["payloads"])),
    "hide": lambda board, _: board.hide(),
    # {"data": "80ffff", "baud": null}: bytes on the scanner's wire
    "inject": lambda board, words: board.inject(bytes.fromhex(words["data"]), words.get("baud")),
    # {"name": "utf8", "on": true}: a fault of the scanner module
    "fault": lambda board, words: board.fault(words["name"], words.get("on", True)),
    # {"inserted": false}: the battery of the clock chip
    "battery": _battery,
    # {"offset_s": -3600}: how far the clock chip is ahead of the host's clock
    "clock": lambda board, words: setattr(board.rtc, "offset_s", words["offset_s"]),
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
            threading.Thread(target=self._serve, args=(connection,), name="control", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        lines: queue.Queue[str | None] = queue.Queue(_WAITING_MAX)
        writer = threading.Thread(target=_write, args=(connection, lines), name="control", daemon=True)
        writer.start()
        stop_listening: Callable[[], None] | None = None

        def pass_on(event: Event) -> None:
            try:
                lines.put_nowait(json.dumps(event.as_json()))
            except queue.Full:
                connection.shutdown(socket.SHUT_RDWR)

        try:
            with contextlib.suppress(OSError), connection.makefile("r", encoding="utf-8") as incoming:
                for line in incoming:
                    answer, wants_events = self._answer(line)
                    if wants_events and stop_listening is None:
                        stop_listening = self._board.events.listen(pass_on)
                    lines.put(json.dumps(answer))
        finally:
            if stop_listening is not None:
                stop_listening()
            lines.put(None)
            writer.join()
            self._connections.discard(connection)
            connection.close()

    def _answer(self, line: str) -> tuple[dict[str, Any], bool]:
        """The answer to one line, and whether events are wanted from now on."""
        words: Any = {}
        try:
            words = json.loads(line)
            name = words["do"]
            if name == "listen":
                return {"ok": True, "id": words.get("id")}, True
            result = COMMANDS[name](self._board, words)
            return {"ok": True, "id": words.get("id"), **(result or {})}, False
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            known = f"; commands: listen, {', '.join(COMMANDS)}" if isinstance(error, KeyError) else ""
            number = words.get("id") if isinstance(words, dict) else None
            return {"ok": False, "id": number, "error": f"{type(error).__name__}: {error}{known}"}, False


def _write(connection: socket.socket, lines: "queue.Queue[str | None]") -> None:
    with contextlib.suppress(OSError):
        while (line := lines.get()) is not None:
            connection.sendall(line.encode() + b"\n")
