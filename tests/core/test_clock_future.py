"""boards/clock_store.py: floors that are in the future, statements that were wrong, and what sets a clock right again:
the other rows of the table in docs/ride-code.md §7.
"""

from boards.state import CLOCK
from hal.micropython import clock as words
from tests.builder.statement_builder import build
from tests.core.raising import raised
from tests.rig.clock_rig import DAY_S, NOW_S, SET, STATED, List, applied, random, running, session_refuses, trusted


def test_the_newest_record_is_in_the_future():
    world = running()
    world.newest_s = NOW_S + 50 * DAY_S
    assert world.says() == (None, words.BEHIND_RECORD)
    session_refuses(world)
    assert world.states() is None
    assert trusted(world, (STATED, NOW_S, 0))
    assert world.newest_s == NOW_S


def test_the_list_was_issued_in_the_future():
    world = running()
    world.listed = List(6, NOW_S + 50 * DAY_S)
    assert world.says() == (None, words.BEHIND_LIST)
    session_refuses(world)
    assert world.states() is None
    assert trusted(world, (STATED, NOW_S, 0))
    world.listed = List(7, NOW_S + 50 * DAY_S)  # another one says so again
    assert world.says() == (None, words.BEHIND_LIST)
    world.listed = List(8, NOW_S - 10)  # its issuer's clock was set right: no statement needed
    assert world.says() == (NOW_S, "")


def test_an_older_list_that_is_back_says_nothing_new():
    world = running()
    world.listed = List(6, NOW_S + 50 * DAY_S)
    world.states()
    world.listed = List(5, NOW_S + 60 * DAY_S)
    assert world.says() == (NOW_S, "")
    world.states()
    world.listed = List(6, NOW_S + 50 * DAY_S)
    assert world.says() == (NOW_S, "")
    world.listed = None
    world.states()
    world.listed = List(6, NOW_S + 50 * DAY_S)
    assert world.says() == (NOW_S, "")


def test_a_statement_with_a_time_too_late():
    world = running()
    wrong_s = NOW_S + 4000 * DAY_S
    world.states(wrong_s)
    session_refuses(world)  # not yet on record either
    assert world.says() == (wrong_s, "")
    session_refuses(world)
    assert world.states() == wrong_s
    assert trusted(world, (STATED, wrong_s, NOW_S), (STATED, NOW_S, wrong_s))


def test_a_statement_with_a_time_too_early():
    world = running()
    world.states(NOW_S - 9 * 3600)
    assert world.says() == (NOW_S - 9 * 3600, "")
    session_refuses(world, NOW_S - 9 * 3600 - 1)
    assert world.sets() == NOW_S - 9 * 3600
    assert trusted(world, (STATED, NOW_S - 9 * 3600, NOW_S), (SET, NOW_S, NOW_S - 9 * 3600))


def test_a_statement_with_an_impossible_time():
    world = running()
    store, clock = world.session()
    nonce = store.new_nonce(random)
    before = dict(world.content)
    raised(ValueError, applied, store, clock, build(words.EARLIEST_S - 1, nonce))
    assert world.content == before
    assert applied(store, clock, build(words.EARLIEST_S, nonce)) == NOW_S
    world.states((1 << 32) - 1)
    assert world.says() == ((1 << 32) - 1, "")
    world.states()
    assert world.says() == (NOW_S, "")


def test_a_session_below_a_statement_the_journal_does_not_know():
    world = running()
    world.states(NOW_S + DAY_S)
    session_refuses(world, NOW_S + DAY_S - 1)
    assert world.sets(NOW_S + DAY_S) == NOW_S + DAY_S


def test_the_list_is_a_floor_from_its_second_on():
    world = running()
    world.newest_s = 0
    world.listed = List(6, NOW_S)
    assert world.says() == (NOW_S, "")
    world.journal.clear()
    world.newest_s = 0
    world.listed = List(6, NOW_S + 1)
    assert world.says() == (None, words.BEHIND_LIST)


def test_the_session_that_sets_it_sees_it_trusted_at_once():
    world = running()
    world.content.clear()
    world.content[CLOCK] = b"damaged"
    world.newest_s = NOW_S + 50 * DAY_S
    store, clock = world.session()
    assert clock.now_s() is None
    applied(store, clock, build(NOW_S, store.new_nonce(random)))
    assert clock.now_s() == NOW_S
    world.newest_s = 0
    world.content[CLOCK] = b"damaged"
    store, clock = world.session()
    store.set(clock, NOW_S)
    assert clock.now_s() == NOW_S
