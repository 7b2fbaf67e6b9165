"""The section [trip] of a configuration: whether a terminal keeps trips (step 23), and whether a board can."""

from boards.format import config
from sim.device.board import Board
from terminal import gate

MEANINGS = {
    "trip.mode": "flat: one tap, no trips; on_off: a bus that wants both taps; else as gate.direction",
    "trip.trip": "mark: no one is refused, the record says what was seen; enforce: who is inside does not enter again",
    "trip.trip_max_s": "how many seconds a trip may last",
    "trip.tap_min_s": "in on_off, how soon a tap is the same tap",
    "trip.capacity": "accounts that are kept, 27 bytes of memory each; boards have space for fewer than the most",
}


def against(mode: object, direction: object) -> list[str]:
    """What is wrong with a mode at a gate that releases this way, one line or none."""
    if mode not in (gate.ENTRY, gate.EXIT) or mode == direction:
        return []
    return [f'trip.mode: "{mode}" is no mode where gate.direction is "{direction}"; write the same']


def problems(trips: config.Trip, board: Board) -> list[str]:
    """Why this board cannot keep these trips, one line each."""
    found = []
    if config.keeps_trips(trips) and trips.capacity > board.trips_max:
        room = f"room for {board.trips_max}" if board.trips_max else "no room for trips"
        less = f"trip.capacity = {board.trips_max} or less" if board.trips_max else 'trip.mode = "flat"'
        found.append(f"trip.capacity: {trips.capacity} accounts do not fit, {board.id} has {room}; write {less}")
    if config.keeps_trips(trips) and board.families:
        found.append(f'trip.mode: the build of {board.id} has other families, and keeps no trips; write "flat"')
    return found
