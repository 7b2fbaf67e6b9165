"""Gate and loop with one guard taken out: a condition that always or never holds, a handler, or a statement gone.

Guards are found in the sources as they are parsed, by the function and the text of the condition.
"""

import ast
import sys
import types
from collections import namedtuple
from pathlib import Path

FILES = ("terminal/gate.py", "terminal/run.py", "terminal/lane.py")
CLASSES = ("Gate", "Loop", "Lane")
OF_THE_STAFF = ("switch", "expire", "completable", "complete")  # of a lane: the rest judges and records
ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = ("__init__", "_bounded")  # bounds of a configuration, before there is a gate

# place: the function; text: as Python spells it; nth: of those with this text; take: "always" or "never", how the
# condition holds, or "gone"
Guard = namedtuple("Guard", "place text nth take")


def functions(file: str) -> dict:
    """The functions of a file by qualified name, and the tree they are in."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for each in node.body:
                named = isinstance(each, ast.FunctionDef) and each.name not in LEFT_OUT
                if named and (node.name != "Lane" or each.name in OF_THE_STAFF):
                    found[f"{node.name}.{each.name}"] = each
        elif isinstance(node, ast.FunctionDef) and node.name not in LEFT_OUT and file != FILES[2]:
            found[node.name] = node
    return {"": tree, **found}


def _atoms(node: ast.expr) -> list:
    """The operands of `and` and `or`; the condition itself where there are none."""
    if isinstance(node, ast.BoolOp):
        return [atom for value in node.values for atom in _atoms(value)]
    return [node]


def conditions(function: ast.FunctionDef) -> list:
    """The conditions in a function: of `if`, of comprehensions, and what it returns or keeps of and, or and not."""
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.If | ast.IfExp):
            found += _atoms(node.test)
        elif isinstance(node, ast.comprehension):
            found += [atom for test in node.ifs for atom in _atoms(test)]
        elif isinstance(node, ast.GeneratorExp) or (
            isinstance(node, ast.Return | ast.Assign) and isinstance(node.value, ast.BoolOp)
        ):
            found += _atoms(node.elt if isinstance(node, ast.GeneratorExp) else node.value)
    return found


def handlers(function: ast.FunctionDef) -> list:
    """The exception handlers of a function, each with its `try`."""
    tries = [node for node in ast.walk(function) if isinstance(node, ast.Try)]
    return [(node, handler) for node in tries for handler in node.handlers]


def statements(function: ast.FunctionDef) -> list:
    """What a function changes or calls in passing: statements that may be left out and leave a function."""
    changes = [node for node in ast.walk(function) if isinstance(node, ast.Assign | ast.AugAssign)]
    targets = [node.targets[0] if isinstance(node, ast.Assign) else node.target for node in changes]
    found = [node for node, to in zip(changes, targets, strict=True) if isinstance(to, ast.Attribute | ast.Subscript)]
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    return found + calls


def guards() -> list:
    """Every guard of these files, conditions both ways."""
    found: list = []

    def enter(place: str, text: str, takes: tuple) -> None:
        nth = len([guard for guard in found if guard[:2] == (place, text) and guard.take == takes[0]])
        found.extend([Guard(place, text, nth, take) for take in takes])

    for file in FILES:
        for place, function in functions(file).items():
            if place:
                for atom in conditions(function):
                    enter(place, ast.unparse(atom), ("always", "never"))
                for _, handler in handlers(function):
                    enter(place, f"except {ast.unparse(handler.type)}", ("gone",))
                for statement in statements(function):
                    enter(place, ast.unparse(statement), ("gone",))
    return found


class _Take(ast.NodeTransformer):
    """Puts a constant in the place of a condition, `pass` in that of a statement."""

    def __init__(self, node: ast.AST, take: str) -> None:
        self.node = node
        self.other = ast.Pass() if take == "gone" else ast.Constant(take == "always")

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self.other, node) if node is self.node else self.generic_visit(node)


def without(guard: Guard) -> tuple:
    """The classes Gate, Loop and Lane without it. Raises LookupError when the source has no such guard."""
    classes = []
    met = False
    for file, name in zip(FILES, CLASSES, strict=True):
        found = functions(file)
        if guard.place in found:
            met = _take(found[guard.place], guard)
        module = types.ModuleType(f"planted_{name}")
        sys.modules[module.__name__] = module
        exec(compile(ast.fix_missing_locations(found[""]), file, "exec"), vars(module))
        classes.append(vars(module)[name])
    if not met:
        raise LookupError(f"there is no such guard any more: {guard}")
    return tuple(classes)


def _take(function: ast.FunctionDef, guard: Guard) -> bool:
    """Take a guard out of a function; whether it was there."""
    if guard.text.startswith("except "):
        chosen = [pair for pair in handlers(function) if ast.unparse(pair[1].type) == guard.text[7:]]
        if len(chosen) <= guard.nth:
            return False
        node, handler = chosen[guard.nth]
        node.handlers.remove(handler)
        if not node.handlers:
            node.finalbody.append(ast.Pass())
        return True
    nodes = statements(function) if guard.take == "gone" else conditions(function)
    nodes = [node for node in nodes if ast.unparse(node) == guard.text]
    if len(nodes) <= guard.nth:
        return False
    _Take(nodes[guard.nth], guard.take).visit(function)
    return True


def key(guard: Guard) -> str:
    """One line that names it: `Gate._release: not self.queue, never`."""
    nth = f" ({guard.nth + 1})" if guard.nth else ""
    return f"{guard.place}: {' '.join(guard.text.split())}{nth}, {guard.take}"
