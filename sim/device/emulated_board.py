"""A flash as an operator would hand it over: a built image, and the state of a provisioned test terminal.

The files of the state are those of `boards/state.py`, written as it reads them. Everything belongs to the test
issuer of `ridegate mint`; only the record key is drawn anew for each flash.
"""

import secrets
import struct
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from boards.format import config
from hal.scanner.bare import BARE
from hal.scanner.model import CAMERA, MODULES
from sim.device import config_source, pins
from sim.device.board import Board
from sim.device.build import Image
from sim.emulator.scanner import MODELS
from sim.issuer import issuer
from sim.output.trouble import Trouble
from sim.trust import source as trust_source
from terminal import records, sm3

if TYPE_CHECKING:
    from sim.emulator.board_table import Board as EmulatedBoard
    from sim.emulator.scanner_line import ScannerModel

SCANNERS = (*MODULES, BARE)
TERMINAL_ID = 1

_IDENTITY = ">8sBIIB32s"  # magic, test, terminal, provisioning, operator keys, record key; then the keys, then SM3
_MAGIC = b"RGIDENT1"
_SKEW_S = 120  # a clock set weeks ago is trusted still
_CAPACITY = 256
# Contacts of a pins.py -> roles of the emulated wiring.
_ROLES = {
    "RELEASE_ENTRY": "relay_entry", "RELEASE_EXIT": "relay_exit", "RELEASE_TRIGGER": "relay_entry",
    "RELEASE_CLEAR": "one_shot_clear", "RELEASE_HOLD": "one_shot_hold", "PASSAGE": "passage", "EMERGENCY": "emergency",
}  # fmt: skip


def scanner(board: Board, name: str) -> "ScannerModel | None":
    """What is plugged in where the scanner goes; None for a bare wire, or a board that has its own camera.

    Raises Trouble when this board cannot have it.
    """
    if CAMERA in board.scanners:
        if name != BARE:
            raise Trouble(f"--scanner {name}: {board.id} reads with its own camera; leave --scanner out")
        return None
    return MODELS[name]() if name in MODELS else None


def wired(board: Board) -> "EmulatedBoard":
    """The emulated board with its gate wired as the board's pins.py has the active levels. Raises Trouble."""
    from sim.emulator import board_table

    known = board_table.find(board.id)
    low = frozenset(_ROLES[name] for name in pins.read(board.folder / "pins.py").active_low)
    return replace(known, wiring=replace(known.wiring, active_low=low))


def usual_scanner(board: Board) -> str:
    """What is plugged in by default."""
    return BARE if CAMERA in board.scanners else board.scanners[0]


def files(
    board: Board,
    image: Image,
    scanner_name: str,
    record_key: bytes | None = None,
    at_s: int | None = None,
    terminal_id: int = TERMINAL_ID,
) -> dict[str, bytes]:
    """Everything on the flash, by path from its mount. record_key: 32 bytes; drawn when left out. at_s: when its list
    was issued and its clock was set, now when left out: a clock behind its list is not trusted.
    """
    pki = issuer.make_pki()
    now_s = int(time.time()) if at_s is None else at_s
    trust = trust_source.compile_list(trust_source.parse_source(issuer.trust_toml(pki, now_s)), pki.operator)
    if record_key is None:
        record_key = secrets.token_bytes(records.KEY_BYTES)
    made = setup(board, scanner_name)
    return {**image.files, **state(made, pki.operator.public_xy, record_key, trust, now_s, terminal_id)}


def state(
    made: config.Config,
    operator_xy: bytes,
    record_key: bytes,
    trust: bytes | None,
    set_s: int,
    terminal_id: int = TERMINAL_ID,
) -> dict[str, bytes]:
    """The files of a test terminal's state, by path. trust: its list, None for none. set_s: when its clock was set."""
    found = {
        "identity": identity(operator_xy, record_key, terminal_id),
        "config.bin": config.encode(made),
        "clock": struct.pack(">I", set_s),
    }
    if trust is not None:
        found |= {"trust.bin": trust, "trust.sequence": _counter(trust)}
    return {f"state/{name}": data for name, data in found.items()}


def identity(operator_key: bytes, record_key: bytes, terminal_id: int = TERMINAL_ID) -> bytes:
    """The file that makes a board a test terminal. operator_key: X||Y, 64 bytes."""
    whole = struct.pack(_IDENTITY, _MAGIC, 1, terminal_id, 1, 1, record_key) + operator_key
    return whole + sm3.digest(whole)


def _counter(trust: bytes) -> bytes:
    """The file that says that this list was installed, and is in force; its two halves are the same."""
    sequence, _, day_s = struct.unpack_from(">3I", trust, 20)
    page = sm3.digest(trust[:512])
    body = struct.pack(">8s3I32s32s", b"RGCOUNT1", sequence, sequence, day_s, page, page)
    return (body + sm3.digest(body)) * 2


def setup(board: Board, scanner_name: str) -> config.Config:
    """The configuration of the test terminal. Behind a bare wire it looks for the board's usual module."""
    model = scanner_name if scanner_name in board.scanners else board.scanners[0]
    text = f"""
        gate = {{ direction = "entry", pulse_ms = {board.pulse_ms or 500} }}
        place = {{ mode = 1, line = 1, station = 1, direction = 1 }}
        scanner = {{ model = "{model}" }}
        history = {{ capacity = {_CAPACITY}, rides_a_minute = 10 }}
        panel = {{ display = "ssd1306" }}
        policy = {{ skew_s = {_SKEW_S} }}
    """
    made = config_source.parse(text)
    config_source.fits(made, board)
    return made


def write(board: Board, path: Path, contents: dict[str, bytes]) -> None:
    """Make a flash of these files; a half-made one does not stay. Raises Trouble."""
    from sim.emulator.image import ImageError, populate
    from sim.micropython.vm import RuntimeMissing

    new = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        try:
            populate(board.id, new, contents)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except (OSError, ImageError, RuntimeMissing) as error:
        raise Trouble(f"{path}: the flash cannot be made: {error}") from None
