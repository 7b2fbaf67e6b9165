"""`ridegate trust keygen`: what it writes, what it never does."""

import json
import os
import pty
import shutil
import stat
import subprocess
import sys
import time

import pytest

from sim.issuer import operator_key, sm2_sign
from sim.output.trouble import Trouble
from sim.trust import keygen
from tests.rig import command
from tests.rig.command import ridegate

PASSPHRASE = "correct horse battery"
PASS = {operator_key.PASSPHRASE_VARIABLE: PASSPHRASE}
OPENSSL = shutil.which("openssl")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_keygen_writes_a_key_that_openssl_and_we_read(tmp_path):
    status, out, err = ridegate("trust", "keygen", "--out", tmp_path / "operator", environment=PASS)
    assert (status, err) == (0, "")
    private, public = tmp_path / "operator.pem", tmp_path / "operator.pub"
    assert sorted(tmp_path.iterdir()) == [private, public]
    assert mode(private) == 0o600
    (tmp_path / "p").write_text(PASSPHRASE)
    signer = operator_key.read_signer(private, tmp_path / "p")
    assert not signer.test
    found = operator_key.read_public(public)
    assert found == operator_key.PublicKeys((signer.public_xy,), False)
    assert signer.key_id == sm2_sign.sm3(signer.public_xy)[:8]
    assert signer.key_id.hex() in out and signer.key_id.hex() in public.read_text()
    hidden = f"{signer.private:064x}"
    assert hidden not in out + private.read_text() + public.read_text() + repr(signer)
    if OPENSSL is None:
        pytest.skip("no openssl on the PATH to compare with; the rest of this test passed")
    shown = subprocess.run(
        [OPENSSL, "pkey", "-in", private, "-passin", f"file:{tmp_path / 'p'}", "-noout", "-text"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    digits = "".join(shown.split()).replace(":", "")
    assert hidden in digits and signer.public_xy.hex() in digits


def test_keygen_of_a_test_key(tmp_path):
    status, out, err = ridegate("trust", "keygen", "--test", "--out", tmp_path / "trial", "--json")
    assert (status, err) == (0, "")
    private, public = tmp_path / "trial.key", tmp_path / "trial.pub"
    signer = operator_key.read_signer(private)
    told = json.loads(out)
    assert told == {"private": str(private), "public": str(public), "key_id": signer.key_id.hex(), "test": True}
    assert signer.test and mode(private) == 0o600
    assert operator_key.read_public(public) == operator_key.PublicKeys((signer.public_xy,), True)
    assert f"{signer.private:064x}" not in out


def test_every_key_is_another(tmp_path):
    for name in ("a", "b"):
        assert ridegate("trust", "keygen", "--test", "--out", tmp_path / name)[0] == 0
    assert (tmp_path / "a.key").read_text() != (tmp_path / "b.key").read_text()


def test_names_with_an_ending_and_without_a_name(tmp_path):
    assert ridegate("trust", "keygen", "--test", "--out", tmp_path / "new.pem")[0] == 0
    assert ridegate("trust", "keygen", "--test", "--out", tmp_path / "v1.2")[0] == 0
    assert {path.name for path in tmp_path.iterdir()} == {"new.key", "new.pub", "v1.2.key", "v1.2.pub"}
    for name in (".", "..", "/"):
        status, out, err = ridegate("trust", "keygen", "--test", "--out", name)
        assert (status, out) == (2, "") and err.count("\n") == 1


@pytest.mark.parametrize("there", ["operator.pem", "operator.pub"])
def test_keygen_overwrites_nothing(tmp_path, there):
    (tmp_path / there).write_text("mine")
    status, out, err = ridegate("trust", "keygen", "--out", tmp_path / "operator", environment=PASS)
    assert (status, out) == (2, "") and f"{there} is there already" in err and err.count("\n") == 1
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_keygen_writes_through_no_link(tmp_path):
    target = tmp_path / "elsewhere"
    (tmp_path / "operator.pem").symlink_to(target)
    status, _, err = ridegate("trust", "keygen", "--out", tmp_path / "operator", environment=PASS)
    assert status == 2 and "is there already" in err and not target.exists()


def test_keygen_where_nothing_can_be_written(tmp_path):
    status, _, err = ridegate("trust", "keygen", "--out", tmp_path / "no" / "operator", environment=PASS)
    assert status == 2 and "--out" in err and err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_passphrases_that_keygen_does_not_take(tmp_path):
    for passphrase, why in (("", "this one 0"), ("elevenbytes", "11 bytes; take 12"), ("x" * 1025, "this one 1025")):
        file = tmp_path / "passphrase"
        file.write_text(passphrase)
        given = ["trust", "keygen", "--out", tmp_path / "operator"]
        for arguments, environment in (
            ([], {**PASS, "RIDEGATE_PASSPHRASE": passphrase}),
            (["--passphrase-file", file], PASS),
        ):
            status, out, err = ridegate(*given, *arguments, environment=environment)
            assert (status, out) == (2, "") and why in err and "elevenbytes" not in err
        assert list(tmp_path.iterdir()) == [file]


def test_nobody_to_ask(tmp_path):
    status, _, err = ridegate("trust", "keygen", "--out", tmp_path / "operator")
    assert status == 2 and "--passphrase-file" in err and not list(tmp_path.iterdir())


def test_keygen_asks_twice_and_shows_nothing(tmp_path):
    """A real prompt on a real pseudo-terminal."""
    for second, good in ((PASSPHRASE, True), (PASSPHRASE + "!", False)):
        status, shown = typed(["trust", "keygen", "--out", str(tmp_path / "operator")], [PASSPHRASE, second])
        assert PASSPHRASE not in shown and "Passphrase for" in shown and "Once more" in shown
        assert (status, "differ" in shown) == ((0, False) if good else (2, True))
        assert (tmp_path / "operator.pem").exists() == good
        for path in tmp_path.iterdir():
            path.unlink()


def typed(arguments, answers):
    """Run a command on a terminal of its own and type an answer at each prompt: (status, what was shown)."""
    environment = {name: value for name, value in os.environ.items() if name != operator_key.PASSPHRASE_VARIABLE}
    pid, screen = pty.fork()
    if not pid:
        os.chdir(command.ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "sim", *arguments], environment)
    shown = b""
    waiting = list(answers)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            more = os.read(screen, 1024)
        except OSError:  # the other end is gone
            break
        if not more:
            break
        shown += more
        if waiting and shown.rstrip(b" ").endswith(b":"):
            time.sleep(0.05)  # the echo is off before the prompt is there, but leave no doubt
            os.write(screen, waiting.pop(0).encode() + b"\n")
    os.close(screen)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    with pytest.raises(Trouble, match="name a place that can be written, with --out"):
        keygen.make(tmp_path / ("a" * 300), True, None)


@pytest.mark.parametrize("half", ["operator.key", "operator.pub"])
def test_ctrl_c_leaves_no_half_of_a_key(tmp_path, monkeypatch, half):
    real = os.fsync

    def interrupted(handle):
        if (tmp_path / half).exists():
            raise KeyboardInterrupt
        real(handle)

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        keygen.make(tmp_path / "operator", True, None)
    assert list(tmp_path.iterdir()) == []
