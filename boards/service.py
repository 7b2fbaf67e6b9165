"""Functions that an operator's tools call on the board, over its prompt. Each prints one line of JSON.

    import sys; sys.path.insert(0, "/a"); from boards import service; service.selftest()

Every answer has "ok"; when that is false, "error" says what to do. All but selftest(), journal_info() and enter() want
service mode: see boards/start.py.
"""

import gc
import json
import os

import machine

from boards import loaded

loaded.anew()

from boards import heap, state as files  # noqa: E402, F401  behind it; the heap first: what follows is packed
from boards.start import service_mode  # noqa: E402
from boards.state import Identity, State  # noqa: E402
from terminal import records, sm2, trust  # noqa: E402
from terminal.port import TYPE_CHECKING  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from boards.format import config
    from boards.interfaces import Board
    from hal.micropython.clock import Clock

_SLOT = __file__.rsplit("/", 2)[0]
_RESTART_MS = 300


class _Site:
    """The board this runs on, with its files."""

    def __init__(self) -> None:
        self.slot = _SLOT
        self.build = files.build(_SLOT)
        self.board: Board = __import__(f"boards.{self.build.board}.board", None, None, ("*",)).board
        self.state = State(self.board.limits.STATE)
        self.engine: sm2.Engine = self.board.engine()
        loaded.forget(loaded.PROOFS)

    def identity(self) -> Identity:
        """Raises ValueError before the terminal was provisioned."""
        identity = self.state.identity(self.engine.digest)
        if identity is None:
            raise ValueError("this terminal was not provisioned")
        return identity

    def setup(self) -> "config.Config":
        """Raises ValueError when there is no configuration."""
        from boards.format import config

        data = self.state.read(files.CONFIG)
        if data is None:
            raise ValueError("there is no configuration")
        return config.check(data, self.board.limits, self.engine.digest)

    def clock(self) -> "Clock":
        """The board's clock, read now."""
        from boards import service_clock

        return service_clock.opened(self)[1]

    def journal(self) -> tuple[int, int, int]:
        """(bytes, newest sequence, newest time) of the journal, by its records' heads alone. Raises ValueError."""
        from boards import journal_query

        told = journal_query.info(self)
        return told["length"], told["sequence"], told["time"]


def selftest(symbol_ms: int = 0) -> None:
    """Look at everything that can be looked at without releasing anything.

    symbol_ms: how long to wait for the symbol with all 256 values in front of the scanner; 0 leaves that out.
    """
    from boards import selftest as tests

    _tell(lambda site: tests.report(site, symbol_ms), False)


def provision(text: str) -> None:
    """Give this terminal its identity.

    text: JSON with terminal_id (u32), provisioning_id (u32, or null: the next one), operator_keys (1 or 2, hexadecimal,
    33, 64 or 65 bytes), test (bool: these are test keys), record_key (32 bytes in hexadecimal, or null: from this
    board's random source) and force (bool: replace the identity of a terminal that has one).
    """
    from boards import provisioning

    _tell(lambda site: provisioning.provision(site, json.loads(text)))


def clock_set(unix_s: int) -> None:
    """Set the clock to this Unix second, UTC."""
    from boards import service_clock

    _tell(lambda site: service_clock.set_clock(site, unix_s))


def clock_show() -> None:
    """The time of the clock, and why it is not trusted."""
    from boards import service_clock

    _tell(service_clock.show, False)


def clock_nonce() -> None:
    """Make the nonce that an operator's statement has to name; the one before is worth nothing any more."""
    from boards import service_clock

    _tell(service_clock.nonce)


def clock_apply(text: str) -> None:
    """Set the clock as an operator's statement, in hexadecimal, says."""
    from boards import service_clock

    _tell(lambda site: service_clock.apply(site, text))


def install(kind: str, path: str) -> None:
    """Check what was uploaded and put it in its place. kind: "config", "trust", "snapshot" or "image" (a folder)."""
    kinds = {"config": _install_config, "trust": _install_trust, "image": _install_image, "snapshot": _install_snapshot}
    _tell(lambda site: kinds[kind](site, path))


def trust_room(length_bytes: int) -> None:
    """Make space for a trust list of so many bytes. Answers with its path and the highest sequence so far."""
    from boards import trust_install

    _tell(lambda site: trust_install.offer(site, length_bytes))


def snapshot_room(length_bytes: int) -> None:
    """The same for an eligibility snapshot."""
    _tell(lambda site: _snapshot(site, "offer", length_bytes))


def lane(name: str) -> None:
    """Make it a lane that is "system" or "staffed", from the next start on."""
    _tell(lambda site: _lane(site, name))


def room() -> None:
    """Make space for another image. Answers with the folder that it goes into."""
    from boards import update

    _tell(update.room)


def journal_info() -> None:
    """The content of the journal and how full it is, from its records' heads alone."""
    from boards import journal_query

    _tell(journal_query.info, False)


def acknowledge(sequence: int, record_hash: str) -> None:
    """The back office has every record up to this one. record_hash: its SM3 in hexadecimal."""
    from boards import journal_query

    _tell(lambda site: journal_query.acknowledge(site, sequence, record_hash))


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
    site = None
    try:
        site = _Site()
        gc.threshold(-1)  # all that is large is there
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
    finally:
        if site is not None:
            site.state.close()
    loaded.forget(loaded.OF_A_COMMAND)
    print(json.dumps(answer))


def _install_config(site: _Site, path: str) -> "dict[str, Any]":
    from boards.format import config

    with open(path, "rb") as file:
        data = file.read()
    setup = config.check(data, site.board.limits, site.engine.digest)
    site.state.write(files.CONFIG, data)
    os.remove(path)
    return {"scanner": setup.scanner.model, "direction": setup.gate.direction}


def _install_image(site: _Site, path: str) -> "dict[str, Any]":
    from boards import update

    return update.install(site, path)


def _install_trust(site: _Site, path: str) -> "dict[str, Any]":
    from boards import trust_install

    return trust_install.put(site, path)


def _install_snapshot(site: _Site, path: str) -> "dict[str, Any]":
    return _snapshot(site, "put", path)


def _snapshot(site: _Site, name: str, given: int | str) -> "dict[str, Any]":
    """Call this function of the module for snapshots, which some images do not have. Raises ValueError where none is
    asked."""
    asking = site.setup().asking
    if asking is None or asking.snapshot == "none":
        raise ValueError('this terminal asks no snapshot: write snapshot = "installed" into [eligibility] of gate.toml')
    now_s = site.clock().now_s()
    loaded.forget(loaded.OF_A_COMMAND)  # the modules of both together are too many for some boards
    from boards import snapshot_install

    return getattr(snapshot_install, name)(site, given, now_s)  # type: ignore[no-any-return]


def _lane(site: _Site, name: str) -> "dict[str, Any]":
    from boards.format import config

    setup = site.setup()
    if setup.asking is None and not config.keeps_trips(setup.trip):
        raise ValueError("this terminal has no lane: its configuration has neither trips nor eligibility")
    from boards import lane_switch

    return lane_switch.ask(site, name)
