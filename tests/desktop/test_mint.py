"""`ridegate mint` as people call it: what it writes, what it says, what it refuses."""

import base64
import json
import re
import shlex
import time
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

from hal.desktop.engine import desktop_engine
from hal.desktop.reading.decoder import ZxingDecoder
from sim.code import layout
from sim.command import cli
from sim.issuer import fault, mint, symbol
from sim.trust import file as trust_file
from terminal import codes, decide, history, policy

ENGINE = desktop_engine()
AT = "2026-11-30T08:00:00+08:00"


def _mint(out: Path, *arguments: str) -> list[dict]:
    assert cli.main(["mint", "--out", str(out), *arguments]) == 0
    return [json.loads(line) for line in (out / "manifest.jsonl").read_text("utf-8").splitlines()]


def _judge(out: Path, line: dict) -> list:
    opened = trust_file.load(out / "trust.toml", None, ENGINE).open(ENGINE)
    payload = (out / line["file"]).read_bytes()
    rules = policy.make(**line["policy"])
    decision = decide.decide(payload, opened, rules, history.History(1), line["at"])
    return [codes.of(decision.result).name, decision.step, decision.family]


def _refused(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    assert cli.main(["mint", *arguments]) == 2
    captured = capsys.readouterr()
    assert not captured.out and captured.err.startswith("ridegate mint: ") and captured.err.count("\n") == 1
    return captured.err


def test_what_is_minted_by_default_is_accepted_now(tmp_path: Path, capsys: pytest.CaptureFixture):
    out = tmp_path / "my codes"
    before = int(time.time())
    (line,) = _mint(out)
    assert before <= line["at"] <= time.time()
    assert (line["file"], line["result"], line["step"]) == ("accepted.bin", "ACCEPTED", None)
    assert {path.name for path in out.iterdir()} == {
        "accepted.bin", "manifest.jsonl", "operator.key", "operator.pub", "pki.json", "trust.bin", "trust.toml",
    }  # fmt: skip
    command = re.search(r"^  (ridegate verify .*)$", capsys.readouterr().out, re.MULTILINE)
    assert command and cli.main(shlex.split(command[1])[1:]) == 0


def test_the_binary_list_is_the_source_signed(tmp_path: Path):
    (line,) = _mint(tmp_path)
    opened = trust_file.load(tmp_path / "trust.bin", tmp_path / "operator.pub", ENGINE).open(ENGINE)
    payload = (tmp_path / line["file"]).read_bytes()
    decision = decide.decide(payload, opened, policy.STANDARD, history.History(1), line["at"])
    assert decision.result == codes.ACCEPTED and opened.test


def test_all_faults_are_answered_as_the_manifest_says(tmp_path: Path):
    lines = _mint(tmp_path, "--fault", "all", "--at", AT)
    assert len(lines) == 1 + len(fault.FAULTS)
    assert {line["at_utc"] for line in lines} == {"2026-11-30T00:00:00Z"}
    for line in lines:
        assert _judge(tmp_path, line) == [line["result"], line["step"], line["family"]], line["file"]


def test_some_faults_by_name(tmp_path: Path):
    lines = _mint(tmp_path, "--fault", "code_expired", "--fault", "BAD_PUBLIC_KEY-user", "--at", AT)
    assert [line["file"] for line in lines] == ["accepted.bin", "CODE_EXPIRED.bin", "BAD_PUBLIC_KEY-user.bin"]


def test_the_same_call_gives_the_same_bytes(tmp_path: Path):
    names = []
    for folder in ("one", "other"):
        _mint(tmp_path / folder, "--fault", "all", "--count", "2", "--seed", "demo", "--at", AT)
        names.append(sorted(path.name for path in (tmp_path / folder).iterdir()))
    assert names[0] == names[1]
    for name in names[0]:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_the_industry_of_a_folder_is_used_again(tmp_path: Path, capsys: pytest.CaptureFixture):
    first = _mint(tmp_path, "--seed", "demo", "--at", AT)
    kept = {name: (tmp_path / name).read_bytes() for name in ("pki.json", "trust.toml", "trust.bin")}
    second = _mint(tmp_path, "--at", AT)
    assert first == second
    assert kept == {name: (tmp_path / name).read_bytes() for name in kept}
    capsys.readouterr()
    assert "grew from 'demo'" in _refused(capsys, "--out", str(tmp_path), "--seed", "other")


def test_many_passengers(tmp_path: Path):
    lines = _mint(tmp_path, "--count", "12", "--at", AT)
    assert [line["file"] for line in lines][::11] == ["accepted-01.bin", "accepted-12.bin"]
    accounts = {layout.by_name("account").of((tmp_path / line["file"]).read_bytes(), 0) for line in lines}
    assert len(accounts) == 12
    assert all(_judge(tmp_path, line)[0] == "ACCEPTED" for line in lines)


def test_every_form_carries_the_same_code(tmp_path: Path):
    lines = _mint(tmp_path, "--form", "raw,hex,base64,png,blocks")
    assert [line["form"] for line in lines] == list(mint.FORMS)
    code = (tmp_path / "accepted.bin").read_bytes()
    assert bytes.fromhex((tmp_path / "accepted.hex").read_text()) == code
    assert base64.b64decode((tmp_path / "accepted.b64").read_text()) == code
    for line in lines[:3]:
        assert _judge(tmp_path, line)[0] == "ACCEPTED", "text is undone by the terminal"
    text = (tmp_path / "accepted.txt").read_text("utf-8")
    assert _read(_unblock(text)) == [code]
    assert (tmp_path / "accepted.png").read_bytes() == symbol.png(code)
    frame = np.asarray(symbol.render(code))
    assert _read(frame) == [code]
    assert [bytes(found.payload) for found in ZxingDecoder().decode(frame)] == [code]


def _read(frame: np.ndarray) -> list[bytes]:
    return [found.bytes for found in zxingcpp.read_barcodes(frame, zxingcpp.BarcodeFormat.QRCode)]


def _unblock(text: str) -> np.ndarray:
    """What a dark window shows: two modules a character, 4 pixels each."""
    rows = []
    for line in text.splitlines():
        rows += [[character in "▀█" for character in line], [character in "▄█" for character in line]]
    return np.kron(np.array(rows, dtype=np.uint8) * 255, np.ones((4, 4), dtype=np.uint8))


def test_the_symbol_is_the_one_wallets_show():
    assert [len(row) for row in symbol.matrix(bytes(range(256)) + bytes(108))] == [65] * 65
    assert symbol.render(b"\x81" * 332, 3).size == ((65 + 8) * 3,) * 2


@pytest.mark.parametrize(
    ("arguments", "result", "step"),
    [
        (["--set", "generated_s=-1190"], "ACCEPTED", None),
        (["--set", "generated_s=-1201"], "CODE_EXPIRED", 16),
        (["--set", "extension=00112233", "--set", "version=0"], "ACCEPTED", None),
        (["--set", "validity_s=0"], "BAD_VALIDITY", 14),
        (["--set", "cert_expiry=1026"], "ISSUER_CERT_EXPIRED", 9),
        (["--patch", "limit_fen=ffffff"], "BAD_ISSUER_SIGNATURE", 17),
        (["--patch", "generated_s=6b0cbc81"], "BAD_RIDE_SIGNATURE", 18),
        (["--set", "extension=0011", "--patch", "extension=0012"], "BAD_ISSUER_SIGNATURE", 17),
        (["--set", "data_length=330"], "BAD_LENGTH", 3),
    ],
)
def test_fields_set_by_hand(tmp_path: Path, arguments: list[str], result: str, step: int | None):
    (line,) = _mint(tmp_path, "--at", AT, *arguments)
    assert (line["result"], line["step"], line["stated_by"]) == (result, step, "terminal")
    assert line["file"] == ("accepted.bin" if result == "ACCEPTED" else f"{result}.bin")
    assert _judge(tmp_path, line)[:2] == [result, step]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fault", "EXPIRED"], "--fault EXPIRED: the faults are all, .*CODE_EXPIRED"),
        (["--set", "generated=5"], "generated: no such field; .*generated_s"),
        (["--set", "generated_s"], "write FIELD=VALUE"),
        (["--set", "validity_s=70000"], "validity_s: 70000 does not fit into 2 bytes"),
        (["--set", "issuer=0304173"], "issuer=0304173: write decimal digits"),
        (["--patch", "account=12"], "--patch account: has 10 bytes here, not 1"),
        (["--patch", "account=xy"], "write hexadecimal digits"),
        (["--patch", "nothing=00"], "--patch nothing: there is no such field"),
        (["--fault", "all", "--set", "validity_s=5"], "--fault decides the fields itself"),
        (["--form", "raw,gif"], "--form 'gif': the forms are raw, hex"),
        (["--count", "0"], "--count 0: choose 1 to"),
        (["--at", "tomorrow"], "--at tomorrow: write"),
        (["--at", "2026-11-30T08:00:00"], "--at 2026-11-30T08:00:00: write"),
        (["--at", "2019-12-31T00:00:00Z"], "hold from 2020-02 to 2099-11"),
        (["--at", "99999999999999999999"], "hold from 2020-02 to 2099-11"),
    ],
)
def test_what_cannot_be_minted(tmp_path: Path, capsys: pytest.CaptureFixture, arguments: list[str], message: str):
    assert re.search(message, _refused(capsys, "--out", str(tmp_path), *arguments))


def test_an_edited_list_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture):
    _mint(tmp_path)
    path = tmp_path / "trust.toml"
    path.write_text(path.read_text("utf-8").replace("sequence = 1", "sequence = 2"), "utf-8")
    capsys.readouterr()
    assert "is not what mint wrote there" in _refused(capsys, "--out", str(tmp_path))
    assert "sequence = 2" in path.read_text("utf-8")


def test_a_damaged_pki_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture):
    (tmp_path / "pki.json").write_text("{}", "utf-8")
    assert "delete it to have a new one made" in _refused(capsys, "--out", str(tmp_path))


def test_a_folder_that_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture):
    (tmp_path / "out").write_text("", "utf-8")
    assert "choose another --out" in _refused(capsys, "--out", str(tmp_path / "out"))


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture):
    lines = _mint(tmp_path, "--json", "--fault", "MALFORMED")
    document = json.loads(capsys.readouterr().out)
    assert document["files"] == lines and document["out"] == str(tmp_path)
    assert shlex.split(document["verify"])[:2] == ["ridegate", "verify"]


def test_an_extension_has_no_more_bytes_than_its_length_can_say(tmp_path, capsys):
    _mint(tmp_path, "--at", AT, "--set", "extension=" + "00" * 255)
    capsys.readouterr()
    error = _refused(capsys, "--out", str(tmp_path), "--set", "extension=" + "00" * 256)
    assert "255 bytes at most" in error


def test_a_seed_that_is_no_text_is_refused(tmp_path, capsys):
    assert "--seed" in _refused(capsys, "--out", str(tmp_path), "--seed", "\udcff")


def test_the_operators_keys_that_are_there_stay(tmp_path, capsys):
    for name in ("operator.pub", "operator.key", "family-keys.toml"):
        out = tmp_path / name
        out.mkdir()
        (out / name).write_text("# ridegate operator key of another operator\n", "ascii")
        assert f"{name} is there already" in _refused(capsys, "--out", str(out), "--family", "uic")
        assert (out / name).read_text("ascii").endswith("another operator\n")
    for _ in range(2):
        _mint(tmp_path / "again", "--at", AT, "--family", "uic")
