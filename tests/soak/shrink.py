"""A failing day made short: delta debugging over its steps."""

from collections.abc import Callable

from tests.soak.day import Day

TRIES_MAX = 60


def shrink(day: Day, fails: Callable[[Day], bool], tries: int = TRIES_MAX) -> Day:
    """The day with as few of its steps as still fail, after so many tries at most. fails(day) is true for the whole."""
    steps = list(day.steps)
    parts = 2
    while len(steps) > 1 and tries > 0:
        size = -(-len(steps) // parts)
        for at in range(0, len(steps), size):
            fewer = steps[:at] + steps[at + size :]
            tries -= 1
            if fewer and fails(day._replace(steps=tuple(fewer))):
                steps, parts = fewer, max(parts - 1, 2)
                break
            if tries <= 0:
                break
        else:
            if size == 1:
                break
            parts = min(parts * 2, len(steps))
    return day._replace(steps=tuple(steps))
