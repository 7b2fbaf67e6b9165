"""A network on one core: what a ride costs from the phone to the books beside judging its code at gate and sink.

The figure is the processor time of the whole of it (phones that sign, gates, journals, uplinks, sink, the comparison at
the end), in one process, over that of judging each code twice, which no gate and no sink can do without.
"""

import itertools
import tempfile
from pathlib import Path

from sim.backoffice.recheck import Recheck
from sim.issuer.issuer import make_pki
from sim.journal.folder import open_folder
from sim.journal.walk import Found, walk
from sim.network import lists
from terminal import records
from tests.bench.line import Effort, Line, Measured, Subject, ratio, turns
from tests.builder.journal_maker import DIGEST
from tests.rig.network import HEAD, LINES, parsed, played

TEXT = HEAD + LINES.replace("per_minute = 9", "per_minute = 20").replace("entries = 1", "entries = 2")


def measure(effort: Effort) -> Measured:
    """Ten gates at twenty passengers a minute, for a minute."""
    with tempfile.TemporaryDirectory(prefix="ridegate-bench-") as folder:
        numbers = itertools.count()
        network, _, _ = played(TEXT, _made(Path(folder) / "first"))
        files = list(lists.files(parsed(TEXT), make_pki()).values())
        rides = [
            each.record
            for journal in (Path(folder) / "first" / "journals").glob("*/*/journal")
            if any(file.name.isdecimal() for file in journal.iterdir())
            for each in walk(open_folder(journal).segments, DIGEST, None)
            if isinstance(each, Found) and each.record.kind == records.RIDE
        ]

        def whole() -> None:
            again, faults, _ = played(TEXT, _made(Path(folder) / str(next(numbers))))
            assert not faults and again.summary() == network.summary()

        def judge() -> None:
            for _ in ("gate", "sink"):
                recheck = Recheck(files)
                for record in rides:
                    recheck.check(record)

        took = turns({"whole": whole, "judge": judge}, effort.rounds)
    each_ms = sorted(took["whole"])[len(took["whole"]) // 2] * 1000 / len(rides)
    yield Line("network/ride", f"{len(rides)} rides at 10 gates into the books, times judging their codes twice",
               ratio(took["whole"], took["judge"]), less=True,
               measured=f"{each_ms:.3g} ms a ride, in one process", margin=0.15)  # fmt: skip


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


SUBJECT = Subject("network", "A network", measure)
