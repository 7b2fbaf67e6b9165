"""Nothing depends on where the checkout lies, nor on the file system below it: what is measured, what is on an image,
and whether it works at all.
"""

import os
import shutil
import subprocess
import sys

import pytest

from sim.micropython import vm
from tests.rig.command import checkout

# Deep, with blanks, and with characters that are no ASCII.
DEEP = "a folder far down/from the root/交通 一卡通/" + "x" * 60
_TESTS = ("__init__", "on_micropython", "micropython_runner", "core/__init__", "core/test_sm3", "tool/size")

_MEASURED = """
import subprocess, sys, tempfile, threading
from pathlib import Path
from sim.emulator.emulator import Emulator
from sim.emulator.image import populate
from tests import on_micropython
from tests.tool import size

print("bytecode", size.sizes())
report = on_micropython.run_file(Path("tests/core/test_sm3.py").resolve(), on_micropython.compiled_tests())
print("heap", report.failed, report.peak_bytes, report.text)
main = "import gc; gc.collect(); print('FREE', gc.mem_free(), 'END')"
with tempfile.TemporaryDirectory() as folder:
    image = Path(folder) / "flash.bin"
    populate("pico2", image, {"main.py": "import time\\ntime.sleep(0)\\n"})
    with Emulator("pico2", image) as board:
        prompt = threading.Event()
        board.events.listen(lambda event: event.kind == "prompt" and prompt.set())
        board.power_on()
        assert prompt.wait(60)
        mpremote = [str(Path(sys.executable).parent / "mpremote"), "connect", str(board.port), "exec"]
        asked = subprocess.run([*mpremote, "import gc; gc.collect(); print(gc.mem_free())"], capture_output=True)
        print("free", asked.stdout, asked.stderr)
"""


# What fills an image, on a host whose file system lists the names of a folder in another order.
_FILL = (vm.ROOT / "sim" / "emulator" / "board" / "populate.py").read_text(encoding="utf-8")
_LISTED = """
import os as host, sys

class Os:
    def __getattr__(self, name):
        return getattr(host, name)

    def ilistdir(self, path):
        names = sorted(host.ilistdir(path))
        return iter({order})

sys.modules["os"] = Os()
exec({text!r})
"""


@pytest.fixture
def filled(tmp_path):
    """filled(order, text): the bytes of an image that this script has filled. order: in which a host lists `names`."""
    source, script, image = tmp_path / "files", tmp_path / "fill.py", tmp_path / "flash.bin"
    for folder in (source, source / "slot"):
        folder.mkdir()
        for number in range(9):
            (folder / f"file {number}").write_bytes(bytes([number]) * 3000)

    def fill(order, text=_FILL):
        script.write_text(_LISTED.format(order=order, text=text), encoding="utf-8")
        image.write_bytes(b"\xff" * (1 << 20))
        subprocess.run([vm.find_vm(), script, image, "4096", "256", source, "/image"], check=True, timeout=60)
        return image.read_bytes()

    return fill


@pytest.fixture(scope="module")
def deep(tmp_path_factory):
    """A copy of the checkout in such a folder."""
    folder = tmp_path_factory.mktemp("place") / DEEP
    checkout(folder)
    for name in ("core", "tool"):
        (folder / "tests" / name).mkdir(parents=True)
    for name in _TESTS:
        shutil.copy(vm.ROOT / "tests" / f"{name}.py", folder / "tests" / f"{name}.py")
    return folder


def measured(folder):
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_sizes_and_heaps_are_the_same_wherever_the_checkout_lies(deep):
    here, there = measured(vm.ROOT), measured(deep)
    assert [line.split()[0] for line in here] == ["bytecode", "heap", "free"]
    assert here[1].split()[1] == "0", here
    assert there == here


def test_an_image_is_the_same_in_whatever_order_a_host_lists_its_files(filled):
    first, *others = orders = ("names", "names[::-1]", "names[4:] + names[:4]")
    assert {filled(order) for order in others} == {filled(first)}
    as_listed = _FILL.replace("sorted(os.ilistdir(source))", "os.ilistdir(source)")
    assert len({filled(order, as_listed) for order in orders}) == 3  # as it was once: an event log for each host
