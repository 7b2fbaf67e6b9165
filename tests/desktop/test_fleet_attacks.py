"""Every attack on depot, gateway and receipts is refused or shown; and without its guard it is named."""

import os
import subprocess
import sys

import pytest

from tests.rig.command import ROOT, checkout
from tests.torture import fleet, fleet_plants


@pytest.mark.parametrize("name", fleet.ATTACKS)
def test_an_attack_is_refused_or_shown(name):
    found, good = fleet.played(name)
    assert good, found


@pytest.mark.slow
@pytest.mark.parametrize("plants", fleet_plants.SETS, ids=["first", "second", "third"])
def test_a_guard_that_is_missing_is_named(tmp_path, plants):
    checkout(tmp_path, *((one.file, one.old, one.new) for one in plants))
    wanted = set().union(*(one.attacks for one in plants))
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.fleet", *sorted(wanted)],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))},
    )  # fmt: skip
    through = {line.partition(":")[0] for line in done.stdout.splitlines() if "GETS THROUGH" in line}
    assert through == wanted, done.stdout + done.stderr
