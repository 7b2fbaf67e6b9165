"""What makes a gate one of a station: its place, the key of the station, its line to the station computer."""

from typing import TYPE_CHECKING, Protocol

from hal.desktop import durable
from terminal import history, notice, records, trip

if TYPE_CHECKING:
    from collections.abc import Iterator


class Line(Protocol):
    """The gate's end of its line to the station computer. Nothing waits, and what is sent may be lost."""

    def open(self) -> None:
        """Listen from now on."""

    def close(self) -> None:
        """Listen no more: what arrives meanwhile is lost, and so is what was not taken."""

    def send(self, data: bytes) -> None:
        """Send one message to the station computer."""

    def take(self) -> tuple[bytes, ...]:
        """The messages that have arrived since the last call."""


class Member:
    """place: of this gate in its station. key: of its records. seal: with the station's key, for notices. start: a
    number of the gate's last start, which no earlier one had. codes_max, trips_max: what its memories of codes and of
    trips hold. disk: what waits until its journal is on the disk.
    """

    def __init__(
        self,
        place: records.Place,
        key: bytes,
        seal: records.Sealer,
        line: Line,
        trip_max_s: int,
        start: int = 0,
        codes_max: int = history.CAPACITY_MAX,
        trips_max: int = trip.CAPACITY_MAX,
        disk: durable.Disk = durable,
    ) -> None:
        self.place = place
        self.key = key
        self.line = line
        self.trip_max_s = trip_max_s
        self.start = start
        self.codes_max = codes_max
        self.trips_max = trips_max
        self.disk = disk
        self._seal = seal

    def send(self, made: notice.Notice) -> None:
        """Seal it and send it."""
        self.line.send(notice.encode(made, self._seal))

    def heard(self) -> "Iterator[notice.Notice]":
        """What has arrived and was sealed in this station."""
        for data in self.line.take():
            parsed = notice.parse(data, self._seal)
            if parsed is not None:
                yield parsed
