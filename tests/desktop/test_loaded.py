"""What a board drops behind a start or a command: every name is a module, and nothing that stays refers to it."""

import ast
import functools
import sys
from pathlib import Path
from types import ModuleType

import pytest

from boards import chooser, loaded
from sim.device import board as boards, board_source, constant

# Modules that are there while a terminal runs, beside those that a start drops.
KEPT = ("boards.start", "boards.state", "boards.trust_store", "boards.journal_store", "boards.clock_store",
        "boards.preparation", "terminal.run", "terminal.gate", "terminal.decide", "terminal.records",
        "terminal.journal", "terminal.ridecode", "hal.engine.machine", "boards.lane_watch", "terminal.lane",
        "terminal.eligibility", "hal.eligibility.snapshot")  # fmt: skip


@functools.cache
def texts():
    """Module -> its text on a board that can ask."""
    found = constant.written_in(board_source.files(boards.find("pico2"))).items()
    return {constant.module_of(path): text for path, text in found}


def imported(text):
    """What a text imports at its top, module by module, in its order."""
    found = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in found if name in texts()]


def kept_by(text):
    """The modules of a start that stay for good when this text is loaded and stays: it binds them at its top."""
    return {*imported(text)} & set(loaded.OF_A_START)


def test_every_name_is_a_module_of_the_image():
    assert set(loaded.OF_A_COMMAND) <= set(texts())


def test_a_command_drops_every_dialect_of_a_scanner_module():
    text = texts()["hal.scanner.dialect"]
    named = {
        node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom) and node.col_offset == 8
    }
    assert {f"hal.scanner.{name}" for name in ("gm65", "gm67")} <= named <= set(loaded.OF_A_COMMAND)


def reached(*modules):
    """All that is loaded with these modules."""
    waiting, found = [*modules], set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += imported(texts()[name])
    return found


def test_what_shows_that_a_start_has_begun_is_loaded_first_in_it_and_in_no_service_session():
    marker = loaded._LOADED_BY_A_START
    assert imported(texts()["boards.opening"])[0] == marker
    at_the_prompt = reached("boards.pico2.main", "boards.service")  # before a command is called
    assert len(at_the_prompt) > 15 and marker not in at_the_prompt
    assert marker in reached("boards.pico2.main", "boards.opening")


@pytest.mark.parametrize("module", KEPT)
def test_what_stays_does_not_keep_what_a_start_drops(module):
    assert not kept_by(texts()[module])


def test_one_that_does_is_found():
    assert kept_by("from boards import opening\n") and kept_by("from terminal.proof import prove\n")
    assert not kept_by("def start():\n    from boards import opening\n")


def test_a_module_that_was_dropped_is_loaded_again():
    from boards import release as before

    loaded.forget(("boards.release",))
    try:
        from boards import release as behind

        assert behind is not before
    finally:
        import boards as package

        sys.modules["boards.release"] = before
        package.release = before


def test_what_is_dropped_keeps_its_names_unless_they_are_taken():
    for empty in (False, True):
        name = "boards.of_a_test"
        sys.modules[name] = module = ModuleType(name)
        loaded.forget((name, "boards.not_there"), empty)
        assert name not in sys.modules
        assert bool(module.__dict__) is not empty


def used_behind(text):
    """The names that the chooser can still ask for when it has dropped what it used once."""
    functions = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    steps = functions["start"].body
    at = next(at for at, each in enumerate(steps) if "forget(" in ast.unparse(each))
    waiting, found = list(steps[at + 1 :]), set()
    while waiting:
        for node in ast.walk(waiting.pop()):
            if isinstance(node, ast.Name) and node.id not in found:
                found.add(node.id)
                waiting += [functions[node.id]] if node.id in functions else []
    return found & set(chooser._ONCE)


def test_the_chooser_uses_nothing_that_it_has_dropped():
    text = Path(chooser.__file__).read_text(encoding="utf-8")
    assert not used_behind(text)
    late = "    boot = {}\n    if trial and"
    assert used_behind(text.replace(late.format("read(root)"), late.format("_anew(root, print)")))
    program = {"choose": 1, "_head": 2, "read": 3}
    chooser.forget(program)
    assert program == {"read": 3}
