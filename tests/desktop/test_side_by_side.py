"""The two rows of `make test`: what they print, their exit status, and how they end."""

import os
import select
import subprocess
import sys

import pytest

from tests.rig.command import ROOT, interrupt
from tests.tool.side_by_side import INTERRUPTED, Check, Rows

LINES = 200
STEP_MAX_S = 60  # a hang, not a slow machine


def script(name, text):
    return Check(name, ("-c", text))


def talker(name):
    return script(name, f"for number in range({LINES}): print('{name}', number, flush=True)")


def test_what_a_check_prints_is_not_torn_apart():
    said = []
    assert Rows(said.append).run([talker("a")], [talker("b"), talker("c")]) == 0
    lines = "".join(said).splitlines()
    for name in "abc":
        assert [line for line in lines if line.startswith(f"{name} ")] == [f"{name} {at}" for at in range(LINES)]
    for name in "bc":
        head = next(at for at, line in enumerate(lines) if line.startswith(f"== {name}: holds, "))
        assert lines[head + 1 : head + 1 + LINES] == [f"{name} {at}" for at in range(LINES)]
    assert lines[-1] == "All of it holds."


@pytest.mark.parametrize("failing", ["a", "b", "c"])
def test_one_that_fails_is_named_and_stops_no_other(failing):
    said = []
    rows = ["a"], ["b", "c"]
    checks = [[script(name, f"import sys; sys.exit({name == failing:d})") for name in row] for row in rows]
    assert Rows(said.append).run(*checks) == 1
    text = "".join(said)
    assert text.count(": FAILED, ") == 1 and text.count(": holds, ") == 2
    assert f"== {failing}: FAILED" in text and text.endswith(f"\nFailed: {failing}.\n")


def test_what_is_no_program_fails():
    said = []
    assert Rows(said.append).run([Check("none", ("-m", "tests.tool.none"))]) == 1
    assert "No module named tests.tool.none" in "".join(said)


def test_ctrl_c_ends_it_and_all_it_has_started(tmp_path):
    """Each check starts a program that holds a pipe open until it ends."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    held = f"pipe = open({str(pipe)!r}, 'w'); pipe.write('7'); pipe.flush(); import time; time.sleep(600)"
    inside = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {held!r}])"
    program = f"""
import sys
from tests.tool.side_by_side import Check, Rows
checks = [Check(name, ("-c", {inside!r})) for name in "abc"]
sys.exit(Rows().run(checks[:1], checks[1:]))
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            with pipe.open("rb", buffering=0) as ends:
                begun = b""
                while begun != b"77":
                    begun += ends.read(1)
                interrupt(process)  # to it alone
                out, _ = process.communicate(timeout=STEP_MAX_S)
                assert select.select([ends], [], [], STEP_MAX_S)[0] and ends.read(1) == b""
        finally:
            process.kill()
    assert (process.returncode, out.splitlines()[-1]) == (INTERRUPTED, "Interrupted.")
    assert "== b: FAILED" in out and "== c" not in out
