"""Many journals judged once more: examined one by one, cut into shards by account, judged, added up."""

import contextlib
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.backoffice.message import Terminal
from sim.backoffice.recheck import Recheck
from sim.journal.folder import open_folder
from sim.output.progress import Report, silent
from sim.output.trouble import Trouble, why
from sim.reverify import parquet, place, tally
from sim.reverify.cluster import Cluster
from sim.reverify.examine import Examined, Task as Journal, examine
from sim.reverify.judge import Task as Shard, Together, judge, one_by_one
from sim.reverify.pool import Pool, Result, Task
from sim.reverify.tally import Tally
from sim.trust.file import TrustFile

if TYPE_CHECKING:
    from hal.desktop.batch.engine import Batch

SHARD_BYTES = 64_000_000
SHARDS_A_WORKER = 4  # at least, so that none waits long for the last one
SHARDS_MAX = 65_536
ENGINES = DESKTOP, BATCH = "desktop", "batch"


@dataclass(frozen=True, slots=True)
class Rules:
    """How rides are judged. lists: each that was in force at a ride. keys: of the terminals' records; None: seals are
    not checked. skew_s: so far ahead of its terminal's clock a phone may be. limit_enforced: at the terminals, too.
    engine: what verifies signatures, of ENGINES. tables: a folder for the rides as Parquet.
    """

    lists: tuple[TrustFile, ...]
    keys: dict[Terminal, bytes] | None
    skew_s: int
    limit_enforced: bool = True
    engine: str = DESKTOP
    tables: str | None = None


def shards_for(length_bytes: int, shard_bytes: int, workers: int) -> int:
    """How many, each of about so many bytes of journals at most."""
    needed = max(1, -(-length_bytes // shard_bytes))
    return min(SHARDS_MAX, needed if workers < 2 else max(needed, SHARDS_A_WORKER * workers))


def length_bytes(folders: Sequence[Path]) -> int:
    """Bytes of these journals. Raises Trouble where one is none, or is named twice."""
    if len({one.resolve() for one in folders}) < len(folders):
        raise Trouble("a folder is named twice; name each journal once")
    return sum(open_folder(one).length_bytes for one in folders)


@contextlib.contextmanager
def scratch_folder(where: Path | None) -> Iterator[Path]:
    """A folder that is there for the block. where: for it, None: that of the system. Raises Trouble where it cannot be
    made, and for an OSError of the block: all else that is read or written there has words of its own.
    """
    try:
        # absolute for the workers of a cluster, and before Python 3.12 it is as `where`
        inside = None if where is None else where.absolute()
        with tempfile.TemporaryDirectory(prefix="ridegate-reverify-", dir=inside) as scratch:
            yield Path(scratch)
    except BrokenPipeError:  # whoever reads the output has left
        raise
    except OSError as error:
        name = where or "the folder for temporary files"
        raise Trouble(f"{name}: {why(error)}; name a folder with room in it with --scratch") from None


def reverify(
    folders: Sequence[Path],
    rules: Rules,
    shards: int,
    workers: int,
    report: Report = silent,
    names: Mapping[Path, str] | None = None,
    cluster: Cluster | None = None,
    scratch_in: Path | None = None,
) -> Tally:
    """Judge every ride of these journals. The result does not depend on shards and workers. Raises Trouble.

    names: for people, where a folder's is not its own. cluster: does the tasks in the place of workers of this machine.
    scratch_in: a folder for what lies between the steps, None: that of the system.
    """
    names = names or {}
    if rules.engine == BATCH:
        _batch()  # compiled once, and not by each worker; and what is missing is said here

    def run(
        work: Callable[[Task], Result], name: Callable[[Task], str], tasks: Sequence[Task], what: str
    ) -> list[Result]:
        done = _counting(what, len(tasks), report)
        if cluster is not None:
            return cluster.run(_begin, (rules,), work, name, tasks, done)
        return Pool(workers, _begin, (rules,), work, name).run(tasks, done)

    salt = secrets.token_bytes(place.SALT_BYTES)
    with scratch_folder(scratch_in) as scratch:
        journals = [
            Journal(str(one.absolute()), names.get(one, str(one)), f"{scratch}/{number}", shards, salt)
            for number, one in enumerate(folders)
        ]
        out = Tally()
        examined = run(_examine, lambda task: task.name, journals, "reading journals")
        for one in examined:
            out.merge(one.tally)
        slices = [one.slices for one in examined]
        tasks = [Shard(number, tuple(each[number] for each in slices)) for number in range(shards)]
        judged = run(_judge, lambda task: f"shard {task.number} of {shards}", tasks, "judging rides")
        for found in judged:
            out.merge(found)
    for terminal, (rides, most_s) in out.ahead.items():
        fact = {"terminal": str(Terminal(*terminal)), "rides": rides, "most_s": most_s}
        out.findings.add(tally.CLOCK_BEHIND, terminal, fact)
    if rules.tables is not None:
        parquet.write_findings(Path(rules.tables), out)
    return out


def _counting(what: str, total: int, report: Report) -> Callable[[int], None]:
    over = 0

    def done(_: int) -> None:
        nonlocal over
        over += 1
        report(what, over, total)

    report(what, 0, total)
    return done


class _Worker:
    """What a process keeps from task to task."""

    rules: Rules
    recheck: Recheck
    together: Together


def _batch() -> "Batch":
    """Signatures verified many at a time. Raises Trouble where this computer cannot."""
    try:
        from hal.desktop.batch.engine import proved_batch  # an extra; it takes a while to load

        return proved_batch()
    except RuntimeError as error:
        where = "numba keeps what it compiles beside the program, or in the folder that NUMBA_CACHE_DIR names"
        raise Trouble(f"--engine batch: {error}; {where}") from None


def _begin(rules: Rules) -> None:
    _Worker.rules = rules
    engine, _Worker.together = None, one_by_one
    if rules.engine == BATCH:
        batch = _batch()
        engine, _Worker.together = batch.engine, batch.together
    _Worker.recheck = Recheck(rules.lists, rules.limit_enforced, engine)


def _examine(task: Journal) -> Examined:
    return examine(task, _Worker.rules.keys)


def _judge(task: Shard) -> Tally:
    of = task, _Worker.recheck, _Worker.rules.skew_s, _Worker.together
    try:
        if _Worker.rules.tables is None:
            return judge(*of)
        with parquet.rides(Path(_Worker.rules.tables), task.number) as take:
            return judge(*of, take)
    except RuntimeError as error:  # the two engines differ
        if _Worker.rules.engine != BATCH:
            raise
        raise Trouble(f"--engine {BATCH}: {error}") from error
