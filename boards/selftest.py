"""The self-test of a board, without releasing anything: a list of checks, each with a detail for people."""

import gc
import os
import time
from binascii import hexlify

import machine

from boards import loaded
from terminal import sm2, trust
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_FREE_MIN_BYTES = 64 * 1024  # flash: some hundred rides
_HEAP_MIN_BYTES = 16 * 1024
_SETUP_MAX_MS = 8000


def report(site: "Any", symbol_ms: int) -> "dict[str, Any]":
    """{"board", "version", "build", "image", "unique_id", "checks": [{"name", "ok", "detail"}], "ok": all of them}."""
    build = site.build
    checks: list[dict[str, Any]] = []
    for name, check in (
        ("image", _image),
        ("relay", _relay),
        ("inputs", _inputs),
        ("clock", _clock),
        ("flash", _flash),
        ("heap", _heap),
        ("engine", _engine),
        ("identity", _identity),
        ("config", _config),
        ("trust", _trust),
        ("snapshot", _snapshot),
        ("network", _network),
        ("scanner", _scanner),
        ("symbol", lambda site: _symbol(site, symbol_ms)),
    ):
        gc.collect()
        _add(checks, name, check, site)
        loaded.forget(loaded.OF_A_COMMAND)
    return {
        "board": build.board,
        "version": build.version,
        "build": "production" if build.production else "development",
        "image": build.image,
        "unique_id": hexlify(machine.unique_id()).decode(),
        "checks": checks,
        "ok": not [each for each in checks if not each["ok"]],
    }


def _add(checks: "list[dict[str, Any]]", name: str, check: "Callable[[Any], str]", site: "Any") -> None:
    """A check returns its detail, or raises: then it has failed, and why is the detail."""
    try:
        ok, detail = True, check(site)
    except (OSError, ValueError, RuntimeError, MemoryError, trust.ListRefused) as error:
        ok, detail = False, str(error) or repr(error)
    if detail:
        checks.append({"name": name, "ok": ok, "detail": detail})


def _image(site: "Any") -> str:
    from boards import update

    return update.report(site)


def _relay(site: "Any") -> str:
    from boards import release

    wrong = release.closed(site.board)
    if wrong:
        raise OSError(wrong + ", before anything was decided: look at the first levels in pins.py")
    relay = site.board.relay()
    relay.open()
    wrong = release.closed(site.board)
    relay.close()
    if wrong:
        raise OSError(wrong + ", at rest: look at its resistor and its wire")
    wrong = release.unsafe(site.board, site.slot[:-2])
    if wrong:
        raise OSError(wrong)
    return "both contacts idle, from the first line on"


def _inputs(site: "Any") -> str:
    emergency, sensor = site.board.emergency(), site.board.sensor()
    emergency.open()
    sensor.open()
    time.sleep_ms(60)
    active, occupied = emergency.active(), sensor.occupied()
    emergency.close()
    sensor.close()
    if active:
        raise OSError("the emergency contact is open, or its wire is broken")
    if occupied:
        raise OSError("somebody stands in the passage sensor, or its wire is broken")
    return "emergency contact closed, passage free"


def _clock(site: "Any") -> str:
    clock = site.clock()
    if clock.why():
        raise OSError(clock.why())
    return f"{clock.now_s()}"


def _flash(site: "Any") -> str:
    status = os.statvfs(site.board.limits.STATE)
    free = status[0] * status[3]
    if free < _FREE_MIN_BYTES:
        raise OSError(f"{free} bytes free are less than {_FREE_MIN_BYTES}")
    return f"{free} bytes free"


def _heap(site: "Any") -> str:
    free = gc.mem_free()
    if free < _HEAP_MIN_BYTES:
        raise MemoryError(f"{free} bytes free are less than {_HEAP_MIN_BYTES}")
    return f"{free} bytes free of {free + gc.mem_alloc()}"


def _engine(site: "Any") -> str:
    sm2.prove(site.engine)
    return site.engine.name  # type: ignore[no-any-return]


def _identity(site: "Any") -> str:
    identity = site.identity()
    if identity.test == site.build.production:
        raise ValueError("provisioned for the other kind of build")
    return f"terminal {identity.terminal_id}, provisioning {identity.provisioning_id}"


def _config(site: "Any") -> str:
    setup = site.setup()
    gate = setup.gate
    return f"{gate.direction}, pulse {gate.pulse_ms} ms, {setup.scanner.model}, replay memory {setup.capacity}"


def _trust(site: "Any") -> str:
    from boards import trust_install

    return trust_install.report(site)


def _snapshot(site: "Any") -> str:
    """"" for a terminal that asks none, which loads nothing of it."""
    asking = site.setup().asking
    if asking is None or asking.snapshot == "none":
        return ""
    now_s = site.clock().now_s()
    loaded.forget(loaded.OF_A_COMMAND)  # the modules of both together are too many for some boards
    gc.collect()
    from boards import snapshot_install

    return snapshot_install.report(site, now_s)


def _network(site: "Any") -> str:
    """"" for a terminal that asks no station computer. Whether anything answers there is not tried."""
    if not hasattr(site.board.limits, "NETWORK"):
        return ""
    asking = site.setup().asking
    if asking is None or asking.service == "none":
        return ""
    from boards import network_install

    return network_install.report(site)


def _scanner(site: "Any") -> str:
    """Set the module up and read it back: a fault is reported in the words of its driver."""
    scanner = site.board.scanner(site.setup().scanner)
    scanner.open()
    try:
        start = time.ticks_ms()
        while not scanner.setup(_since(start)):
            if _since(start) > _SETUP_MAX_MS:
                raise OSError("the scanner module is not set up in time: look at its wires")
        findings = scanner.report()
    finally:
        scanner.close()
    wrong = [_finding(each) for each in findings if not each[3]]
    if wrong:
        raise OSError("; ".join(wrong))
    return "; ".join([_finding(each) for each in findings]) or "set up and read back"


def _symbol(site: "Any", wait_ms: int) -> str:
    """What becomes of a symbol that holds every value; "" when not requested."""
    if not wait_ms:
        return ""
    from hal.scanner.transparency import SYMBOL

    scanner = site.board.scanner(site.setup().scanner)
    scanner.open()
    try:
        start = time.ticks_ms()
        while not scanner.setup(_since(start)):
            pass
        until_ms = _since(start) + wait_ms
        payloads: tuple[bytes, ...] = ()
        while not payloads:
            if _since(start) > until_ms:
                raise OSError("no symbol was shown")
            payloads = scanner.poll(_since(start))
        findings = scanner.transparency(payloads[0], SYMBOL)
    finally:
        scanner.close()
    if findings:
        raise OSError("; ".join([_finding(each) for each in findings]))
    return "all 256 values arrive as they are"


def _since(start: "Any") -> int:
    elapsed_ms: int = time.ticks_diff(time.ticks_ms(), start)
    return elapsed_ms


def _finding(finding: "tuple[str, str, str, bool]") -> str:
    kind, register, detail, _ = finding
    return f"{kind} {register}: {detail}" if register else f"{kind}: {detail}"
