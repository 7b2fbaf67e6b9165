"""Puts a board's firmware, configuration and trust list on it, and proves that they are there.

Everything that can be wrong on this side (names, files, keys, a list's signature) is found before the board is
touched. The image goes into a folder of its own and is read back by its hashes. On a bare board it then takes slot a by
one rename, and the slot chooser its place by another, last of all. A board that runs is asked: the image that runs
there checks the new one as a whole and puts it on trial in the other slot. A board that loses power or its cable before
that last step runs what it ran before.
"""

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sim.device import build, clock, provision, trust_install
from sim.device.board import Board
from sim.device.device import Broken, Device, Found, Refusal
from sim.device.load import Load
from sim.output import show
from sim.output.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TRIAL_MAX_S = 180  # three starts of the slowest board, each ended by its watchdog
_UPLOADED = "/new"
_NAMES = {"network": "network configuration", "config": "configuration", "trust": "trust list"}
_EMPTY = """
import os
def remove(p):
    try:
        entries = list(os.ilistdir(p))
    except OSError:
        return
    for e in entries:
        if e[1] & 0x4000:
            remove(p + "/" + e[0])
        else:
            os.remove(p + "/" + e[0])
    os.rmdir(p)
remove({root!r} + "/new")
"""
# The chooser makes its state out of what the slots hold; one that is left of another life may say something else.
_PLACE = (
    """
import sys
sys.path.insert(0, {root!r} + "/new")
from hal.micropython.store import make_folder
"""
    + _EMPTY.replace("/new", "/a")
    + """
r = {root!r}
make_folder(r + "/state", open, os)
with open(r + "/state/service", "wb"):
    pass
try:
    os.remove(r + "/state/boot")
except OSError as e:
    if e.args[0] != 2:
        raise
remove(r + "/b")
os.rename(r + "/new", r + "/a")
os.rename(r + "/main.py.new", r + "/main.py")
if hasattr(os, "sync"):
    os.sync()
"""
)
_JUMPER = """
import sys
from machine import Pin
sys.path.insert(0, {root!r} + "/new")
from boards.{board} import pins
print("closed" if Pin(pins.SERVICE_JUMPER, Pin.IN, Pin.PULL_UP).value() == 0 else "open")
"""


class _Unknown(Trouble):
    """Whether the board has the new image is not known."""


def flash(
    device: Device, board: Board, load: Load, told: "Callable[[str, int], None]"
) -> tuple[dict[str, Any], str | None]:
    """Put all of it on the board: (its self-test's report, the first line of its log after the restart).

    told(what is being done, bytes that are over). Raises Trouble.
    """
    told("looking for the board", 0)
    found = device.find()
    try:
        _check_board(found, board, load.image.build)
        if load.terminal_id is not None and found.terminal is not None:  # before anything is written
            raise Trouble(f"this board is terminal {found.terminal} already; leave --terminal-id out, or make it "
                          "another one first: `ridegate provision --force`")  # fmt: skip
    except Trouble:
        _let_go(device.reset)  # whatever ran there was stopped by our looking
        raise
    running = found.root is not None
    if running:
        told("entering service mode", 0)
        try:
            device.enter()
        except Broken:
            running = False
    try:
        (_update if running else _begin)(device, board, load, told)
    except BaseException as error:
        _let_go(device.leave if running else device.reset)
        if isinstance(error, Trouble) and not isinstance(error, _Unknown):
            raise Trouble(f"{error}; the board keeps what it had") from None
        raise
    told("restarting" if not running else "starting the new image on trial", 0)
    device.restart(_TRIAL_MAX_S)
    with device.serviced(enter=False):
        _check_image(device, load)
        _install(device, board, load, told)
        told("testing itself", 0)
        report = device.call("selftest()")
        told("restarting", 0)
    return report, device.log


def install(device: Device, root: str, kind: str, data: bytes) -> dict[str, Any]:
    """Upload a compiled "config" or "network" to a board in service mode, which checks it and puts it in its place."""
    path = f"{root}/state/{kind}.new"
    device.put({path: data})
    if kind == "network":
        return device.call(f"install({path!r})", module="network_install")
    return device.call(f"install({kind!r}, {path!r})")


def _check_board(found: Found, board: Board, kind: str) -> None:
    if not board.is_chip_of(found.machine):
        raise Trouble(
            f"this is no {board.id}: its MicroPython says {show.plain(found.machine)!r}; name the right board"
        )
    now = found.manifest or {"board": board.id, "build": kind}
    named = now["board"]
    if now["build"] != kind:
        raise Trouble(
            f"this board runs a {now['build']} build and takes no {kind} one; wipe it first: docs/security.md"
        )
    if named != board.id:
        raise Trouble(f"this board runs the firmware of {show.plain(named)}, not of {board.id}; name the right board")


def _begin(device: Device, board: Board, load: Load, told: "Callable[[str, int], None]") -> None:
    """The first image of a board: slot a, and the chooser."""
    root = board.root
    device.execute(_EMPTY.format(root=root))
    _upload(device, load, root + _UPLOADED, told, {f"{root}/main.py.new": load.image.files[build.MAIN]})
    if load.image.build == build.PRODUCTION:
        jumper = device.execute(_JUMPER.format(root=root, board=board.id)).split()
        if jumper[-1:] != ["closed"]:
            raise Trouble("a production build answers in service mode only: close the service jumper and flash again")
    told("taking its place", 0)
    with _last_step():
        device.execute(_PLACE.format(root=root))


def _update(device: Device, board: Board, load: Load, told: "Callable[[str, int], None]") -> None:
    """Another image beside the one that runs, which checks it."""
    place = device.call("room()")
    needed = load.image.room_bytes(place["block"])
    if place["free"] < needed:
        raise Trouble(f"{place['free']} bytes are free on the board, and the image needs {needed}; "
                      "acknowledge and pull its journal first")  # fmt: skip
    _upload(device, load, place["path"], told)
    told("having it checked", 0)
    with _last_step():
        device.call(f"install('image', {place['path']!r})")


@contextmanager
def _last_step() -> "Iterator[None]":
    """Around the step by which a board takes its new image. Without its answer it is not known whether it did."""
    try:
        yield
    except Refusal:
        raise
    except Trouble as error:
        raise _Unknown(f"{error}; the board may have taken the new image already: flash it again") from None


def _upload(
    device: Device, load: Load, folder: str, told: "Callable[[str, int], None]", more: "dict[str, bytes] | None" = None
) -> None:
    files = {
        f"{folder}/{name.removeprefix(build.SLOT)}": data
        for name, data in load.image.files.items()
        if name != build.MAIN
    }
    told("uploading", 0)
    device.put({**files, **(more or {})}, lambda size: told("uploading", size))


def _check_image(device: Device, load: Load) -> None:
    found = device.find()
    now = found.manifest or {}
    if now.get("image") == load.image.sha256:
        return
    runs = f"the board runs {now.get('version')}, image {now.get('image', '')[:16]}…"
    if found.why:
        raise Trouble(f"the board went back: {show.plain(found.why)}; {runs}")
    raise Trouble(f"the board started something else than was put on it; {runs}; flash it again")


def _install(device: Device, board: Board, load: Load, told: "Callable[[str, int], None]") -> None:
    if load.terminal_id is not None and load.operator is not None:
        told("provisioning", 0)
        provision.provision(device, load.operator, load.terminal_id, load.provisioning_id, None, False)
    if load.set_clock:
        told("setting the clock", 0)
        clock.set_clock(device)
    for kind, data in (("network", load.network), ("config", load.config), ("trust", load.trust)):
        if data is not None:
            told(f"installing the {_NAMES[kind]}", 0)
            if kind == "trust":
                trust_install.install(device, data)
            else:
                install(device, board.root, kind, data)
            told(f"installed {kind}", len(data))


def _let_go(how: "Callable[[], None]") -> None:
    """After a failure: back to what the board ran before, if it still hears us."""
    with suppress(Trouble):  # the first trouble is the one to report
        how()
