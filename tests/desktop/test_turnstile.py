"""The virtual turnstile: it latches as most do, or follows its contact when set so."""

import pytest

from hal.fake.clock import Clock
from sim.gate.turnstile import FOLLOWS_MS, FREE, LATCH_MS, LOCKED, OPEN, TURN_MS, TURNING, Turnstile

PULSE_MS = 500


@pytest.fixture
def clock():
    return Clock(utc_s=0)


def made(clock, **how):
    turnstile = Turnstile(clock, **how)
    turnstile.open()
    return turnstile


def later(clock, turnstile, ms):
    clock.advance(ms)
    turnstile.tick()
    return turnstile.state


def test_a_pulse_frees_the_arms_for_as_long_as_an_authorisation(clock):
    turnstile = made(clock)
    turnstile.relay.release("entry", PULSE_MS)
    assert turnstile.state == FREE
    assert later(clock, turnstile, PULSE_MS) == FREE and not turnstile.relay.released("entry")
    assert later(clock, turnstile, LATCH_MS - PULSE_MS - 1) == FREE
    assert later(clock, turnstile, 1) == LOCKED and not turnstile.push()


def test_whoever_comes_late_is_let_through_once(clock):
    turnstile = made(clock)
    turnstile.relay.release("entry", PULSE_MS)
    later(clock, turnstile, 4 * PULSE_MS)
    assert turnstile.push() and turnstile.state == TURNING
    assert later(clock, turnstile, TURN_MS) == LOCKED and turnstile.passed == 1
    assert not turnstile.push()


def test_a_passage_locks_the_arms_even_while_the_contact_is_closed(clock):
    turnstile = made(clock)
    turnstile.relay.release("entry", 1000)
    assert turnstile.push()
    assert later(clock, turnstile, TURN_MS) == LOCKED and turnstile.relay.released("entry")
    clock.advance(1000)
    turnstile.relay.release("entry", PULSE_MS)  # the next passenger's
    assert turnstile.state == FREE


def test_following_its_contact_the_gate_is_shut_with_it(clock):
    turnstile = made(clock, latch_ms=FOLLOWS_MS)
    turnstile.relay.release("entry", PULSE_MS)
    assert turnstile.state == FREE and turnstile.push()
    turnstile.relay.release("entry", 1000)
    assert later(clock, turnstile, TURN_MS) == FREE
    assert later(clock, turnstile, 400) == LOCKED


def test_an_emergency_leaves_no_pulse_behind_and_a_held_contact_is_seen(clock):
    turnstile = made(clock)
    turnstile.relay.release("entry", PULSE_MS)
    turnstile.set_emergency(True)
    assert turnstile.state == OPEN
    turnstile.relay.hold(True)
    turnstile.set_emergency(False)
    assert later(clock, turnstile, LATCH_MS) == FREE  # the terminal still holds it
    turnstile.relay.hold(False)
    assert turnstile.state == LOCKED


def test_a_contact_that_stays_at_rest_ends_no_pulse(clock):
    turnstile = made(clock)
    turnstile.relay.release("entry", PULSE_MS)
    turnstile.set_emergency(False)
    assert turnstile.state == FREE


def test_the_other_direction_frees_nothing(clock):
    turnstile = made(clock, direction="exit")
    turnstile.relay.release("entry", PULSE_MS)
    assert turnstile.state == LOCKED
