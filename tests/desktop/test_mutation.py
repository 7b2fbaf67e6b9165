"""Faults planted in the reference, and the cases that notice them: `make mutation` plays all, this a few."""

import json

import pytest

from tests.mutation.__main__ import KEPT, ROOT, killed
from tests.mutation.plants import PLANTS

FEW = ("skew-exclusive", "ca-cache-without-signature", "relay-before-record", "still-phone-judged")


def test_every_plant_fits_the_reference_once_and_was_noticed():
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert len(PLANTS) >= 60 and len({one.name for one in PLANTS}) == len(PLANTS)
    for plant in PLANTS:
        assert (ROOT / plant.file).read_text(encoding="utf-8").count(plant.old) == 1, plant.name
        assert plant.old != plant.new
    assert set(kept) == {one.name for one in PLANTS}
    assert sum(case is not None for case in kept.values()) >= 0.95 * len(kept)


@pytest.mark.parametrize("name", FEW)
def test_a_planted_fault_is_noticed_by_the_case_on_record(name):
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert killed(name)[1] == kept[name]
