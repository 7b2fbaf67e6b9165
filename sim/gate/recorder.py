"""What a gate that is recorded hands to its recorder."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from hal.desktop.pixel import Pixels
    from sim.gate.families import Families
    from sim.gate.lane import GateLane
    from sim.trust.file import TrustFile
    from terminal.history import History
    from terminal.policy import Policy
    from terminal.run import Hal, Loop


class Probe(Protocol):
    """Stands between a loop and its devices."""

    def between(self, hal: "Hal", judge: Callable[..., Any], journal: Any) -> "tuple[Hal, Callable[..., Any], Any]":
        """The same three with the probe before each."""

    def opened(
        self,
        gate: Any,
        history: "History",
        rules: "Policy",
        lane: "GateLane | None",
        families: "Families | None",
    ) -> None:
        """The journal is open, and the first turn comes. lane: with steps 23 or 24, where the gate has them. families:
        read beside the ride code, None for none.
        """

    def turn(self, loop: "Loop") -> None:
        """Do one turn of the loop, recorded."""


class Recorder(Protocol):
    """A recording under way."""

    @property
    def probe(self) -> "Probe":
        """What goes into a station."""

    def accepts(self, file: "TrustFile | None") -> None:
        """The list that the station is about to be handed."""

    def looked_at(self, pixels: "Pixels") -> None:
        """A frame in which the reader looked for symbols."""
