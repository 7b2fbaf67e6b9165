"""main.py of a board: its release pins made safe, then the slot chooser of boards/chooser.py."""

import ast
from pathlib import Path
from typing import Any

from sim.device.board import Board
from sim.reading import why
from sim.trouble import Trouble

_HEAD = """\
# What {title} starts first: made by `ridegate build` out of boards/chooser.py and boards/{board}/pins.py.
# An update does not touch this file. Clause: spec §7.
from machine import Pin

for _pin in {pins!r}:
    Pin(_pin, Pin.OUT, value=0)

"""
_CALL = "\n\nstart({root!r}, {board!r}, {watchdog_ms}, {service!r})\n"


def text(board: Board) -> bytes:
    """The file main.py. Raises Trouble when pins.py does not say which pins release."""
    folder = board.folder
    pins = _pins(folder / "pins.py")
    try:
        body = (folder.parent / "chooser.py").read_text(encoding="utf-8")
        ast.parse(body)
    except OSError as error:
        raise Trouble(f"{error.filename}: {why(error)}; install ridegate again") from None
    except SyntaxError as error:
        raise Trouble(f"{folder.parent / 'chooser.py'}, line {error.lineno}: {error.msg}") from None
    head = _HEAD.format(title=board.title, board=board.id, pins=pins["release"])
    call = _CALL.format(root=board.root, board=board.id, watchdog_ms=board.watchdog_ms, service=pins["service"])
    return (head + body + call).encode()


def _pins(path: Path) -> dict[str, Any]:
    """The pins of a pins.py, which only a board can import: those its loop makes safe, and the service jumper."""
    try:
        body = ast.parse(path.read_text(encoding="utf-8")).body
    except SyntaxError as error:
        raise Trouble(f"{path}, line {error.lineno}: {error.msg}") from None
    known: dict[str, Any] = {}
    safe = None
    for node in body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            known[node.targets[0].id] = ast.literal_eval(node.value)
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple) and safe is None:
            safe = tuple(known[each.id] for each in node.iter.elts if isinstance(each, ast.Name))
    if not safe or "SERVICE_JUMPER" not in known:
        raise Trouble(f"{path}: the loop that makes the release pins safe, or SERVICE_JUMPER, is missing; write it")
    return {"release": safe, "service": known["SERVICE_JUMPER"]}
