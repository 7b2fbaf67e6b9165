"""`ridegate depot`, as people and programs use it."""

import json
import time

import pytest

from sim.issuer import operator_key
from tests.rig import fleet
from tests.rig.command import folder, lines, ridegate

NOTICE = "2026-11-14"


def test_from_init_to_a_page(tmp_path):
    depot, keys = tmp_path / "depot", ("--keys", tmp_path / "keys")
    status, out, error = ridegate("depot", "init", "--depot", depot, *keys, "--test")
    assert (status, error) == (0, "") and "1.root.json: bring it to each gateway" in out
    assert ridegate("depot", "publish", "--depot", depot, *keys)[1] == "nothing has been published yet; name a file\n"
    status, out, error = ridegate("depot", "publish", "--depot", depot, *keys, *fleet.OPERATOR, "--notice", NOTICE,
                                  fleet.list_file(tmp_path, 7))  # fmt: skip
    assert (status, error) == (0, "") and out == "targets 1 is signed\npublished: snapshot 1, timestamp 1\n"
    late = fleet.list_file(tmp_path, 8, effective="2026-11-30")
    publish = ("depot", "publish", "--depot", depot, *keys, *fleet.OPERATOR)
    status, out, error = ridegate(*publish, "--notice", NOTICE, late)
    assert status == 0 and "trust/8.bin: its own day comes after day 15 of its notice" in error
    told = lines(ridegate("depot", "show", "--depot", depot, "--json")[1])[0]
    assert told["test"] and told["targets"][0]["notice"] == NOTICE and told["roles"]["root"]["threshold"] == 2
    assert "trust/8.bin, notice of 2026-11-14" in ridegate("depot", "show", "--depot", depot)[1]
    gate = tmp_path / "gate1"
    gate.mkdir()
    settings = tmp_path / "gateway.toml"
    settings.write_text(
        f'depot = "depot/public"\nroot = "depot/public/metadata/1.root.json"\nkeep = "gateway"\ntest = true\n'
        f"operator_keys = [{json.dumps(str(folder() / 'operator.pub'))}]\n"
        '[[terminal]]\nterminal_id = 1\nprovisioning_id = 1\nfolder = "gate1"\n'
    )
    status, out, error = ridegate("depot", "gateway", settings, "--json")
    assert status == 0 and lines(out)[0]["installed"] in (["trust/8.bin"], [])  # before and from its day on
    terminals = tmp_path / "terminals.toml"
    terminals.write_text(f'[[terminal]]\nterminal_id = 7\nprovisioning_id = 1\nrecord_key = "{fleet.KEY.hex()}"\n')
    box = tmp_path / "receipts"
    box.mkdir()
    (box / "7-1.receipts").write_bytes(fleet.receipt(5, 7, 1_794_700_000) + b"torn")
    named = ("--depot", depot, "--terminals", terminals)
    status, out, _ = ridegate("depot", "receive", *named, box)
    assert status == 1 and out == "1 receipts taken, 0 were here, 1 incidents\n"
    page, table, metrics = tmp_path / "s.html", tmp_path / "s.csv", tmp_path / "s.prom"
    files = ("--html", page, "--csv", table, "--metrics", metrics)
    status, out, _ = ridegate("depot", "status", *named, "--at", "2026-11-29T23:59:59+08:00", *files)
    assert status == 1 and "list 8, notice of 2026-11-14: day 15 of 15, installed 0 of 1" in out
    assert "malformed" in out and "late" not in out
    status, out, _ = ridegate("depot", "status", *named, "--at", "2026-11-30T00:00:00+08:00", "--json")
    told = lines(out)[0]
    assert status == 1 and [one["kind"] for one in told["incidents"]] == ["malformed"]  # it was only looked ahead
    assert told["lists"][0]["overdue"] == ["7/1"]
    assert ridegate("depot", "settle", "--depot", depot, "1", "a torn file")[0] == 0
    assert ridegate("depot", "settle", "--depot", depot, "1", "again")[0] == 2
    assert "名单下发 Lists to the fleet" in page.read_text("utf-8")
    assert table.read_bytes().startswith(b"\xef\xbb\xbflist,")
    assert 'ridegate_depot_installed{list="8",notice="2026-11-14"} 0' in metrics.read_text()


def test_what_waits_does_not_hold_back_what_is_ready(tmp_path):
    where = ("--depot", tmp_path / "depot")
    keys = tmp_path / "keys"
    assert ridegate("depot", "init", *where, "--keys", keys, "--test")[0] == 0
    assert ridegate("depot", "rotate", *where, "root")[0] == 1  # it waits
    ready = [word for name in ("targets-1", "targets-2", "snapshot-1", "timestamp-1")
             for word in ("--key", keys / f"{name}.key")]  # fmt: skip
    publish = ("depot", "publish", *where, *fleet.OPERATOR)
    status, out, error = ridegate(*publish, *ready, fleet.list_file(tmp_path, 7))
    assert (status, error) == (1, "") and "root 2 waits for 2 more" in out
    assert out.endswith("published: snapshot 1, timestamp 1\n")
    status, out, error = ridegate(*publish, *ready[:2], fleet.list_file(tmp_path, 8))
    assert (status, error) == (1, "") and "targets 2 waits for 1 more" in out and "published" not in out
    status, out, error = ridegate("depot", "publish", *where, *ready[-2:])  # every day
    assert (status, error) == (1, "") and out.endswith("published: timestamp 2\n")


def test_the_daily_renewal_asks_for_the_snapshots_key_in_time(tmp_path):
    made = fleet.Fleet(tmp_path, now_s=int(time.time()) - 20 * fleet.DAY_S).publish(7)
    hourly = tmp_path / "hourly.key"
    hourly.write_text(operator_key.private_text(fleet.private("timestamp", 0)))
    status, out, error = ridegate("depot", "publish", "--depot", made.depot.folder, "--key", hourly)
    assert (status, out) == (1, "published: timestamp 2\n")
    assert "snapshot 1 is good until" in error and "with its key, too, renews it" in error


def test_only_the_status_of_now_makes_incidents(tmp_path):
    made = fleet.Fleet(tmp_path).publish(7, notice="2020-01-01")
    terminals = tmp_path / "terminals.toml"
    terminals.write_text(f'[[terminal]]\nterminal_id = 7\nprovisioning_id = 1\nrecord_key = "{fleet.KEY.hex()}"\n')
    look = ("depot", "status", "--depot", made.depot.folder, "--terminals", terminals, "--json")
    ahead = ("--at", "2020-02-01T00:00:00+08:00")
    for words, kinds in ((ahead, []), ((), ["late"]), (ahead, ["late"])):
        told = lines(ridegate(*look, *words)[1])[0]
        assert [one["kind"] for one in told["incidents"]] == kinds, words


@pytest.mark.parametrize(
    "verb", ["init", "publish", "sign", "rotate", "show", "gateway", "receive", "status", "settle"]
)
def test_every_verb_teaches(verb):
    status, out, error = ridegate("depot", verb, "--help")
    assert (status, error) == (0, "") and "example" in out and f"ridegate depot {verb}" in out and "exit status" in out
    assert max(map(len, out.splitlines())) <= 82, max(out.splitlines(), key=len)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("init", "--test"), "--test is for keys that --keys makes"),
        (("init", "--keys", "k", "--threshold", "root=2"), "--keys makes all keys"),
        (("init",), "no key for root"),
        (("publish", "x.bin"), "--operator-key"),
        (("publish", "--notice", NOTICE), "--notice is of a file"),
        (("publish", "--notice", "14.11.2026"), "no day; write it as in"),
        (("publish",), "no depot with a signed root"),
        (("publish", "--keys", "nowhere"), "name the folder of the keys"),
        (("sign",), "name the private key"),
        (("show",), "no depot with a signed root"),
        (("receive", "--terminals", "t"), "name files of receipts"),
        (("status", "--terminals", "t"), "no depot with a signed root"),
    ],
)
def test_commands_that_are_wrong(tmp_path, words, said):
    status, out, error = ridegate("depot", *words, "--depot", tmp_path / "depot")
    assert (status, out) == (2, "") and said in error and len(error.splitlines()) == 1
