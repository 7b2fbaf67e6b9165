"""`make torture`: power cuts, writes that fail, flipped bits, a year of rides. One table at the end; 0 when it holds.

    python -m tests.torture                        everything
    python -m tests.torture ride trust             some rows of the table
    python -m tests.torture "ride flipped"         one bit of every byte that a start after three rides reads
    python -m tests.torture --seed 7 --every 5     one write in five, with other torn halves

A breach names its scenario, its cut and its seed; the same command with that seed shows it again.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from sim.micropython import vm
from tests.torture import rows, wear
from tests.torture.rows import Row

# The slowest first, so that no core idles at the end.
_JOBS = (
    *rows.FLIPPED,
    *rows.LONG,
    *rows.DESK,
    *rows.SCENARIOS,
    wear.row("wear", wear.MEGABYTE),
    *rows.FAILING,
    *rows.VARIANTS,
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make torture", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="ROW", help=f"of the table: {', '.join(job.name for job in _JOBS)}")
    parser.add_argument("--seed", type=int, default=1, help="of what a torn write leaves (1)")
    parser.add_argument("--every", type=int, default=1, help="one write, sync or byte in so many (1: every one)")
    parser.add_argument("--days", type=int, default=365, help="length of the year (365)")
    options = parser.parse_args(arguments)
    jobs = [job for job in _JOBS if not options.names or job.name in options.names]
    if not jobs or {*options.names} - {job.name for job in jobs}:
        parser.error(f"no such row; there are {', '.join(job.name for job in _JOBS)}")
    started_s = time.monotonic()
    errors = Console(stderr=True)
    try:
        with TemporaryDirectory(prefix="torture-") as folder, _progress(errors) as progress:
            task = progress.add_task("building", total=len(jobs))
            setting = rows.prepared(Path(folder), options.seed, options.every, options.days)
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                running = [pool.submit(_run, job, setting, progress, task, errors) for job in jobs]
                made = [each.result() for each in running]
    except (vm.RuntimeMissing, SyntaxError) as error:
        print(error, file=sys.stderr)
        return 1
    _print(made)
    good = all(row.good for row in made)
    words = "all of it holds" if good else "IT DOES NOT HOLD"
    print(f"seed {options.seed}, {time.monotonic() - started_s:.0f} s: {words}")
    return 0 if good else 1


def _progress(errors: Console) -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal)


def _run(job: rows.Job, setting: rows.Setting, progress: Progress, task: TaskID, errors: Console) -> Row:
    def tell(text: str) -> None:
        progress.update(task, description=f"{job.name} {text}")

    try:
        row = job.run(setting, tell)
    except RuntimeError as error:
        row = Row(job.name, False, "does not come to its end", details=(str(error),))
    progress.advance(task)
    if not errors.is_terminal:
        print(f"{row.name}: {row.result}", file=sys.stderr, flush=True)
    return row


def _print(made: list[Row]) -> None:
    table = Table(title="Power cut at every write")
    table.add_column("what")
    for name in ("writes", "cuts", "recovery ms", "slowest erases"):
        table.add_column(name, justify="right")
    table.add_column("broken")
    for row in made:
        style = None if row.good else "bold red"
        table.add_row(row.name, row.writes, row.cuts, row.recovery, row.recovery_worst, row.result, style=style)
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    for row in made:
        for text in row.details:
            print(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
