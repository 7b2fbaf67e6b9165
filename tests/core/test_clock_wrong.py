"""boards/clock_store.py: every way in which a clock can be wrong, what the terminal says, and what sets it right again:
the rows of the table in docs/ride-code.md §7.
"""

from boards.state import CLOCK
from hal.micropython import clock as words
from tests.builder.statement_builder import build
from tests.core.raising import raised
from tests.rig.clock_rig import (
    DAY_S,
    NOW_S,
    SET,
    STATED,
    World,
    applied,
    random,
    running,
    session_refuses,
    trusted,
)


def test_never_set():
    world = World()
    world.chip.lost, world.chip.unix_s = False, world.now_s
    assert world.says() == (None, words.NEVER_SET)
    assert world.sets() is None
    assert trusted(world, (SET, NOW_S, 0))


def test_never_set_by_a_statement():
    world = World()
    assert world.says() == (None, words.LOST)
    assert world.states() is None
    assert trusted(world, (STATED, NOW_S, 0))


def test_a_chip_set_back_below_the_newest_record():
    world = running()
    world.chip.unix_s -= 61
    assert world.says() == (None, words.BEHIND_RECORD)
    assert "day ahead" not in session_refuses(world, world.newest_s - 1)
    assert world.sets() is None
    assert trusted(world, (SET, NOW_S, 0))


def test_a_chip_set_back_below_its_setting():
    world = running()
    world.newest_s = 0
    world.chip.unix_s -= 3601
    assert world.says() == (None, words.BEHIND_SETTING)
    assert world.states() is None
    assert trusted(world, (STATED, NOW_S, 0))


def test_a_chip_set_back_not_below_the_floor():
    world = running()
    world.chip.unix_s -= 30
    assert world.says() == (NOW_S - 30, "")
    assert world.sets() == NOW_S - 30
    assert trusted(world, (SET, NOW_S, NOW_S - 30))


def test_a_session_sets_back_no_further_than_the_floor():
    world = running()
    session_refuses(world, world.newest_s - 1)
    assert world.sets(world.newest_s) == NOW_S
    assert world.says() == (NOW_S - 60, "")
    assert world.steps() == [(SET, NOW_S - 60, NOW_S)]


def test_set_ahead_by_a_day_at_most():
    world = running()
    assert world.sets(NOW_S + DAY_S) == NOW_S
    assert world.says() == (NOW_S + DAY_S, "")  # and that is on record now: the floor has risen
    session_refuses(world)
    assert world.states() == NOW_S + DAY_S
    assert trusted(world, (SET, NOW_S + DAY_S, NOW_S), (STATED, NOW_S, NOW_S + DAY_S))


def test_a_mistake_is_taken_back_before_anything_is_on_record():
    world = running()
    world.sets(NOW_S + DAY_S)
    assert world.sets() == NOW_S + DAY_S
    assert trusted(world, (SET, NOW_S + DAY_S, NOW_S), (SET, NOW_S, NOW_S + DAY_S))


def test_set_ahead_by_more_than_a_day():
    world = running()
    assert "day ahead" in session_refuses(world, NOW_S + DAY_S + 1)
    assert world.states(NOW_S + DAY_S + 1) == NOW_S
    assert world.says() == (NOW_S + DAY_S + 1, "")
    assert world.states() == NOW_S + DAY_S + 1
    assert trusted(world, (STATED, NOW_S + DAY_S + 1, NOW_S), (STATED, NOW_S, NOW_S + DAY_S + 1))


def test_a_day_ahead_is_a_day_in_all_until_the_terminal_starts():
    world = running()
    world.sets(NOW_S + DAY_S - 10)
    world.sets(NOW_S + DAY_S)
    assert "day ahead" in session_refuses(world, NOW_S + DAY_S + 1)
    world.sets(NOW_S)
    world.sets(NOW_S + DAY_S)
    world.says()
    world.sets(NOW_S + 2 * DAY_S)


def test_a_chip_that_was_off_and_is_ahead_by_less_than_the_age_rule_sees():
    """The terminal might have been off for so long; codes are out of date, and its records too."""
    world = running()
    world.power_off()
    world.chip.unix_s += 3 * DAY_S
    assert world.says() == (NOW_S + 3 * DAY_S, "")
    session_refuses(world)
    assert world.states() == NOW_S + 3 * DAY_S
    assert trusted(world, (STATED, NOW_S, NOW_S + 3 * DAY_S))


def test_a_chip_that_was_off_and_is_ahead_by_more():
    world = running()
    world.power_off()
    world.chip.unix_s += 300 * DAY_S
    assert world.says() == (None, words.TOO_OLD)
    assert world.sets() is None
    assert trusted(world, (SET, NOW_S, 0))


def test_a_chip_that_jumps_in_the_loop():
    for jump_s in (3, -3, DAY_S + 1):
        for source in (World.sets, World.states):
            world = running()
            store, clock = world.start()
            world.journal.clear()
            world.chip.unix_s += jump_s
            world.passes(60, clock)
            assert clock.now_s() is None and clock.why() == words.JUMPED
            store.watch(clock)
            world.passes(60)
            assert world.says() == (None, words.JUMPED)
            assert source(world) is None
            assert trusted(world, (SET if source is World.sets else STATED, world.now_s, 0))


def test_a_jump_is_written_once_and_a_full_flash_ends_nothing():
    world = running()
    store, clock = world.start()
    store.watch(clock)
    written = world.content[CLOCK]
    world.chip.unix_s += 3
    world.passes(60, clock)
    clock.now_s()
    world.broken = True
    store.watch(clock)
    world.broken = False
    store.watch(clock)
    assert world.content[CLOCK] == written
    assert clock.why() == words.JUMPED


def test_a_dead_battery():
    for source in (World.sets, World.states):
        world = running()
        world.chip.battery = False
        world.power_off(600)
        assert world.says() == (None, words.LOST)
        assert source(world) is None
        step = (SET if source is World.sets else STATED, NOW_S + 600, 0)
        assert trusted(world, step)
        assert world.chip.unix_s == world.now_s
        world.power_off(600)
        assert world.says() == (None, words.LOST)  # each time, until there is a new battery


def test_a_silent_chip():
    world = running()
    world.chip.silent = True
    assert world.says() == (None, words.SILENT)
    before = dict(world.content)
    raised(OSError, world.sets)
    assert world.content == before
    store, clock = world.session()
    data = build(NOW_S, store.new_nonce(random))
    raised(OSError, applied, store, clock, data)
    world.chip.silent = False
    assert world.says()[0] == NOW_S
    applied(*(world.session() + (data,)))  # the statement was not used up
    assert trusted(world, (STATED, NOW_S, NOW_S))


def test_a_chip_that_is_silent_at_the_start_only():
    world = running()
    world.chip.silent = True
    _, clock = world.start()
    world.chip.silent = False
    world.passes(60, clock)
    assert clock.now_s() == world.now_s


def test_too_old():
    world = running()
    world.power_off(400_000 - 3600)
    assert world.says() == (world.now_s, "")
    world.power_off(1)
    assert world.says() == (None, words.TOO_OLD)
    assert "day ahead" in session_refuses(world, world.now_s + DAY_S + 1)
    assert world.sets() is None
    assert trusted(world, (SET, world.now_s, 0))
    world.power_off(400_001)
    assert world.states() is None
    assert world.says()[0] == world.now_s
