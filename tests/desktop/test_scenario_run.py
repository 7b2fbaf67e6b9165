"""`ridegate run --scenario FILE`: another scenario on the page and in the window, and one that is refused."""

import re

import pytest

from tests.rig.command import ROOT, lines, ridegate

EXAMPLE = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8"), re.DOTALL)[1]


@pytest.mark.parametrize("how", [("--terminal",), ("--json",), ("--no-open",), ("--terminal", "--emulate", "pico2")])
def test_a_scenario_that_is_refused_ends_the_command_before_anything_runs(how, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(EXAMPLE.replace("phone = 0", "fault = 'NO_SUCH'"), encoding="utf-8")
    status, out, err = ridegate("run", *how, "--scenario", path)
    assert (status, out) == (2, "")
    assert err.startswith(f"ridegate run: {path}: step 3: show: there is no fault 'NO_SUCH'") and err.count("\n") == 1


def test_a_scenario_is_not_played_at_a_real_reader(tmp_path):
    status, out, err = ridegate("run", "--terminal", "--camera", "0", "--scenario", tmp_path / "mine.toml")
    assert (status, out) == (2, "") and "--scenario" in err


@pytest.mark.parametrize("how", ["--json", "--terminal", "--no-open"])
def test_the_example_of_the_documentation_is_played_on_the_page_and_in_the_window(how, tmp_path):
    path = tmp_path / "full.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    status, out, err = ridegate("run", how, "--scenario", path)
    assert (status, err) == (0, "")
    assert "2 of 2 scenes as expected" in out
    if how == "--json":
        scenes = [one for one in lines(out) if one["event"] == "scene"]
        assert [(one["answer"], one["rides"]) for one in scenes] == [("STORE_FAILED", 0), ("ACCEPTED", 1)]


def test_one_expectation_that_does_not_come_true_ends_with_1(tmp_path):
    path = tmp_path / "full.toml"
    path.write_text(EXAMPLE.replace("STORE_FAILED", "ACCEPTED"), encoding="utf-8")
    status, out, _ = ridegate("run", "--terminal", "--scenario", path)
    assert status == 1 and "NOT AS EXPECTED: expected ACCEPTED, the gate answered STORE_FAILED" in " ".join(out.split())
