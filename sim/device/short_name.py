"""Names that nothing but the program itself says, made short and used again: parameters and private attributes.

MicroPython keeps every name of an image once, with 7 bytes beside its letters: on a small board that is an eighth of
the heap. What a parameter is called matters to a call by keyword alone, what an attribute with an underscore is called
to its own class. Functions, methods and classes keep their names, for the tracebacks. The lines of the sources are
lost: this is for boards whose bytecode does not know them (`source_lines` of a manifest).
"""

import ast
import functools
import itertools
import string
from collections.abc import Iterator, Mapping

from sim.device.syntax import Syntax

_KEPT = 8  # images
_KEPT_TEXTS = 256  # of modules
_CALLED_BY_NAME = ("boards/service.py",)  # its functions are called from outside, perhaps by keyword
_SCOPES = (ast.FunctionDef, ast.Lambda)
_NAME_IN: dict[type[ast.AST], str] = {  # which field of a node is a name
    ast.Name: "id", ast.Attribute: "attr", ast.FunctionDef: "name", ast.ClassDef: "name", ast.arg: "arg",
    ast.keyword: "arg", ast.Constant: "value",
}  # fmt: skip


def written_in(texts: Mapping[str, str]) -> dict[str, str]:
    """The same modules, by path, with short names."""
    return dict(_written_in(tuple(texts.items())))


@functools.lru_cache(maxsize=_KEPT)
def _written_in(items: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    sources = {path: _source(text) for path, text in items}
    said = {name for source in sources.values() for name in source.said}
    fresh = [name for name in itertools.islice(_names(), len(said) + 64) if name not in said]
    attributes = _attributes([*sources.values()], fresh)
    keywords = {name for source in sources.values() for name in source.keywords}
    found = []
    for path, text in items:
        source = sources[path]
        if not source.machine_code:
            short = tuple(sorted((name, attributes[name]) for name in source.attributes & attributes.keys()))
            kept = frozenset(source.arguments & keywords)
            text = _renamed(text, path in _CALLED_BY_NAME, short, kept, tuple(fresh[: source.argument_count]))
        found.append((path, text))
    return tuple(found)


@functools.lru_cache(maxsize=_KEPT_TEXTS)
def _renamed(
    text: str, by_name: bool, attributes: tuple[tuple[str, str], ...], keywords: frozenset[str], fresh: tuple[str, ...]
) -> str:
    """One module; kept, because images differ in a file or two. attributes: those in it that become another one.
    keywords: arguments in it that calls name. fresh: as many names as it has arguments.
    """
    tree, short = Syntax(text), dict(attributes)
    for node in tree.nodes:
        if isinstance(node, ast.Attribute):
            node.attr = short.get(node.attr, node.attr)
    for statement in tree.module.body:
        called = by_name and isinstance(statement, ast.FunctionDef)
        _parameters(tree, statement, keywords, fresh, 0, called)
    return ast.unparse(tree.module)


class _Source:
    """What the text of a module says, whatever the others are.

    machine_code: functions are compiled for a processor, with names that mean registers. said: every name, as text too.
    groups: the names of each class and its bases, and the attributes in it. outside: attributes elsewhere, which may be
    of any class. otherwise: names that stand for something else than an attribute or an argument.
    """

    def __init__(self, text: str) -> None:
        tree = Syntax(text)
        nodes = tree.nodes
        named = [node for node in nodes if isinstance(node, ast.arg)]
        self.machine_code = _of_machine_code(tree)
        self.said = {name for node in nodes for name in _said(node)}
        self.attributes = _attributes_of(nodes)
        self.arguments = {node.arg for node in named}
        self.argument_count = len(named)
        self.keywords = {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg is not None}
        self.groups = [
            (
                {node.name} | {each.id for each in node.bases if isinstance(each, ast.Name)},
                _attributes_of(tree.within(node)),
            )
            for node in nodes
            if isinstance(node, ast.ClassDef)
        ]
        self.outside = _attributes_of(tree.outside(ast.ClassDef))
        other = (node for node in nodes if not isinstance(node, ast.Attribute | ast.arg))
        self.otherwise = {name for node in other for name in _own(node)}


@functools.lru_cache(maxsize=_KEPT_TEXTS)
def _source(text: str) -> _Source:
    return _Source(text)


def _attributes_of(nodes: list[ast.AST]) -> set[str]:
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def _names() -> Iterator[str]:
    """_a … _z, _aa … for ever."""
    for length in itertools.count(1):
        for letters in itertools.product(string.ascii_lowercase, repeat=length):
            yield "_" + "".join(letters)


def _of_machine_code(tree: Syntax) -> bool:
    """Whether functions of a module are compiled for a processor, with names that mean registers."""
    return any(
        isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "micropython"
        for node in tree.nodes
        if isinstance(node, ast.FunctionDef)
        for each in map(_called, node.decorator_list)
    )


def _called(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def _said(node: ast.AST) -> tuple[str, ...]:
    """Every name that a node says by itself, as text too."""
    if isinstance(node, ast.alias):
        return (node.name.rpartition(".")[2], node.asname or "")
    field = _NAME_IN.get(type(node))
    name = getattr(node, field) if field is not None else None
    return (name,) if isinstance(name, str) else ()


# attributes


def _attributes(sources: list[_Source], fresh: list[str]) -> dict[str, str]:
    """Private attribute -> its short name: the same everywhere, and another one than those of the same class."""
    groups = _groups(sources)
    inside = {name for group in groups for name in group}
    kept = _otherwise(sources)
    near: dict[str, set[str]] = {name: set() for name in inside if _is_private(name) and name not in kept}
    for group in groups:
        for name in group & near.keys():
            near[name] |= group & near.keys()
    found: dict[str, str] = {}
    for name in sorted(near, key=lambda each: (-len(near[each]), each)):
        taken = {found[other] for other in near[name] if other in found}
        found[name] = next(each for each in fresh if each not in taken)
    return found


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _groups(sources: list[_Source]) -> list[set[str]]:
    """The attributes that are named in one class, its bases and those who have the same ones."""
    groups: list[tuple[set[str], set[str]]] = []  # names of classes, of attributes
    for classes, names in (group for source in sources for group in source.groups):
        apart = []
        for other in groups:
            if other[0] & classes:
                classes, names = classes | other[0], names | other[1]
            else:
                apart.append(other)
        groups = [*apart, (classes, names)]
    return [names for _, names in groups]


def _otherwise(sources: list[_Source]) -> set[str]:
    """Names that stand for something else, too, or where it is not known for what."""
    found: set[str] = set()
    for source in sources:
        found |= source.otherwise | source.outside
        if source.machine_code:
            found |= source.attributes
    return found


def _own(node: ast.AST) -> tuple[str, ...]:
    return (node.name, node.asname or "") if isinstance(node, ast.alias) else _said(node)


# parameters


def _parameters(
    tree: Syntax, node: ast.AST, keywords: frozenset[str], fresh: tuple[str, ...], used: int, by_name: bool = False
) -> None:
    """Rename those of every function in here. used: how many names the functions around it have taken."""
    decorated = isinstance(node, ast.FunctionDef) and node.decorator_list
    if isinstance(node, _SCOPES) and not by_name and not decorated:
        used = _rename(tree, node, keywords, fresh, used)
    for inner in tree.nearest(node, _SCOPES):
        _parameters(tree, inner, keywords, fresh, used)


def _rename(
    tree: Syntax, node: ast.FunctionDef | ast.Lambda, keywords: frozenset[str], fresh: tuple[str, ...], used: int
) -> int:
    body = node.body if isinstance(node, ast.FunctionDef) else [node.body]
    below = [each for part in body for each in tree.within(part)]
    bound = {name for each in below for name in _bound(tree, each)}
    named = node.args
    arguments = [*named.posonlyargs, *named.args, *named.kwonlyargs]
    arguments += [each for each in (named.vararg, named.kwarg) if each is not None]
    short: dict[str, str] = {}
    for argument in arguments:
        if argument.arg not in keywords and argument.arg not in bound:
            short[argument.arg] = fresh[used]
            argument.arg = fresh[used]
            used += 1
    for each in below:
        if isinstance(each, ast.Name):
            each.id = short.get(each.id, each.id)
    return used


def _bound(tree: Syntax, node: ast.AST) -> Iterator[str]:
    """What binds a name where it may hide a parameter, or binds the parameter by its name."""
    if isinstance(node, ast.comprehension):
        yield from (each.id for each in tree.within(node.target) if isinstance(each, ast.Name))
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler):
        yield node.name or ""
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield from node.names
    if isinstance(node, ast.FunctionDef | ast.Lambda):  # its own names hide those around it
        parts = node.body if isinstance(node, ast.FunctionDef) else [node.body]
        for part in parts:
            for each in tree.within(part):
                if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load):
                    yield each.id
