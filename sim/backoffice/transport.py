"""The way between uplink and sink: one interface, implemented by files in a folder and by a broker.

Neither is trusted to deliver once, in order, or at all (docs/acquirer.md); what arrives is complete or does not arrive.
"""

from collections.abc import Sequence
from typing import Protocol

from sim.backoffice.message import Message
from sim.output import show


class Transport(Protocol):
    """One end of the way. Its only error is OSError, after which it is used again later."""

    window: int  # records that may be without an answer
    patience_ms: int  # how long an answer may take before it is asked for again
    asks_first: bool  # whether an answer can be waited for before anything is sent

    def open(self) -> None:
        """Begin. Raises OSError where that cannot succeed later, either."""

    def up(self) -> bool:
        """Whether what is sent now can arrive. What was on its way when this became false may be lost."""

    @property
    def fault(self) -> str:
        """Why it is not up, and what to do next; "" where that is not known, or it is up."""

    def send(self, messages: Sequence[Message]) -> None:
        """Hand messages over, in this order. Raises OSError when they were not, or not all of them."""

    def receive(self, wait_s: float) -> list[Message]:
        """What has arrived, oldest first; waits at most this long for the first of it. What was not `taken` since the
        last call may come again, and may not."""

    def taken(self) -> None:
        """What `receive` returned so far is committed and need not be kept any more."""

    def faults(self) -> list[str]:
        """What arrived since the last call and is no message, in words: a file with a wrong signature, a topic that
        is none."""

    def close(self) -> None:
        """Let it go."""


def report_fault(command: str, way: Transport, before: str) -> str:
    """Say on stderr why the way is not up, or that it is again, when that is not what it was before. What it is now."""
    fault = way.fault
    if fault != before:
        show.complain(command, fault or "connected")
    return fault
