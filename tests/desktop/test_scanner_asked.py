"""A model of a scanner module that is asked only when it says sends what one sends that is asked every millisecond."""

import random

import pytest

from sim.emulator.scanner import gm65, gm67
from sim.emulator.scanner.view import NEVER_US

MODELS = {"gm65": gm65.Gm65, "gm67": gm67.Gm67}
COMMANDS = {
    "gm65": tuple(map(bytes.fromhex, ("7e000801000002abcd", "7e00070100e001abcd", "7e000801001385abcd"))),
    "gm67": tuple(map(bytes.fromhex, ("04e40400ff14", "04d00400ff28", "04e90400ff0f"))),
}
END_MS = 8000


def day(name, seed):
    """What happens to a module: (millisecond, what, value)."""
    dice = random.Random(seed)
    model = MODELS[name]
    faults = [each for each in model.faults if each not in ("baud", "factory")]
    kinds = ("show", "show", "hide", "feed", "feed", "fault", "sound")
    steps = []
    for _ in range(dice.randrange(6, 25)):
        kind = dice.choice(kinds)
        value = dice.choice(faults) if kind in ("fault", "sound") else dice.choice(COMMANDS[name])
        if kind == "show":
            value = [dice.randbytes(dice.choice((3, 364))) for _ in range(dice.randrange(1, 3))]
        steps.append((dice.randrange(END_MS), kind, value))
    return sorted(steps, key=lambda step: step[0])


def sent(name, seed, often):
    """What it sends, and when; how often it was asked."""
    model = MODELS[name](seed)
    model.power(True, 0)
    steps, found, asked, ask_us = day(name, seed), [], 0, 0
    for ms in range(END_MS + 3000):
        t_us = ms * 1000
        while steps and steps[0][0] == ms:
            _, kind, value = steps.pop(0)
            if kind == "show":
                model.show(*value, t_us=t_us)
            elif kind == "hide":
                model.hide()
            elif kind == "feed":
                model.feed(value, t_us)
            else:
                model.fault(value, kind == "fault")
            ask_us = t_us
        if often or t_us >= ask_us:
            asked += 1
            found += [(ms, data, baud) for data, baud in model.poll(t_us)]
            ask_us = model.next_us()
    return found, asked


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", MODELS)
def test_asked_in_time_it_sends_the_same(name, seed):
    seldom, asked = sent(name, seed, False)
    assert seldom == sent(name, seed, True)[0]
    assert asked < END_MS / 4


def test_one_that_has_nothing_to_do_need_not_be_asked():
    for make in MODELS.values():
        model = make()
        model.power(True, 0)
        assert model.next_us() == NEVER_US
