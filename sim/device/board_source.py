"""Which modules a board runs."""

import ast
import functools
from pathlib import Path

from sim.device.board import Board
from sim.trouble import Trouble

_TEXTS = 256  # a board has some 75
_MAIN = """\
import boards.{board}.pins  # the release pins are safe before anything else is loaded
from boards.{board} import board
from boards.start import run

run(board)
"""
_WITHIN = ("body", "orelse", "finalbody", "handlers", "cases")  # where a statement holds statements


def files(board: Board) -> dict[str, str]:
    """What a board runs, name relative to the checkout -> text: whatever its main.py and boards/service.py import.

    Two texts are written here: main.py, alike on every board, and boards/limits.py, out of the board's manifest.toml.
    An import for the type checker only brings nothing in.
    """
    root = board.folder.parent.parent
    made = {f"boards/{board.id}/main.py": _MAIN.format(board=board.id), "boards/limits.py": _limits(board)}
    waiting = [*made, "boards/service.py"]
    found: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        path = root / name
        if name in found or not (name in made or path.is_file()):
            continue
        found[name] = made[name] if name in made else path.read_text(encoding="utf-8")
        waiting += [f"{parent.as_posix()}/__init__.py" for parent in Path(name).parents]
        try:
            waiting += _imported(found[name])
        except SyntaxError as error:
            raise Trouble(f"{path}, line {error.lineno}: {error.msg}") from None
    return dict(sorted(found.items()))


def _limits(board: Board) -> str:
    known = {
        "STATE": board.root + "/state",
        "SCANNERS": board.scanners,
        "PULSE_MS": board.pulse_ms,
        "HISTORY_MAX": board.history_max,
        "TRUST_MAX_BYTES": board.trust_max_bytes,
        "WATCHDOG_MS": board.watchdog_ms,
        "RECEIVED_BYTES": board.received_bytes,
    }
    return "".join(f"{name} = {value!r}\n" for name, value in known.items())


@functools.lru_cache(maxsize=_TEXTS)
def _imported(text: str) -> tuple[str, ...]:
    """Files that a text's imports may mean, by name relative to the checkout. Boards share most of their texts."""
    modules: list[str] = []
    waiting: list[ast.AST] = [ast.parse(text)]
    while waiting:
        node = waiting.pop()
        within: tuple[str, ...] = _WITHIN
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            within = ("orelse",)
        elif isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for field in within:
            waiting += getattr(node, field, ())
    return tuple(f"{module.replace('.', '/')}{end}" for module in modules for end in (".py", "/__init__.py"))
