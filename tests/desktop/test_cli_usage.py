"""The command line as a whole: help, bad usage, colours, pipes."""

import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from io import BytesIO, TextIOWrapper

import pytest

from sim.command import cli
from sim.output.text import columns
from sim.version import VERSION
from tests.rig import command, session
from tests.rig.command import AT, code, folder, ridegate, started, write


def test_alone_it_prints_its_help():
    status, out, err = ridegate()
    assert (status, err) == (0, "")
    assert out == ridegate("--help")[1]
    for name in cli.COMMANDS:
        assert re.search(rf"^    {name}\s", out, re.MULTILINE), name


def test_it_tells_its_version():
    status, out, _ = ridegate("--version")
    assert (status, out) == (0, f"ridegate {VERSION}\n")


@pytest.mark.parametrize("name", list(cli.COMMANDS))
def test_every_command_teaches(name):
    status, out, err = ridegate(name, "--help")
    assert (status, err) == (0, "")
    assert "example" in out and f"ridegate {name}" in out
    if name != "mint":
        assert max(len(line) for line in out.splitlines()) <= 82


def bad_usages():
    good = write("good.bin", code(1))
    key = folder() / "operator.pub"
    binary = folder() / "trust.bin"
    return {
        "unknown command": ["fly"],
        "unknown option": ["verify", "--fly", good],
        "verify: no file": ["verify"],
        "verify: no zone": ["verify", "--at", "2026-11-01T00:00:00", good],
        "verify: no moment": ["verify", "--at", "yesterday", good],
        "verify: a day": ["verify", "--at", "2026-11-01", good],
        "verify: before 1970": ["verify", "--at", "1960-01-01T00:00:00Z", good],
        "verify: after 2106": ["verify", "--at", "4294967296", good],
        "verify: many digits": ["verify", "--at", "9" * 5000, good],
        "verify: fare too high": ["verify", "--fare", "16777216", good],
        "verify: negative fare": ["verify", "--fare=-1", good],
        "verify: a fare in yuan": ["verify", "--fare", "2.00", good],
        "verify: binary without operator": ["verify", "--trust", binary, good],
        "verify: operator without list": ["verify", "--operator-key", key, good],
        "verify: list missing": ["verify", "--trust", "missing.toml", good],
        "verify: a code as list": ["verify", "--trust", good, good],
        "verify: a private key": ["verify", "--trust", binary, "--operator-key", folder() / "operator.key", good],
        "verify: another operator": ["verify", "--trust", binary, "--operator-key", another_operator(), good],
        "verify: another operator, in the VM": [
            *("verify", "--runtime", "micropython", "--trust", binary, "--operator-key", another_operator(), good)
        ],
        "verify: unknown runtime": ["verify", "--runtime", "pypy", good],
        "verify: stdin twice": ["verify", "-", "-"],
        "verify: a list cut short": ["verify", "--trust", cut_list(), "--operator-key", key, good],
        "inspect: no file": ["inspect"],
        "inspect: missing": ["inspect", "missing.bin"],
        "decode: no picture": ["decode", good],
        "decode: unknown decoder": ["decode", "--decoder", "eye", good],
        "trust: no verb": ["trust"],
        "trust: no out": ["trust", "compile", command.trust(), "--operator-key", key],
        "trust: missing": ["trust", "show", "missing.toml"],
        "trust: binary without operator": ["trust", "show", binary],
        "trust: public key for signing": [
            *("trust", "compile", command.trust(), "--operator-key", key, "--out", folder() / "x.bin")
        ],
        "trust: no folder": [
            *("trust", "compile", command.trust(), "--operator-key", folder() / "operator.key", "--out", "no/where/x")
        ],
        "run: no camera": ["run", "--camera", "97"],
        "run: no port": ["run", "--serial", "/dev/missing"],
        "run: no speed": ["run", "--serial", "/dev/missing", "--baud", "0"],
        "run: no such number": ["run", "--camera", "12345678901"],
        "run: no such video": ["run", "--camera", "missing.avi"],
        "run: two readers": ["run", "--serial", "/dev/missing", "--camera", "0"],
        "run: list without reader": ["run", "--trust", command.trust()],
        "run: a long pause": ["run", "--pause", "1000"],
        "run: no pause": ["run", "--pause", "nan"],
    }


def another_operator():
    return write("another.pub", b"# of somebody else\n" + command.pki().recipe(0).values["user_key"].hex().encode())


def cut_list():
    return write("cut.bin", (folder() / "trust.bin").read_bytes()[:-512])


@pytest.mark.parametrize("usage", list(bad_usages()))
def test_bad_usage_is_told_in_one_line(usage):
    status, out, err = ridegate(*bad_usages()[usage])
    assert status == 2
    assert out == ""
    assert len(err.splitlines()) == 1 and err.startswith("ridegate"), err
    assert len(err) > 30 and "Traceback" not in err


def in_a_window(*arguments, environment=None):
    """What a command prints in a terminal of 80 columns."""
    outside, inside = pty.openpty()
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    process = started(
        *arguments,
        stdin=subprocess.DEVNULL,
        stdout=inside,
        stderr=inside,
        env={**kept, "TERM": "xterm-256color", "COLUMNS": "80", **(environment or {})},
    )
    os.close(inside)
    out = b""
    with suppress(OSError):  # how a terminal reports that no process writes any more
        while data := os.read(outside, 65536):
            out += data
    os.close(outside)
    assert process.wait(command.RUN_MAX_S) in (0, 1)
    return out.decode()


@pytest.mark.parametrize("name", ["inspect", "verify"])
def test_colours_go_to_windows_only(name):
    path = write("good.bin", code(1))
    assert "\x1b[" in in_a_window(name, path)
    assert "\x1b[3" not in in_a_window(name, path, environment={"NO_COLOR": "1"})
    assert "\x1b" not in ridegate(name, path)[1]


def test_nothing_is_wider_than_the_window():
    out = ridegate("inspect", write("good.bin", code(1, extension=bytes(32))), *(path for _, path in command.faulty()))[
        1
    ]
    assert max(columns(line) for line in out.splitlines()) <= 80 + len(str(folder()))


@pytest.mark.parametrize("name", ["inspect", "verify"])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_reader_that_leaves_early_is_no_fault(name, form):
    files = [str(write("good.bin", code(1)))] * (200 if name == "inspect" else 3000)  # more than a pipe holds
    process = started(name, *form, *(["--at", AT] if name == "verify" else []), *files)
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(command.RUN_MAX_S) == 141


def test_a_full_disk_is_told():
    with open("/dev/full", "wb") as full:
        process = started("inspect", write("good.bin", code(1)), stdout=full)
    _, err = process.communicate()
    assert process.returncode == 2
    assert err == b"ridegate: the output cannot be written: No space left on device\n"


@pytest.fixture
def ridegate_into(monkeypatch, tmp_path):
    """ridegate_into(to, …): a command that prints to this descriptor or file: (status, stderr). SHORT: a scenario,
    SERIAL: a line."""
    (tmp_path / "short.toml").write_text(session.SHORT, "utf-8")
    held, serial = os.openpty()
    given = {"SHORT": str(tmp_path / "short.toml"), "SERIAL": os.ttyname(serial)}

    def run(to, *arguments):
        error = TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True)
        with open(to, "w") as out, monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", TextIOWrapper(BytesIO()))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", error)
            try:
                return cli.main([given.get(one, one) for one in arguments]), error.buffer.getvalue().decode()
            except SystemExit as end:
                return end.code, error.buffer.getvalue().decode()

    yield run
    os.close(held)
    os.close(serial)


PRINTS = [
    ("--help",),
    ("run", "--help"),
    ("--version",),
    ("completion", "bash"),
    ("run", "--json", "--scenario", "SHORT"),
    ("run", "--terminal", "--scenario", "SHORT"),
    ("run", "--serial", "SERIAL", "--json"),
    ("run", "--station", "--json"),
    ("run", "--network", "--json"),
    ("run", "--mode", "sentinel", "--eligibility", "http://127.0.0.1:9/"),
]


@pytest.mark.parametrize("arguments", PRINTS)
def test_what_cannot_be_printed_is_no_fault_of_a_disk_or_a_device(ridegate_into, arguments):
    told = "ridegate: the output cannot be written: No space left on device\n"
    assert ridegate_into("/dev/full", *arguments) == (2, told)
    reader, gone = os.pipe()
    os.close(reader)
    assert ridegate_into(gone, *arguments) == (141, "")


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_what_is_closed_leads_nowhere(monkeypatch, closed):
    before = {name: getattr(sys, name) for name in ("stdout", "stderr")}
    kept = TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True)
    for name in before:
        monkeypatch.setattr(sys, name, None if name == closed else kept)
    statuses = cli.main(["inspect", "--json", str(write("good.bin", code(1)))]), cli.main(["inspect", "nowhere.bin"])
    getattr(sys, closed).close()
    text = kept.buffer.getvalue().decode()
    assert statuses == (0, 2) and ("nowhere.bin" in text) == (closed == "stdout") and text.count("\n") == 1


def test_an_error_that_nobody_takes_changes_no_status(monkeypatch):
    with open("/dev/full", "w", buffering=1) as full:
        monkeypatch.setattr(sys, "stderr", full)
        assert cli.main(["inspect", "nowhere.bin"]) == 2
        monkeypatch.undo()


def test_names_cannot_write_into_the_window():
    path = write("a\x1b[31m\nb.bin", code(1))
    for name in ("inspect", "verify"):
        _, out, err = ridegate(name, path)
        assert "\x1b" not in out + err


def test_a_window_without_chinese_is_no_reason_to_end():
    path = write("good.bin", code(1))
    for name in ("inspect", "verify"):
        status, out, err = ridegate(name, path, environment={"PYTHONIOENCODING": "ascii"})
        assert status in (0, 1) and err == "" and out.isascii()
    named = write("gut-ä.bin", code(1))
    status, out, _ = ridegate("verify", "--json", named, environment={"PYTHONIOENCODING": "latin-1"})
    assert command.lines(out)[0]["file"] == str(named)


def test_a_shell_completes_commands_and_options(tmp_path):
    status, script, error = ridegate("completion", "bash")
    assert status == 0 and not error, error
    (tmp_path / "ridegate.bash").write_text(script)
    ask = """
    source "$1"; COMP_WORDS=(ridegate "${@:2}"); COMP_CWORD=$(($# - 1)); _shtab_ridegate; echo "${COMPREPLY[@]}"
    """

    def completed(*words):
        command = ["bash", "-c", ask, "bash", str(tmp_path / "ridegate.bash"), *words]
        return subprocess.run(command, capture_output=True, text=True).stdout.split()

    assert completed("ver") == ["verify"]
    assert completed("verify", "--oper") == ["--operator-key"]


@pytest.mark.parametrize("form", ["ascii", "latin-1"])
def test_what_a_window_cannot_show_is_replaced_in_one_way(form):
    """No escape, no traceback: an arrow is ->, a Chinese character a question mark a column."""
    files = [path for _, path in command.faulty()]
    for arguments in (["verify", "--trust", str(folder() / "trust.toml"), *files], ["inspect", files[0]], ["--help"]):
        process = started(*arguments, env={**os.environ, "PYTHONIOENCODING": form})
        said = b"".join(process.communicate()).decode(form)
        assert "\\u" not in said and "Traceback" not in said and said
        if arguments[0] == "verify":
            assert "  -> " in said and "??" in said
