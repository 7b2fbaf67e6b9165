"""A month judged again: what cutting, reading and adding up cost beside the signatures of its codes.

The figure is the processor time of the whole of it, in one process, over that of judging the codes alone with the same
lists, in the same order of certificates.
"""

import tempfile
from pathlib import Path

from sim.backoffice import registry
from sim.backoffice.recheck import Recheck
from sim.journal.folder import open_folder
from sim.journal.walk import Found, walk
from sim.reverify import month
from sim.trust.file import load
from terminal import records, sm2
from tests.bench import batch
from tests.bench.line import Effort, Line, Measured, Subject, milliseconds, ratio, turns
from tests.builder.journal_maker import DIGEST
from tests.builder.month_builder import Month

RIDES = 400
GATES = 4
PEOPLE = 40
SHARDS = 8


def measure(effort: Effort) -> Measured:
    """A month of 400 rides at four gates."""
    with tempfile.TemporaryDirectory(prefix="ridegate-bench-") as folder:
        made = Month(Path(folder), RIDES, GATES, each=0, people=PEOPLE)
        lists = tuple(load(path, None, sm2.REFERENCE) for path in made.lists)
        rules = month.Rules(lists, registry.load(made.terminals, None), 20)
        rides = [
            each.record
            for one in made.folders
            for each in walk(open_folder(one).segments, DIGEST, None)
            if isinstance(each, Found) and each.record.kind == records.RIDE
        ]
        rides.sort(key=lambda record: records.parse_ride(record.body).account)

        def again() -> None:
            assert month.reverify(made.folders, rules, SHARDS, 1).total.rides == len(rides)

        def judge() -> None:
            recheck = Recheck(lists, True)
            for record in rides:
                recheck.check(record)

        took = turns({"again": again, "judge": judge}, effort.rounds)
    yield Line("reverify/month", f"{RIDES} rides of {PEOPLE} people judged again, times judging their codes alone",
               ratio(took["again"], took["judge"]), less=True,
               measured=f"{milliseconds(took['again'])} in {SHARDS} shards", margin=0.15)  # fmt: skip
    yield from batch.measure(effort)


SUBJECT = Subject("reverify", "A month, judged again", measure)
