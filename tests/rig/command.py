"""The command line as people and programs use it, on files minted for the tests."""

import contextlib
import ctypes
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from io import BytesIO, TextIOWrapper
from pathlib import Path

from PIL import Image

from sim.command import cli
from sim.issuer import fault, issuer, operator_key, symbol
from sim.trust import source as trust_source

ROOT = Path(__file__).resolve().parents[2]
AT_S = 1_793_000_000
AT = str(AT_S)
FARE = "200"
RUN_MAX_S = 900  # a hang, not a slow machine
MPREMOTE = str(Path(sys.executable).parent / "mpremote")

_OURS = "RIDEGATE_"  # so begin the variables that a command reads as it runs
_PLAIN = {"PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
_KEPT = tempfile.TemporaryDirectory(prefix="ridegate-tests-")


def ridegate(*arguments, stdin=b"", environment=None, root=None):
    """Run a command to its end: (status, stdout, stderr) as text, without what a slow computer adds to stderr.

    In this process, which shows the same as a new one and takes a tenth of the time; in a process of its own with
    variables of the environment that are not the command's, or with a `root`, the folder of its sources.
    """
    ours = {} if environment is None else environment
    if root is not None or not all(name.startswith(_OURS) for name in ours):
        return alone(*arguments, stdin=stdin, environment=environment, root=root or ROOT)
    streams = [TextIOWrapper(BytesIO(given), encoding="utf-8") for given in (stdin, b"", b"")]
    old = sys.stdin, sys.stdout, sys.stderr, os.environ.get("COLUMNS"), signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(RUN_MAX_S)
    sys.stdin, sys.stdout, sys.stderr = streams
    os.environ.update(COLUMNS=_PLAIN["COLUMNS"])
    try:
        with contextlib.chdir(ROOT), _variables(ours):
            status = cli.main([str(one) for one in arguments])
    except SystemExit as end:
        status = end.code
    finally:
        signal.alarm(0)
        sys.stdin, sys.stdout, sys.stderr = old[:3]
        del os.environ["COLUMNS"]
        if old[3] is not None:
            os.environ["COLUMNS"] = old[3]
        signal.signal(signal.SIGALRM, old[4])
    for stream in streams[1:]:
        stream.flush()
    out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])
    return status, out, _of_the_command(arguments, err)


@contextlib.contextmanager
def _variables(ours):
    """These variables of the environment inside, and no other touched: threads of other boards and servers run on."""
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _of_the_command(arguments, err):
    if not err or arguments[0] != "run":
        return err
    from sim.page.run import STARTS_SLOWLY

    return err.replace(f"{STARTS_SLOWLY}\n", "", 1)


def _too_long(number, frame):
    raise TimeoutError(f"the command has not ended after {RUN_MAX_S} s")


def alone(*arguments, stdin=b"", environment=None, root=ROOT):
    """The same in a process of its own, which begins with nothing imported."""
    done = subprocess.run(
        words(*arguments),
        cwd=root,
        input=stdin,
        capture_output=True,
        timeout=RUN_MAX_S,
        env={**os.environ, **_PLAIN, "PYTHONPATH": str(root), **(environment or {})},
    )
    return done.returncode, done.stdout.decode(), _of_the_command(arguments, done.stderr.decode())


def words(*arguments):
    """The words that start a command as a process."""
    return [sys.executable, "-m", "sim", *map(str, arguments)]


def started(*arguments, **options):
    """A command that runs, its outputs in pipes unless `options` of Popen say otherwise."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(words(*arguments), cwd=ROOT, **{**pipes, **options})


def interrupt(process, number=signal.SIGINT):
    """Send a signal to another thread of a process than its main one, as the system may: the worst for one that waits
    there. To its oldest, since the signal is lost with a thread that ends before it takes it; to the process where the
    system has no such call.
    """
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "tgkill"):
        process.send_signal(number)
        return
    threads = [int(name) for name in os.listdir(f"/proc/{process.pid}/task")]  # as they began: the main one is first
    assert threads[0] == process.pid and len(threads) > 1, threads
    assert libc.tgkill(process.pid, threads[1], number) == 0


def eventually(holds):
    """Wait until this holds, for a process that works meanwhile."""
    limit = time.monotonic() + RUN_MAX_S
    while not holds():
        assert time.monotonic() < limit
        time.sleep(0.05)


def at_once():
    """The environment of a command whose lines are read while it runs."""
    return {**os.environ, "PYTHONUNBUFFERED": "1"}


def checkout(folder, *changes):
    """Copy the sources to a folder, with what is compiled of them. changes: (file, old text, new text), each of which
    must fit once; such a file is compiled anew, for its time is another.
    """
    for name in ("terminal", "hal", "sim", "boards"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for file, old, new in changes:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file} has {text.count(old)} times: {old}"
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def mpremote(port, *words, attempts=3):
    """What unmodified mpremote says.

    Once more where the board did not take the command: a Ctrl-C that comes while a timer's callback runs ends that
    callback and nothing else, on a board as here, and an answer to it may come late.
    """
    for _ in range(attempts):
        command = [MPREMOTE, "connect", str(port), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_MAX_S)
        if not any(each in done.stderr for each in ("could not enter raw repl", "could not exec command")):
            break
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.replace("\r\n", "\n")


def lines(text):
    """The JSON objects of an output, one a line."""
    return [json.loads(line) for line in text.splitlines()]


@functools.cache
def pki():
    return issuer.make_pki()


def code(user=0, **fields):
    """A code of that user, accepted at AT_S unless fields say otherwise."""
    return pki().recipe(AT_S, pki().user(user)).set(**fields).encode()


@functools.cache
def folder():
    """A folder with the test industry's list in both forms, and the operator's keys."""
    where = Path(_KEPT.name)
    text = issuer.trust_toml(pki())
    (where / "trust.toml").write_text(text, encoding="utf-8")
    source = trust_source.parse_source(text)
    (where / "trust.bin").write_bytes(trust_source.compile_list(source, pki().operator))
    operator_key.write(where, pki().operator_private)
    return where


def trust():
    return folder() / "trust.toml"


@functools.cache
def faulty():
    """Every fault of `sim.issuer.fault` with its file."""
    out = []
    for one in fault.FAULTS:
        path = folder() / f"{one.name}.bin"
        path.write_bytes(one.make(pki(), AT_S))
        out.append((one, path))
    return out


def write(name, data):
    """A file of the tests, by name."""
    path = folder() / name
    path.write_bytes(data)
    return path


def mangled(user=0):
    """(what is undone, bytes) of one code in every form that a terminal takes."""
    raw = code(user)
    return [
        ([], raw),
        (["prefix"], b"]Q1" + raw),
        (["line_end"], raw + b"\r\n"),
        (["utf8"], raw.decode("latin-1").encode("utf-8")),
        (["hex"], raw.hex().encode()),
        (["line_end", "hex"], raw.hex().upper().encode() + b"\n"),
        (["eci", "base64"], b"\\000026" + _base64(raw)),
    ]


def _base64(raw):
    import base64

    return base64.b64encode(raw)


def picture(*payloads):
    """A PNG with these symbols one below the other."""
    drawn = [symbol.render(payload, 4) for payload in payloads]
    sheet = Image.new("L", (max(one.width for one in drawn), sum(one.height + 40 for one in drawn)), 255)
    top = 0
    for one in drawn:
        sheet.paste(one, (0, top))
        top += one.height + 40
    return png(sheet)


def blank():
    """A PNG that shows nothing."""
    return png(Image.new("L", (200, 200), 255))


def png(image):
    """An image as a file."""
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def accounts():
    """The numbers that must never be seen, of every user and blocked account."""
    known = [pki().user(number).account for number in range(12)] + list(pki().blocked)
    return [account.rstrip("f") for account in known]


def shows_account(text):
    """The account that an output shows, spaces and line ends aside; None when it shows none."""
    bare = "".join(text.split())
    return next((number for number in accounts() if number[:-4] in bare), None)
