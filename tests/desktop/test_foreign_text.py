"""Text of unknown origin in what commands print: it moves no cursor, colours nothing and turns no direction."""

import ast
import contextlib
import io
import json
import os
import pty
import subprocess
import sys

import pytest

from sim.output import show
from sim.output.console import Console
from sim.output.table import Table
from sim.output.text import Text
from tests.rig import command
from tests.rig.command import ROOT, ridegate

ESCAPES = "\x1b]0;title\x07\x1b[31m\x9b31m\x7f\r\b\u202e\u2066\u200f\u2028\ufeff\U000e0001\ud800"
ELSEWHERE = {  # what programs in a VM read, what all else prints through, a version, a script for shells
    "sim/output/show.py", "sim/output/console.py", "sim/output/progress.py", "sim/output/stream.py",
    "sim/judge/vm_verify.py", "sim/capture/vm_replay.py", "sim/emulator/__main__.py", "sim/command/cli.py",
    "sim/command/completion.py",
}  # fmt: skip
WRITES = ("sys.stdout.write", "sys.stderr.write", "stream.write", "stream.write_error")


def harmless(text):
    return all(one == "\n" or one.isprintable() for one in text)


def prints(tree):
    """The lines that print or write to standard output by themselves."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called, named = ast.unparse(node.func), {each.arg for each in node.keywords}
            if called in WRITES or (called == "print" and "file" not in named):
                yield node.lineno


def test_only_one_place_prints():
    """A `print` elsewhere would be one more place to spell out control characters, and one to forget it."""
    found = []
    for path in sorted((ROOT / "sim").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if name not in ELSEWHERE and not name.startswith("sim/emulator/board/"):
            found += [f"{name}:{line}" for line in prints(ast.parse(path.read_text(encoding="utf-8")))]
    assert found == []


def test_a_print_elsewhere_is_found():
    text = "import sys\nprint(1)\nprint(2, flush=True)\nsys.stdout.write('x')\n"
    text += "stream.write('x')\nprint(3, file=other)\nshow.line('x')\n"
    assert list(prints(ast.parse(text))) == [2, 3, 4, 5]


@pytest.mark.parametrize("style", ["", "bold red"])
def test_text_and_tables_spell_out_what_is_no_text(style):
    out = io.StringIO()
    on = Console(out, width=200, colours=False)
    table = Table("", "")
    table.add_row(f"cell {ESCAPES}", Text(f"text {ESCAPES}", style))
    for what in (ESCAPES, Text(ESCAPES, style), Text.assemble(("a", "bold"), ESCAPES, (ESCAPES, style)), table):
        on.print(what)
    show.indented(on, Text(f"中文 {ESCAPES}", style))
    assert harmless(out.getvalue()) and out.getvalue().count(r"\x1b[31m") == 7 and "中文" in out.getvalue()


def test_lines_and_objects_spell_it_out(capsys):
    show.line(f"a\n{ESCAPES}")
    show.complain("verify", ESCAPES)
    show.lines("one\n\ntwo\x1b[0m")
    show.json_line({ESCAPES: ESCAPES.replace("\ud800", ""), "zh": "中文"})
    out, err = capsys.readouterr()
    first, one, blank, two, last = out.splitlines()
    assert harmless(out) and harmless(err) and first.startswith(r"a\n\x1b]0;title") and len(err.splitlines()) == 1
    assert (one, blank, two) == ("one", "", r"two\x1b[0m")
    assert json.loads(last)[ESCAPES] == ESCAPES.replace("\ud800", "")


def test_a_bar_spells_it_out(tmp_path):
    path = tmp_path / "\x1b[31m\u202e.csv"
    path.write_text("81\n")
    near, far = pty.openpty()
    command_line = [sys.executable, "-m", "sim", "replay", str(path), "--at", "1793000000"]
    process = subprocess.Popen(command_line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=far)
    os.close(far)
    seen = b""
    with contextlib.suppress(OSError):  # the other end is closed
        while piece := os.read(near, 4096):
            seen += piece
    os.close(near)
    process.wait()
    bar = seen.decode().replace("\r\x1b[K", "").replace("\r\n", "")
    assert "replaying" in bar and r"\x1b[31m\u202e" in bar and harmless(bar)


@pytest.mark.parametrize(
    "arguments",
    [
        ("inspect", "{name}"),
        ("verify", "{name}"),
        ("verify", "--trust", "{name}", "{name}"),
        ("decode", "{name}"),
        ("replay", "{name}"),
        ("replay", "{name}", "--at", "{name}"),
        ("trust", "show", "{name}"),
        ("trust", "compile", "{name}", "--out", "{name}"),
        ("config", "check", "{name}"),
        ("journal", "verify", "{name}"),
        ("{name}",),
        ("run", "--camera", "{name}"),
    ],
)
def test_no_command_hands_on_the_escapes_of_a_name(tmp_path, arguments):
    name = str(tmp_path / ESCAPES.replace("\ud800", ""))
    for there in (False, True):
        if there:
            with open(name, "wb") as file:
                file.write(b"sequence = '\x1b[31m\xe2\x80\xae'\n")
        status, out, err = ridegate(*(each.replace("{name}", name) for each in arguments))
        assert status != 0 and harmless(out) and harmless(err) and "Traceback" not in err


def test_the_issuers_of_a_list_are_printed_without_escapes(tmp_path):
    """A list may come from an operator whom its reader does not know."""
    path = tmp_path / "list.toml"
    text = command.trust().read_text(encoding="utf-8")
    path.write_text(text.replace('\nname = "', '\nname = "\\u202E\\u009B'), encoding="utf-8")
    for more in ((), ("--json",)):
        status, out, err = ridegate("trust", "show", path, *more)
        assert harmless(out) and harmless(err) and (status, "u202e" in out + err, "9b" in out + err) == (0, True, True)
