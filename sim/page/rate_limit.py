"""A rate limit: a bucket that fills with time and empties with use."""

import time
from collections.abc import Callable


class Bucket:
    """Takes `burst` at once and `rate_s` a second after that."""

    def __init__(self, rate_s: float, burst: int, now: Callable[[], float] = time.monotonic) -> None:
        self._rate_s = rate_s
        self._burst = burst
        self._now = now
        self._left = float(burst)
        self._at_s = now()

    def take(self) -> bool:
        """Whether one more is taken."""
        now_s = self._now()
        self._left = min(self._burst, self._left + (now_s - self._at_s) * self._rate_s)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True
