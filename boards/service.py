"""What an operator's tools call on the board, over its prompt. Each prints one line of JSON and nothing else.

    import sys; sys.path.insert(0, "/app"); from boards import service; service.selftest()

Every answer has "ok"; when that is false, "error" says what to do. All but selftest(), journal_info() and enter() want
service mode: see boards/start.py.
"""

import json
import os
import time
from binascii import hexlify, unhexlify
from struct import unpack_from

import machine

from boards import (
    heap,  # noqa: F401  first: what is loaded from here on is packed
    selftest as tests,
    state as files,
)
from boards.start import check_config, service_mode
from boards.state import Identity, ListFile, State
from hal.micropython.clock import Clock
from terminal import config, policy, records, sm2, trust
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

_APP = __file__.rsplit("/", 2)[0]
_ISSUED_AT = 24  # in the header of a trust list, which was checked when it was installed
_RESTART_MS = 300
_STEP_MAX = 65_536  # how far the sequence of a trust list may rise at once


class _Site:
    """The board this runs on, with its files."""

    def __init__(self) -> None:
        self.build = files.build(_APP)
        self.board: ModuleType = __import__(f"boards.{self.build.board}.board", None, None, ("*",))
        self.state = State(self.board.STATE)
        self.engine: sm2.Engine = self.board.engine()

    def identity(self) -> Identity:
        """Raises ValueError before the terminal was provisioned."""
        identity = self.state.identity(self.engine.digest)
        if identity is None:
            raise ValueError("this terminal was not provisioned")
        return identity

    def setup(self) -> config.Config:
        """Raises ValueError when there is no configuration."""
        data = self.state.read(files.CONFIG)
        if data is None:
            raise ValueError("there is no configuration")
        return check_config(self.board, data)

    def clock(self) -> Clock:
        """The board's clock, read now."""
        source, skew_s = "ds3231", policy.STANDARD.skew_s
        if self.state.read(files.CONFIG) is not None:
            setup = self.setup()
            source, skew_s = setup.clock, setup.policy.skew_s
        clock = Clock(self.board.source(source), time, skew_s)
        clock.start(self.state.number(files.CLOCK), self.floor_s())
        return clock

    def floor_s(self) -> int:
        """The newest second that is known to have passed: the newest record's, or the one the list was issued in."""
        issued_s = 0
        if self.state.has(files.TRUST):
            file = ListFile(self.state.path(files.TRUST))
            header = bytearray(_ISSUED_AT + 4)
            file.readinto(0, header)
            file.close()
            issued_s = unpack_from(">I", header, _ISSUED_AT)[0]
        return max(issued_s, self.journal()[2])

    def journal(self) -> tuple[int, int, int]:
        """(bytes, newest sequence, newest time) of the journal, by its records' heads alone. Raises ValueError."""
        length = sequence = newest_s = at = 0
        if self.state.has(files.JOURNAL):
            with open(self.state.path(files.JOURNAL), "rb") as file:
                length = file.seek(0, 2)
                head = bytearray(records.RECORD_MIN_BYTES)
                while at + len(head) <= length:
                    file.seek(at)
                    file.readinto(head)
                    size = records.length_bytes(head)
                    if not size:
                        raise ValueError(f"the journal is damaged at byte {at}")
                    record = records.parse(bytes(head))
                    sequence = record.sequence
                    newest_s = max(newest_s, record.time_s or 0)
                    at += size
        return length, sequence, newest_s


def selftest(symbol_ms: int = 0) -> None:
    """Look at everything that can be looked at without releasing anything.

    symbol_ms: how long to wait for the symbol with all 256 values in front of the scanner; 0 leaves that out.
    """
    _tell(lambda site: tests.report(site, symbol_ms), False)


def provision(text: str) -> None:
    """Make this terminal somebody.

    text: JSON with terminal_id, provisioning_id (u32), operator_keys (1 or 2, hexadecimal, 33, 64 or 65 bytes), test
    (bool: these are test keys), record_key (32 bytes in hexadecimal, or null: from this board's random source) and
    force (bool: a terminal that is somebody already becomes somebody else).
    """
    _tell(lambda site: _provision(site, json.loads(text)))


def clock_set(unix_s: int) -> None:
    """Set the clock to this Unix second, UTC."""
    _tell(lambda site: _clock_set(site, unix_s))


def install(kind: str, path: str) -> None:
    """Check an uploaded file and put it in its place in one step. kind: "config" or "trust"."""
    _tell(lambda site: (_install_config if kind == "config" else _install_trust)(site, path))


def journal_info() -> None:
    """Length in bytes and newest sequence of the journal, by its records' heads alone."""
    _tell(_journal_info, False)


def enter() -> None:
    """Restart into service mode. In a production build that takes its jumper, too."""

    def ask(site: _Site) -> "dict[str, Any]":
        site.state.write(files.SERVICE, b"")
        return {}

    _tell(ask, False, True)


def leave() -> None:
    """Restart out of service mode."""

    def end(site: _Site) -> "dict[str, Any]":
        site.state.note(records.SERVICE_LEFT, None, 0)
        site.state.remove(files.SERVICE)
        return {}

    _tell(end, True, True)


def _tell(action: "Callable[[_Site], dict[str, Any]]", in_service: bool = True, restart: bool = False) -> None:
    try:
        site = _Site()
        if in_service and not service_mode(site.board, site.state, site.build.production):
            raise ValueError("this is not service mode: call boards.service.enter() first")
        answer = action(site)
        answer.setdefault("ok", True)
        if restart:  # a moment later: first the line goes to the host, and the call returns
            timer = site.board.timer()
            timer.init(mode=timer.ONE_SHOT, period=_RESTART_MS, callback=lambda _: machine.reset())
    except KeyError as missing:
        answer = {"ok": False, "error": f"there is no {missing}"}
    except (ValueError, TypeError, OSError, trust.ListRefused) as error:
        answer = {"ok": False, "error": str(error) or repr(error)}
    print(json.dumps(answer))


def _provision(site: _Site, wanted: "dict[str, Any]") -> "dict[str, Any]":
    state, digest = site.state, site.engine.digest
    test = wanted["test"] is not False
    if test == site.build.production:
        raise ValueError("a production build takes production keys only, a development build test keys only")
    ids = [wanted["terminal_id"], wanted["provisioning_id"]]
    if [each for each in ids if type(each) is not int or not 0 <= each < 1 << 32]:
        raise ValueError("terminal_id and provisioning_id are numbers of 32 bits")
    keys = []
    for encoded in wanted["operator_keys"]:
        key = site.engine.decode(unhexlify(encoded))
        if key is None:
            raise ValueError("operator_keys: this is no point of the curve: " + encoded)
        keys.append(key.xy)
    if not 1 <= len(keys) <= files.OPERATOR_KEYS_MAX:
        raise ValueError("operator_keys: give one or two")
    given = wanted.get("record_key")
    record_key = os.urandom(records.KEY_BYTES) if given is None else unhexlify(given)
    if len(record_key) != records.KEY_BYTES:
        raise ValueError("record_key: 32 bytes")
    before = state.read(files.IDENTITY)
    if before is not None:
        if not wanted.get("force"):
            raise ValueError("this terminal is provisioned already; force makes it somebody else")
        _set_aside(state)
    state.write_identity(Identity(test, ids[0], ids[1], record_key, tuple(keys)), digest)
    key_id = hexlify(records.key_id(digest, record_key)).decode()
    return {"terminal_id": ids[0], "provisioning_id": ids[1], "record_key_id": key_id}


def _set_aside(state: State) -> None:
    """Another key cannot read the journal so far: it is kept beside the new one."""
    number = 0
    while state.has(f"journal.{number}"):
        number += 1
    if state.has(files.JOURNAL):
        os.rename(state.path(files.JOURNAL), state.path(f"journal.{number}"))


def _clock_set(site: _Site, unix_s: int) -> "dict[str, Any]":
    clock = site.clock()
    was_s = clock.now_s()
    clock.set(unix_s)
    site.state.write_number(files.CLOCK, unix_s)
    site.state.note(records.CLOCK_SET, unix_s, was_s or 0)
    return {"was": was_s, "now": clock.now_s()}


def _install_config(site: _Site, path: str) -> "dict[str, Any]":
    with open(path, "rb") as file:
        data = file.read()
    setup = check_config(site.board, data)
    os.rename(path, site.state.path(files.CONFIG))
    os.sync()
    return {"scanner": setup.scanner.model, "direction": setup.gate.direction}


def _install_trust(site: _Site, path: str) -> "dict[str, Any]":
    state, identity = site.state, site.identity()
    file = ListFile(path)
    try:
        if file.length_bytes > site.board.TRUST_MAX_BYTES:
            most = site.board.TRUST_MAX_BYTES
            raise ValueError(f"{file.length_bytes} bytes are more than the {most} this board has room for")
        keys = tuple([site.engine.decode(key) for key in identity.operator_keys])
        steps = trust.open_list(file.readinto, file.length_bytes, keys, site.engine, identity.test)
        opened = sm2.finish(steps)
        if opened.test != identity.test:
            raise ValueError("this is a production list, and this build takes test lists only")
        if not opened.issued_s:
            raise ValueError("the list does not say when it was issued: it is for a desktop only")
        highest = state.number(files.SEQUENCE)
        if highest is not None and not highest < opened.sequence <= highest + _STEP_MAX:
            raise ValueError(f"sequence {opened.sequence} does not follow {highest}, the highest ever installed here")
        sm2.finish(trust.check_pages(opened))
    finally:
        file.close()
    if state.has(files.TRUST):
        os.rename(state.path(files.TRUST), state.path(files.PREVIOUS))
    os.rename(path, state.path(files.TRUST))
    state.write_number(files.SEQUENCE, opened.sequence)
    return {"sequence": opened.sequence, "effective": opened.effective_s}


def _journal_info(site: _Site) -> "dict[str, Any]":
    length, sequence, _ = site.journal()
    return {"length": length, "sequence": sequence}
