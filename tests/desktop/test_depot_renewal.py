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
