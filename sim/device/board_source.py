"""The modules that a board runs."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

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
_NETWORK = ("boards/station_line.py", "boards/network_install.py")  # and what they bring in


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
    found: dict[str, _Text] = {}
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
            found[name] = _read(made[name] if name in made else path.read_text(encoding="utf-8"))
        except SyntaxError as error:
            raise Trouble(f"{path}, line {error.lineno}: {error.msg}") from None
        waiting += found[name].imported
    return {name: one.text for name, one in sorted(found.items()) if not (name.endswith("/__init__.py") and one.bare)}


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


class _Text(NamedTuple):
    """A module's text as a board has it. imported: files that its imports may mean, by name relative to the checkout.
    bare: there is nothing but a docstring.
    """

    text: str
    imported: tuple[str, ...]
    bare: bool


@functools.lru_cache(maxsize=_TEXTS)
def _read(text: str) -> _Text:
    """With empty lines in the place of what is for the type checker only; other lines keep their numbers. Boards share
    most of their texts. Raises SyntaxError.
    """
    lines = text.split("\n")
    stay: list[ast.stmt] = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == _CHECKER:
            kept = ""
        elif isinstance(node, ast.ImportFrom) and _CHECKER in [alias.name for alias in node.names]:
            node.names = [alias for alias in node.names if alias.name != _CHECKER]
            kept = f"from {node.module} import {', '.join(alias.name for alias in node.names)}" if node.names else ""
            stay += [node] if node.names else []
        else:
            stay.append(node)
            continue
        first, end = node.lineno - 1, node.end_lineno or node.lineno
        lines[first:end] = [kept, *[""] * (end - first - 1)]
    bare = all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in stay)
    return _Text("\n".join(lines), tuple(_imported(stay)), bare)


def _imported(statements: list[ast.stmt]) -> Iterator[str]:
    waiting: list[ast.AST] = [*statements]
    while waiting:
        node = waiting.pop()
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for field in _WITHIN:
            waiting += getattr(node, field, ())
        yield from (f"{module.replace('.', '/')}{end}" for module in modules for end in (".py", "/__init__.py"))
