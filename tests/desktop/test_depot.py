"""The depot's side: keys and ceremony, signatures that wait, rotation, what may be published."""

import stat
import tarfile

import pytest

from sim.fleet import ceremony, depot as depots, target
from sim.fleet.depot import KEYS_MAX, Depot, Role
from sim.fleet.sm2_key import Sm2Key, of_public, read_public
from sim.issuer import operator_key
from sim.output.trouble import Trouble
from tests.rig import fleet
from tests.rig.command import folder, ridegate
from tests.rig.fleet import Fleet, tar_entry

NOTICE = "2026-11-14"


# Keys


def test_a_key_as_metadata_names_it():
    xy = operator_key.signer(0x99, True).public_xy
    key = of_public(xy, True)
    told = key.to_dict()
    assert (told["keytype"], told["scheme"]) == ("sm2", "sm2-sm3")
    assert Sm2Key.from_dict(key.keyid, key.to_dict()) == key and key.test and not of_public(xy, False).test
    for change in (
        {"public": "04" + "00" * 64},
        {"public": told["keyval"]["public"][:-2]},
        {"public": "02" + told["keyval"]["public"][2:66]},
        {"public": "x"},
        {},
    ):
        with pytest.raises((ValueError, KeyError)):
            Sm2Key.from_dict(key.keyid, {**key.to_dict(), "keyval": change})


def test_the_published_test_key_is_a_test_key_whatever_its_label():
    assert of_public(operator_key.published_signer().public_xy, False).test


def test_each_key_lies_in_a_file_that_only_its_owner_reads(tmp_path):
    roles, signers = ceremony.make(tmp_path / "keys", True, None)
    files = sorted(path for path in (tmp_path / "keys").iterdir() if path.suffix == ".key")
    assert len(files) == len(signers) == 8 and stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {name: (role.threshold, len(role.keys)) for name, role in roles.items()} == ceremony.STANDARD
    with pytest.raises(Trouble, match="never overwritten"):
        ceremony.make(tmp_path / "keys", True, None)
    read = ceremony.signers([], tmp_path / "keys", None)
    assert {one.public_key for one in read} == {one.public_key for one in signers}


def test_keys_of_production_want_a_passphrase(tmp_path):
    where = ("--depot", tmp_path / "depot", "--keys", tmp_path / "keys")
    short = tmp_path / "word"
    short.write_text("short\n")
    status, _, error = ridegate("depot", "init", *where, "--passphrase-file", short)
    assert status == 2 and "take 12 or more" in error and list((tmp_path / "keys").iterdir()) == []


# Ceremony and rotation


def test_a_ceremony_with_keys_that_stay_with_their_holders(tmp_path):
    names = ("anna", "bo", "chen", "dai", "eva", "daily", "hourly")
    for name in names:
        assert ridegate("trust", "keygen", "--out", tmp_path / name, "--test")[0] == 0
    words = ["depot", "init", "--depot", tmp_path / "depot"]
    for role, name in zip(("root", "root", "root", "targets", "targets", "snapshot", "timestamp"), names):
        words += [f"--{role}-key", tmp_path / f"{name}.pub"]
    status, out, _ = ridegate(*words, "--threshold", "root=2")
    assert status == 1 and "root 1 waits for 2 more signatures" in out
    sign = ("depot", "sign", "--depot", tmp_path / "depot", "--key")
    status, out, _ = ridegate(*sign, tmp_path / "anna.key")
    assert status == 1 and "root: 2 of 3" in out and "targets: 2 of 2" in out and "waits for 1 more" in out
    status, out, _ = ridegate(*sign, tmp_path / "dai.key")  # signs no root
    assert status == 1 and "waits for 1 more" in out
    status, out, _ = ridegate(*sign, tmp_path / "anna.key")  # once more is not one more
    assert status == 1 and "waits for 1 more" in out
    status, out, _ = ridegate(*sign, tmp_path / "chen.key")
    assert status == 0 and "root 1 has all its signatures" in out
    publish = ("depot", "publish", "--depot", tmp_path / "depot", *fleet.OPERATOR)
    status, out, _ = ridegate(*publish, "--key", tmp_path / "dai.key", fleet.list_file(tmp_path, 7))
    assert status == 1 and "targets 1 waits for 1 more" in out
    status, out, error = ridegate(*publish, "--key", tmp_path / "dai.key", fleet.list_file(tmp_path, 8))
    assert status == 2 and "waits for signatures" in error
    status, out, _ = ridegate(*sign, tmp_path / "eva.key")
    assert status == 0 and "trust/7.bin, number 7" in out
    status, out, error = ridegate("depot", "publish", "--depot", tmp_path / "depot", "--key", tmp_path / "hourly.key")
    assert status == 2 and "snapshot 1 waits for 1 more" in error
    keys = ("--key", tmp_path / "hourly.key", "--key", tmp_path / "daily.key")
    status, out, _ = ridegate("depot", "publish", "--depot", tmp_path / "depot", *keys)
    assert status == 0 and out == "published: snapshot 1, timestamp 1\n"
    status, out, _ = ridegate("depot", "publish", "--depot", tmp_path / "depot", *keys[:2])
    assert status == 0 and out == "published: timestamp 2\n"  # the daily key is not needed every day


def test_keys_change_and_gateways_follow(tmp_path):
    made = Fleet(tmp_path)
    made.publish(7, signers=[*fleet.keys("targets")[:2], *fleet.keys("snapshot", "timestamp")])
    assert made.kinds() == []
    lost, new = fleet.key("targets", 0).public_key, fleet.key("targets", 3)
    made.depot.rotate("targets", [new.public_key], [lost.keyid[:8]], None)
    assert made.depot.sign([fleet.key("root", 0)]) == []  # one of two
    assert made.depot.sign([fleet.key("root", 2)]) == ["root 2"]
    with pytest.raises(Trouble, match="signs anew"):
        made.depot.renew(fleet.keys())
    left = [fleet.key("targets", 1), new, *fleet.keys("snapshot", "timestamp")]
    assert made.depot.offer([]) and made.depot.sign(left) == ["targets 2"]
    assert made.depot.renew(left) == ["snapshot 2", "timestamp 2"]
    assert made.kinds() == []
    made.publish(8, signers=left)
    assert made.kinds() == [] and fleet.sequence_in(made.gates[0]) == 8
    made.depot.offer([made.packed(9)])  # the lost key is worth nothing
    assert made.depot.sign([fleet.key("targets", 0), fleet.key("targets", 1)]) == []


def test_a_new_root_wants_the_old_ones_signatures_and_its_own(tmp_path):
    made = Fleet(tmp_path).publish(7)
    new = [fleet.key("root", number) for number in (3, 4, 5)]
    gone = [fleet.key("root", number).public_key.keyid for number in range(3)]
    made.depot.rotate("root", [one.public_key for one in new], gone, 3)
    assert made.depot.sign(new) == []
    assert [one.missing for one in made.depot.waiting()] == [2]
    assert made.depot.sign(fleet.keys("root")[:2]) == ["root 2"]
    made.depot.rotate("root", [], [], None)  # another year
    assert made.depot.sign(fleet.keys("root")) == []
    assert made.depot.sign(new) == ["root 3"]
    made.publish(8)
    assert made.kinds() == [] and fleet.sequence_in(made.gates[0]) == 8


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("root", [], ["00"], None), "0 keys of root begin so"),
        (("root", [], [""], None), "3 keys of root begin so"),
        (("root", [], [], 4), "root: 4 of 3 keys cannot be"),
        (("root", [], [], 0), "root: 0 of 3 keys cannot be"),
        (("snapshot", [], [fleet.key("snapshot", 0).public_key.keyid], None), "snapshot: 1 of 0 keys"),
        (("targets", [fleet.key("root", 0).public_key], [], None), "keys of their own"),
        (("timestamp", [fleet.key("targets", 0).public_key], [], None), "keys of their own"),
        (("targets", [fleet.key("targets", n).public_key for n in range(3, KEYS_MAX + 1)], [], None), "keys cannot be"),
    ],
)
def test_a_root_that_cannot_be(tmp_path, words, said):
    made = Fleet(tmp_path)
    with pytest.raises(Trouble, match=said):
        made.depot.rotate(*words)
    assert made.depot.waiting() == []


def test_as_many_keys_as_there_may_be(tmp_path):
    made = Fleet(tmp_path)
    made.depot.rotate("targets", [fleet.key("targets", n).public_key for n in range(3, KEYS_MAX)], [], KEYS_MAX)
    assert [one.missing for one in made.depot.waiting()] == [2]


def test_roles_of_keys_made_elsewhere(tmp_path):
    for name in ("a", "b"):
        ridegate("trust", "keygen", "--out", tmp_path / name, "--test")
    one, two = tmp_path / "a.pub", tmp_path / "b.pub"
    for public, thresholds, said in (
        ({"root": [one]}, [], "no key for targets"),
        ({"root": [one, one]}, [], "the same key twice"),
        ({"root": [one]}, ["root"], "write a role and a number"),
        ({"root": [one]}, ["roots=2"], "write a role and a number"),
        ({"root": [one]}, ["root=x"], "write a role and a number"),
    ):
        with pytest.raises(Trouble, match=said):
            ceremony.named(public, thresholds)
    both = tmp_path / "both.pub"
    both.write_text(one.read_text() + two.read_text())
    with pytest.raises(Trouble, match="a file of its own"):
        read_public(both)


# What is published


def test_what_may_be_published(tmp_path):
    made = Fleet(tmp_path).publish(7, notice=NOTICE)
    assert not made.depot.offer([made.packed(7)])  # the same again
    for packed, said in (
        (lambda: made.packed(6), "sequence 7 is published already"),
        (lambda: made.packed(7, data=fleet.trust_list(7, effective="2020-03-01")), "is published already"),
        (lambda: made.packed(7, "2026-11-15"), f"is {NOTICE} already"),
        (lambda: made.packed(8, data=b"no list"), "no signed list"),
        (lambda: made.packed(8, data=fleet.trust_list(8)[:-1]), "get the list"),
        (lambda: made.packed(8, data=fleet.trust_list(8, 0x77)), "get the list and its operator key again"),
    ):
        with pytest.raises(Trouble, match=said):
            made.depot.offer([packed()])
    with pytest.raises(Trouble, match="two files of one kind"):
        made.depot.offer([made.packed(8), made.packed(9)])
    assert made.depot.waiting() == []
    made.publish(8)
    assert [(one.number, one.notice) for one in made.depot.notices()] == [(7, NOTICE)]
    made.publish(8, notice="2026-11-20")  # announced afterwards
    assert [(one.number, one.notice) for one in made.depot.notices()] == [(7, NOTICE), (8, "2026-11-20")]


def test_the_list_in_force_stays_until_the_newest_ones_day(tmp_path):
    made = Fleet(tmp_path).publish(6, 7)

    def listed(sequence, effective, notice=None):
        assert made.depot.offer([made.packed(sequence, notice, data=fleet.trust_list(sequence, effective=effective))])
        made.depot.sign(fleet.keys())
        return [one.path for one in made.depot.listed()], made.depot.highest_list()

    assert listed(8, "2098-01-01") == (["trust/7.bin", "trust/8.bin"], 8)
    assert listed(8, "2098-01-01", NOTICE) == (["trust/7.bin", "trust/8.bin"], 8)
    assert listed(9, "2099-01-01") == (["trust/7.bin", "trust/9.bin"], 9)  # in the place of 8
    with pytest.raises(Trouble, match="sequence 9 is published already"):
        made.depot.offer([made.packed(8)])
    assert listed(10, "2020-02-01") == (["trust/10.bin"], 10)
    made.depot = Depot(made.depot.folder, 4_070_908_799)  # the last second before
    assert listed(11, "2099-01-01") == (["trust/10.bin", "trust/11.bin"], 11)
    made.depot = Depot(made.depot.folder, 4_070_908_800)
    assert listed(12, "2099-01-01") == (["trust/12.bin"], 12)


def test_snapshots_and_images_have_places_of_their_own(tmp_path):
    status, _, error = ridegate("snapshot", "compile", _snapshot(tmp_path), "--operator-key", folder() / "operator.key",
                                "--out", tmp_path / "snapshot.bin")  # fmt: skip
    assert status == 0, error
    made = Fleet(tmp_path).publish(7)
    made.put(target.read(tmp_path / "snapshot.bin", [folder() / "operator.pub"], None))
    assert {one.path for one in made.depot.newest().values()} == {"trust/7.bin", "snapshot/12.bin"}
    assert made.kinds() == []
    assert (made.gates[0] / "snapshot.bin").read_bytes() == (tmp_path / "snapshot.bin").read_bytes()


def _snapshot(where):
    path = where / "snapshot.toml"
    path.write_text(
        "sequence = 12\nissued = 2026-01-01T00:00:00Z\neffective_from = 2026-01-01T00:00:00Z\n"
        "expires = 2099-01-01T00:00:00Z\n"
    )
    return path


def test_metadata_of_another_time_is_not_known():
    good = {"kind": "trust", "sequence": 7, "issued": 1, "effective": 2, "expires": 0}
    assert target.parse("trust/7.bin", good).number == 7
    for path, custom in (
        ("trust/8.bin", good),
        ("trust/../7.bin", good),
        ("trust/7.bin", None),
        ("trust/7.bin", {**good, "kind": "other"}),
        ("trust/7.bin", {**good, "sequence": "7"}),
        ("trust/7.bin", {**good, "sequence": True}),
        ("trust/4294967296.bin", {**good, "sequence": 1 << 32}),
        ("trust/7.bin", {**good, "effective": -1}),
        ("trust/7.bin", {**good, "board": "pico"}),
        ("image/x-1.2.3.tar", {"kind": "image", "number": 1, "board": "../x", "version": "1.2.3"}),
        ("image/x-../..tar", {"kind": "image", "number": 1, "board": "x", "version": "../."}),
    ):
        assert target.parse(path, custom) is None, (path, custom)


def test_an_image_in_one_file_comes_back_or_is_named(tmp_path):
    files = {"main.py": b"x", "a/manifest": b"y", "a/terminal/gate.mpy": bytes(600)}
    data = target.pack(files)
    assert data == target.pack(dict(reversed(files.items())))
    for bad, said in (
        (target.pack({"../out": b"x"}), "does not belong"),
        (target.pack({f"a/{n}": b"" for n in range(target.FILES_MAX + 1)}), "does not belong"),
        (data[:700], "no image in one file|manifest"),
        (b"no tar at all", "no image in one file"),
        (tar_entry(tarfile.GNUTYPE_SPARSE, sparse=70_000_000), "does not belong"),
        (tar_entry(tarfile.XHDTYPE), "does not belong"),
        (tar_entry(tarfile.SYMTYPE), "does not belong"),
        (tar_entry(size=10_240), "ends early"),
        (tar_entry(size=1 << 80), "ends early"),
        (tar_entry(size=-512), "ends early"),
        (tar_entry(name="a/\udcff"), "does not belong"),
        (data, "no manifest of an image"),
    ):
        where = tmp_path / str(len(list(tmp_path.iterdir())))
        where.mkdir()
        with pytest.raises(Trouble, match=said):
            target.unpack(bad, where)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_no_depot_is_named(tmp_path):
    with pytest.raises(Trouble, match="makes a depot"):
        Depot(tmp_path, 0).root()
    (tmp_path / "x").write_text("")
    with pytest.raises(Trouble, match="not an empty folder"):
        Depot(tmp_path, 0).begin({name: Role((), 1) for name in depots.ROLES})
