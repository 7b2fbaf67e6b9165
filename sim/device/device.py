"""A board on a serial port, as the tools of its operator see it.

Every change on a board is made in service mode, which is entered and left by a reset:

    device = Device(port)
    with device.serviced():
        answer = device.call("clock_set(1793000000)")
"""

import contextlib
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.device import answer as answers, manifest
from sim.device.board_port import AGAIN, Port, Silence
from sim.output.trouble import Trouble

_ENTER = "enter()\nridegate_before = 1"
_ANSWER_MAX_S = 15
_PROBE_MAX_S = 12
_SERVICE_MAX_S = 300  # Python integers on a slow board, over every page of a list
_SETTLE_S = 0.5  # a reset comes 300 ms after its answer
_BOOT_MAX_S = 8
_RUN_MAX_S = 20
_SERVICE_SAYS = (b"service mode:",)
_RUNNING_SAYS = (b"ridegate ", b"out of service:", *_SERVICE_SAYS)

_PROBE = """
import sys, json, machine
from binascii import hexlify
r = {"machine": getattr(sys.implementation, "_machine", sys.platform), "id": hexlify(machine.unique_id()).decode(),
     "before": "ridegate_before" in globals(), "root": None, "terminal": None}
for p in ("/flash", ""):
    try:
        with open(p + "/state/identity", "rb") as f:
            r["terminal"] = int.from_bytes(f.read(13)[9:], "big")
        break
    except OSError:
        pass
for p in ("/flash", ""):
    try:
        with open(p + "/state/boot", "rb") as f:
            b = json.loads(f.read()[64:])
        with open(p + "/" + b["active"] + "/manifest", "rb") as f:
            m = f.read(192)
        open(p + "/main.py").close()
        r.update(root=p, slot=p + "/" + b["active"], why=b["why"], header=hexlify(m).decode())
        break
    except (OSError, ValueError, KeyError):
        pass
print(json.dumps(r))
"""
# A slot with a damaged file may not even give its service.
_CALL = """
import sys, json
if {slot!r} not in sys.path:
    sys.path.insert(0, {slot!r})
try:
    from boards import {module} as service
except Exception as e:
    service = None
    print(json.dumps({{"ok": False, "broken": True, "error": "its firmware cannot be loaded: " + repr(e)}}))
if service:
    service.{call}
"""
_MAKE_FOLDERS = """
import os
for p in {folders!r}:
    try:
        os.mkdir(p)
    except OSError as e:
        if e.args[0] != 17:
            raise
"""
_SUMS = """
from hashlib import sha256
from binascii import hexlify
b = bytearray(512)
m = memoryview(b)
for p in {paths!r}:
    h = sha256()
    with open(p, "rb") as f:
        while True:
            n = f.readinto(b)
            if not n:
                break
            h.update(m[:n])
    print(hexlify(h.digest()).decode(), p)
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What answers on a port. root: where its files are, None without our firmware, or where the manifest of the active
    image is not whole. manifest: what that image says of itself, or None. why: what the last one was given up for, or
    "". terminal: the number it was provisioned with, None for a board that was not; it stays when the firmware goes.
    """

    machine: str
    unique_id: str
    root: str | None
    manifest: dict[str, str] | None
    why: str
    terminal: int | None


class Refusal(Trouble):
    """A board's own answer that it did not do what it was asked."""


class Broken(Refusal):
    """The firmware that is on a board cannot be asked anything."""


class Device:
    """One board on one port. Nothing is opened before it is needed. Raises Trouble when there is no such port."""

    def __init__(self, port: str) -> None:
        self.port = port
        self._port = Port(port)
        self._slot: str | None = None
        self._production = False
        self.log: str | None = None

    def find(self) -> Found:
        """Ask who it is. A program that runs there is stopped by it, where it allows that."""
        return self._find()[0]

    def require(self) -> Found:
        """The same, of a board with our firmware. Raises Trouble when it has none."""
        found = self.find()
        if found.root is None:
            raise Trouble(f"the board on {self.port} has no ridegate firmware; put it on with `ridegate flash`")
        return found

    def execute(self, script: str, timeout_s: float = _ANSWER_MAX_S) -> str:
        """Run a MicroPython script on the board; what it prints. Raises Trouble with the last line it printed."""
        return self._port.execute(script, timeout_s)

    def call(self, what: str, timeout_s: float = _SERVICE_MAX_S, module: str = "service") -> dict[str, Any]:
        """One function of boards/service.py, as in "clock_set(1793000000)", or of another module there; its answer.

        Raises Trouble with the board's reason when the answer is not "ok"; a self-test's report is an answer.
        """
        if self._slot is None:
            self.require()
        answer = _answer(self.execute(_CALL.format(slot=self._slot, module=module, call=what), timeout_s), self.port)
        if answer.get("broken"):
            raise Broken(f"the board on {self.port}: {answer['error']}; put it on again with `ridegate flash`")
        if not answer.get("ok") and "checks" not in answer:
            raise Refusal(f"the board refuses: {answer.get('error', 'no reason given')}")
        wrong = answers.wrong(what, answer)
        if wrong:
            raise Trouble(f"the board on {self.port} answers, and its {wrong!r} is missing or wrong; {AGAIN}")
        return answer

    @contextlib.contextmanager
    def serviced(self, enter: bool = True) -> Iterator[None]:
        """Inside, the board is in service mode; afterwards, whatever happens, it is on its way back to work.

        enter: false for a board that is in it already.
        """
        if enter:
            self.enter()
        try:
            yield
        except BaseException:
            with contextlib.suppress(Trouble):  # the first trouble is the one to report
                self.leave()
            raise
        self.leave()

    def enter(self) -> None:
        """Restart into service mode. Raises Trouble when the board does not come back in it.

        A board that does not answer may have been restarted by its watchdog, which runs on while a host is slow: it is
        let start, and asked once more.
        """
        try:
            self.call(_ENTER, _ANSWER_MAX_S)
        except Silence:
            self._port.listen(_RUNNING_SAYS, _BOOT_MAX_S)
            self._find()
            self.call(_ENTER, _ANSWER_MAX_S)
        self.await_service()

    def leave(self) -> None:
        """Restart out of service mode, and wait until it is done.

        `log` is the first line of the board's log then, which says whether it works; None when none came. Trap: a
        production build has no log.
        """
        self.call("leave()", _ANSWER_MAX_S)
        if self._production:
            self.log = None
            time.sleep(2 * _SETTLE_S)
        else:
            self.log = self._port.listen(_RUNNING_SAYS, _RUN_MAX_S)

    def restart(self, limit_s: float = _BOOT_MAX_S) -> None:
        """Reset a board that starts in service mode. limit_s: how long to listen before the first command."""
        self.execute("ridegate_before = 1")
        self._port.reset(_ANSWER_MAX_S)
        self.await_service(limit_s)

    def reset(self) -> None:
        """Reset the board; it starts what it has. On return it has begun to: a command before would go with it."""
        self._port.reset(_ANSWER_MAX_S)
        time.sleep(_SETTLE_S)

    def await_service(self, limit_s: float = _BOOT_MAX_S) -> None:
        """After a reset: wait until the board's prompt is there again. Trap: asking too early would stop its start."""
        self._port.listen(_SERVICE_SAYS, limit_s)
        limit = time.monotonic() + _BOOT_MAX_S
        while True:
            try:
                if not self._find()[1]:
                    return
            except Trouble:
                if time.monotonic() > limit:
                    raise
            if time.monotonic() > limit:
                raise Trouble(f"the board on {self.port} did not restart; switch it off and on, then try again")
            time.sleep(_SETTLE_S)

    def put(self, files: Mapping[str, bytes], written: Callable[[int], None] = lambda _: None) -> None:
        """Upload files to absolute paths and read every one back by its hash. written(bytes): a file is over.

        Folders are made. Raises Trouble; what was there under these names may be gone then.
        """
        folders = {str(parent) for path in files for parent in _parents(path)}
        self.execute(_MAKE_FOLDERS.format(folders=sorted(folders)))
        self._port.write(files, _ANSWER_MAX_S, written)
        sums = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
        lines = self.execute(_SUMS.format(paths=list(sums))).splitlines()
        for path, wanted in sums.items():
            if f"{wanted} {path}" not in lines:
                raise Trouble(f"{path} arrived damaged on the board; try again, with a shorter cable or another port")

    def _find(self) -> tuple[Found, bool]:
        try:
            output = self.execute(_PROBE, _PROBE_MAX_S)
        except Silence:  # it was restarting, by its watchdog or by hand
            time.sleep(_SETTLE_S)
            output = self.execute(_PROBE, _PROBE_MAX_S)
        answer = _answer(output, self.port)
        wrong = answers.wrong_probe(answer)
        if wrong:
            who = f"the board on {self.port} does not say who it is"
            raise Trouble(f"{who}: its {wrong!r} is missing or wrong; {AGAIN}")
        told = manifest.head(bytes.fromhex(answer.get("header", "")))
        self._slot, root = (answer["slot"], answer["root"]) if told is not None else (None, None)
        self._production = (told or {}).get("build") == "production"
        found = Found(answer["machine"], answer["id"], root, told, answer.get("why", ""), answer["terminal"])
        return found, answer["before"]


def _answer(output: str, port: str) -> dict[str, Any]:
    """The one line of JSON in what a board said."""
    for text in reversed(output.splitlines()):
        if text.startswith("{"):
            with contextlib.suppress(ValueError, RecursionError):
                answer: dict[str, Any] = json.loads(text)
                return answer
    raise Trouble(f"the board on {port} gives no answer; {AGAIN}")


def _parents(path: str) -> list[str]:
    """The folders a path is in, outermost first; mounts are there already."""
    parts = path.split("/")[1:-1]
    return [p for at in range(1, len(parts) + 1) if (p := "/" + "/".join(parts[:at])) != "/flash"]
