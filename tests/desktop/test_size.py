"""terminal/ fits where it must."""

import ast

import pytest

from sim.micropython import vm
from tests.tool.size import LATER, LIMIT_BYTES, OPTIONAL, core, sizes


def test_the_bytecode_of_terminal_stays_below_its_limit():
    weights = sizes()
    assert core(weights) < LIMIT_BYTES, weights
    assert set(OPTIONAL) < set(weights)
    for module, limit in OPTIONAL.items():
        assert weights[module] <= limit, (module, weights[module])

OF_OPTIONAL = {"notice": {"trip"}, "sentinel": {"eligibility"}, "snapshot": {"eligibility"}}


def imported(source: str) -> set[str]:
    """What a file of terminal/ imports of terminal/ when it runs, annotations apart."""
    found = set()
    guarded = [
        each
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for each in ast.walk(node)
    ]
    lines = {each.lineno for each in guarded if isinstance(each, ast.Import | ast.ImportFrom)}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.lineno not in lines and node.module:
            found |= {node.module.removeprefix("terminal."), *(alias.name for alias in node.names)}
    return found


def test_the_core_imports_nothing_that_is_optional():
    for name, path in vm.terminal_sources().items():
        module = path.stem
        taken = imported(path.read_text(encoding="utf-8")) & set(OPTIONAL)
        assert taken == OF_OPTIONAL.get(module, set()), name


def test_an_import_of_an_optional_module_would_be_seen():
    assert imported("def f():\n    from terminal import trip") & set(OPTIONAL) == {"trip"}
    assert imported("if TYPE_CHECKING:\n    from terminal.trip import Trips") == set()


def brings_in(source: str) -> set[str]:
    """The modules of LATER that a module loads as soon as it is loaded itself."""
    found = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module.rpartition(".")[2], *(alias.name for alias in node.names)}
    return found & set(LATER)


def test_nothing_that_is_kept_brings_in_what_is_loaded_later():
    for name, path in vm.terminal_sources().items():
        if path.stem not in LATER:
            assert not brings_in(path.read_text(encoding="utf-8")), name


@pytest.mark.parametrize("line", ["from terminal import sm2, sm3\n", "from terminal.integers import REFERENCE\n"])
def test_one_that_does_is_found(line):
    assert brings_in(line)
    assert not brings_in(f"def later():\n    {line}")
