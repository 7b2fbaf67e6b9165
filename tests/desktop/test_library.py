"""The library: the examples of its page, its names, its bounds, and what it shows of an account."""

import dataclasses
import doctest
import inspect
import json
import re
import subprocess
import sys

import pytest

from sim import library
from tests.rig.command import AT, AT_S, ROOT, ridegate

PAGE = ROOT / "docs" / "library.md"
ACCOUNT = "3104170000000000000"
EXAMPLES_MIN = 20

TRUST = library.mint_trust(AT_S)
CODE = library.mint(AT_S)


def test_the_examples_of_the_page_hold(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert tried >= EXAMPLES_MIN and not failed
    assert not list(tmp_path.iterdir())


def test_every_function_stands_on_the_page_and_has_a_docstring():
    page = PAGE.read_text(encoding="utf-8")
    for name in library.__all__:
        public = getattr(library, name)
        assert public.__doc__ and public.__doc__.split()[0] != name, name
        if inspect.isfunction(public):
            assert f"`{name}(" in page, name


def test_an_import_brings_in_no_more_than_errors_and_bounds():
    words = "import sys, sim.library; print(*sorted(n for n in sys.modules if n.split('.')[0] in sys.argv[1:]))"
    rooms = ("sim", "hal", "terminal", "boards", "PIL", "zxingcpp", "segno", "serial", "numpy", "argparse")
    done = subprocess.run([sys.executable, "-c", words, *rooms], cwd=ROOT, capture_output=True, text=True, check=True)
    terminal = ["terminal", "terminal.codes", "terminal.port", "terminal.ridecode"]
    own = ["sim", "sim.input", "sim.input.field", "sim.library", "sim.output", "sim.output.trouble"]
    assert done.stdout.split() == [*own, *terminal]


def test_no_module_of_the_project_needs_it():
    needed = re.compile(r"(from|import) sim\.library\b|from sim import .*\blibrary\b(?!_)")
    modules = [path for room in ("terminal", "hal", "boards", "sim") for path in (ROOT / room).rglob("*.py")]
    assert len(modules) > 100
    assert not [path for path in modules if needed.search(path.read_text(encoding="utf-8"))]


def test_it_answers_as_the_command_does(tmp_path):
    (tmp_path / "trust.bin").write_bytes(TRUST.file.data)
    assert ridegate("mint", "--at", AT, "--fault", "all", "--out", tmp_path)[0] == 0
    loaded = library.load_trust(tmp_path / "trust.toml")
    signed = library.load_trust(tmp_path / "trust.bin", tmp_path / "operator.pub")
    assert (loaded.signed, signed.signed, signed.test) == (False, True, True)
    minted = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    files = [str(tmp_path / one["file"]) for one in minted]
    _, out, _ = ridegate("verify", "--trust", tmp_path / "trust.toml", "--at", AT, "--json", "--fare", 200, *files)
    said = [json.loads(line) for line in out.splitlines()]
    assert len(said) == len(minted) > 20
    for name, one in zip(files, said, strict=True):
        payload = open(name, "rb").read()
        for trust in (loaded, signed):
            decision = dataclasses.asdict(library.verify(payload, trust, AT_S, 200))
            for key in decision.keys() & one.keys():
                assert json.loads(json.dumps(decision[key])) == one[key], (name, key)


def test_faults_are_refused_as_stated():
    faults = library.mint_faults("all", AT_S)
    assert len({one.name for one in faults}) == len(faults) > 20
    for one in faults:
        decision = library.verify(one.code, TRUST, AT_S, one.fare_fen)
        assert (decision.result, decision.step, decision.accepted) == (one.result, one.step, False)


def test_an_account_is_masked_unless_it_is_asked_for():
    decision = library.verify(CODE, TRUST, AT_S)
    for shown in (library.parse(CODE), library.inspect(CODE), library.inspect(CODE[:-3]), decision, TRUST):
        assert ACCOUNT not in repr(shown) and CODE.hex()[272:292] not in repr(shown)
    assert library.parse(CODE, show_account=True).account == ACCOUNT
    assert ACCOUNT in repr(library.inspect(CODE, show_account=True))


def test_every_kind_of_bytes_is_taken_apart():
    for payload in (b"", b"\x81", CODE[:200], CODE + b"\0" * 2000, bytes(5000), *(one.code for one in
                    library.mint_faults("all", AT_S))):  # fmt: skip
        found = library.inspect(payload)
        assert found.bytes == len(payload)
        decision = library.verify(payload, TRUST, AT_S)
        assert decision.result != "INTERNAL"
    assert library.inspect(CODE).signatures[2].holds is True


@pytest.mark.parametrize("at_s", (-1, 2**32))
def test_a_moment_out_of_bounds_is_refused(at_s, tmp_path):
    with pytest.raises(ValueError, match="at_s"):
        library.verify(CODE, TRUST, at_s)
    with pytest.raises(ValueError, match="at_s"):
        library.replay(tmp_path, at_s=at_s)
    with pytest.raises(ValueError, match="2020-02 to 2099-11"):
        library.mint(at_s)


@pytest.mark.parametrize("at_s", (0, 2**32 - 1, None))
def test_a_moment_at_a_bound_is_judged(at_s):
    decision = library.verify(CODE, TRUST, at_s)
    assert decision.result == {None: "CLOCK_UNTRUSTED", 0: "TRUST_LIST_MISSING"}.get(at_s, "ISSUER_CERT_EXPIRED")


def test_what_is_wrong_is_said():
    with pytest.raises(ValueError, match="fare_fen"):
        library.verify(CODE, TRUST, AT_S, 0x1000000)
    assert library.verify(CODE, TRUST, AT_S, 0xFFFFFF).result == "FARE_ABOVE_LIMIT"
    with pytest.raises(ValueError, match="no such field"):
        library.mint(AT_S, {"nothing": 1})
    with pytest.raises(ValueError, match="numbered from 0"):
        library.mint(AT_S, user=-1)
    with pytest.raises(ValueError, match="CODE_EXPIRED"):
        library.mint_faults("CODE_USED", AT_S)
    with pytest.raises(ValueError, match="cpython, micropython"):
        library.replay("nothing.jsonl", runtime="jython")
    with pytest.raises(library.Trouble, match="name an MCAP file"):
        library.replay("nothing.jsonl")
    with pytest.raises(library.Trouble, match="name a trust list"):
        library.load_trust("nothing.toml")
    with pytest.raises(library.Refused) as refused:
        library.parse(CODE.hex().encode())
    assert refused.value.step == 1


def test_a_list_that_was_changed_is_refused(tmp_path):
    operator = tmp_path / "operator.pub"
    ridegate("mint", "--at", AT, "--out", tmp_path)
    data = bytearray(TRUST.file.data)
    (tmp_path / "page.bin").write_bytes(data[:-2000] + bytes([data[-2000] ^ 1]) + data[-1999:])
    damaged = library.load_trust(tmp_path / "page.bin", operator)
    with pytest.raises(OSError, match="page"):
        library.verify(CODE, damaged, AT_S)
    (tmp_path / "header.bin").write_bytes(data[:21] + bytes([data[21] ^ 1]) + data[22:])
    with pytest.raises(library.Trouble, match="signature"):
        library.load_trust(tmp_path / "header.bin", operator)


def test_a_replay_names_what_differs(tmp_path):
    capture = tmp_path / "scans.jsonl"
    one = {"hex": CODE.hex(), "at": AT_S, "result": "ACCEPTED"}
    capture.write_text(json.dumps(one))
    played = library.replay(str(capture), TRUST)
    assert played.same and (played.decisions, played.recorded) == (1, 1)
    capture.write_text(json.dumps(one | {"result": "CODE_EXPIRED"}))
    played = library.replay(capture, TRUST)
    assert not played.same and [each["field"] for each in played.differences] == ["result"]
    assert ACCOUNT not in repr(played)
    late = library.replay(capture, TRUST, at_s=AT_S + 1201)
    assert late.same and late.totals == {"CODE_EXPIRED": 1}
