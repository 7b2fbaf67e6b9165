"""Books filled by a real sink from records that are handed to it, without files or a broker."""

from hal.desktop.engine import proved_engine
from sim.backoffice.books import INCIDENTS_MAX, Books
from sim.backoffice.database import Database
from sim.backoffice.ledger import Ledger
from sim.backoffice.message import RECORD, Message, Terminal
from sim.backoffice.recheck import Recheck
from sim.backoffice.sink import Sink
from sim.trust.file import load
from terminal import records, sm2, trip
from tests.builder.journal_maker import DIGEST, KEY, PLACE, accepted
from tests.rig.command import AT_S, trust

SEAL = records.sealer(DIGEST, KEY)
LATER_S = AT_S + 30 * 86_400


class Pipe:
    """A way whose other end is the test: what `put` was given arrives, what was sent is in `sent`."""

    window, patience_ms, asks_first = 64, 1000, True

    def __init__(self):
        self.waiting, self.sent = [], []

    def put(self, terminal, *raws):
        self.waiting += [Message(terminal, RECORD, raw) for raw in raws]

    def receive(self, wait_s):
        found, self.waiting = self.waiting, []
        return found

    def send(self, messages):
        self.sent += messages

    def taken(self):
        pass

    def faults(self):
        return []


class Chain:
    """The records of one terminal, sealed and chained as they are added."""

    def __init__(self, terminal_id, line=2, station=3):
        self.terminal = Terminal(terminal_id, 1)
        self.place = PLACE._replace(terminal_id=terminal_id, provisioning_id=1, line=line, station=station)
        self.raws = []
        self._before = bytes(32)
        self.add(records.HEAD, records.words_body([0, 1, AT_S, 0]), AT_S)

    def add(self, kind, body, time_s):
        raw = records.encode(kind, len(self.raws) + 1, self.place, time_s, self._before, body, SEAL)
        self._before = DIGEST(raw)
        self.raws.append(raw)
        return len(self.raws)

    def ride(self, user, time_s, side=None, fare_fen=200, outcome=records.PASSED, code_s=None):
        """A ride with its outcome; its sequence. side: "entry" or "exit" of a gate with trips."""
        body = records.ride_body(accepted(user, code_s or time_s), fare_fen, 7)
        if side is not None:
            body += bytes([trip.NOT_KNOWN | (trip.EXIT_SIDE if side == "exit" else 0)]) + bytes(6)
        sequence = self.add(records.RIDE, body, time_s)
        if outcome is not None:
            self.add(records.OUTCOME, records.outcome_body(sequence, outcome), time_s + 1)
        return sequence


class Bookkeeping:
    """A sink over a Pipe, with books in memory, in a file or by a URL. `now_s` is its clock."""

    def __init__(self, name=None, terminals=range(7, 12), incidents_max=INCIDENTS_MAX):
        self.now_s = LATER_S
        self.pipe = Pipe()
        keys = {Terminal(one, 1): KEY for one in terminals}
        self.database = Database(name and str(name))
        self.books = Books(self.database, incidents_max)
        recheck = Recheck([load(trust(), None, sm2.REFERENCE)])
        self.sink = Sink(self.pipe, self.books, keys, recheck, proved_engine().digest, lambda: self.now_s)
        self.ledger = Ledger(self.books, proved_engine().digest)

    def take(self, *chains, batch=1000):
        """Let everything of these chains arrive."""
        for chain in chains:
            for start in range(0, len(chain.raws), batch):
                self.pipe.put(chain.terminal, *chain.raws[start : start + batch])
                self.sink.turn(0)
