"""Days drawn from seeds (tests/soak/): drawn alike, played alike, shrunk, written and read; and a bug is found."""

import pytest

from tests.rig.command import ROOT
from tests.soak.day import Day, draw, read, write
from tests.soak.model import LOST, NO_RIDE
from tests.soak.plant import PLANTS
from tests.soak.play import Player, play
from tests.soak.shrink import shrink


def test_a_seed_is_a_day_and_a_file_is_that_day(tmp_path):
    day = draw(3)
    assert draw(3) == day != draw(4)
    write(day, tmp_path / "day.toml", "as drawn")
    assert read(tmp_path / "day.toml") == day


def test_a_day_shrinks_to_the_steps_that_matter():
    day = Day(1, 0, tuple([("wait_ms", number) for number in range(40)]))
    assert shrink(day, lambda it: {("wait_ms", 7), ("wait_ms", 31)} <= set(it.steps), 200).steps == (
        ("wait_ms", 7),
        ("wait_ms", 31),
    )


def test_a_day_without_a_bug_violates_nothing_and_gives_the_same_log_again():
    day = draw(3, 1)
    played = play(day)
    assert played.found == () and played.releases > 1 and play(day) == played


def test_a_day_that_was_made_short_still_shows_the_bug_and_nothing_without_it():
    """What shrinking left of the 126 steps of seed 1 in three minutes."""
    plant = PLANTS["double use after a cut"]
    short = Day(1, 71, (("fresh", 4), ("wait_ms", 5295)))
    assert [text for text in play(short, plant.changes).found if text.startswith(plant.names)]
    assert play(short).found == ()


def test_a_clock_is_taken_as_it_is_at_a_start_and_seen_to_jump_behind_it():
    """What shrinking left of the 379 steps of seed 5971, whose clock was set in the moment of a start."""
    plant = PLANTS["clock step accepted unsigned"]
    restart, jump = (("power", False), ("power", True)), (("clock_s", 40), ("wait_ms", 70306), ("fresh", 1))
    assert play(Day(5971, 289, (*restart, *jump, ("wait_ms", 957)))).found == ()
    behind = Day(5971, 289, (*restart, ("wait_ms", 5000), *jump, ("wait_ms", 957)))
    assert play(behind).found == ()
    assert [text for text in play(behind, plant.changes).found if text.startswith(plant.names)]


def _cut_in_each_write():
    """A ride cut in its first write, another in its second…; its code is shown again each time, and then one more."""
    steps = []
    for writes in range(7):
        steps += [("cut", writes), ("fresh", 0), ("wait_ms", 900), ("hide", True)]
        steps += [("power", False), ("power", True), ("wait_ms", 5000)]
        for shown in (("again", 1), ("fresh", 1)):
            steps += [shown, ("wait_ms", 900), ("hide", True), ("push", True), ("wait_ms", 1500)]
    return Day(1, 900, tuple(steps))


def test_a_ride_that_a_power_cut_meets_is_in_the_journal_or_its_code_is_still_good():
    assert play(_cut_in_each_write()).found == ()


def test_a_ride_that_the_reset_button_meets_is_in_the_journal_or_its_code_is_still_good():
    """Pressed from before the ride is written until behind its release; and a bug of the next start is found so."""
    steps = []
    for ms in range(100, 900, 100):
        steps += [("fresh", 0), ("wait_ms", ms), ("reset", True), ("hide", True), ("wait_ms", 5000)]
        for shown in (("again", 1), ("fresh", 1)):
            steps += [shown, ("wait_ms", 900), ("hide", True), ("push", True), ("wait_ms", 1500)]
    day, plant = Day(1, 900, tuple(steps)), PLANTS["double use after a cut"]
    played = play(day)
    assert played.found == () and played.cuts == 8 + 2
    assert [text for text in play(day, plant.changes).found if text.startswith(plant.names)]


@pytest.mark.parametrize(
    ("kept", "name"),
    [(lambda model: set(model.fresh), NO_RIDE), (lambda model: set(model.released), LOST)],
    ids=["all rides", "the released ones"],
)
def test_a_model_that_does_not_look_at_what_the_cut_left_is_wrong(kept, name, monkeypatch):
    monkeypatch.setattr(Player, "_kept", lambda player: kept(player.model))
    (first, *_) = play(_cut_in_each_write()).found
    assert first.startswith(name)


def test_every_planted_bug_fits_the_firmware():
    for name, plant in PLANTS.items():
        for file, text, _ in plant.changes:
            assert (ROOT / file).read_text(encoding="utf-8").count(text) == 1, f"{name}: {file}"


@pytest.mark.parametrize("name", ["record after release", "double use after a cut", "pulse too long"])
def test_a_planted_bug_is_found(name):
    """The three that a few seconds show; `make soak PLANT=all SEEDS=100` finds each of the thirteen."""
    played = play(draw(PLANTS[name].seed), PLANTS[name].changes)
    assert [text for text in played.found if text.startswith(PLANTS[name].names)]
