"""Answers out of the operator's signed snapshots, a page a poll."""

from terminal.eligibility import UNKNOWN
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Protocol

    class Snapshot(Protocol):
        """What is asked of a `terminal.snapshot.Snapshot`."""

        sequence: int

        def in_force(self, now_s: int | None) -> bool:
            """Whether it counts now."""

        def find(self, account: bytes, now_s: int | None) -> Generator[None, None, int]:
            """The answer for an account; yields before each page."""


class SnapshotEligibility:
    """snapshots: the newest first; the first one in force is asked. now_s: the terminal's clock. Needs no open().

    fault: what was wrong with a page that was read last, "" for nothing, for its owner to report.
    """

    def __init__(self, snapshots: "tuple[Snapshot, ...]", now_s: "Callable[[], int | None]") -> None:
        self.answer_id = b""
        self.snapshot_sequence = 0
        self.fault = ""
        self._sequence = 0
        self._snapshots = snapshots
        self._now_s = now_s
        self._steps: Generator[None, None, int] | None = None

    def ask(self, subject: bytes, place: bytes, now_ms: int) -> None:
        """Begin a look-up; one that is under way is given up."""
        now_s = self._now_s()
        self.close()
        self.snapshot_sequence = 0
        self._steps = _nothing()
        for each in self._snapshots:
            if each.in_force(now_s):
                self._sequence = each.sequence
                self._steps = each.find(subject, now_s)
                break

    def poll(self, now_ms: int) -> int | None:
        """One page; None for not yet. Raises OSError for a page that is not as it was signed."""
        if self._steps is None:
            return None
        try:
            next(self._steps)
            return None
        except StopIteration as end:
            self._steps = None
            answer: int = end.value
            if answer != UNKNOWN:
                self.snapshot_sequence = self._sequence
            return answer
        except OSError as error:
            self._steps = None
            self.fault = str(error)
            raise

    def close(self) -> None:
        """Give the question up."""
        if self._steps is not None:
            self._steps.close()
            self._steps = None


def _nothing() -> "Generator[None, None, int]":
    """The look-up where no snapshot is in force."""
    return UNKNOWN
    yield
