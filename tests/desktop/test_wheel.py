"""The wheel, built here and installed in an empty virtual environment: every command of the README works in an empty
folder, without the extras, and says what is missing where it is missed. Needs pip's registry.
"""

import contextlib
import os
import select
import shlex
import shutil
import subprocess
import sys
import venv

import pytest

from sim.device import board
from sim.version import VERSION
from tests.rig import readme
from tests.rig.command import ROOT

pytestmark = pytest.mark.wheel
INSTALLED_MAX_MB = 60
BUILD_MAX_S = 300
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]


def size_mb(folder):
    """Of all files, in blocks of 4 KiB, as `du` counts them."""
    sizes = (path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(-(-size // 4096) * 4096 for size in sizes) / 1024**2


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """(folder of the environment, MB that the installation added)."""
    folder = tmp_path_factory.mktemp("wheel")
    environment = folder / "environment"
    wheel = [*PIP, "wheel", "--no-deps", "-w", str(folder), str(ROOT)]
    subprocess.run(wheel, check=True, timeout=BUILD_MAX_S, cwd=folder)
    venv.create(environment)
    packages = next(environment.glob("lib/python3*/site-packages"))
    before = size_mb(packages)
    (built,) = folder.glob(f"ridegate-{VERSION}-*.whl")
    install = [*PIP, "--python", str(environment / "bin" / "python"), "install", str(built)]
    subprocess.run(install, check=True, timeout=BUILD_MAX_S, cwd=folder)
    return environment, size_mb(packages) - before


@pytest.fixture(scope="module")
def with_captures(installed):
    """The folder of another environment, the same with the extra `capture`."""
    folder = installed[0].parent
    environment = folder / "captures"
    shutil.copytree(installed[0], environment, symlinks=True, copy_function=os.link)
    first, second = str(installed[0]).encode(), str(environment).encode()
    for command in (environment / "bin").iterdir():
        if not command.is_symlink() and first in (script := command.read_bytes()):
            command.unlink()  # its name alone: the file is the other one's, too
            command.write_bytes(script.replace(first, second))
            command.chmod(0o755)
    (built,) = folder.glob("*.whl")
    extra = f"ridegate[capture] @ {built.as_uri()}"
    install = [*PIP, "--python", str(environment / "bin" / "python"), "install", "--no-compile", extra]
    subprocess.run(install, check=True, timeout=BUILD_MAX_S, cwd=folder)
    return environment


@pytest.fixture
def run(installed, tmp_path):
    """run(arguments): (status, output, errors) of the installed command in an empty folder."""
    return lambda *arguments: finished(installed[0], tmp_path, *map(str, arguments))


def finished(environment, folder, *arguments):
    """(status, output, errors) of the command that is installed there, in that folder."""
    done = subprocess.run(
        [str(environment / "bin" / "ridegate"), *arguments],
        cwd=folder, env=clean(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def clean():
    """The environment without anything that leads back to the checkout, and with a browser that shows nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "RIDEGATE", "VIRTUAL"))}
    return {**kept, "BROWSER": "true"}


@pytest.fixture
def reader(installed, with_captures, tmp_path):
    """Enters commands in an empty folder."""

    def run(command, captures=False):
        return finished(with_captures if captures else installed[0], tmp_path, *shlex.split(command))

    def start(command):
        words = [str(installed[0] / "bin" / "ridegate"), *shlex.split(command)]
        log = tmp_path / f"{len(list(tmp_path.glob('*.log')))}.log"
        return readme.Running(words, log, cwd=tmp_path, env=clean(), stdin=subprocess.DEVNULL)

    with contextlib.closing(readme.Reader(tmp_path, run, start)) as made:
        yield made


def test_every_command_of_the_readmes_is_tried():
    english, chinese = readme.commands(), readme.commands("README.zh-CN.md")
    assert english == list(readme.Reader(None, None, None).trials)
    # the Chinese one may leave out options at the end
    assert [long for long, short in zip(english, chinese, strict=True) if not long.startswith(short)] == []


def test_every_command_of_the_readme_works(reader):
    reader.prepare()
    for command, attempt in reader.trials.items():
        attempt(command)
    reader.finish()


def test_it_is_small(installed):
    assert installed[1] <= INSTALLED_MAX_MB


def test_codes_are_made_judged_and_taken_apart(run):
    assert run("--version") == (0, f"ridegate {VERSION}\n", "")
    assert run("mint", "--form", "raw,png")[0] == 0
    files = ["minted/accepted.bin", "minted/accepted.png"]
    status, output, errors = run("verify", "--trust", "minted/trust.toml", *files)
    assert (status, output.count("ACCEPTED"), errors) == (0, 2, "")
    assert run("inspect", *files)[0] == 0
    assert run("decode", files[1])[0] == 0
    assert run("trust", "show", "minted/trust.toml")[0] == 0
    assert run("completion", "bash")[0] == 0


def test_the_library_keeps_the_promises_of_its_page(installed, tmp_path):
    python = str(installed[0] / "bin" / "python")
    command = [python, "-I", "-X", "utf8", "-m", "doctest", str(ROOT / "docs" / "library.md")]
    done = subprocess.run(command, cwd=tmp_path, env=clean(), capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_all_boards_are_in_it(run, tmp_path):
    assert board.names() == sorted(path.parent.name for path in ROOT.glob("boards/*/manifest.toml"))
    for name in board.names():
        status, output, errors = run("build", "--board", name)
        assert status == 0, errors
        assert str(tmp_path / "build" / "firmware" / name) in output


def test_the_page_is_served(installed, tmp_path):
    import urllib.request

    command = [str(installed[0] / "bin" / "ridegate"), "run", "--no-open", "--stay", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=clean(), stdout=subprocess.PIPE, text=True) as served:
        try:
            assert select.select([served.stdout], [], [], 60)[0]
            address = served.stdout.readline().split()[-1]
            with urllib.request.urlopen(address, timeout=60) as page:
                assert b"<html" in page.read()
            lines = [served.stdout.readline(), served.stdout.readline()]
            assert any("pip install 'ridegate[camera]'" in line for line in lines), lines
        finally:
            served.terminate()


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["run", "--terminal", "--record", "gate.mcap"], "capture"),
        (["run", "--camera", "0", "--no-open"], "camera"),
    ],
)
def test_what_is_missing_is_said_where_it_is_missed(run, arguments, extra):
    status, _, errors = run(*arguments)
    assert (status, errors.count("\n")) == (2, 1)
    assert f"pip install 'ridegate[{extra}]'" in errors


def test_a_picture_without_a_symbol_says_what_was_not_tried(run, tmp_path):
    from tests.rig.command import blank

    (tmp_path / "blank.png").write_bytes(blank())
    assert "pip install 'ridegate[camera]'" in run("decode", "blank.png")[2]
