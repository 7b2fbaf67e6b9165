"""A gateway: what it fetches and installs, the receipts that it carries, and power that fails at any write.

Length: one subject, and the fleet that all of its tests begin with.
"""

import json
import random
import shutil
import tarfile

import pytest

from hal.desktop.engine import desktop_engine
from sim.backoffice.message import Terminal
from sim.fleet import receipt, target
from sim.fleet.cache import Cache, newest
from sim.fleet.source import Source, login_of, url_of
from sim.output.trouble import Trouble
from tests.rig import fleet
from tests.rig.command import AT_S
from tests.rig.fleet import Fleet, sequence_in, tar_entry
from tests.rig.hostile_depot import served
from tests.torture import gateway_cuts
from tests.torture.disk import Disk
from tests.torture.gateway_cuts import GATES, one_pass, started

MUTATIONS = 40


def install(made, **more):
    """One pass; what was put on which terminal."""
    return one_pass(made.gateway(**more))


def test_what_is_new_is_installed_once(tmp_path):
    made = Fleet(tmp_path, gates=GATES).publish(7)
    assert install(made) == [("trust/7.bin",)] * GATES
    assert install(made) == [()] * GATES
    made.publish(8)
    with served(made.public) as url:
        assert made.kinds(url) == []
    assert [sequence_in(gate) for gate in made.gates] == [8] * GATES
    assert sorted(path.name for path in (made.keep / "files").iterdir()) == ["trust-8.bin"]
    assert install(made) == [()] * GATES


def test_one_pass_at_a_time(tmp_path):
    made = Fleet(tmp_path).publish(7)
    with made.gateway().alone():
        other = made.gateway()
        with pytest.raises(Trouble, match="another pass is under way"), other.alone():
            pass
    with other.alone():
        assert other.fetch() == []


def test_a_list_waits_for_its_day(tmp_path):
    """And a gate that is set up meanwhile has the one in force."""
    made = Fleet(tmp_path).publish(7)
    made.put(made.later(8))
    assert install(made) == [("trust/7.bin",)] and install(made) == [()] and sequence_in(made.gates[0]) == 7
    later = made.gateway()
    later._now_s = lambda: 4_070_908_799
    assert [one.installed for one in later.install()] == [()]
    later._now_s = lambda: 4_070_908_800
    assert [one.installed for one in later.install()] == [("trust/8.bin",)]
    assert install(made) == [()] and sequence_in(made.gates[0]) == 8  # and never back, whatever the clock says


def test_a_list_that_cannot_be_had_costs_no_other_one(tmp_path):
    made = Fleet(tmp_path).publish(7)
    made.put(made.later(8))
    next((made.public / "targets" / "trust").glob("*.7.bin")).unlink()
    assert made.kinds() == ["unreachable"]
    assert [one.path for one, _ in made.gateway().cache.targets()] == ["trust/7.bin", "trust/8.bin"]
    made.publish(9)
    next((made.public / "targets" / "trust").glob("*.9.bin")).unlink()
    assert made.kinds() == ["unreachable"]  # and the newest that is here stays
    cache = made.gateway().cache
    assert [(one.path, cache.read(one, info) is None) for one, info in cache.targets()][1:] == [("trust/8.bin", False)]


def test_what_was_verified_is_installed_while_the_depot_is_away(tmp_path):
    made = Fleet(tmp_path, gates=GATES).publish(7)
    gateway = made.gateway()
    assert gateway.fetch() == []
    shutil.rmtree(made.public / "targets")
    (made.public / "metadata" / "timestamp.json").unlink()
    gateway = made.gateway()
    assert [one.kind for one in gateway.fetch()] == ["unreachable"]
    assert [one.installed for one in gateway.install()] == [("trust/7.bin",)] * GATES


def test_a_file_that_changed_in_its_folder_is_fetched_again(tmp_path):
    made = Fleet(tmp_path).publish(7)
    install(made)
    path = made.keep / "files" / "trust-7.bin"
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")
    (made.gates[0] / "trust.bin").unlink()
    assert install(made) == [("trust/7.bin",)] and sequence_in(made.gates[0]) == 7


@pytest.mark.parametrize("name", ["targets.json", "snapshot.json", "timestamp.json", "root_history/2.root.json"])
def test_what_is_damaged_in_its_folder_stops_no_pass(tmp_path, name):
    """It is named where it hides a list, and fetched again from the depot."""
    made = Fleet(tmp_path).publish(7)
    made.depot.rotate("root", [], [], None)
    made.depot.sign(fleet.keys())
    assert made.kinds() == []
    for data in (b"", b"[]", b'{"signed":{"_type":"root"},"signatures":[]}'):
        (made.keep / "metadata" / name).write_bytes(data)
        assert made.kinds("file:///nowhere") == ["unreachable", *(["altered"] if name == "targets.json" else [])]
        assert made.kinds() == [] and made.gateway().cache.targets()


def test_a_gate_seals_the_receipt_and_the_gateway_carries_it(tmp_path):
    made = Fleet(tmp_path).publish(7)
    install(made)
    for _ in range(2):  # one receipt, however often it starts
        running = started(made.gates[0])
    assert [one.receipts for one in made.gateway().install()] == [1]
    assert [one.receipts for one in made.gateway().install()] == [0]
    path = made.keep / "receipts" / "1-1.receipts"
    (raw,) = receipt.split(path.read_bytes())
    told = receipt.parse(raw, desktop_engine().digest)
    assert told[:5] == (Terminal(1, 1), told.sequence, target.TRUST, 7, AT_S)
    desk = fleet.Desk(fleet.Database(None), {told.terminal: running.key}, 7, desktop_engine().digest)
    assert desk.take([raw], AT_S + 5) == (1, 0, 0) and desk.installed("trust") == {told.terminal: [(7, AT_S)]}


def test_a_damaged_receipt_in_its_folder_is_none(tmp_path):
    """A board is asked for what is not there; one bad bit is not the end of a pass."""
    made = Fleet(tmp_path).publish(7)
    install(made)
    started(made.gates[0])
    gateway = made.gateway()
    assert [one.receipts for one in gateway.install()] == [1]
    path, (place,) = made.keep / "receipts" / "1-1.receipts", gateway._settings.places
    raw, left = path.read_bytes(), 0
    for bit in range(8 * len(raw)):
        damaged = bytearray(raw)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        for one in gateway._kept(place):
            assert receipt.parse(one, desktop_engine().digest)
            left += 1
    assert 0 < left < 8 * len(raw)


def test_a_folder_of_another_terminal_is_named(tmp_path):
    made = Fleet(tmp_path, gates=GATES).publish(7)
    install(made)
    started(made.gates[1])
    shutil.rmtree(made.gates[0])
    gateway = made.gateway()
    gateway.fetch()
    first, second = gateway.install()
    assert "no folder of a gate" in first.trouble and "is of terminal 1/1" in second.trouble


def image_of(data):
    """Something that whoever has the depot's keys publishes as an image."""
    custom = {"kind": "image", "board": "pico", "version": "1.2.3", "number": 0x01020003}
    return target.Packed(target.parse("image/pico-1.2.3.tar", custom), data)


@pytest.mark.parametrize(
    "entry",
    [{"kind": tarfile.GNUTYPE_SPARSE, "sparse": 3 << 30}, {"size": 1 << 80}, {"name": "a/\udcff"}],
    ids=["holes", "long", "name"],
)
def test_no_image_holds_a_list_back(tmp_path, entry):
    made = Fleet(tmp_path).publish(7)
    assert made.kinds() == []
    made.put(image_of(tar_entry(**entry)))
    made.publish(8)
    assert made.kinds() == ["not_of_operator"] and sequence_in(made.gates[0]) == 8


def test_bytes_that_make_the_check_raise_hold_no_list_back(tmp_path):
    made = Fleet(tmp_path).publish(7)
    made.put(image_of(b"x"))

    def check(one, data):
        if one.kind == target.IMAGE:
            raise OverflowError

    cache = Cache(tmp_path / "keep", (made.public / "metadata" / "1.root.json").read_bytes(), check)
    (fault,) = cache.refresh(made.public.as_uri(), Source())
    assert fault == ("malformed", "image/pico-1.2.3.tar: OverflowError")
    assert [one.path for one, _ in cache.targets()] == ["image/pico-1.2.3.tar", "trust/7.bin"]


# Power fails


@pytest.mark.slow
def test_a_gateway_cut_at_any_write_leaves_every_gate_with_a_good_list(tmp_path):
    syncs, seen = gateway_cuts.cut_everywhere(gateway_cuts.prepared(tmp_path))
    assert syncs > 20 and seen.keys() >= {(7, 7), (8, 7), (8, 8)}, (syncs, seen)


def test_a_cut_never_lets_an_old_depot_in(tmp_path):
    """Once a gate has the new list, the gateway refuses what was before, whatever was lost."""
    made = Fleet(tmp_path).publish(7)
    old = made.copy("old")
    made.publish(8)
    here = made.root / "here"
    disk = Disk(here)
    install(made, disk=disk)
    left = made.root / "left"
    left.mkdir()
    disk.left(left, 1)
    disk.close()
    gateway = fleet.Gateway(made.settings(old.as_uri(), left))
    assert [one.kind for one in gateway.fetch()] == ["rollback"]
    list(gateway.install())
    assert sequence_in(left / "gate1") == 8


class WithoutSync(Disk):
    """Files are renamed before the disk has them."""

    def sync(self, fd):
        self._look()

    def sync_folder(self, path):
        super().sync_folder(path)


def test_without_its_syncs_a_cut_does_harm(tmp_path):
    """The plant: a gateway whose files are not durable when it goes on."""
    made = Fleet(tmp_path).publish(7)
    install(made)
    made.publish(8)
    here = made.root / "here"
    disk = WithoutSync(here)
    install(made, disk=disk)
    bad = 0
    for seed in range(10):
        left = made.root / f"left{seed}"
        left.mkdir()
        disk.left(left, seed)
        try:
            bad += sequence_in(left / "gate1") not in (7, 8)
        except Trouble:
            bad += 1
    disk.close()
    assert bad


# A server that makes things up


def test_changed_metadata_never_raises_and_is_never_taken(tmp_path):
    made = Fleet(tmp_path).publish(7)
    install(made)
    made.publish(8)
    noise = random.Random(7)
    paths = [path for path in made.public.rglob("*.json") if path.name not in ("1.root.json", "1.targets.json")]
    bad = made.copy("bad")
    hostile = [b"", b"[]", b"{}", b"null", b"[" * 100_000, b'{"signed":{"_type":"root"},"signatures":[]}', b"\xff\xfe"]
    for at in range(MUTATIONS):
        path = noise.choice(paths)
        data = bytearray(path.read_bytes())
        if at < len(hostile):
            data = hostile[at]
            path = made.public / "metadata" / "timestamp.json"
        else:
            data[noise.randrange(len(data))] ^= 1 << noise.randrange(8)
        target_ = bad / path.relative_to(made.public)
        target_.write_bytes(data)
        keep = made.root / f"keep{at}"
        first = (made.public / "metadata" / "1.root.json").read_bytes()
        shutil.copytree(made.keep, keep)
        cache = Cache(keep, first, lambda *_: None)
        found = cache.refresh(bad.as_uri(), Source())
        held = newest(cache.targets(), target.TRUST)
        assert held is not None and held[0].number == (7 if found else 8)
        if path.name.endswith(".targets.json") or path.name.endswith("timestamp.json"):
            assert found or json.loads(data) == json.loads(path.read_bytes()), data
        shutil.copy(path, target_)


def test_a_root_that_is_none_is_named(tmp_path):
    made = Fleet(tmp_path).publish(7)
    targets = (made.public / "metadata" / "1.targets.json").read_bytes()
    for data, words in ((b"{}", "no root"), (targets, "its targets")):
        with pytest.raises(Trouble, match=words):
            Cache(tmp_path / "keep", data, lambda *_: None)


@pytest.mark.parametrize("how", ["moved", "broken"])
def test_a_server_that_speaks_otherwise(tmp_path, how):
    made = Fleet(tmp_path).publish(7)
    with served(made.public, how, "timestamp.json") as url:
        assert made.kinds(url) == ["unreachable"]


def test_a_server_that_asks_for_a_password(tmp_path):
    made = Fleet(tmp_path).publish(7)
    path = tmp_path / "login"
    path.write_text("gate7\ns:ecret\n")
    with served(made.public, asks="Basic Z2F0ZTc6czplY3JldA==") as url:
        assert made.kinds(url) == ["unreachable"]
        assert made.kinds(url, Source(login=login_of(path, url))) == []
    with pytest.raises(Trouble, match="not sent without TLS"):
        login_of(path, "http://depot.example/")
    assert login_of(path, "https://depot.example/") == ("gate7", "s:ecret")
    path.write_text("gate:7\nsecret\n")
    with pytest.raises(Trouble, match="may have no colon"):
        login_of(path, "https://depot.example/")


def test_places_of_a_depot(tmp_path):
    assert url_of("depot", tmp_path) == (tmp_path / "depot").as_uri()
    assert url_of("https://depot.example:8443/x/", tmp_path) == "https://depot.example:8443/x"
    for text in ("ftp://x/y", "http://", "http://x:port/", "https://x/?a", "http://x/#a", "http://[::1", "http://x y/",
                 "http://\u2100.example/", "depot\0"):  # fmt: skip
        with pytest.raises(Trouble, match="write http"):
            url_of(text, tmp_path)
