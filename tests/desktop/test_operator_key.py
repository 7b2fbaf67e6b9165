"""The operator's keys: where they are read from, and what is signed with them."""

import hashlib
import hmac
from functools import cache

import gmalg
import gmssl.sm2
import pytest

from boards.format import image
from sim.device import provision
from sim.issuer import issuer, operator_key, pkcs8, sm2_sign
from sim.output.trouble import Trouble
from terminal import sm2
from tests.rig import command
from tests.rig.command import ridegate

PRIVATE = sm2_sign.private_key(b"tests", "operator")
PASSPHRASE = "correct horse battery"
PASS = {operator_key.PASSPHRASE_VARIABLE: PASSPHRASE}


@cache
def pem():
    return pkcs8.encrypt(PRIVATE, PASSPHRASE.encode(), bytes(16), bytes(16))


@pytest.fixture
def files(tmp_path):
    """operator.pem and its passphrase in a file; operator.pub."""
    (tmp_path / "operator.pem").write_text(pem(), "ascii")
    (tmp_path / "operator.pub").write_text(operator_key.public_text(operator_key.signer(PRIVATE, False)), "ascii")
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\nanother line\n", "utf-8")
    return tmp_path


# reading


def test_a_production_key_is_read_with_its_passphrase(files):
    signer = operator_key.read_signer(files / "operator.pem", files / "passphrase")
    assert signer == operator_key.signer(PRIVATE, False)
    assert operator_key.read_public(files / "operator.pub").keys == (signer.public_xy,)
    assert operator_key.is_private(files / "operator.pem") and not operator_key.is_private(files / "operator.pub")


def test_where_a_passphrase_comes_from(files):
    def ask(prompt):
        asked.append(prompt)
        return answers.pop(0)

    asked, answers = [], ["typed", "typed", "typed", "other"]
    file = files / "passphrase"
    assert operator_key.passphrase("?", file, environ=PASS, ask=ask) == PASSPHRASE.encode()
    assert operator_key.passphrase("?", None, environ={"RIDEGATE_PASSPHRASE": "电池 x"}, ask=ask) == "电池 x".encode()
    assert asked == []
    assert operator_key.passphrase("?", None, True, environ={}, ask=ask) == b"typed" and len(asked) == 2
    with pytest.raises(Trouble, match="differ"):
        operator_key.passphrase("?", None, True, environ={}, ask=ask)
    answers[:] = ["once"]
    assert operator_key.passphrase("?", None, environ={}, ask=ask) == b"once" and len(asked) == 5
    for text, expected in (("a\r\nb", b"a"), ("a", b"a"), (" a \n", b" a "), ("x" * 1024, b"x" * 1024)):
        file.write_bytes(text.encode())
        assert operator_key.passphrase("?", file) == expected
    file.write_bytes(b"\xff\xfe\n")
    assert operator_key.passphrase("?", file) == b"\xff\xfe"


def test_wrong_passphrases_and_damaged_files(files):
    (files / "passphrase").write_text("another one\n")
    with pytest.raises(Trouble, match="another passphrase, or the file is damaged"):
        operator_key.read_signer(files / "operator.pem", files / "passphrase")
    for text in (pem()[:-40], pem().replace("A", "B"), pem()[40:], pem() + pem()):
        (files / "operator.pem").write_text(text)
        with pytest.raises(Trouble, match=r"operator.pem: no (usable|private) operator key"):
            operator_key.read_signer(files / "operator.pem", files / "passphrase")


def test_a_damaged_file_is_told_before_the_passphrase_is_asked_for(files):
    (files / "operator.pem").write_text(pem()[:-40])
    with pytest.raises(Trouble, match="no usable operator key"):
        operator_key.read_signer(files / "operator.pem", files / "missing")


def test_files_that_hold_no_private_key(files):
    path = files / "x"
    label = operator_key.PRIVATE_LABEL
    for data in (
        b"", b"\n", b"# mine\n05\n", f"{label}\n0\n".encode(), f"{label}\n{sm2.N - 1:064x}\n".encode(),
        f"{label}\n-1\n".encode(), f"{label}\nx\n".encode(), label.encode(), f"{operator_key.LABEL}\n05\n".encode(),
        b"\xff" * 100, b"0" * 4097, (files / "operator.pub").read_bytes(),
    ):  # fmt: skip
        path.write_bytes(data)
        with pytest.raises(Trouble, match=r"x: (no private operator key|more than 4096 bytes|line 1: it is text)"):
            operator_key.read_signer(path, files / "passphrase")
    with pytest.raises(Trouble, match=r"name the operator's private key"):
        operator_key.read_signer(files / "missing")
    path.write_text(f"{label}\n{sm2.N - 2:064x}\n")
    assert operator_key.read_signer(path).private == sm2.N - 2


def test_public_key_files(tmp_path):
    public = tmp_path / "operator.pub"
    operator_key.write(tmp_path, 5)
    assert operator_key.read_signer(tmp_path / "operator.key") == operator_key.signer(5, True)
    xy = sm2_sign.public_key(5, "xy")
    assert operator_key.read_public(public) == operator_key.PublicKeys((xy,), True)
    assert operator_key.read_public(public).decoded(sm2.REFERENCE)[0].xy == xy
    short, full = sm2_sign.public_key(5).hex(), "04" + xy.hex()
    for text, keys, test in (
        (f"{short}\n\n# another\n{full}\n", 2, False),
        (f"  {short.upper()}  ", 1, False),
        (f"{full}\r\n", 1, False),
        (f"{operator_key.LABEL}\n{full}\n", 1, True),
        (f"{full}\n{operator_key.LABEL}, of us\n", 1, True),
    ):
        public.write_text(text)
        assert operator_key.read_public(public) == operator_key.PublicKeys((xy,) * keys, test)
    for text, why in (
        ("", "holds 0 keys"),
        (f"{short}\n" * 3, "holds 3 keys"),
        ("# a\nxyz\n", "line 2: no public key"),
        (f"{short[:-2]}\n", "line 1"),
        (f"04{bytes(64).hex()}\n", "line 1"),
        (operator_key.private_text(5), "line 2"),
        (pem(), "a PEM file"),
        ("#" * 5000, "more than 4096 bytes"),
    ):
        public.write_text(text)
        with pytest.raises(Trouble, match=why):
            operator_key.read_public(public)


def test_a_private_key_in_the_wrong_place_is_not_shown(tmp_path):
    path = tmp_path / "x"
    path.write_text(operator_key.private_text(PRIVATE))
    with pytest.raises(Trouble) as trouble:
        operator_key.read_public(path)
    assert f"{PRIVATE:064x}" not in str(trouble.value)


# the published test key


def test_the_published_key_is_one_and_the_same_everywhere():
    signer = operator_key.published_signer()
    assert signer == issuer.make_pki().operator and signer.test
    assert signer.public_xy == image.TEST_KEY
    assert operator_key.read_public(operator_key.TEST_PUBLIC) == operator_key.PublicKeys((image.TEST_KEY,), True)
    assert operator_key.is_published(image.TEST_KEY) and not operator_key.is_published(sm2_sign.public_key(5, "xy"))


def test_the_published_key_never_passes_for_a_production_key(tmp_path):
    public = tmp_path / "operator.pub"
    for text in (f"04{image.TEST_KEY.hex()}\n", f"{sm2_sign.public_key(5).hex()}\n04{image.TEST_KEY.hex()}\n"):
        public.write_text(text)
        assert operator_key.read_public(public).test
    private = operator_key.published_signer().private
    (tmp_path / "operator.pem").write_text(pkcs8.encrypt(private, PASSPHRASE.encode(), bytes(16), bytes(16)))
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    with pytest.raises(Trouble, match="published test key"):
        operator_key.read_signer(tmp_path / "operator.pem", tmp_path / "passphrase")


def test_the_published_key_is_in_the_package():
    listed = (command.ROOT / "pyproject.toml").read_text("utf-8")
    for path in (operator_key.TEST_KEY, operator_key.TEST_PUBLIC):
        assert path.is_file() and f'"{path.name}"' in listed


# signing


def test_signatures_are_the_same_every_time_and_hold_elsewhere():
    signer = operator_key.signer(PRIVATE, False)
    for body in (b"", b"a", bytes(192)):
        whole = signer.seal(body)
        assert whole == signer.seal(body) and whole[: len(body)] == body
        signature = whole[len(body) :]
        by_gmalg = gmalg.SM2(uid=sm2.IDENTITY, pk=b"\4" + signer.public_xy)
        assert by_gmalg.verify(body, signature[:32], signature[32:])
        by_gmssl = gmssl.sm2.CryptSM2("", "")
        by_gmssl.public_key = signer.public_xy.hex()
        assert by_gmssl.verify(signature.hex(), sm2_sign.message_digest(signer.public_xy, body))
    assert signer.seal(b"a")[1:] != signer.seal(b"b")[1:]


def test_a_signer_whose_halves_do_not_belong_together_signs_nothing():
    halves = operator_key.Signer(PRIVATE, sm2_sign.public_key(PRIVATE - 1, "xy"), False)
    with pytest.raises(Trouble, match="does not hold"):
        halves.seal(b"a")


def test_nonces_are_those_of_rfc_6979_with_sm3():
    """Written again from the RFC, with Python's own HMAC."""
    if "sm3" not in hashlib.algorithms_available:
        pytest.skip("this Python's OpenSSL has no SM3")

    def mac(key, data):
        return hmac.new(key, data, "sm3").digest()

    for private, digest in ((PRIVATE, bytes(32)), (1, b"\xff" * 32), (sm2.N - 2, hashlib.sha256(b"x").digest())):
        h1 = (int.from_bytes(digest, "big") % sm2.N).to_bytes(32, "big")
        seed = private.to_bytes(32, "big") + h1
        k, v = bytes(32), b"\1" * 32
        k = mac(k, v + b"\0" + seed)
        v = mac(k, v)
        k = mac(k, v + b"\1" + seed)
        v = mac(k, v)
        v = mac(k, v)
        assert next(sm2_sign.nonces(private, digest)) == int.from_bytes(v, "big")


def test_an_operator_out_of_its_files(files, tmp_path):
    passphrase = files / "passphrase"
    signer = operator_key.read_signer(files / "operator.pem", passphrase)
    operator_key.write(tmp_path, 5)
    (tmp_path / "trial.pub").write_text((tmp_path / "operator.pub").read_text())
    (files / "operator.pub").write_text(operator_key.public_text(signer))
    public, private = files / "operator.pub", files / "operator.pem"
    assert provision.read_operator([public]) == provision.Operator((signer.public_xy,), None, False)
    assert provision.read_operator([private], passphrase) == provision.Operator((signer.public_xy,), signer, False)
    found = provision.read_operator([tmp_path / "operator.key", tmp_path / "trial.pub"])
    assert found.signer == operator_key.signer(5, True) and len(found.keys) == 2 and found.test
    for paths, why in (
        ([public, tmp_path / "trial.pub"], "a test key and a production key"),
        ([public] * 3, "3 keys; an operator has one or two"),
        ([files / "missing"], "name an operator's key"),
    ):
        with pytest.raises(Trouble, match=why):
            provision.read_operator(paths)


def test_the_header_begins_as_described():
    for test in (True, False):
        signer = operator_key.signer(PRIVATE, test)
        expected = b"RGSAMPLE\1" + bytes([test]) + b"\2\0" + sm2_sign.sm3(signer.public_xy)[:8]
        assert signer.prefix(b"RGSAMPLE", 1, b"\2\0") == expected and len(expected) == 20


def test_lists_of_both_kinds_are_compiled_and_shown(files, tmp_path):
    out = tmp_path / "trust.bin"
    given = ["--operator-key", files / "operator.pem", "--passphrase-file", files / "passphrase"]
    status, said, err = ridegate("trust", "compile", command.trust(), *given, "--out", out)
    assert (status, err) == (0, "") and "a production list" in said
    again = tmp_path / "again.bin"
    assert ridegate("trust", "compile", command.trust(), *given, "--out", again)[0] == 0
    assert out.read_bytes() == again.read_bytes()
    status, _, err = ridegate("trust", "show", out, "--operator-key", files / "operator.pub")
    assert (status, err) == (0, "")
    data = bytearray(out.read_bytes())
    assert data[9] == 0
    data[9] = 1
    out.write_bytes(data)
    status, _, err = ridegate("trust", "show", out, "--operator-key", files / "operator.pub")
    assert status == 2 and "signature does not hold" in err


def test_a_key_that_is_no_key_is_one_line(files):
    given = ["trust", "compile", command.trust(), "--out", files / "x.bin", "--operator-key"]
    for name in ("operator.pub", "passphrase", "missing"):
        status, out, err = ridegate(*given, files / name, environment=PASS)
        assert (status, out) == (2, "") and err.count("\n") == 1 and not (files / "x.bin").exists()
    status, _, err = ridegate(*given, files / "operator.pem", environment={"RIDEGATE_PASSPHRASE": "something else"})
    assert status == 2 and "another passphrase" in err and err.count("\n") == 1


def test_a_test_key_is_read_with_the_line_ends_of_windows(tmp_path):
    path = tmp_path / "operator.key"
    path.write_bytes(operator_key.private_text(PRIVATE).replace("\n", "\r\n").encode())
    assert operator_key.read_signer(path) == operator_key.signer(PRIVATE, True)


def test_input_that_ends_at_the_prompt_is_said():
    def ask(prompt):
        raise EOFError

    with pytest.raises(Trouble, match="no passphrase was typed"):
        operator_key.passphrase("?", None, environ={}, ask=ask)
