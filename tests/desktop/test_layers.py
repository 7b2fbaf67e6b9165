"""The layers: which package may import which, and what every module keeps to.

boards, sim -> hal -> terminal.frame, terminal.port, terminal.codes (an engine: also terminal.sm2)
boards, sim -> terminal; terminal imports no one
sim -> boards.format: pure bytes that a desktop writes and a board reads
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("terminal", "hal", "sim", "boards", "tests")

ALLOWED_IN_TERMINAL = {"struct", "binascii", "hashlib", "collections", "micropython", "terminal"}
HAL_MAY_USE = {"terminal.frame", "terminal.port", "terminal.codes"}
MAY_NOT_IMPORT = {
    "hal": {"sim", "boards", "tests"},
    "sim": {"boards", "tests"},
    "boards": {"sim", "tests"},
    "tests": set(),
}
BANNED_NAMES = {"util", "helper", "manager", "common"}
FORMATS = "boards.format"
ENGINES = ("/engine.py", "/libcrypto.py")  # what fits the seam of terminal.sm2 has to know it
LINES_MAX = 300
REASON_WITHIN_LINES = 10


def faults(path: str, source: str) -> list[str]:
    """What a module does against the rules, one line each. `path` is relative to the checkout."""
    room = path.split("/")[0]
    found = _name_and_length(path, source)
    exempt = _for_the_type_checker_only(tree := ast.parse(source))
    for node in ast.walk(tree):
        if node in exempt:
            continue
        for module in _imported(path, node):
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
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for statement in node.body:
                inside |= set(ast.walk(statement))
    return inside


def _imported(path: str, node: ast.AST) -> list[str]:
    """Absolute names of what an import statement brings in; `from hal import x` is hal.x."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        package = path.split("/")[:-1]
        here = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
        module = ".".join(part for part in (here, node.module) if part)
        if module in ROOMS:
            return [f"{module}.{alias.name}" for alias in node.names]
        return [module]
    return []


def _may_import(room: str, path: str, module: str) -> bool:
    top = module.split(".")[0]
    if room == "terminal":
        return top in ALLOWED_IN_TERMINAL or (path == "terminal/port.py" and top == "sys")
    if room == "hal" and top == "terminal":
        if (path.endswith(ENGINES) or path.startswith("hal/engine/")) and module in ("terminal.sm2", "terminal.sm3"):
            return True
        return ".".join(module.split(".")[:2]) in HAL_MAY_USE
    if room == "sim" and (module == FORMATS or module.startswith(FORMATS + ".")):
        return True
    return top not in MAY_NOT_IMPORT[room]


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
    if room == "tests":
        return []
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


def modules() -> list[str]:
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py*")]
    return sorted(path.relative_to(ROOT).as_posix() for path in paths if path.suffix in (".py", ".pyi"))


def test_every_room_is_looked_at():
    assert {path.split("/")[0] for path in modules()} >= {"terminal", "hal", "sim", "tests"}


@pytest.mark.parametrize("path", modules())
def test_module_keeps_to_the_rules(path):
    assert faults(path, (ROOT / path).read_text(encoding="utf-8")) == []


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
        ("sim/a.py", "import json\nfrom terminal import decide\nfrom hal.desktop import webcam\n"),
        ("sim/device/a.py", "from boards.format import image\nfrom boards.format.statement import MAGIC\n"),
        ("sim/b.py", "'''Why.\n\nLength: a table.'''\n" + "x = 1\n" * 400),
        ("sim/b.py", "x = 1\n" * 300),
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
        ("sim/a.py", "from boards.pico import pins\n"),
        ("sim/a.py", "import tests.judge\n"),
        ("boards/x/main.py", "import sim\n"),
        ("sim/utils.py", ""),
        ("sim/camera_manager.py", ""),
        ("hal/common/a.py", ""),
        ("sim/b.py", "x = 1\n" * 301),
    ],
)
def test_what_is_not_allowed(path, source):
    assert len(faults(path, source)) == 1
