"""`make lock`: writes requirements-dev.txt, every package that development and CI install, with hashes; --check reports
whether it still covers pyproject.toml. Users get lower bounds and no lock.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements-dev.txt"
HEAD = "# Written by `make lock` from pyproject.toml: what development and CI install. Users get lower bounds.\n"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def wanted(project):
    """The requirements of the project and of its extra `dev`, extras of its own resolved."""
    extras = project["optional-dependencies"]
    waiting = [*project["dependencies"], *extras["dev"]]
    while waiting:
        one = Requirement(waiting.pop())
        if canonicalize_name(one.name) == project["name"]:
            waiting += [each for extra in one.extras for each in extras[extra]]
        else:
            yield one


def problems(lock, project):
    """What is missing in a lock, a line each."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock)
    pinned = {canonicalize_name(found[1]): (found[2], block) for block in blocks if (found := _PINNED.search(block))}
    for name, (version, block) in pinned.items():
        if "--hash=sha256:" not in block:
            yield f"{name}=={version} has no hash"
    for one in wanted(project):
        version, _ = pinned.get(canonicalize_name(one.name), (None, ""))
        if version is None or not one.specifier.contains(version):
            yield f"{one} is not in it" if version is None else f"it has {one.name} {version}, and {one} is wanted"


def main(arguments):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    if arguments == ["--check"]:
        found = list(problems(LOCK.read_text("utf-8"), project))
        print("\n".join(found) or f"{LOCK.name} covers pyproject.toml")
        return 1 if found else 0
    command = ["uv", "pip", "compile", "-q", "--universal", "--python-version", "3.11", "--generate-hashes",
               "--no-header",
               "--extra", "dev", "-o", str(LOCK), "pyproject.toml"]  # fmt: skip
    subprocess.run([str(Path(sys.executable).parent / command[0]), *command[1:]], cwd=ROOT, check=True)
    LOCK.write_text(HEAD + LOCK.read_text("utf-8"), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
