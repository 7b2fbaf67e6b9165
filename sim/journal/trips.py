"""Trips out of the passages of a day: complete, incomplete (art. 23), or still open. Each is listed once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NO_EXIT = "no exit"
NO_ENTRY = "no entry"


@dataclass(frozen=True, slots=True)
class Passage:
    """A ride whose passenger passed: which way, when by its gate's clock, and where. ride: what names its record."""

    account: bytes
    inwards: bool
    time_s: int
    line: int
    station: int
    ride: object


@dataclass(frozen=True, slots=True)
class Trip:
    """entry, exit: None where there is none. missing: NO_EXIT or NO_ENTRY of an incomplete one, else None."""

    entry: Passage | None
    exit: Passage | None
    missing: str | None

    @property
    def known(self) -> Passage:
        """The end that there is, of an incomplete trip: its side, its place, its moment."""
        found = self.entry or self.exit
        assert found is not None  # a trip has an end
        return found


def trips(passages: Iterable[Passage], until_s: int, trip_max_s: int) -> Iterator[Trip]:
    """The trips of these passages, in any order of passages. until_s: an entry younger than trip_max_s then is still
    open: a Trip with neither exit nor anything missing.

    An exit ends the entry of its account right before it, when that is less than trip_max_s ago.
    """
    open_trips: dict[bytes, Passage] = {}
    for passage in sorted(passages, key=lambda each: (each.time_s, not each.inwards)):
        entry = open_trips.pop(passage.account, None)
        if entry is not None and not passage.inwards and passage.time_s - entry.time_s < trip_max_s:
            yield Trip(entry, passage, None)
            continue
        if entry is not None:
            yield Trip(entry, None, NO_EXIT)
        if passage.inwards:
            open_trips[passage.account] = passage
        else:
            yield Trip(None, passage, NO_ENTRY)
    for entry in open_trips.values():
        yield Trip(entry, None, NO_EXIT if until_s - entry.time_s >= trip_max_s else None)
