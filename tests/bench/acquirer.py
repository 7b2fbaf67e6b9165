"""From a journal into the books: what the uplink and the sink cost beside what they cannot do without.

The sink judges every code again, so its figure is its processor time for a journal over that of judging alone; the
uplink has to read every record, so its is over one walk of the journal. Commits wait for a disk, which is not counted.
"""

import itertools
import tempfile
from pathlib import Path

from hal.desktop.engine import proved_engine
from sim.backoffice.journal_source import JournalFolder
from sim.backoffice.message import ANSWER, Answer, Message, encode_answer
from sim.backoffice.recheck import Recheck
from sim.backoffice.uplink import Uplink
from sim.journal.folder import open_folder
from sim.journal.walk import walk
from sim.trust.file import load
from terminal import records, sm2
from tests.bench.line import Effort, Line, Measured, Subject, milliseconds, ratio, turns
from tests.builder.journal_maker import DIGEST, write_many
from tests.rig.bookkeeping import Bookkeeping, Chain, Pipe
from tests.rig.command import AT_S, trust

RIDES = 300
PEOPLE = 30


class _Answering(Pipe):
    """A way whose other end has committed everything at once."""

    def receive(self, wait_s: float) -> list[Message]:
        found = super().receive(wait_s)
        if self.sent:
            newest = [each for each in self.sent if each.kind == "record"][-1:]
            through = records.parse(newest[0].payload).sequence if newest else 0
            digest = DIGEST(newest[0].payload) if newest else b""
            answer = encode_answer(Answer(through, digest, through + 1, False, None))
            found.append(Message(self.sent[-1].terminal, ANSWER, answer))
            self.sent.clear()
        return found

    def up(self) -> bool:
        return True


def measure(effort: Effort) -> Measured:
    """A journal of 300 rides and their outcomes."""
    chain = Chain(7)
    for number in range(RIDES):
        chain.ride(number % PEOPLE, AT_S + number)
    kept = [records.parse(raw) for raw in chain.raws]
    with tempfile.TemporaryDirectory(prefix="ridegate-bench-") as folder:
        numbers = itertools.count()
        journal = Path(folder) / "journal"
        newest = write_many(journal, RIDES)

        def sink() -> None:
            made = Bookkeeping(Path(folder) / f"{next(numbers)}.db")
            made.take(chain, batch=64)
            assert made.sink.rows == len(chain.raws)
            made.database.close()

        def judge() -> None:
            recheck = Recheck([load(trust(), None, sm2.REFERENCE)])
            for record in kept:
                recheck.check(record)

        def uplink() -> None:
            source = JournalFolder(journal)
            source.refresh()
            one = Uplink(_Answering(), [source], lambda: 0)
            while not one.idle:
                one.turn(0)
            assert source.acquired == newest

        def read() -> None:
            for _ in walk(open_folder(journal).segments, proved_engine().digest, None):
                pass

        took = turns({"sink": sink, "judge": judge, "uplink": uplink, "read": read}, effort.rounds)
    yield Line("acquirer/sink", f"{RIDES} rides into the books, times judging their codes alone",
               ratio(took["sink"], took["judge"]), less=True,
               measured=f"{milliseconds(took['sink'])} for {len(chain.raws)} records", margin=0.15)  # fmt: skip
    yield Line("acquirer/uplink", "the same sent and acknowledged, times one walk of the journal",
               ratio(took["uplink"], took["read"]), less=True,
               measured=f"{milliseconds(took['uplink'])} for {newest} records", margin=0.15)  # fmt: skip


SUBJECT = Subject("acquirer", "To the acquirer", measure)
