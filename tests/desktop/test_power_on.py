"""A contact that is closed between power-on and the first decision is named, whatever closed it."""

import pytest

from sim.emulator.event import Event
from sim.gate import power_on

WORDS = "{}: released before its first decision, {}"


def happened(*rows):
    return [Event(1000 * ms, kind, data) for ms, kind, data in rows]


GONE = (700, "show", {"symbols": 0})
ON, SHOWN, OPENED = (0, "power", {"on": True}), (500, "show", {"symbols": 1}), (90, "emergency", {"open": True})


def relay(ms, level, direction="entry"):
    return ms, "relay", {"direction": direction, "level": level}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((ON, SHOWN, relay(600, 1), relay(1100, 0)), []),
        ((ON, relay(100, 1), relay(490, 0), SHOWN), [WORDS.format("entry", "100 ms after power-on, for 390")]),
        ((ON, relay(100, 1, "exit"), SHOWN), [WORDS.format("exit", "100 ms after power-on, to the end")]),
        ((ON, OPENED, relay(100, 1), relay(490, 0), SHOWN), []),
        ((ON, SHOWN, GONE, (800, "reset", {"cause": "watchdog"}), relay(900, 1), relay(901, 0)),
         [WORDS.format("entry", "100 ms after the reset (watchdog), for 1")]),
        ((ON, SHOWN, (800, "reset", {"cause": "hard"}), relay(900, 1), relay(1400, 0)), []),
    ],
    ids=["behind a code", "before", "to the end", "emergency", "behind a reset", "reset under a phone"],
)  # fmt: skip
def test_what_is_named(rows, told):
    found = power_on.released(happened(*rows))
    assert len(found) == len(told)
    for line, start in zip(found, told, strict=True):
        assert line.startswith(start)
