"""How long answers take: the last few hundred, and their percentiles."""

from collections import deque

KEPT = 400
PERCENTS = (50, 95, 99)


class Latency:
    """Microseconds from the photograph to the relay, or to the refusal."""

    def __init__(self) -> None:
        self._last: deque[int] = deque(maxlen=KEPT)

    def add(self, us: int) -> None:
        """One answer."""
        self._last.append(us)

    def percentiles(self) -> dict[str, int]:
        """{"p50": …, "p95": …, "p99": …}: the smallest value that so many percent of the answers do not exceed."""
        ordered = sorted(self._last)
        return {f"p{percent}": ordered[-(-len(ordered) * percent // 100) - 1] for percent in PERCENTS if ordered}

    @property
    def count(self) -> int:
        """Answers that are kept."""
        return len(self._last)
