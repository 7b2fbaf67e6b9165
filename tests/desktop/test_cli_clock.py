"""`ridegate clock` without a board: requests, signatures and statements in files, and what is refused of them."""

import json

import pytest

from boards.format import statement
from sim.device import clock_statement
from sim.device.clock_statement import Request
from sim.issuer import operator_key
from sim.output import whole_file
from sim.output.trouble import Trouble
from terminal import signed, sm2
from tests.builder import statement_builder
from tests.rig.command import folder, pki, ridegate

AT_S = 1_793_520_000
AT = "2026-11-01T16:00:00+08:00"
NONCE = bytes(range(16))
REQUEST = Request(7, 3, NONCE, True)


def opened(data, key=None, test=True):
    keys = (key or sm2.REFERENCE.decode(pki().operator.public_xy),)
    return sm2.finish(statement.open_statement(data, 7, 3, NONCE, keys, sm2.REFERENCE, test))


@pytest.fixture
def request_file(tmp_path):
    path = tmp_path / "request.json"
    whole_file.write(path, clock_statement.encode_request(REQUEST))
    return path


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """A production key with its passphrase file."""
    where = tmp_path_factory.mktemp("keys")
    secret = where / "secret"
    secret.write_text("correct horse battery\n")
    done = ridegate("trust", "keygen", "--out", where / "operator", "--passphrase-file", secret)
    assert done[0] == 0, done
    return where / "operator.pem", secret


def state(request_file, *more, key=None):
    out = request_file.with_name("statement.bin")
    key = key or folder() / "operator.key"
    return ridegate("clock", "statement", "--request", request_file, "--key", key, "--out", out, *more), out


def test_a_statement_that_a_terminal_takes(request_file):
    (status, output, error), out = state(request_file, "--time", AT)
    assert status == 0 and not error, error
    assert "for terminal 7 it is 2026-11-01T08:00:00Z" in output and "this computer's" in output
    assert opened(out.read_bytes()) == AT_S
    again, _ = state(request_file, "--time", str(AT_S), "--json")
    assert json.loads(again[1]) == {"out": str(out), "terminal_id": 7, "time": AT_S}
    assert clock_statement.read(out) == out.read_bytes()
    assert [path.name for path in sorted(out.parent.iterdir())] == ["request.json", "statement.bin"]


def test_it_is_what_the_description_says():
    made = clock_statement.sign(REQUEST, AT_S, operator_key.signer(1234567, True))
    built = statement_builder.build(AT_S, NONCE, terminal=7, provisioning=3)
    assert made[:12] + made[20:48] == built[:12] + built[20:48] and len(made) == len(built)


def test_a_production_key_makes_a_production_statement(tmp_path, production):
    path, secret = production
    request = tmp_path / "request.json"
    whole_file.write(request, clock_statement.encode_request(Request(7, 3, NONCE, False)))
    (status, _, error), out = state(request, "--time", AT, "--passphrase-file", secret, key=path)
    assert status == 0 and not error, error
    key = operator_key.read_public(path.with_suffix(".pub")).decoded(sm2.REFERENCE)[0]
    assert opened(out.read_bytes(), key, False) == AT_S
    with pytest.raises(signed.BlobRefused, match="production key"):
        opened(out.read_bytes(), key, True)


def test_test_and_production_are_not_mixed(tmp_path, request_file, production):
    path, secret = production
    (status, _, error), out = state(request_file, "--passphrase-file", secret, key=path)
    assert status == 2 and "takes test keys only" in error and not out.exists()
    whole_file.write(request_file, clock_statement.encode_request(Request(7, 3, NONCE, False)))
    (status, _, error), out = state(request_file)
    assert status == 2 and "takes production keys only" in error and not out.exists()


def test_requests_come_back_as_they_were(tmp_path):
    for request in (REQUEST, Request(0, 0xFFFFFFFF, bytes(16), False)):
        path = tmp_path / "request.json"
        whole_file.write(path, clock_statement.encode_request(request))
        assert clock_statement.read_request(path) == request


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "something else"}, {"terminal_id": -1}, {"terminal_id": 1 << 32}, {"terminal_id": True},
        {"terminal_id": "7"}, {"provisioning_id": None}, {"nonce": "00" * 15}, {"nonce": "00" * 17}, {"nonce": "zz"},
        {"nonce": 5}, {"test": 1}, {"test": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_request_that_is_none(request_file, changes):
    fields = {**json.loads(request_file.read_bytes()), **changes}
    request_file.write_text(json.dumps(fields))
    with pytest.raises(Trouble, match=r"request\.json"):
        clock_statement.read_request(request_file)


@pytest.mark.parametrize("data", [b"", b"[]", b"7", b"\xff\xfe", b"{" * 5000, b"[" * 100_000, b'{"kind": 1}'])
def test_a_file_that_is_no_request(request_file, data):
    request_file.write_bytes(data)
    with pytest.raises(Trouble, match="ridegate clock request"):
        clock_statement.read_request(request_file)


def test_files_that_are_no_statements(tmp_path):
    path = tmp_path / "statement.bin"
    whole = clock_statement.sign(REQUEST, AT_S, operator_key.signer(1234567, True))
    for data in (b"", whole[:-1], whole + b"\0", b"RGTRUST1" + whole[8:]):
        path.write_bytes(data)
        status, _, error = ridegate("clock", "apply", "--port", "/dev/none", path)
        assert status == 2 and "no statement" in error and error.count("\n") == 1


def test_times():
    now_s = AT_S
    for text, time_s in ((AT, AT_S), ("now", now_s), ("-60", now_s - 60), (str(AT_S), AT_S)):
        assert clock_statement.moment(text, now_s) == time_s
    first, last = clock_statement.EARLIEST_S, clock_statement.LATEST_S
    assert [clock_statement.moment(str(each), 0) for each in (first, last)] == [first, last]
    for text in (str(first - 1), str(last + 1), "2026-11-01T16:00:00", "yesterday", "", "9" * 400):
        with pytest.raises(Trouble, match="--time"):
            clock_statement.moment(text, now_s)


def test_what_is_wrong_gives_one_line(request_file, tmp_path):
    key = folder() / "operator.key"
    for arguments, words in (
        (["statement", "--key", key], "one of the arguments --port --request is required"),
        (["statement", "--key", key, "--port", "x", "--request", request_file], "not allowed"),
        (["statement", "--key", key, "--request", request_file], "--out"),
        (["statement", "--key", key, "--port", "x", "--out", "y"], "--out"),
        (["statement", "--key", tmp_path / "none", "--request", request_file, "--out", "y"], "none"),
        (["statement", "--key", key, "--request", tmp_path / "none", "--out", "y"], "none"),
        (["statement", "--key", folder() / "operator.pub", "--request", request_file, "--out", "y"], "operator.pub"),
        (["statement", "--key", key, "--request", request_file, "--out", tmp_path / "no" / "y"], "no/y: No such file"),
        (["statement", "--key", key, "--port", "x", "--time", "soon"], "--time"),
        (["request", "--port", "x", "--out", tmp_path / "no" / "y"], "no/y: No such file"),
        (["apply", "--port", "x", tmp_path / "none"], "none"),
        (["show", "--port", tmp_path / "ttyACM9"], "there is no such port"),
    ):
        status, output, error = ridegate("clock", *arguments)
        assert (status, output, error.count("\n")) == (2, "", 1), error
        assert words in error


def test_help_teaches():
    for verb in ("set", "show", "request", "statement", "apply"):
        status, output, _ = ridegate("clock", verb, "--help")
        assert status == 0 and "examples:" in output and "exit status" in output
        assert max(map(len, output.splitlines())) <= 80
