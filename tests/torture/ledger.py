"""What the outside knows, and what a flash is found to hold: the two must agree after every power cut.

Records are read here without the journal: every whole, sealed record in any file of the state counts.
"""

import os

from boards.state import HOURS
from terminal import records
from tests.torture.board import ENGINE, STATE
from tests.torture.breach import Breach
from tests.torture.rig import KEY

_DIRECTORY = 0x4000
_KINDS = (records.RIDE, records.OUTCOME, records.EVENT, records.HEAD)


def found(folder: str = STATE, damaged: bool = False) -> list:
    """(sequence, raw) of every whole, sealed record in the files of a folder and those below it, but the refusals'.

    damaged: a file that cannot be read is passed over."""
    out = []
    for entry in os.ilistdir(folder):
        path = folder + "/" + entry[0]
        if entry[1] & _DIRECTORY:
            if entry[0] != HOURS:  # a journal of its own, with numbers of its own
                out += found(path, damaged)
            continue
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            if not damaged:
                raise
            continue
        at = 0
        while at + records.RECORD_MIN_BYTES <= len(data):
            size = records.length_bytes(data[at : at + records.START_BYTES])
            raw = data[at : at + size]
            if not size or len(raw) < size or not records.sealed(raw, ENGINE.engine.digest, KEY):
                break
            if raw[3] in _KINDS:  # what seals the cell is no record
                out.append((records.parse(raw).sequence, raw))
            at += size
    return out


class Ledger:
    """Every record that was ever seen durable, by its sequence."""

    def __init__(self) -> None:
        self.known = {}
        self.shown = []  # the codes that were to be admitted once, and never again
        self.spent = 0  # how many sequences may stand for no record: those whose append failed
        self.promised = False  # what a scenario asked for was reported as done
        self.acknowledged = 0  # up to here the back office has them: asked for, whether the terminal answered or not

    def copy(self) -> "Ledger":
        other = Ledger()
        other.known.update(self.known)
        other.shown = list(self.shown)
        other.acknowledged = self.acknowledged
        other.promised = self.promised
        other.spent = self.spent
        return other

    def read(self, damaged: bool = False) -> dict:
        """What the flash holds now, by sequence. Raises Breach when a number stands for two records. damaged: see
        `found`."""
        here = {}
        try:
            stored = found(STATE, damaged)
        except (OSError, UnicodeError) as error:
            raise Breach(f"unbootable: the files cannot be read: {error!r}") from None
        for sequence, raw in stored:
            before = self.known.get(sequence, here.get(sequence, raw))
            if before != raw:
                raise Breach(f"reused: sequence {sequence} names two records")
            here[sequence] = raw
        self.known.update(here)
        return here

    def events(self) -> list:
        """(event, when, value) of every event record."""
        found = [records.parse(raw) for raw in self.known.values()]
        return [records.parse_event(each.body) for each in found if each.kind == records.EVENT]

    def rides(self) -> dict:
        """The sequence of every ride, by its code. Raises Breach when two are of one code."""
        rides = {}
        for raw in self.known.values():
            record = records.parse(raw)
            if record.kind == records.RIDE:
                ride = records.parse_ride(record.body)
                code = ride.account, ride.generated_s
                if code in rides:
                    raise Breach(f"twice: rides {rides[code]} and {record.sequence} are of one code")
                rides[code] = record.sequence
        return rides

    def settle(self, edges: list) -> None:
        """After a recovery: whether anything is missing that had to stay, or is there twice that had to be once."""
        here = self.read()
        gone = [sequence for sequence in self.known if sequence not in here and sequence > self.acknowledged]
        if gone:
            raise Breach(f"released: records {gone} were never acknowledged and are gone")
        rides = self.rides()
        for code in edges:
            if code not in rides:
                raise Breach(f"lost: the relay moved for {code}, and there is no record of it")
            if edges.count(code) > 1:
                raise Breach(f"twice: the relay moved {edges.count(code)} times for {code}")
        numbers = sorted(self.known)
        lost = [event for event in self.events() if event[0] in (records.MISSING, records.SET_ASIDE)]
        if lost:
            raise Breach(f"skipped: a power cut is taken for damage: events {lost}")
        if numbers and numbers[-1] - numbers[0] + 1 - len(numbers) not in range(self.spent + 1):
            raise Breach(f"skipped: {len(numbers)} records between {numbers[0]} and {numbers[-1]}")
