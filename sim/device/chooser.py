"""main.py of a board: its release pins made safe, then the slot chooser of boards/chooser.py."""

import ast

from boards.format.first_lines import first_lines
from sim.device.board import Board
from sim.device.pins import read as read_pins
from sim.output.trouble import Trouble, why

_HEAD = """\
# What {title} starts first: made by `ridegate build` out of boards/chooser.py and boards/{board}/pins.py.
# An update does not touch this file. Clause: spec §7.
{lines}
"""
_CALL = "\n\nstart({root!r}, {board!r}, {watchdog_ms}, {service!r}, globals())\n"


def text(board: Board) -> bytes:
    """The file main.py. Raises Trouble when pins.py does not keep the release pins safe."""
    folder = board.folder
    pins = read_pins(folder / "pins.py")
    try:
        body = (folder.parent / "chooser.py").read_text(encoding="utf-8")
        ast.parse(body)
    except OSError as error:
        raise Trouble(f"{error.filename}: {why(error)}; install ridegate again") from None
    except SyntaxError as error:
        raise Trouble(f"{folder.parent / 'chooser.py'}, line {error.lineno}: {error.msg}") from None
    head = _HEAD.format(title=board.title, board=board.id, lines=first_lines(pins.release))
    call = _CALL.format(root=board.root, board=board.id, watchdog_ms=board.watchdog_ms, service=pins.service)
    return (head + body + call).encode()
