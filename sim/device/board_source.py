"""The modules that a board runs."""

import ast
import functools
from pathlib import Path

from sim.device.board import Board
from sim.trouble import Trouble

_TEXTS = 256  # a board has some 75
_WITHIN = ("body", "orelse", "finalbody", "handlers", "cases")  # where a statement holds statements


def files(board: Board) -> dict[str, Path]:
    """What a board runs, by name relative to the checkout: whatever its main.py and boards/service.py import.

    An import for the type checker only brings nothing in.
    """
    root = board.folder.parent.parent
    waiting = [f"boards/{board.id}/main.py", "boards/service.py"]
    found: dict[str, Path] = {}
    while waiting:
        name = waiting.pop()
        path = root / name
        if name in found or not path.is_file():
            continue
        found[name] = path
        waiting += [f"{parent.as_posix()}/__init__.py" for parent in Path(name).parents]
        waiting += _imports(path)
    return dict(sorted(found.items()))


def _imports(path: Path) -> tuple[str, ...]:
    """Files that a module's imports may mean, by name relative to the checkout."""
    try:
        return _imported(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise Trouble(f"{path}, line {error.lineno}: {error.msg}") from None


@functools.lru_cache(maxsize=_TEXTS)
def _imported(text: str) -> tuple[str, ...]:
    """The same of a text; it is the same for the same text, and boards share most of theirs."""
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
