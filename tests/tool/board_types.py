"""The boards against the published stubs of their MicroPython ports: `python -m tests.tool.board_types [port ...]`.

The stubs of a port replace the standard library's, so each port is a run of mypy of its own, over its boards and what
they use of hal/. They are fetched once, from the package index, into build/stubs/.
"""

import subprocess
import sys
from pathlib import Path

from sim.emulator import board_manifest

ROOT = Path(__file__).resolve().parents[2]
STUBS = "1.29"  # the MicroPython release they describe

PORTS = {
    "rp2": ("boards/port/rp2.py", "hal/micropython/relay_rp2.py", "hal/micropython/dma_port.py"),
    "esp32": ("boards/port/esp32.py", "hal/micropython/relay_esp32.py"),
    "stm32": ("boards/port/stm32.py", "hal/micropython/relay_stm32.py"),
}
EVERYWHERE = (
    "boards/heap.py", "boards/start.py", "boards/state.py", "boards/service.py", "boards/selftest.py",
    "boards/opening.py", "boards/port/wiring.py", "boards/chooser.py", "boards/slot.py", "boards/trial.py",
    "boards/update.py", "boards/provisioning.py",
)  # fmt: skip

# What lies outside of the boards is checked by the usual run; the stubs themselves are as they are.
CONFIG = """\
[mypy]
python_version = 3.11
strict = true
explicit_package_bases = true
mypy_path = {stubs}
custom_typeshed_dir = {stubs}
files = {files}

[mypy-{foreign}]
ignore_errors = true
"""


def stubs(port: str) -> Path:
    """The folder with a port's stubs. Raises SystemExit when they cannot be fetched."""
    folder = ROOT / "build" / "stubs" / f"{port}-{STUBS}"
    if not (folder / "stdlib").is_dir():
        packages = [f"micropython-{port}-stubs~={STUBS}.0", f"micropython-stdlib-stubs~={STUBS}.0"]
        command = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps"]
        if subprocess.run([*command, "--target", str(folder), *packages]).returncode:
            raise SystemExit(f"the stubs of {port} cannot be installed; the words of pip stand above")
    return folder


def _port(name: str) -> str:
    return str(board_manifest.read(name)("micropython.port", str))


def check(port: str) -> bool:
    """Whether mypy finds nothing in a port's boards."""
    folder = stubs(port)
    names = {path.name.split(".")[0] for path in folder.iterdir() if path.suffix == ".pyi" or path.is_dir()}
    foreign = sorted(name for name in names if name.isidentifier() and name not in ("stdlib", "stubs"))
    config = folder / "mypy.ini"
    patterns = ",".join(f"{name}.*" for name in [*foreign, "terminal", "hal.desktop", "hal.engine"])
    boards = [f"boards/{name}" for name in board_manifest.names() if _port(name) == port]
    files = ", ".join([*boards, *PORTS[port], *EVERYWHERE])
    config.write_text(CONFIG.format(stubs=folder, files=files, foreign=patterns), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(config), "--cache-dir", str(folder / "cache")]
    print(f"{port:6}", end=" ", flush=True)
    return subprocess.run(command, cwd=ROOT).returncode == 0


def main(arguments: list[str]) -> int:
    unknown = [name for name in arguments if name not in PORTS]
    if unknown:
        raise SystemExit(f"there are no stubs for {unknown[0]}: choose out of {', '.join(PORTS)}")
    results = [check(port) for port in arguments or PORTS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
