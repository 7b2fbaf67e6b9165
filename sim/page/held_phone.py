"""The virtual phone that a person on the page holds up."""

from dataclasses import dataclass, field

from sim.issuer.wallet import RENEW_S

TAKEN_AWAY_MS = 1600  # behind its answer
HELD_MAX_MS = 20_000  # without one


@dataclass(slots=True)
class HeldPhone:
    """number: of its account, None for a file that was dropped. bad: how its code is bad, None for good. since_ms: when
    it was held up. payloads: what it shows. before: what the one before it showed, whose answer may still come.
    """

    number: int | None
    bad: str | None
    since_ms: int
    payloads: tuple[bytes, ...] = ()
    before: tuple[bytes, ...] = ()
    away_ms: int = field(init=False)

    def __post_init__(self) -> None:
        self.away_ms = self.since_ms + HELD_MAX_MS

    def answered(self, now_ms: int, payload: bytes = b"") -> None:
        """The passenger has seen the answer, and takes the phone away soon. payload: what was answered, b"" where that
        is not known.
        """
        if payload in self.before and payload not in self.payloads:
            return  # that was the phone before
        self.away_ms = min(self.away_ms, now_ms + TAKEN_AWAY_MS)

    def goes(self, now_ms: int) -> bool:
        """Whether it is taken away now."""
        return now_ms >= self.away_ms

    def renews(self, now_ms: int) -> bool:
        """Whether its good code is replaced by a fresh one now."""
        return self.bad is None and now_ms - self.since_ms >= 1000 * RENEW_S
