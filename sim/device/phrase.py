"""Phrases of a board's modules, in a file of the image: what it says to people takes no memory until it is said.

A phrase costs its bytes, an object and rounding, and most are said when something is broken, if ever: together they are
a twentieth of a small board's heap. Where a function has one, `phrase(number)` of boards/phrase.py reads it from
`FILE`; the number is where it begins there. What is formatted is kept with its braces. Phrases in tables stay, as do
those that are said to each passenger. The lines of the sources are lost: this is for boards whose bytecode does not
know them (`source_lines` of a manifest).
"""

import ast
import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

from sim.output.trouble import Trouble

FILE = "boards/phrases"
READER = "boards/phrase.py"
_CALL = "phrase"
_IMPORT = ast.ImportFrom("boards.phrase", [ast.alias(_CALL)], 0)
_SAID_OFTEN = ("hal/micropython/log.py",)  # a line for each passenger
_LEAST = 16  # letters: what is shorter takes hardly more memory than the call
_MOST_BYTES = 160  # as boards/phrase.py reads them, a zero among them
_KEPT = 8  # images
_KEPT_TEXTS = 256  # of modules
_MARK_NAME = "phrase_number_"  # and a number behind it
_MARK = re.compile(rf"\b{_MARK_NAME}([0-9]+)\b")


def written_in(texts: Mapping[str, str]) -> dict[str, str]:
    """The same modules, by path, and FILE, whose phrases end with a zero. Raises Trouble for one that is too long."""
    return dict(_written_in(tuple(texts.items())))


@functools.lru_cache(maxsize=_KEPT)
def _written_in(items: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    book, numbers = "", dict[str, int]()
    for path, text in items:
        if path in (READER, *_SAID_OFTEN):
            found[path] = text
            continue
        page = _page(text)
        if page.said and not page.free:
            raise Trouble(f"{path}: `{_CALL}` is what calls a board's phrases; take another name")
        if page.said and _MARK_NAME in text:
            raise Trouble(f"{path}: names with `{_MARK_NAME}` stand for a board's phrases; take another name")
        for said in page.said:
            if said not in numbers:
                numbers[said] = len(book.encode())
                book += said + "\0"
        found[path] = _numbered(page, numbers)
    return (*found.items(), (FILE, book))


def _numbered(page: "_Page", numbers: Mapping[str, int]) -> str:
    return _MARK.sub(lambda mark: str(numbers[page.said[int(mark[1])]]), page.text)


class _Page(NamedTuple):
    """A module. text: with marks, in the places of numbers, which count in `said`. free: nothing is called `_CALL`."""

    text: str
    said: tuple[str, ...]
    free: bool


@functools.lru_cache(maxsize=_KEPT_TEXTS)
def _page(text: str) -> _Page:
    """Images differ in a file or two. Raises Trouble."""
    tree = ast.parse(text)
    free = _CALL not in text or not any(map(_is_called_so, ast.walk(tree)))
    writer = _Writer()
    tree = writer.visit(tree)
    if writer.said:
        tree.body.insert(_first(tree), _IMPORT)
    return _Page(ast.unparse(tree) if writer.changed else text, tuple(writer.said), free)


def is_one(text: str) -> bool:
    """Whether a text is for people, and long enough for a call to take less memory."""
    return len(text) >= _LEAST and " " in text and "\n" not in text


def _is_called_so(node: ast.AST) -> bool:
    return _CALL in (getattr(node, "id", ""), getattr(node, "name", ""), getattr(node, "arg", ""))


def _braces(part: ast.FormattedValue) -> str:
    """What str.format takes for one part in braces of an f-string. Raises Trouble where its format is computed."""
    parts = part.format_spec.values if isinstance(part.format_spec, ast.JoinedStr) else []
    if not all(isinstance(each, ast.Constant) for each in parts):
        raise Trouble(f"a phrase of a board whose format is computed: {ast.unparse(part)}")
    spec = "".join(str(each.value) for each in parts if isinstance(each, ast.Constant))
    return "{" + ("" if part.conversion < 0 else "!" + chr(part.conversion)) + (spec and ":" + spec) + "}"


def _first(tree: ast.Module) -> int:
    """Behind the docstring."""
    return int(bool(tree.body) and isinstance(tree.body[0], ast.Expr) and isinstance(tree.body[0].value, ast.Constant))


class _Writer(ast.NodeTransformer):
    """Collects phrases, and writes calls in their places."""

    def __init__(self) -> None:
        self.said: dict[str, int] = {}
        self.changed = False
        self._depth = 0  # functions around

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """The body alone: defaults and decorators are looked at when the module is loaded."""
        self._depth += 1
        node.body = [self.visit(each) for each in node.body]
        self._depth -= 1
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self._depth += 1
        node.body = self.visit(node.body)
        self._depth -= 1
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return node if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """The names of a tuple's fields become a list, which is dropped when the module is loaded; a text stays."""
        if isinstance(node.func, ast.Name) and node.func.id == "namedtuple" and isinstance(node.args[1], ast.Constant):
            names = [ast.Constant(name) for name in str(node.args[1].value).split()]
            self.changed = True
            return ast.Call(node.func, [node.args[0], ast.List(list(names), ast.Load())], [])
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return self._call(node.value) if isinstance(node.value, str) and self._is_phrase(node.value) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        text, values = "", []
        for part in node.values:
            if isinstance(part, ast.Constant):
                text += str(part.value).replace("{", "{{").replace("}", "}}")
            elif isinstance(part, ast.FormattedValue):
                text += _braces(part)
                values.append(self.visit(part.value))
        if not self._is_phrase(text):
            return node
        return ast.Call(ast.Attribute(self._call(text), "format", ast.Load()), values, [])

    def _is_phrase(self, text: str) -> bool:
        return self._depth > 0 and is_one(text)

    def _call(self, text: str) -> ast.Call:
        if len(text.encode()) >= _MOST_BYTES or "\0" in text:
            raise Trouble(f"a phrase of a board has {_MOST_BYTES - 1} bytes at most: {text}")
        mark = f"{_MARK_NAME}{self.said.setdefault(text, len(self.said))}"
        self.changed = True
        return ast.Call(ast.Name(_CALL, ast.Load()), [ast.Name(mark, ast.Load())], [])
