"""What came of one case, and of a whole run."""

from collections import Counter
from dataclasses import dataclass

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case. suite, id: what was played. verdict: PASSED, FAILED or SKIPPED. comment: what the case is.

    clause: of docs/ride-code.md. difference: the first thing that was not as expected, or why it was skipped.
    unjudged: what of it this gate cannot show.
    """

    suite: str
    id: str
    verdict: str
    comment: str
    clause: str
    difference: str = ""
    unjudged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that was played on one gate. suites: their names with versions."""

    gate: str
    abilities: tuple[str, ...]
    suites: tuple[str, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def counts(self) -> "Counter[str]":
        """How many cases passed, failed and were skipped."""
        return Counter(one.verdict for one in self.outcomes)

    @property
    def status(self) -> int:
        """0: everything that could be judged is as it must be, and something could; 1: something is not; 2: nothing
        could be judged.
        """
        counts = self.counts
        if counts[FAILED]:
            return 1
        return 0 if counts[PASSED] else 2
