"""Journals as terminals leave them, in folders, for the tests of `ridegate journal`."""

import functools

from hal.desktop.engine import python_engine
from hal.desktop.file_cell import FileCell
from hal.desktop.segment_folder import SegmentFolder
from terminal import codes, journal, records, ridecode, sm2
from terminal.decide import Decision
from terminal.history import History
from terminal.policy import STANDARD
from tests.rig.command import AT_S, code, pki

KEY = bytes(range(7, 39))
PLACE = records.Place(7, 1, 1, 2, 3, 1, 5)
DIGEST = python_engine().digest


@functools.cache
def accepted(user, generated_s=AT_S, recovered=()):
    """The acceptance of a code of this user."""
    raw = code(user) if generated_s == AT_S else pki().recipe(generated_s, pki().user(user)).encode()
    return Decision(codes.ACCEPTED, None, ridecode.parse(raw, STANDARD), recovered, None, -1, None)


class Maker:
    """A terminal's journal in a folder, with its cell beside the segments."""

    def __init__(self, folder, segment_bytes=4096, segments_max=64, key=KEY, place=PLACE, start=True):
        self.folder = folder
        self.segments = SegmentFolder(folder)
        self.cell = FileCell(folder / "journal.sequence")
        self.now_s = AT_S
        self.journal = journal.Journal(self.segments, self.cell, DIGEST, key, place, segment_bytes, segments_max)
        if start:
            self.open()

    def open(self):
        """Start the terminal, perhaps anew."""
        self.segments.open()
        sm2.finish(self.journal.open(History(2048), STANDARD, self.now_s))

    def close(self):
        """Switch it off."""
        self.segments.close()

    def ride(self, user=0, outcome=records.PASSED, fare_fen=200, recovered=()):
        """A ride, a second after the one before; its sequence. outcome: None leaves it open."""
        self.now_s += 1
        ride = self.journal.append_ride(accepted(user, self.now_s, recovered), fare_fen, 7, self.now_s)
        if outcome is not None:
            self.now_s += 1
            self.journal.append_outcome(ride, outcome, self.now_s)
        return ride

    def event(self, event, value=0, at_s=None):
        """Something happens to the terminal."""
        return self.journal.append_event(event, at_s, value, self.now_s)

    def files(self):
        """The segments, oldest first."""
        return sorted(path for path in self.folder.iterdir() if path.name.isdecimal())


def raw_records(path):
    """The records of a segment's file, as bytes, one by one."""
    return raw_records_of(path.read_bytes())


def raw_records_of(data):
    """The same of a segment's bytes."""
    at, out = 0, []
    while at < len(data):
        size = records.length_bytes(data[at : at + records.START_BYTES])
        assert size, "the file of a test is whole"
        out.append(data[at : at + size])
        at += size
    return out


def rewrite(path, change):
    """Change the records of a segment and chain and seal nothing anew: change(list of bytes) in place."""
    found = raw_records(path)
    change(found)
    path.write_bytes(b"".join(found))


def write_many(folder, rides, per_segment=200):
    """A long journal of rides with their outcomes, sealed and chained, written without waiting for the disk."""
    folder.mkdir()
    seal = records.sealer(DIGEST, KEY)
    body = records.ride_body(accepted(0), 200, 7)
    before, sequence = bytes(32), 1
    for start in range(0, rides, per_segment):
        out = []
        number = sequence
        for ride in range(start, min(start + per_segment, rides)):
            bodies = [(records.RIDE, body), (records.OUTCOME, records.outcome_body(sequence, records.PASSED))]
            if ride == start:
                bodies[1] = (records.OUTCOME, records.outcome_body(sequence + 1, records.PASSED))
                bodies.insert(0, (records.HEAD, records.words_body([0, 1, AT_S, 0])))
            for kind, each in bodies:
                raw = records.encode(kind, sequence, PLACE, AT_S + sequence, before, each, seal)
                before, sequence = DIGEST(raw), sequence + 1
                out.append(raw)
        (folder / f"{number:010d}").write_bytes(b"".join(out))
    return sequence - 1
