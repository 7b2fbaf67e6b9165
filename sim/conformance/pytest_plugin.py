"""Collects scenario files as tests: `pytest -p sim.conformance.pytest_plugin --gate core my.scenario.toml`.

Files that end in `.scenario.toml` are collected in folders; any TOML named on the command line is. Each scene is a
test; what the gate cannot do is skipped by name.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.conformance import bench, scenes
from sim.conformance.outcome import FAILED, SKIPPED, Outcome
from sim.output.trouble import Trouble
from sim.scenario import scenario

_SUFFIX = ".scenario.toml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --gate, as `ridegate test` takes it."""
    parser.addoption("--gate", default="core", help="the gate that scenarios are played on: core, emulator:BOARD, …")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "pytest.Collector | None":
    """A scenario file, by its name or because it was asked for."""
    named = any(Path(str(one).partition("::")[0]).resolve() == file_path for one in parent.config.args)
    if file_path.name.endswith(_SUFFIX) or (named and file_path.suffix == ".toml"):
        return ScenarioFile.from_parent(parent, path=file_path)
    return None


class ScenarioFile(pytest.File):
    """One scenario; it is played once, when its first scene is asked for."""

    played: "dict[str, Outcome] | None" = None

    def collect(self) -> "Iterator[pytest.Item]":
        """A test for each scene, then one for the journal."""
        try:
            read = scenario.load(self.path)
        except Trouble as trouble:
            raise self.CollectError(str(trouble)) from None
        for name in scenes.ids(read):
            yield SceneItem.from_parent(self, name=name)

    def outcome(self, name: str) -> "Outcome | None":
        """What came of a scene; None when an earlier one ended the session."""
        if self.played is None:
            run = bench.play(bench.suites([self.path]), bench.gate_name(self.config.getoption("--gate")))
            self.played = {one.id: one for one in run.outcomes}
        return self.played.get(name)


class SceneItem(pytest.Item):
    """One scene."""

    def runtest(self) -> None:
        """Fail with the first difference, skip with the reason."""
        file: Any = self.parent
        outcome = file.outcome(self.name)
        if outcome is None:
            pytest.fail("it was not played: the session ended before", pytrace=False)
        if outcome.verdict == SKIPPED:
            pytest.skip(outcome.difference)
        if outcome.verdict == FAILED:
            pytest.fail(f"{outcome.comment}: {outcome.difference}", pytrace=False)

    def reportinfo(self) -> "tuple[Path, int, str]":
        """Where it stands."""
        return self.path, 0, self.name
