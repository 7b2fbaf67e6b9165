"""A list of a million blocked accounts: compiled by the command line, looked up in the MicroPython VM."""

import time

import pytest

from sim.issuer import issuer
from sim.trust import source as trust_source
from terminal import trust
from tests.bench import lookup, trust as bench_trust
from tests.rig import command
from tests.rig.command import ridegate

COUNT = 1_000_000
COMPILED_MAX_S = 60
HEAP = "76wK"  # of words, two fifths of a small board's: the code has to be in it, too
DECISION_READS_MAX = 24


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A source whose accounts are those of tests/bench/lookup.py, in an order that is not theirs, one of them twice."""
    folder = tmp_path_factory.mktemp("million")
    lines = [lookup.account(number * 7_919 % COUNT).hex() for number in range(COUNT)]
    (folder / "blocked.txt").write_text("\n".join([*lines, lines[5].upper()]) + "\n", "ascii")
    text = issuer.trust_toml(command.pki()).split("[[blocked_account]]")[0]
    (folder / "trust.toml").write_text('blocked_accounts_file = "blocked.txt"\n' + text, "utf-8")
    return folder


def test_a_million_accounts_from_a_file(folder):
    out = folder / "trust.bin"
    began_s = time.process_time()
    status, said, err = ridegate(
        "trust", "compile", folder / "trust.toml", "--operator-key", command.folder() / "operator.key", "--out", out,
        "--json",
    )  # fmt: skip
    assert (status, err) == (0, "")
    assert time.process_time() - began_s < COMPILED_MAX_S
    told = command.lines(said)[0]
    assert (told["blocked_account"], told["repeated"], told["test"]) == (COUNT, 1, True)
    assert told["bytes"] == out.stat().st_size <= bench_trust.LENGTH_MAX_BYTES
    assert not any(told["boards"].values())
    found = bench_trust.in_the_vm(out, command.pki().operator.public_xy, COUNT, HEAP)
    assert found["reads_max"] == 5
    assert found["held_bytes"] <= bench_trust.HELD_MAX_BYTES
    assert found["left_bytes"] <= bench_trust.LEFT_MAX_BYTES


def test_all_look_ups_of_one_decision_together():
    worst = ((trust.CA_KEY, 256), (trust.ISSUER, 100_000), (trust.REVOKED, COUNT), (trust.BLOCKED, COUNT))
    assert sum(len(trust.page_counts(table, count)) for table, count in worst) <= DECISION_READS_MAX


def test_what_the_source_says_is_what_the_file_says(folder):
    text = (folder / "trust.toml").read_text("utf-8")
    few = folder / "few"
    few.mkdir()
    (few / "blocked.txt").write_text("".join(f"{lookup.account(n).hex()}\n" for n in range(60)), "ascii")
    written = "".join(f'[[blocked_account]]\naccount = "{lookup.account(n).hex()}"\n' for n in range(60))
    plain = text.replace('blocked_accounts_file = "blocked.txt"\n', "") + written
    operator = command.pki().operator
    lists = [
        trust_source.compile_list(trust_source.parse_source(source, folder=few), operator) for source in (text, plain)
    ]
    assert lists[0] == lists[1]
