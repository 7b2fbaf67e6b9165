"""The modules that a board runs."""

import ast
import functools
from pathlib import Path

from sim.device import phrase
from sim.device.board import Board
from sim.output.trouble import Trouble

_CHECKER = "TYPE_CHECKING"
IMAGE_BYTES = 458_752  # of flash, what boards/journal_store.py leaves to each of two images
_TEXTS = 256  # a board has some 75
_MAIN = """\
import boards.{board}.pins  # the release pins are safe before anything else is loaded
from boards.{board}.board import board
from boards.start import run

run(board)
"""
_MAIN_WITH_FAMILIES = """\
import boards.{board}.pins  # the release pins are safe before anything else is loaded
from boards.{board}.board import board
from boards.start import run
from terminal.family import {families}
from terminal.family.judging import Judging

run(board, Judging(({families},)).steps)
"""
_WITHIN = ("body", "orelse", "finalbody", "handlers", "cases")  # where a statement holds statements


# Left out where a board has no memory for it: such a board refuses every configuration that would load it.
_LANE = ("boards/lane.py", "boards/lane_switch.py")
_ASKING = ("boards/snapshot_store.py", "boards/snapshot_install.py", "hal/eligibility/snapshot.py")
_NETWORK = ("boards/station_line.py",)  # and what it brings in
_INSTALLS_NETWORK = "boards/network_install.py"


def files(board: Board) -> dict[str, str]:
    """What a board runs, name relative to the checkout -> text: whatever its main.py and boards/service.py import.

    What only a lane or eligibility needs is left out where a board has no memory for them, and what asks a station
    computer where it has no network.
    Two texts are written here: main.py, alike on every board with the same families, and boards/limits.py, out of the
    board's manifest.toml. Of families there is what main.py names, and nothing where it names none.
    Where the texts are short (`source_lines`), the reader of its phrases, too.
    What is for the type checker only is left out, and brings nothing in: on a board it would be names and dead code.
    So are packages' files without code: MicroPython imports a folder as it is, and each file takes a block of flash.
    """
    root = board.folder.parent.parent
    main = (_MAIN_WITH_FAMILIES if board.families else _MAIN).format(board=board.id, families=", ".join(board.families))
    made = {f"boards/{board.id}/main.py": main, "boards/limits.py": _limits(board)}
    waiting = [*made, "boards/service.py", *([] if board.source_lines else [phrase.READER])]
    waiting += [_INSTALLS_NETWORK] if board.network else []
    found: dict[str, str] = {}
    left_out = {*(() if board.network else _NETWORK)}
    if not board.asking_history_max:
        left_out |= {*_ASKING, *(() if board.trips_max else _LANE)}
    while waiting:
        name = waiting.pop()
        path = root / name
        if name in found or name in left_out or not (name in made or path.is_file()):
            continue
        waiting += [f"{parent.as_posix()}/__init__.py" for parent in Path(name).parents]
        try:
            found[name] = _without_types(made[name] if name in made else path.read_text(encoding="utf-8"))
            waiting += _imported(found[name])
        except SyntaxError as error:
            raise Trouble(f"{path}, line {error.lineno}: {error.msg}") from None
    return {name: text for name, text in sorted(found.items()) if not (name.endswith("/__init__.py") and _bare(text))}


def _bare(text: str) -> bool:
    """Whether there is nothing but a docstring."""
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in ast.parse(text).body)


def _limits(board: Board) -> str:
    known = {
        "STATE": board.root + "/state",
        "SCANNERS": board.scanners,
        "PULSE_MS": board.pulse_ms,
        "HISTORY_MAX": board.history_max,
        "TRIPS_MAX": board.trips_max,
        "TRUST_MAX_BYTES": board.trust_max_bytes,
        "WATCHDOG_MS": board.watchdog_ms,
        "RECEIVED_BYTES": board.received_bytes,
    }
    if board.asking_history_max:  # a board that cannot ask has no byte of it
        known["ASKING_HISTORY_MAX"] = board.asking_history_max
    if board.network:
        known["NETWORK"] = True
    if board.image_max_bytes > IMAGE_BYTES:
        known["IMAGES_MORE"] = 2 * (board.image_max_bytes - IMAGE_BYTES)
    return "".join(f"{name} = {value!r}\n" for name, value in known.items())


@functools.lru_cache(maxsize=_TEXTS)
def _without_types(text: str) -> str:
    """The text with empty lines in the place of what is for the type checker only; other lines keep their numbers."""
    lines = text.split("\n")
    for node in ast.parse(text).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == _CHECKER:
            kept = ""
        elif isinstance(node, ast.ImportFrom) and _CHECKER in [alias.name for alias in node.names]:
            others = [alias.name for alias in node.names if alias.name != _CHECKER]
            kept = f"from {node.module} import {', '.join(others)}" if others else ""
        else:
            continue
        first, end = node.lineno - 1, node.end_lineno or node.lineno
        lines[first:end] = [kept, *[""] * (end - first - 1)]
    return "\n".join(lines)


@functools.lru_cache(maxsize=_TEXTS)
def _imported(text: str) -> tuple[str, ...]:
    """Files that a text's imports may mean, by name relative to the checkout. Boards share most of their texts."""
    modules: list[str] = []
    waiting: list[ast.AST] = [ast.parse(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for field in _WITHIN:
            waiting += getattr(node, field, ())
    return tuple(f"{module.replace('.', '/')}{end}" for module in modules for end in (".py", "/__init__.py"))
