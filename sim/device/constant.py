"""Constants of a board's modules, written where they are used.

On a board every public constant costs its name, a place in the dictionary of its module, another in that of each module
that imports it, and a look-up each time. The compiler writes `const` of one module into its code; this does the same
among the modules of an image, for numbers and short names that are assigned once. Lines keep their numbers.
"""

import ast
import functools
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sim.device import phrase
from sim.device.syntax import Syntax

_OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.FloorDiv: operator.floordiv,
    ast.LShift: operator.lshift, ast.RShift: operator.rshift, ast.BitOr: operator.or_, ast.BitAnd: operator.and_,
    ast.Pow: operator.pow,
}  # fmt: skip
_KEPT = 8  # images
_KEPT_TEXTS = 256  # of modules: all boards together have some 100; a quarter of a megabyte each
_PORT = "terminal.port"  # where `const` is imported from, which the compiler knows by its name
_TEXT_MAX = 10  # longer strings are no names to MicroPython, and each copy takes memory
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)

Value = int | str


@dataclass
class _Module:
    """One module. constants: name -> (value, its statement). aliases: name here -> (module, name there), of constants.
    modules: name here -> module. kept: own constants with uses that stay. attributes: names of attributes that are used
    anywhere in it.
    """

    name: str
    source: "_Source"
    constants: Mapping[str, tuple[Value, ast.stmt]]
    aliases: dict[str, tuple[str, str]] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    edits: list[tuple[int, int, int, str]] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)


def written_in(texts: Mapping[str, str], phrases: bool = False) -> dict[str, str]:
    """The same modules, by path, with the constants of each in the places where any of them uses it. One that held
    nothing else is left out. phrases: those of phrase.py are constants, too."""
    return dict(_written_in(tuple(texts.items()), phrases))


@functools.lru_cache(maxsize=_KEPT)
def _written_in(items: tuple[tuple[str, str], ...], phrases: bool) -> tuple[tuple[str, str], ...]:
    texts = dict(items)
    found = {module_of(path): _read(module_of(path), text, phrases) for path, text in texts.items()}
    for module in found.values():
        _names_here(module, found)
    for module in found.values():
        _uses(module, found)
    wanted = {name for module in found.values() for name in module.attributes}
    imported = {pair for module in found.values() for here, pair in module.aliases.items() if here in module.kept}
    gone = {
        (module.name, name)
        for module in found.values()
        for name in module.constants
        if name not in module.kept and name not in wanted and (module.name, name) not in imported
    }
    named = {path: found[module_of(path)] for path in texts}
    return tuple((path, _text(module, gone)) for path, module in _without_empty(named, gone).items())


def _without_empty(modules: Mapping[str, _Module], gone: set[tuple[str, str]]) -> dict[str, _Module]:
    """The same by path without modules of which nothing is left, and which none imports any more: a file takes a block
    of flash, a module its part of the heap."""
    wanted: set[str] = set()
    for module in modules.values():
        for node in module.source.imports:
            if isinstance(node, ast.Import):
                wanted |= {alias.name for alias in node.names}
            elif node.module and (names := _stay(module, node)):
                wanted |= {node.module, *(f"{node.module}.{alias.name}" for alias in names)}
    return {
        path: module
        for path, module in modules.items()
        if module.name in wanted or not (module.name == _PORT or _is_empty(module, gone))
    }


def _is_empty(module: _Module, gone: set[tuple[str, str]]) -> bool:
    left = {statement: text for statement, text in _statements(module, gone)}
    return all(_is_docstring(each) for each in module.source.tree.module.body if left.get(each, "as it was"))


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def module_of(path: str) -> str:
    """The name of the module in a file: terminal.run of terminal/run.py. It is in the heap anyway: as the name of the
    source, too, it costs nothing."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class _Source:
    """What the text of a module says whatever the others are; nothing here changes it: images differ in a file or two.

    kept: names with uses that stay. attributes: as in _Module. places: names that are read, and attributes of names,
    where a constant may be written. globals: it looks its own names up.
    """

    def __init__(self, text: str) -> None:
        self.tree = Syntax(text)
        self.lines = text.split("\n")
        self.imports = [node for node in self.tree.nodes if isinstance(node, ast.Import | ast.ImportFrom)]
        self.globals = any(isinstance(node, ast.Name) and node.id == "globals" for node in self.tree.nodes)
        self.kept: set[str] = set()
        self.attributes: set[str] = set()
        self.places: list[ast.Name | ast.Attribute] = []
        self._look(self.tree.module, frozenset())

    def _look(self, node: ast.AST, hidden: frozenset[str]) -> None:
        """hidden: names that are something else in this function."""
        if isinstance(node, ast.JoinedStr):  # the places of what stands in one are not known
            for inner in self.tree.within(node):
                if isinstance(inner, ast.Name):
                    self.kept.add(inner.id)
                elif isinstance(inner, ast.Attribute):
                    self.attributes.add(inner.attr)
            return
        if isinstance(node, ast.ImportFrom) and node not in self.tree.module.body:
            self.attributes |= {alias.name for alias in node.names}
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.attributes.add(node.value)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if node.id in hidden:
                self.kept.add(node.id)  # it may be the module's own all the same
            else:
                self.places.append(node)
            return
        if isinstance(node, ast.Attribute):
            base = node.value
            if isinstance(node.ctx, ast.Load) and isinstance(base, ast.Name) and base.id not in hidden:
                self.places.append(node)
                return
            self.attributes.add(node.attr)
        if isinstance(node, _FUNCTIONS):
            hidden = hidden | _bound(self.tree, node)
        for name, child in ast.iter_fields(node):
            if name in ("annotation", "returns"):
                continue
            for each in child if isinstance(child, list) else [child]:
                if isinstance(each, ast.AST):
                    self._look(each, hidden)


@functools.lru_cache(maxsize=_KEPT_TEXTS)
def _source(text: str) -> _Source:
    return _Source(text)


def _read(name: str, text: str, phrases: bool) -> _Module:
    source = _source(text)
    constants = _constants(source, phrases)
    kept = source.kept | (constants.keys() if source.globals else set())
    return _Module(name, source, constants, kept=kept, attributes=set(source.attributes))


@functools.lru_cache(maxsize=_KEPT_TEXTS)
def _constants(source: _Source, phrases: bool) -> dict[str, tuple[Value, ast.stmt]]:
    stored: dict[str, int] = {}
    for node in source.tree.nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            stored[node.id] = stored.get(node.id, 0) + 1
        elif isinstance(node, ast.Global):
            stored.update(dict.fromkeys(node.names, 2))
    known: dict[str, Value] = {}
    found: dict[str, tuple[Value, ast.stmt]] = {}
    for statement in source.tree.module.body:
        target: ast.expr | None = None
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
        elif isinstance(statement, ast.AnnAssign):
            target = statement.target
        value = _value(statement.value, known) if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        if phrases and isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            said = statement.value.value
            value = said if isinstance(said, str) and phrase.is_one(said) else value
        if isinstance(target, ast.Name) and value is not None and stored[target.id] == 1:
            known[target.id] = value
            if not target.id.startswith("_"):
                found[target.id] = (value, statement)
    return found


def _value(node: ast.expr | None, known: Mapping[str, Value]) -> Value | None:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isascii():
        return node.value if 0 < len(node.value) <= _TEXT_MAX else None
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "const":
        return _value(node.args[0], known)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _value(node.operand, known)
        return -inner if isinstance(inner, int) else None
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _value(node.left, known), _value(node.right, known)
        if isinstance(left, int) and isinstance(right, int):
            return int(_OPERATORS[type(node.op)](left, right))
    return None


def _names_here(module: _Module, found: Mapping[str, _Module]) -> None:
    """What imports at the top of a module name."""
    for statement in module.source.tree.module.body:
        if isinstance(statement, ast.ImportFrom) and statement.module:
            for alias in statement.names:
                here, source = alias.asname or alias.name, found.get(statement.module)
                if source is not None and alias.name in source.constants:
                    module.aliases[here] = (source.name, alias.name)
                elif f"{statement.module}.{alias.name}" in found:
                    module.modules[here] = f"{statement.module}.{alias.name}"
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.asname and alias.name in found:
                    module.modules[alias.asname] = alias.name


def _uses(module: _Module, found: Mapping[str, _Module]) -> None:
    """Note what is written in the place of each use; a use that stays keeps its constant."""
    for place in module.source.places:
        if isinstance(place, ast.Attribute):
            base = place.value
            assert isinstance(base, ast.Name)
            other = found.get(module.modules.get(base.id, ""))
            if other is not None and place.attr in other.constants:
                _write(module, place, other.constants[place.attr][0])
                continue
            module.attributes.add(place.attr)
            place = base
        source, name = module.aliases.get(place.id, (module.name, place.id))
        if name in found[source].constants:
            _write(module, place, found[source].constants[name][0])


def _bound(tree: Syntax, node: ast.AST) -> frozenset[str]:
    """The names that a function or class binds itself, or a comprehension in it."""
    names = set()
    for inner in tree.within(node):
        if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load):
            names.add(inner.id)
        elif isinstance(inner, ast.arg):
            names.add(inner.arg)
        elif isinstance(inner, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in inner.names}
        elif isinstance(inner, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler) and inner is not node:
            names.add(inner.name or "")
    return frozenset(names)


def _write(module: _Module, node: ast.expr, value: Value) -> None:
    if node.lineno != node.end_lineno or node.end_col_offset is None:
        raise ValueError(f"{module.name}, line {node.lineno}: a name over two lines")
    module.edits.append((node.lineno - 1, node.col_offset, node.end_col_offset, f"({value!r})"))


def _text(module: _Module, gone: set[tuple[str, str]]) -> str:
    lines = [line.encode() for line in module.source.lines]  # columns are those of bytes
    for line, start, end, text in sorted(module.edits, reverse=True):
        lines[line] = lines[line][:start] + text.encode() + lines[line][end:]
    for statement, text in _statements(module, gone):
        end_line = statement.end_lineno or statement.lineno
        lines[statement.lineno - 1 : end_line] = [text.encode()] + [b""] * (end_line - statement.lineno)
    return b"\n".join(lines).decode()


def _statements(module: _Module, gone: set[tuple[str, str]]) -> Iterator[tuple[ast.stmt, str]]:
    """Statements at the top that become another text."""
    for name, (_, statement) in module.constants.items():
        if (module.name, name) in gone:
            yield statement, ""
    for statement in module.source.tree.module.body:
        if isinstance(statement, ast.ImportFrom):
            stay = _stay(module, statement)
            if len(stay) < len(statement.names):
                names = ", ".join(f"{alias.name} as {alias.asname}" if alias.asname else alias.name for alias in stay)
                yield statement, f"from {statement.module} import {names}" if stay else ""


def _stay(module: _Module, statement: ast.ImportFrom) -> list[ast.alias]:
    """What a statement still imports; all of it when it stands in a function."""
    if statement not in module.source.tree.module.body:
        return statement.names
    gone = module.aliases.keys() - module.kept
    named = [alias for alias in statement.names if (statement.module, alias.name) != (_PORT, "const")]
    return [alias for alias in named if (alias.asname or alias.name) not in gone]
