"""Which modules a board runs."""

import ast
from pathlib import Path

from sim.device.board import Board
from sim.trouble import Trouble


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


def _imports(path: Path) -> list[str]:
    """Files that a module's imports may mean, by name relative to the checkout."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise Trouble(f"{path}, line {error.lineno}: {error.msg}") from None
    exempt: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            exempt.update(inner for statement in node.body for inner in ast.walk(statement))
    modules: list[str] = []
    for node in ast.walk(tree):
        if node in exempt:
            continue
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [f"{module.replace('.', '/')}{end}" for module in modules for end in (".py", "/__init__.py")]
