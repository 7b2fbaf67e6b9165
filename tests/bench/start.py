"""What a start costs: CPU time of commands of an installation beside bare Python's, and its size.

    python -m tests.bench.start ENVIRONMENT [...]

ENVIRONMENT: the folder of a virtual environment in which ridegate is installed, not as --editable.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
from pathlib import Path

TIMES = 15
_APART = ("pip", "setuptools", "_distutils_hack", "pkg_resources", "wheel")  # what a new environment holds by itself


def size_mb(folder: Path) -> float:
    """Of all files but those of pip's own, in blocks of 4 KiB, as `du` counts them."""
    paths = (path for each in folder.iterdir() if not each.name.startswith(_APART) for path in (each, *each.rglob("*")))
    return sum(-(-path.lstat().st_size // 4096) * 4096 for path in paths if path.is_file()) / 1024**2


def cpu_s(command: list[str], folder: str) -> float:
    """CPU seconds of one run, of the process and of its children."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: status {process.returncode}")
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure each environment; print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("environment", nargs="+", type=Path)
    parser.add_argument("--times", type=int, default=TIMES, help=f"how often each is run ({TIMES})")
    args = parser.parse_args()
    for environment in args.environment:
        binaries = environment.absolute() / "bin"
        ridegate = str(binaries / "ridegate")
        commands = {
            "python -c pass": [str(binaries / "python"), "-c", "pass"],
            "--version": [ridegate, "--version"],
            "verify of one raw file": [ridegate, "verify", "--trust", "minted/trust.toml", "minted/accepted.bin"],
        }
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([ridegate, "mint", "--form", "raw"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            rounds = [{name: cpu_s(each, folder) for name, each in commands.items()} for _ in range(args.times)]
        bare, *others = commands
        print(f"{environment}: {size_mb(next(environment.glob('lib/python3*/site-packages'))):.1f} MB")
        for name in others:
            ratio = statistics.median(each[name] / each[bare] for each in rounds)
            best_ms = 1000 * min(each[name] for each in rounds)
            print(f"  {name}: {ratio:.2f} x bare Python, {best_ms:.0f} ms CPU at best")


if __name__ == "__main__":
    main()
