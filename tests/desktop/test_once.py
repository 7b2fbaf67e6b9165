"""Functions that a start drops: each is there, and what runs behind it calls none of them."""

import ast
import functools

import pytest

from boards import loaded, once
from sim.device import board as boards, board_source, constant

LISTED = once.BEFORE_THE_JOURNAL + once.BEHIND_A_START
# Modules that are not there while a terminal runs.
AWAY = {*loaded.OF_A_START, "boards.once", "boards.service", "boards.trial", "boards.selftest", "boards.service_clock",
        "boards.journal_query", "boards.provisioning", "boards.trust_install", "boards.snapshot_install",
        "boards.update", "boards.format.image", "boards.format.statement"}  # fmt: skip
MADE_BEFORE = {("run", "Terminal"), ("engine", "Machine")}  # functions that are over, or under way, when a loop runs
CALLED_BEFORE = {("run", "service_mode"), ("run", "enter_service")}
# Names that other objects have as well: the tests of tests/board run what is left.
OTHERS_HAVE = {
    *("open", "read", "set", "start", "begin", "parse", "identity", "opened", "told", "make", "hours", "segments"),
    *("build", "look", "relay", "scanner", "panel", "sensor", "emergency", "watchdog", "source", "key_id", "_i2c"),
}


def by_module(listed):
    found = {}
    for module, functions in listed:
        found.setdefault(module, set()).update(functions.split())
    return found


@functools.cache
def trees(name):
    """Module -> its tree, of the image of a board."""
    texts = constant.written_in(board_source.files(boards.find(name)))
    return {constant.module_of(path): ast.parse(text) for path, text in texts.items()}


def functions(tree):
    """Qualified name -> function, of a module and of its classes."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{each.name}": each for each in node.body if isinstance(each, ast.FunctionDef)}
    return found


def called_behind(modules, listed):
    """(module, function, name) of each place in what stays that names what is dropped."""
    dropped = by_module(listed)
    names = {each.rpartition(".")[2] for all_of in dropped.values() for each in all_of} - {"__init__"} - OTHERS_HAVE
    classes = {each.split(".")[0] for all_of in dropped.values() for each in all_of if each.endswith(".__init__")}
    found = set()
    for module, tree in modules.items():
        if module in AWAY:
            continue
        for name, function in functions(tree).items():
            if name in dropped.get(module, ()):
                continue
            for node in ast.walk(function):
                said = getattr(node, "attr", getattr(node, "id", None))
                if said in names and (name, said) not in CALLED_BEFORE:
                    found.add((module, name, said))
                if isinstance(node, ast.Call):
                    made = getattr(node.func, "attr", getattr(node.func, "id", None))
                    if made in classes and (name, made) not in MADE_BEFORE:
                        found.add((module, name, made))
    return found


@pytest.mark.parametrize("name", boards.names())
def test_every_function_is_there(name):
    modules = trees(name)
    for module, dropped in by_module(LISTED).items():
        if module in modules:
            assert dropped <= functions(modules[module]).keys(), module


def test_every_module_is_in_some_image():
    assert by_module(LISTED).keys() <= {module for name in boards.names() for module in trees(name)}


@pytest.mark.parametrize("name", boards.names())
def test_what_stays_calls_nothing_that_a_start_drops(name):
    assert not called_behind(trees(name), LISTED)


@pytest.mark.parametrize(
    ("module", "function", "caller"),
    [
        ("terminal.gate", "Gate.__init__", ("boards.watch", "Watch.open", "Gate")),
        ("terminal.trust", "check_pages", ("boards.trust_store", "TrustStore.check", "check_pages")),
        ("terminal.recover", "recoveries", ("terminal.records", "parse_ride", "recoveries")),
    ],
)
def test_one_that_is_called_is_found(module, function, caller):
    assert caller in called_behind(trees("pico"), ((module, function),))


def test_they_are_dropped():
    import sys
    from types import ModuleType

    class Class:
        def once(self):
            pass

        def often(self):
            return 1

    module = ModuleType("a_module_of_a_test")
    module.Class, module.once = Class, once
    sys.modules[module.__name__] = module
    try:
        once.forget(((module.__name__, "once Class.once"), ("not_there", "once")))
    finally:
        del sys.modules[module.__name__]
    assert module.once is None and Class.once is None and Class().often() == 1
