"""Short names in the images of small boards: the same programs, with fewer names."""

import ast

import pytest

from sim.device import board as boards, board_source, build, constant, short_name, syntax

CLASSES = """
class One:
    def __init__(self, first, second=2):
        self._first = first
        self._second = second
        self.seen = self._added(first)

    def _added(self, more):
        return self._first + self._second + more

    def inner(self, more):
        def both(each, last=more):
            return [each + self._first, last, more]

        return both(more), [more for _ in range(2)], (lambda each: each + more)(1)


class Two(One):
    def __init__(self, third):
        super().__init__(third)
        self._third = third

    def sum(self):
        return self._first, self._second, self._third, self._added(1)
"""
USE = """
def hides(value, values):
    return [value for value in values], value


def caught(error):
    try:
        raise ValueError(error)
    except ValueError as error:
        return str(error)


def named(value, other):
    return value - other


def kept(outer):
    def inner():
        nonlocal outer
        outer += 1
        return outer

    return inner()


def lists(*parts, **more):
    del parts[0:0] if False else parts
    return parts, more


found = [hides(1, (2, 3)), caught("x"), named(5, other=3), kept(1), f"{(lambda it: it)(7)!r}"]
one, two = One(1), Two(3)
found += [one.seen, one.inner(4), two.sum()]
""".replace("    del parts[0:0] if False else parts\n", "")


def run(texts):
    names = {}
    for text in texts.values():
        exec(compile(text, "image", "exec"), names)  # a program of the test
    return names["found"]


def words(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_the_program_is_the_same():
    before = {"a.py": CLASSES, "b.py": USE}
    after = short_name.written_in(before)
    assert run(after) == run(before)
    left = {name for text in after.values() for name in words(text)}
    assert not left & {"_first", "_second", "_third", "self", "third", "values", "outer_"}
    assert {"seen", "_added", "other", "error", "outer"} <= left, "public, a method, a keyword, hidden and shared names"


def test_attributes_of_one_object_have_names_of_their_own():
    after = short_name.written_in({"a.py": CLASSES})["a.py"]
    two = ast.parse(after).body[1]
    found = {each.attr for each in ast.walk(two) if isinstance(each, ast.Attribute)} - {"__init__", "_added"}
    assert len(found) == 3
    others = "class Other:\n    def f(self):\n        self._apart = 1\n"
    again = short_name.written_in({"a.py": CLASSES, "b.py": others})["b.py"]
    assert set(words(again)) <= set(words(after)), "a class that has nothing to do with it takes the same names again"


@pytest.mark.parametrize(
    "use",
    [
        "def f(it):\n    return it._first\n",
        "x = getattr(x, '_first')\n",
        "def _first():\n    pass\n",
        "_first = 1\n",
        "from a import _first\n",
        "f(_first=1)\n",
    ],
)
def test_a_name_that_may_mean_something_else_stays(use):
    assert "_first" in set(words(short_name.written_in({"a.py": CLASSES, "b.py": use})["a.py"]))


def test_machine_code_and_what_is_called_from_outside_keep_their_names():
    machine_code = "import micropython\n\n\n@micropython.viper\ndef f(data: ptr8, at: int):\n    return data[at]\n"
    service = "def install(kind, path):\n    return kind, path\n"
    texts = {"hal/a.py": machine_code, "boards/service.py": service}
    after = short_name.written_in(texts)
    assert after["hal/a.py"] == machine_code
    assert set(words(after["boards/service.py"])) == {"kind", "path"}


@pytest.mark.parametrize("name", boards.names())
def test_an_image_has_a_fifth_fewer_names(name):
    before = constant.written_in(board_source.files(boards.find(name)))
    after = short_name.written_in(before)
    assert after.keys() == before.keys()
    count = [len({each for text in texts.values() for each in words(text)}) for texts in (before, after)]
    assert count[1] < 0.8 * count[0]


def test_only_boards_without_lines_have_them():
    for name in boards.names():
        board = boards.find(name)
        sources = board_source.files(board)
        short = build.texts(board, sources) != constant.written_in(sources)
        assert short == (not board.source_lines)


def test_what_is_below_a_node_is_what_a_walk_finds():
    tree = syntax.Syntax(CLASSES)

    def walked(nodes):
        return [each for each in nodes if not isinstance(each, (ast.expr_context, ast.operator))]

    for node in tree.nodes:
        assert set(tree.within(node)) == set(walked(ast.walk(node)))
        assert tree.within(node)[0] is node
        inner = [each for each in tree.within(node)[1:] if isinstance(each, (ast.FunctionDef, ast.Lambda))]
        nearest = tree.nearest(node, (ast.FunctionDef, ast.Lambda))
        assert [each for found in nearest for each in tree.within(found)] == [
            each for each in tree.within(node)[1:] if any(each in tree.within(one) for one in inner)
        ]
    classes = [each for each in tree.module.body if isinstance(each, ast.ClassDef)]
    inside = {each for one in classes for each in ast.walk(one)}
    assert set(tree.outside(ast.ClassDef)) == set(walked(ast.walk(tree.module))) - inside
