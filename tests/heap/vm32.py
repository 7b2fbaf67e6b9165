"""The 32-bit MicroPython: a package for Node, which `sim.micropython.npm` fetches."""

import json
import subprocess
from pathlib import Path
from typing import Any

from sim.micropython import npm

_HERE = Path(__file__).parent
Missing = npm.Missing


def run(plan: dict[str, Any], scratch: Path) -> dict[str, Any]:
    """What vm.mjs answers to a plan. Raises Missing; RuntimeError with its words when it fails."""
    node, package = npm.node(), _package()
    path = scratch / "plan.json"
    path.write_text(json.dumps(plan))
    command = [str(node), str(_HERE / "vm.mjs"), str(package), str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    if plan.get("each"):
        print(done.stderr)
    if done.returncode:
        raise RuntimeError((done.stderr or done.stdout).strip()[-1500:])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def prepare() -> None:
    """Have everything there. Raises Missing."""
    npm.node()
    _package()


def _package() -> Path:
    return npm.installed(npm.WEBASSEMBLY, npm.MICROPYTHON)
