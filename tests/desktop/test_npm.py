"""Packages of npm are there whole or not at all, also where another process fetches them."""

import subprocess
import sys
import threading

import pytest

from sim.micropython import npm

PACKAGE = npm.MICROPYTHON


@pytest.fixture
def fetched(tmp_path, monkeypatch):
    """fetched(during) puts a fake npm in the place of npm: it writes half of a package, calls `during`, then the rest.
    Gives the folder of the environment.
    """
    monkeypatch.setattr(sys, "prefix", str(tmp_path))

    def put(during=lambda: None, status=0):
        def run(command, cwd, **_):
            folder = cwd / "node_modules" / PACKAGE
            folder.mkdir(parents=True)
            (folder / "package.json").write_text("{}")
            during()
            (folder / "last").write_text("the last file")
            return subprocess.CompletedProcess(command, status, "", "no such package\n")

        monkeypatch.setattr(subprocess, "run", run)
        return tmp_path

    return put


def has_all(folder):
    return (folder / "last").read_text() == "the last file"


def test_it_is_fetched_once(fetched):
    calls = []
    fetched(lambda: calls.append(1))
    assert has_all(npm.installed(npm.WEBASSEMBLY, PACKAGE)) and has_all(npm.installed(npm.WEBASSEMBLY, PACKAGE))
    assert len(calls) == 1


def test_another_process_that_asks_meanwhile_does_not_find_half_of_it(fetched):
    found = []

    def another():
        fetched()  # which is not held up
        thread = threading.Thread(target=lambda: found.append(npm.installed(npm.WEBASSEMBLY, PACKAGE)))
        thread.start()
        thread.join()
        assert has_all(found[0])

    folder = fetched(another)
    assert npm.installed(npm.WEBASSEMBLY, PACKAGE) == found[0] and has_all(found[0])
    assert len(list((folder / "npm").iterdir())) == 1


def test_what_fails_leaves_nothing(fetched):
    folder = fetched(status=1)
    with pytest.raises(npm.Missing, match="no such package"):
        npm.installed(npm.WEBASSEMBLY, PACKAGE)
    assert list((folder / "npm").iterdir()) == []
