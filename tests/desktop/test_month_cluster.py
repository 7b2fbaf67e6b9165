"""A month judged by the workers of a Dask cluster: the same result, also when they are killed."""

import json
import os
import pickle
import signal
import warnings

import pytest

from hal.desktop import extra
from sim.backoffice import registry
from sim.reverify import cluster, month, place, report
from sim.trust.file import load
from terminal import sm2
from tests.builder.month_builder import Month, found
from tests.rig.command import ridegate

START_MAX_S = 120
TRIES_MAX = 5  # of a client on a busy computer
PLACES = [place.Place(bytes(8), bytes(8), 0, 40 * at, at, 0) for at in range(3)]
pytestmark = pytest.mark.skipif(not extra.installed(extra.DASK), reason=f"no Dask here: {extra.install(extra.DASK)}")


@pytest.fixture(scope="module")
def local():
    """Two workers, which take seconds of a processor to start."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, memory_limit=None
    ) as local:
        yield local


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """60 good rides at 3 gates, and each fault once."""
    return Month(tmp_path_factory.mktemp("city"), 60, 3)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_result_also_with_workers_killed(local, city, tmp_path, workers):
    """With both go the rules, and the results that had not been fetched."""
    lists = tuple(load(path, None, sm2.REFERENCE) for path in city.lists)
    rules = month.Rules(lists, registry.load(city.terminals, None), 20)
    alone = month.reverify(city.folders, rules, 1, 1)
    killed = []

    def kill(what, over, total):
        if over == 1 and not killed:
            killed.extend(worker.pid for worker in list(local.workers.values())[:workers])
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    local.wait_for_workers(2, timeout=START_MAX_S)
    with cluster.Cluster(local.scheduler_address) as connected:
        assert connected.workers == 2
        out = month.reverify(city.folders, rules, 5, 0, kill, None, connected, tmp_path)
    assert report.as_json(out) == report.as_json(alone)
    assert found(report.as_json(out)) == city.expected and len(killed) == workers
    assert list(tmp_path.iterdir()) == []


def test_lists_of_a_month_are_nothing_to_warn_of(local):
    with cluster.Cluster(local.scheduler_address) as connected, warnings.catch_warnings():
        warnings.filterwarnings("error", "Sending large graph")
        assert connected.run(len, (bytes(11 << 20),), abs, str, [-7, 8], lambda over: None) == [7, 8]


def test_places_that_are_not_all_there_are_named(tmp_path):
    (one,) = place.write(tmp_path / "7", place.Journal("gate", "gate", ["1"]), PLACES, 1)
    assert place.read(one)[1] == PLACES
    whole = (tmp_path / "7").read_bytes()
    (tmp_path / "7").write_bytes(whole[:-1])
    with pytest.raises(OSError, match="7: places are missing"):
        place.read(one)


def test_the_command_takes_an_address(local, city, tmp_path):
    trust = [word for path in city.lists for word in ("--trust", path)]
    given = ["reverify", *city.folders, *trust, "--terminals", city.terminals, "--json"]
    _, alone, _ = ridegate(*given)
    status, out, err = ridegate(*given, "--scheduler", local.scheduler_address, "--scratch", tmp_path)
    assert (status, err) == (1, "")
    assert json.loads(out) == json.loads(alone)


def test_a_task_is_a_path_an_offset_and_a_count(city):
    """What goes to a worker is small, whatever is in the journals."""
    sizes = []

    class Here:
        def run(self, begin, arguments, work, name, tasks, done):
            begin(*arguments)
            for task in tasks:
                paths = sum(len(one.path) for one in getattr(task, "slices", ()))
                sizes.append(len(pickle.dumps(task)) - paths)
            return [work(task) for task in tasks]

    lists = tuple(load(path, None, sm2.REFERENCE) for path in city.lists)
    month.reverify(city.folders, month.Rules(lists, None, 20), 2, 0, cluster=Here())
    assert max(sizes) < 100 * len(city.folders) + 400


def test_what_cannot_be_used_is_said(city, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_MAX_S", 1)
    trust = [word for path in city.lists for word in ("--trust", path)]
    given = ["reverify", city.folders[0], *trust]
    for more in (
        ["--scheduler", "tcp://127.0.0.1:9"],
        ["--scheduler", "nonsense://1"],
        ["--scheduler", "tcp://127.0.0.1:9", "--workers", "2"],
        ["--scratch", tmp_path / "missing"],
    ):
        status, out, err = ridegate(*given, *more)
        assert (status, out) == (2, "") and len(err.splitlines()) == 1, err
    monkeypatch.setattr(extra, "installed", lambda name: False)
    assert "pip install 'ridegate[dask]'" in ridegate(*given, "--scheduler", "tcp://127.0.0.1:9")[2]


def test_a_scheduler_without_workers_is_named(city, monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "WORKERS_WAIT_S", 1)
    with LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as empty:
        trust = [word for path in city.lists for word in ("--trust", path)]
        given = ["reverify", city.folders[0], *trust, "--scheduler", empty.scheduler_address]
        for _ in range(TRIES_MAX):
            status, _, err = ridegate(*given)
            if cluster.BUSY not in err:
                break
        assert status == 2 and "no worker" in err
        monkeypatch.setattr("distributed.Client", busy)
        status, out, err = ridegate(*given)
        assert (status, out, err.count("\n")) == (2, "", 1) and cluster.BUSY in err


def busy(*arguments, **options):
    raise AssertionError
