"""The syntax tree of a module, visited once: what lies below a node is a piece of one list.

The passes over an image's sources ask a hundred times what a function or a class holds; to walk the tree for each
question took most of the time of a build.
"""

import ast

_WITHOUT_NAMES = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
_ALONE = (ast.Name, ast.Constant)  # nothing that matters here is below them


class Syntax:
    """module: the tree. nodes: all of them but operators and contexts, each before those below it.

    Trap: a node's names may be changed, but no node added, moved or removed.
    """

    def __init__(self, text: str) -> None:
        """Raises SyntaxError."""
        self.module = ast.parse(text)
        self.nodes: list[ast.AST] = []
        self._place: dict[ast.AST, tuple[int, int]] = {}
        self._visit(self.module)

    def within(self, node: ast.AST) -> list[ast.AST]:
        """A node and all below it."""
        start, end = self._place[node]
        return self.nodes[start:end]

    def nearest(self, node: ast.AST, kinds: tuple[type[ast.AST], ...]) -> list[ast.AST]:
        """The nodes of these kinds below a node, but for those below another one of them."""
        place, end = self._place[node]
        return self._pieces(place + 1, end, kinds)[1]

    def outside(self, kind: type[ast.AST]) -> list[ast.AST]:
        """All nodes but those of this kind and what is below them."""
        return self._pieces(0, len(self.nodes), (kind,))[0]

    def _pieces(self, place: int, end: int, kinds: tuple[type[ast.AST], ...]) -> tuple[list[ast.AST], list[ast.AST]]:
        """Between two places: what is not below a node of these kinds, and the first of these on each way down."""
        others, found = [], []
        while place < end:
            each = self.nodes[place]
            if isinstance(each, kinds):
                found.append(each)
                place = self._place[each][1]
            else:
                others.append(each)
                place += 1
        return others, found

    def _visit(self, node: ast.AST) -> None:
        place = len(self.nodes)
        self.nodes.append(node)
        if not isinstance(node, _ALONE):
            for name in node._fields:
                value = getattr(node, name, None)
                for each in value if isinstance(value, list) else (value,):
                    if isinstance(each, ast.AST) and not isinstance(each, _WITHOUT_NAMES):
                        self._visit(each)
        self._place[node] = (place, len(self.nodes))
