"""The depot's side: what is renewed and when, and what waits for signatures meanwhile."""

import time

import pytest

from sim.fleet.depot import EXPIRES_DAYS, ROOT_WARN_DAYS, Depot
from sim.output.trouble import Trouble
from tests.rig import fleet
from tests.rig.fleet import DAY_S, Fleet


def test_every_role_is_renewed_at_half_its_time(tmp_path):
    now_s = int(time.time())
    made = Fleet(tmp_path, now_s=now_s).publish(7)
    for days, expected in (
        (EXPIRES_DAYS["snapshot"] // 2, ["timestamp 2"]),
        (EXPIRES_DAYS["snapshot"] // 2 + 1, ["snapshot 2", "timestamp 3"]),
    ):
        later = Depot(made.depot.folder, now_s + days * DAY_S)
        assert not later.offer([]) and later.renew(fleet.keys()) == expected
    assert not Depot(made.depot.folder, now_s + EXPIRES_DAYS["targets"] // 2 * DAY_S).offer([])
    assert Depot(made.depot.folder, now_s + (EXPIRES_DAYS["targets"] // 2 + 1) * DAY_S).offer([])


def test_the_timestamp_is_renewed_while_targets_wait(tmp_path):
    now_s = int(time.time())
    made = Fleet(tmp_path, now_s=now_s).publish(7)
    day = EXPIRES_DAYS["targets"] // 2 + 1
    for days, begun in ((day, True), (day + 1, False), (day + 2, False)):
        later = Depot(made.depot.folder, now_s + days * DAY_S)
        daily = fleet.keys("snapshot", "timestamp")
        assert later.offer([]) == begun and later.sign(daily) == []
        assert later.renew(daily)[-1].startswith("timestamp")
        assert later.expires_s() == now_s + (days + EXPIRES_DAYS["timestamp"]) * DAY_S
        assert [(one.role, one.version) for one in later.waiting()] == [("targets", 2)]
    with pytest.raises(Trouble, match="waits for signatures"):
        later.offer([made.packed(8)])
    assert later.sign(fleet.keys("targets")) == ["targets 2"]


def test_the_timestamp_is_renewed_while_the_snapshots_key_is_away(tmp_path):
    now_s = int(time.time())
    made = Fleet(tmp_path, now_s=now_s).publish(7)
    hourly = fleet.keys("timestamp")

    def later(days):
        return Depot(made.depot.folder, now_s + days * DAY_S)

    half, end = EXPIRES_DAYS["snapshot"] // 2, EXPIRES_DAYS["snapshot"]
    assert later(half).renew(hourly) == ["timestamp 2"] and later(half).snapshot_ends_soon() is None
    assert later(half + 1).renew(hourly) == ["timestamp 3"]
    assert "snapshot 1 is good until" in later(half + 1).snapshot_ends_soon()
    assert later(end - 1).renew(hourly) == ["timestamp 4"]
    with pytest.raises(Trouble, match="snapshot 2 waits for 1 more"):
        later(end).renew(hourly)
    assert later(end - 1).renew(fleet.keys()) == ["snapshot 2", "timestamp 5"]
    assert later(end - 1).snapshot_ends_soon() is None


def test_a_root_that_ends_is_announced(tmp_path):
    now_s = int(time.time())
    made = Fleet(tmp_path, now_s=now_s)
    left = EXPIRES_DAYS["root"] - ROOT_WARN_DAYS
    assert Depot(made.depot.folder, now_s + left * DAY_S - 1).root_ends_soon() is None
    assert "rotate root" in Depot(made.depot.folder, now_s + left * DAY_S).root_ends_soon()


def test_what_was_begun_before_the_newest_is_not_signed(tmp_path):
    """A copy with list 8 travels to a holder; list 9 is published meanwhile; the copy comes back."""
    made = Fleet(tmp_path).publish(7)
    pending = made.overtaken(8, 9)
    before = {path: path.read_bytes() for path in made.public.rglob("*.json")}
    with pytest.raises(Trouble, match=r"pending/targets.json: targets 2 is pending, and targets 2 is the newest here"):
        made.depot.sign([fleet.key("targets", 1)])
    with pytest.raises(Trouble, match="targets 2 is the newest here; remove the file"):
        made.depot.offer([made.packed(10)])
    assert before == {path: path.read_bytes() for path in made.public.rglob("*.json")}
    assert [str(one).startswith(str(pending)) for one in made.depot.waiting()] == [True]
    daily = fleet.keys("snapshot", "timestamp")
    assert not made.depot.offer([]) and made.depot.sign(daily) == [] and made.depot.renew(daily) == ["timestamp 3"]
    assert made.kinds() == [] and fleet.sequence_in(made.gates[0]) == 9
    pending.unlink()
    made.publish(10)


def test_a_root_that_does_not_follow_the_newest_is_not_signed(tmp_path):
    made = Fleet(tmp_path).publish(7)
    pending = made.depot.folder / "pending" / "root.json"
    made.depot.rotate("targets", [fleet.key("targets", 3).public_key], [], None)
    other = pending.read_bytes()
    pending.unlink()
    made.depot.rotate("root", [], [], None)
    assert made.depot.sign(fleet.keys("root")) == ["root 2"]
    pending.write_bytes(other)
    with pytest.raises(Trouble, match="root 2 is pending, and root 2 is the newest here"):
        made.depot.sign(fleet.keys("root"))
    pending.unlink()
    made.depot.rotate("root", [], [], None)
    (made.depot.metadata / "2.root.json").unlink()  # as in a copy of the depot from before
    with pytest.raises(Trouble, match="root 3 is pending, and root 1 is the newest here"):
        made.depot.sign(fleet.keys("root"))


def test_power_that_fails_behind_the_last_signature(tmp_path):
    """What is in its place and pending, too, waits no more."""
    made = Fleet(tmp_path).publish(7)
    pending = made.depot.folder / "pending" / "targets.json"
    made.depot.offer([made.packed(8)])
    data = pending.read_bytes()
    made.depot.sign(fleet.keys())
    pending.write_bytes(data)
    assert made.depot.waiting() == [] and made.depot.describe() == [] and made.depot.sign(fleet.keys()) == []
    made.publish(9)
    assert made.kinds() == [] and fleet.sequence_in(made.gates[0]) == 9
