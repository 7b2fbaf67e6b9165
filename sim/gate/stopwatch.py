"""The trace of a decision: every step of spec §4 with the time it took."""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from sim.code.step import LAST_JUDGED_STEP, LAST_STEP, STORE_STEP
from terminal.decide import Decision, steps

PASSED, FAILED, NOT_REACHED, NOT_ASKED, BY_STAFF = "passed", "failed", "not_reached", "not_asked", "by_staff"


@dataclass(slots=True)
class Trace:
    """`us`: microseconds of each step that was walked."""

    us: dict[int, float] = field(default_factory=dict)


class Stopwatch:
    """Judges as `decide.steps` does and keeps how long each step of the last code took. judging: what judges, where a
    lane does.
    """

    def __init__(self, judging: Callable[..., Generator[int | None, None, Decision | None]] = steps) -> None:
        self.trace = Trace()
        self.judging = judging

    def judge(self, payload: bytes, *rest: Any) -> Generator[int | None, None, Decision | None]:
        """The same, with a stopwatch around every slice. None where a call changes nothing."""
        trace = self.trace = Trace()
        judging = self.judging(payload, *rest)
        spent_ns = passed = 0
        while True:
            before_ns = time.perf_counter_ns()
            try:
                step = next(judging)
            except StopIteration as end:
                decision: Decision | None = end.value
                if decision is not None and decision.step is not None:
                    trace.us[decision.step] = (spent_ns + time.perf_counter_ns() - before_ns) / 1000
                return decision
            finally:
                spent_ns += time.perf_counter_ns() - before_ns
            if step is not None:
                passed = step
                trace.us[passed] = spent_ns / 1000
                spent_ns = 0
            yield step


def rows(
    decision: Decision, steps_us: "dict[int, float] | None", store_us: int | None, by_staff: bool = False
) -> list[dict[str, Any]]:
    """Steps 0 to 25: {"number", "state", "us"}. steps_us: of the steps that were walked, None when not known.
    store_us: of the record that was written, None without one. by_staff: the last step that was walked has refused,
    and the staff let the passenger in.

    Steps 23 and 24 are not asked at a gate that keeps no trips and asks no service, nor 9 to 17 of a card, which has no
    certificates.
    """
    walked_us = steps_us or {}
    card = 18 in walked_us and 17 not in walked_us
    answered = LAST_STEP + 1 if decision.step is None else decision.step
    out = []
    for number in range(LAST_STEP + 1):
        us: float | None = walked_us.get(number)
        if number == answered:
            state = FAILED
        elif number > answered:
            state, us = NOT_REACHED, None
        else:
            never = LAST_JUDGED_STEP < number < STORE_STEP or (card and 8 < number < 18)
            asked = number in walked_us or not never
            state = PASSED if asked else NOT_ASKED
            if by_staff and number == max(walked_us, default=None):
                state = BY_STAFF
        if number == STORE_STEP and state == PASSED:
            us = store_us
        out.append({"number": number, "state": state, "us": None if us is None else round(us, 1)})
    return out


def family_rows(decision: Decision, steps_us: "dict[int, float] | None", last: int) -> list[dict[str, Any]]:
    """As `rows`, of a code of another family, whose steps are 1 to `last`; what such a code has not is not asked."""
    walked_us = steps_us or {}
    answered = last + 1 if decision.step is None else decision.step
    out = []
    for number in range(1, last + 1):
        us = walked_us.get(number)
        passed = PASSED if us is not None or steps_us is None else NOT_ASKED
        state = FAILED if number == answered else NOT_REACHED if number > answered else passed
        out.append({"number": number, "state": state, "us": None if us is None else round(us, 1)})
    return out
