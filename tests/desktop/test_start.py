"""What a command loads before it does anything: counted, because a clock would measure the machine
(`python -m tests.bench.start ENVIRONMENT` does).

Without site-packages: what is counted here needs nothing that is installed.
"""

import subprocess
import sys

import pytest

from tests.rig.command import AT, ROOT, code, folder, write

# Modules beside those that Python itself has loaded: 39 and 108 with Python 3.11; a few more is let pass.
VERSION_MAX = 45
VERIFY_MAX = 140  # with the table of families, whose results verify names, and the reference engine
# Each takes as long as the rest of `verify` of one file, and only other commands need it.
HEAVY = {"numpy", "cv2", "PIL", "zxingcpp", "mcap", "rich", "cryptography", "starlette", "dataclasses", "inspect",
         "pathlib", "subprocess", "tempfile", "shutil", "asyncio", "importlib.metadata"}  # fmt: skip

_SCRIPT = """
import sys
before = set(sys.modules)
sys.path.insert(0, {root!r})
from sim.command import cli
status = cli.main({arguments!r})
print(status, *sorted(set(sys.modules) - before))
"""


def loaded(*arguments):
    script = _SCRIPT.format(root=str(ROOT), arguments=[str(one) for one in arguments])
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=True)
    status, *names = done.stdout.splitlines()[-1].split()
    assert status == "0", done.stdout + done.stderr
    return set(names)


def verified():
    return loaded("verify", "--trust", folder() / "trust.toml", "--at", AT, write("good.bin", code(1)))


@pytest.mark.parametrize(("names", "most"), [(lambda: loaded("--version"), VERSION_MAX), (verified, VERIFY_MAX)])
def test_a_command_loads_no_more_than_it_needs(names, most):
    found = names()
    assert not found & HEAVY
    assert len(found) <= most, sorted(found)


def test_the_budget_notices_one_heavy_import():
    assert "inspect" in loaded("inspect", write("good.bin", code(1)))
