"""The layers: which package may import which, and what every module keeps to.

A package imports only what stands below it in `rooms.ORDER`. Beside that,
hal -> terminal.frame, terminal.port, terminal.codes (an engine: also terminal.sm2); terminal imports no one;
sim -> boards.format alone: pure bytes that a desktop writes and a board reads;
a command is imported by nothing but the table of commands.
"""

import ast
import functools
import subprocess
from pathlib import Path

import pytest

from tests.tool.layers import STARTED, TOPS, arrows, between_rooms, circles, imported, statements, unused, upwards

ROOT = Path(__file__).resolve().parent.parent.parent

ALLOWED_IN_TERMINAL = {"struct", "binascii", "hashlib", "collections", "micropython", "terminal"}
HAL_MAY_USE = {"terminal.frame", "terminal.port", "terminal.codes", "terminal.eligibility"}
BANNED_NAMES = {"util", "helper", "manager", "common"}
FORMATS = "boards.format"
ENGINES = ("/engine.py", "/libcrypto.py")  # what fits the seam of terminal.sm2 has to know it
ENGINE_FOLDERS = ("hal/engine/", "hal/desktop/batch/")
LINES_MAX = 300
TOP_LEVEL = {
    *(".ci", ".gitattributes", ".gitignore", "CHANGELOG.md", "LICENSE", "LICENSES", "Makefile", "README.md"),
    *("README.zh-CN.md", "boards", "docs", "hal", "pyproject.toml", "requirements-dev.txt", "sim", "terminal", "tests"),
}
REASON_WITHIN_LINES = 10


def faults(path: str, source: str) -> list[str]:
    """What a module does against the rules, one line each. `path` is relative to the checkout."""
    room = path.split("/")[0]
    found = _name_and_length(path, source)
    tree = ast.parse(source)
    found += upwards(path, tree)
    if room == "tests":
        return [f"{path}: {text}" for text in found]
    exempt = _for_the_type_checker_only(tree)
    for node in ast.walk(tree):
        if node in exempt:
            continue
        for module in imported(path, node):
            if not _may_import(room, path, module):
                found.append(f"line {node.lineno}: {room} imports {module}")
        if room == "terminal":
            found += _not_on_the_device(node)
        if path != "terminal/port.py":
            found += _knows_the_runtime(room, node)
    return [f"{path}: {text}" for text in found]


def _name_and_length(path: str, source: str) -> list[str]:
    found = []
    names = path.removesuffix(".pyi").removesuffix(".py").lower().split("/")
    words = {word for name in names for word in name.split("_")}
    for word in sorted(words):
        if word in BANNED_NAMES or word.removesuffix("s") in BANNED_NAMES:
            found.append(f"a name with {word!r} in it says nothing")
    lines = source.splitlines()
    if len(lines) > LINES_MAX and not any("Length:" in line for line in lines[:REASON_WITHIN_LINES]):
        found.append(f"{len(lines)} lines, and no 'Length:' with the reason in the first {REASON_WITHIN_LINES}")
    return found


def _for_the_type_checker_only(tree: ast.Module) -> set[ast.AST]:
    inside = set()
    for node in statements(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for statement in node.body:
                inside |= set(ast.walk(statement))
    return inside


def _may_import(room: str, path: str, module: str) -> bool:
    top = module.split(".")[0]
    if room == "terminal":
        return top in ALLOWED_IN_TERMINAL or (path == "terminal/port.py" and top == "sys")
    if room == "hal" and top == "terminal":
        if (path.endswith(ENGINES) or path.startswith(ENGINE_FOLDERS)) and module in ("terminal.sm2", "terminal.sm3"):
            return True
        return ".".join(module.split(".")[:2]) in HAL_MAY_USE
    if room == "sim" and top == "boards":
        return module == FORMATS or module.startswith(FORMATS + ".")
    return True


def _not_on_the_device(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        return [f"line {node.lineno}: a float"]
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
        return [f"line {node.lineno}: a division that gives a float"]
    if isinstance(node, ast.Match):
        return [f"line {node.lineno}: match"]
    if isinstance(node, ast.Assert):
        return [f"line {node.lineno}: an assert; a refusal is never one"]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in ("print", "open", "input"):
            return [f"line {node.lineno}: {node.func.id}() touches the world"]
        if node.func.id == "pow" and len(node.args) == 3 and isinstance(node.args[1], ast.UnaryOp):
            return [f"line {node.lineno}: pow() with a negative exponent is silently 0 on MicroPython"]
    return []


def _knows_the_runtime(room: str, node: ast.AST) -> list[str]:
    if isinstance(node, ast.Attribute) and node.attr == "implementation" and _is_name(node.value, "sys"):
        return [f"line {node.lineno}: sys.implementation"]
    if isinstance(node, ast.ExceptHandler) and node.type is not None:
        types = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        missing = any(_is_name(each, "ImportError") or _is_name(each, "ModuleNotFoundError") for each in types)
        # outside terminal/ a missing package may be reported in better words, but not replaced
        if missing and (room == "terminal" or not isinstance(node.body[-1], ast.Raise)):
            return [f"line {node.lineno}: except ImportError goes on without the module"]
    return []


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


@functools.cache
def modules() -> list[str]:
    paths = [path for room in TOPS for path in (ROOT / room).rglob("*.py*")]
    return sorted(path.relative_to(ROOT).as_posix() for path in paths if path.suffix in (".py", ".pyi"))


@functools.cache
def arrows_of_the_house() -> "dict[str, set[str]]":
    """Every module but tests with what it imports."""
    paths = [path for path in modules() if not path.startswith("tests/")]
    return arrows({path: (ROOT / path).read_text(encoding="utf-8") for path in paths if path.endswith(".py")})


def test_the_top_level_holds_the_house_and_nothing_that_a_run_left():
    told = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if told.returncode:
        pytest.skip("these sources are no checkout")
    assert {path.split("/")[0] for path in told.stdout.splitlines()} == TOP_LEVEL


def test_no_circle_among_rooms_nor_among_the_modules_of_sim():
    found = arrows_of_the_house()
    assert circles(between_rooms(found)) == []
    assert circles({name: targets for name, targets in found.items() if name.startswith("sim.")}) == []


def test_every_module_is_imported_or_started_by_name():
    assert unused(arrows_of_the_house()) == []
    assert set(arrows_of_the_house()) >= STARTED


def test_a_circle_is_found():
    sources = {
        "sim/code/a.py": "from sim.trust import b\n",
        "sim/trust/b.py": "def f():\n    from sim.issuer.c import d\n",
        "sim/issuer/c.py": "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    import sim.code.a\n",
        "sim/output/e.py": "import sim.code.a\n",
    }
    found = arrows(sources)
    assert circles(found) == [["sim.code.a", "sim.issuer.c", "sim.trust.b"]]
    assert circles(between_rooms(found)) == [["sim.code", "sim.issuer", "sim.trust"]]
    assert circles(arrows({**sources, "sim/issuer/c.py": ""})) == []


def test_a_module_that_nothing_imports_is_found():
    sources = {"sim/code/__init__.py": "", "sim/code/a.py": "from sim.code import b\n", "sim/code/b.py": ""}
    assert unused(arrows(sources)) == ["sim.code.a"]
    assert unused(arrows({**sources, "sim/library.py": "from sim.code.a import f\n"})) == []
    assert unused(arrows({"boards/pico/main.py": "", "sim/emulator/board/_pin.py": ""})) == []


def test_every_room_is_looked_at():
    assert {path.split("/")[0] for path in modules()} == set(TOPS)


@pytest.mark.parametrize("room", TOPS)
def test_every_module_keeps_to_the_rules(room):
    inside = [path for path in modules() if path.startswith(f"{room}/")]
    assert [fault for path in inside for fault in faults(path, (ROOT / path).read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "terminal/a.py",
            "import struct\nfrom collections import namedtuple as n\nfrom terminal.port import const\n",
        ),
        ("terminal/a.py", "from terminal import codes\nfrom . import sm3\nfrom .sm2 import Key\n"),
        ("terminal/a.py", "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from typing import Any\n"),
        ("terminal/port.py", "try:\n    import micropython\nexcept ImportError:\n    const = int\n"),
        ("terminal/a.py", "x = 7 // 2\n"),
        (
            "hal/a.py",
            "import serial, hal.b\nfrom terminal import frame, codes\nfrom terminal.port import const\n",
        ),
        ("hal/a.py", "try:\n    import x\nexcept ImportError as e:\n    raise OSError('no x') from e\n"),
        ("hal/desktop/engine.py", "from terminal import sm2\n"),
        ("sim/code/a.py", "import json\nfrom terminal import decide\nfrom hal.desktop import webcam\n"),
        ("sim/page/a.py", "from sim.gate import gate\nfrom sim.output import show\nfrom sim import version\n"),
        ("sim/command/a.py", "from sim.command import options\nfrom sim.page.run import run\n"),
        ("sim/__main__.py", "from sim.command.cli import main\n"),
        ("tests/a.py", "from sim.command import cli\n"),
        ("sim/device/a.py", "from boards.format import image\nfrom boards.format.statement import MAGIC\n"),
        ("sim/code/b.py", "'''Why.\n\nLength: a table.'''\n" + "x = 1\n" * 400),
        ("sim/code/b.py", "x = 1\n" * 300),
        ("boards/x/main.py", "from hal.micropython import pins\nfrom terminal import run\n"),
    ],
)
def test_what_is_allowed(path, source):
    assert faults(path, source) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("terminal/a.py", "import time\n"),
        ("terminal/a.py", "from typing import TYPE_CHECKING\n"),
        ("terminal/a.py", "import hal\n"),
        ("terminal/a.py", "from sim import issuer\n"),
        ("terminal/a.py", "def f():\n    import os\n"),
        ("terminal/a.py", "try:\n    import hashlib\nexcept ImportError:\n    hashlib = None\n"),
        ("terminal/a.py", "try:\n    import hashlib\nexcept (ValueError, ImportError):\n    raise\n"),
        ("terminal/a.py", "x = 0.5\n"),
        ("terminal/a.py", "x = 1 / 2\n"),
        ("terminal/a.py", "assert True\n"),
        ("terminal/a.py", "print(1)\n"),
        ("terminal/a.py", "x = pow(3, -1, 7)\n"),
        ("terminal/a.py", "match 1:\n    case 1:\n        pass\n"),
        ("hal/a.py", "from terminal import decide\n"),
        ("hal/a.py", "from terminal import sm2\n"),
        ("hal/desktop/engine.py", "from terminal import trust\n"),
        ("hal/a.py", "import terminal.gate\n"),
        ("hal/a.py", "from ..sim import vm\n"),
        ("hal/a.py", "import sys\nx = sys.implementation.name\n"),
        ("hal/a.py", "try:\n    import x\nexcept ImportError:\n    x = None\n"),
        ("hal/a/b.py", "from ...sim import vm\n"),
        ("sim/code/a.py", "from boards.pico import pins\n"),
        ("sim/code/a.py", "import tests.tool.judge\n"),
        ("sim/code/a.py", "from sim.gate import gate\n"),
        ("sim/code/a.py", "def f():\n    from sim.page.run import run\n"),
        ("sim/gate/a.py", "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from sim.capture.probe import Probe\n"),
        ("sim/output/a.py", "from sim import library\n"),
        ("sim/library.py", "from sim.command.cli import main\n"),
        ("sim/hall/a.py", ""),
        ("tests/a.py", "from sim.command import cli, verify\n"),
        ("tests/a.py", "from sim.command.options import json\n"),
        ("boards/x/main.py", "import sim\n"),
        ("boards/format/a.py", "from boards import start\n"),
        ("sim/code/utils.py", ""),
        ("sim/code/camera_manager.py", ""),
        ("hal/common/a.py", ""),
        ("sim/code/b.py", "x = 1\n" * 301),
    ],
)
def test_what_is_not_allowed(path, source):
    assert len(faults(path, source)) == 1
