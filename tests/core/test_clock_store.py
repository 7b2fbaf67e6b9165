"""boards/clock_store.py: statements that are refused, what is written to the journal, power cuts, and the file."""

from boards import clock_store
from boards.clock_store import STEPS_MAX, ClockStore
from boards.format import statement
from boards.state import CLOCK
from hal.micropython import clock as words
from terminal import signed
from tests.builder.statement_builder import build
from tests.core.raising import raised
from tests.rig.clock_rig import (
    DAY_S,
    NOW_S,
    SET,
    STATED,
    PowerCut,
    World,
    applied,
    random,
    running,
    session_refuses,
    trusted,
)  # fmt: skip

# statements that are refused


def refused(store, clock, data):
    """The words, after which nothing has changed."""
    nonce, now_s = store.nonce, clock.now_s()
    text = str(raised(signed.BlobRefused, applied, store, clock, data))
    assert (store.nonce, clock.now_s(), store.steps) == (nonce, now_s, ())
    return text


def test_statements_that_are_refused_change_nothing():
    world = running()
    store, clock = world.session()
    assert store.nonce is None and "nonce" in refused(store, clock, build(NOW_S, bytes(16)))
    old = store.new_nonce(random)
    nonce = store.new_nonce(random)
    assert old != nonce == store.nonce == world.session()[0].nonce
    assert "nonce" in refused(store, clock, build(NOW_S, old))
    assert "nonce" in refused(store, clock, build(NOW_S, bytes(16)))
    assert "terminal 8" in refused(store, clock, build(NOW_S, nonce, terminal=8))
    assert "provisioning 4" in refused(store, clock, build(NOW_S, nonce, provisioning=4))
    assert "operator keys" in refused(store, clock, build(NOW_S, nonce, key="stranger"))
    assert "production key" in refused(store, clock, build(NOW_S, nonce, test=False))
    data = build(NOW_S, nonce)
    for at in range(0, len(data), 9):  # tests/core/test_statement.py changes each of them
        refused(store, clock, data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    refused(store, clock, data[:-1])
    assert applied(store, clock, data) == NOW_S


def test_a_statement_is_used_once():
    world = running()
    store, clock = world.session()
    data = build(NOW_S + 5, store.new_nonce(random))
    applied(store, clock, data)
    assert store.nonce is None
    raised(signed.BlobRefused, applied, store, clock, data)
    raised(signed.BlobRefused, applied, *(world.session() + (data,)))
    world.start()
    raised(signed.BlobRefused, applied, *(world.session() + (data,)))


def test_a_nonce_outlives_a_restart_and_no_setting():
    world = running()
    nonce = world.session()[0].new_nonce(random)
    store, clock = world.start()
    assert store.nonce == nonce
    world.sets()
    store, clock = world.session()
    assert store.nonce is None
    raised(signed.BlobRefused, applied, store, clock, build(NOW_S, nonce))


def test_a_random_source_that_gives_nothing():
    for nothing in (bytes(statement.NONCE_BYTES), b"short"):
        store, _ = running().session()
        raised(OSError, store.new_nonce, lambda _, nothing=nothing: nothing)
        assert store.nonce is None


# what is written to the journal


def test_codes_from_before_a_statement_are_refused_until_the_journal_knows():
    world = running()
    world.full = True
    world.states(NOW_S + 5)
    store, clock = world.start()
    assert store.stated_s == NOW_S + 5 and clock.now_s() == NOW_S + 5
    world.full = False
    store, _ = world.start()
    assert store.stated_s == 0 and world.steps() == [(STATED, NOW_S + 5, NOW_S)]


def test_a_full_journal_does_not_bring_the_old_floor_back():
    world = running()
    world.newest_s = NOW_S + 50 * DAY_S
    world.full = True
    world.states()
    for _ in range(2):
        assert world.says() == (NOW_S, "")


def test_no_step_is_left_out():
    world = running()
    for step in range(STEPS_MAX):
        world.sets(NOW_S + step)
    assert "start once" in session_refuses(world)
    raised(ValueError, world.states)
    assert world.says()[0] == NOW_S + STEPS_MAX - 1
    assert [step[1] for step in world.steps()] == [NOW_S + step for step in range(STEPS_MAX)]
    world.states()


# power cuts


def cut_everywhere(make, act, target_s):
    """Let the power fail before each write of `act`: a start afterwards finds the state before it, or the one behind
    it with the step on record. The number of writes."""
    writes = 0
    while True:
        world = make()
        clock = world.session()[1]
        before = (clock.now_s(), clock.why())
        world.cut = writes
        try:
            act(world)
        except PowerCut:
            done = False
        else:
            done = True
        world.power_off()
        now_s, why = world.says()
        if world.steps():
            assert (now_s, why) == (target_s, "")
            assert world.steps()[-1][1] == target_s
            assert world.session()[0].nonce is None
        else:
            assert not done
            assert (now_s, why) == before or (world.content == {} and why == words.NEVER_SET)
        if done:
            return writes
        act(world)  # and it can be done again
        assert world.says() == (target_s, "")
        writes += 1


def dead():
    world = running()
    world.chip.lost = True
    return world


def rubbish():
    world = running()
    world.chip.unix_s = 1_000_000_000
    return world


def test_power_cuts_in_a_step_of_a_running_clock():
    assert cut_everywhere(running, lambda world: world.sets(NOW_S + 3600), NOW_S + 3600) == 1
    assert cut_everywhere(running, lambda world: world.states(NOW_S - 3600), NOW_S - 3600) == 2
    assert cut_everywhere(running, lambda world: world.states(NOW_S + 9 * DAY_S), NOW_S + 9 * DAY_S) == 2


def test_power_cuts_in_a_step_of_a_clock_that_has_lost_the_time():
    for make in (dead, rubbish):
        assert cut_everywhere(make, lambda world: world.sets(), NOW_S) == 4
        assert cut_everywhere(make, lambda world: world.states(), NOW_S) == 5
    assert cut_everywhere(World, lambda world: world.sets(), NOW_S) == 3


def test_power_cuts_while_the_journal_is_told():
    for cut in range(5):
        world = running()
        world.newest_s = NOW_S + 50 * DAY_S
        world.states()
        world.sets(NOW_S + 1)
        world.cut = cut
        try:
            world.start()
        except PowerCut:
            assert cut < 4
        else:
            assert cut == 4
        world.power_off()
        assert world.says() == (NOW_S + 1, "")
        told = [step for at, step in enumerate(world.steps()) if step not in world.steps()[:at]]
        assert told == [(STATED, NOW_S, 0), (SET, NOW_S + 1, NOW_S)]


# the file


def test_every_changed_byte_of_the_file_is_noticed():
    world = running()
    world.session()[0].new_nonce(random)
    world.sets(NOW_S + 5)
    whole = world.content[CLOCK]
    damaged = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
    damaged += [whole[:length] for length in range(len(whole)) if length != 4] + [whole + b"\0", whole + bytes(9)]
    for data in damaged:
        world.content[CLOCK] = data
        store = ClockStore(world)
        store.open()
        assert store.nonce is None and store.steps == () and store.set_s is None
    assert world.says() == (None, clock_store.DAMAGED)
    session_refuses(world, world.newest_s - 1)
    world.sets()
    assert trusted(world, (SET, NOW_S, 0))


def test_a_file_that_cannot_be_read_is_a_damaged_one():
    world = running()
    world.broken = True
    assert world.says() == (None, clock_store.DAMAGED)
    world.broken = False
    assert world.says() == (NOW_S, "")


def test_a_nonce_for_a_damaged_file():
    world = running()
    world.content[CLOCK] = b"?"
    world.states()
    assert trusted(world, (STATED, NOW_S, 0))


def test_a_file_of_0_1_0():
    world = running()
    world.content[CLOCK] = (NOW_S - 100).to_bytes(4, "big")
    assert world.says() == (NOW_S, "")
    world.content[CLOCK] = (NOW_S + 1).to_bytes(4, "big")
    assert world.says() == (None, words.BEHIND_SETTING)


def test_what_is_not_known_of_a_later_format():
    world = running()
    fixed = world.content[CLOCK][:-4]
    for at, value in ((4, 2), (5, 3)):
        data = fixed[:at] + bytes([value]) + fixed[at + 1 :]
        world.content[CLOCK] = data + clock_store.crc32(data).to_bytes(4, "big")
        assert world.says() == (None, clock_store.DAMAGED)
    world.content[CLOCK] = fixed + clock_store.crc32(fixed).to_bytes(4, "big")
    assert world.says() == (NOW_S, "")
