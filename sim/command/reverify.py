"""`ridegate reverify`: every ride of sealed journals, judged again at its record's clock."""

import argparse
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from sim.command import options, written_file
from sim.output import progress, show, whole_file
from sim.output.table import Column, Table
from sim.output.text import Text
from sim.output.trouble import Trouble, why
from terminal.policy import SKEW_MAX_S, STANDARD

if TYPE_CHECKING:
    from sim.reverify.tally import Sum, Tally
    from sim.trust.file import TrustFile

ROWS_MAX = 12  # of each kind of finding and of each table, for people
WORKERS_MAX = 256
SHARD_MAX_MB = 4096
_ONE_WORKER_BYTES = 4_000_000  # what is less is judged in this process
_MB = 1_000_000
_DESCRIPTION = """\
复核: 用当时的名单和记录的时钟, 重新判定封存日志中的每次乘车。
Judge every ride of sealed journals again, at its record's clock, with the trust
list that was in force at its terminal, and find what does not fit together."""
_EPILOG = """\
examples:
  ridegate reverify pulled/* --trust list-7.toml --trust list-8.toml \\
                  --terminals terminals.toml --master master.key
  ridegate reverify gate7 gate8 --trust list.bin --operator-key operator.pub \\
                  --workers 8 --report month.html
  ridegate reverify pulled/* --trust list.toml --json | jq .findings
  ridegate reverify record.parquet --trust list.toml --parquet month

Found are wrong acceptances, codes used at two terminals or twice at one, records
that differ from their code, terminals whose clock is behind or went back, and
broken seals and chains; then totals a terminal, station and issuer. A ride whose
list is not named is counted as not judged, and without --terminals no seal is
checked. Nothing is written to the journals. docs/reverify.md has each finding.

exit status: 0 every ride was judged and nothing was found; 1 something was found,
or a list was not named; 2 bad usage, or something cannot be read.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `reverify`; its function is `run`."""
    parser = options.command(
        subparsers, "reverify", "judge a month of rides again 复核", _DESCRIPTION, _EPILOG, run
    )  # fmt: skip
    parser.add_argument(
        "folders", nargs="+", type=Path, metavar="DIR",
        help="a pulled journal, one a terminal; or FILE.parquet, with the records of any number of terminals",
    )  # fmt: skip
    parser.add_argument(
        "--trust", required=True, action="append", type=Path, metavar="FILE",
        help="a trust list, and each other one that was in force at a ride",
    )  # fmt: skip
    options.operator_key(parser, "the operator's public key, for binary lists", Path, action="append")
    parser.add_argument("--terminals", type=Path, metavar="FILE", help="the terminals' keys (docs/acquirer.md)")
    parser.add_argument("--master", type=Path, metavar="FILE", help="the operator's master, for keys by unique id")
    parser.add_argument(
        "--skew", type=int, default=STANDARD.skew_s, metavar="S",
        help=f"how far ahead of its terminal a phone's clock may be ({STANDARD.skew_s})",
    )  # fmt: skip
    parser.add_argument("--any-fare", action="store_true", help="the terminals do not enforce a code's limit")
    parser.add_argument(
        "--engine", choices=["desktop", "batch"], default="desktop",
        help="what verifies signatures: batch does it many at a time (pip install 'ridegate[batch]')",
    )  # fmt: skip
    parser.add_argument("--workers", type=int, metavar="N", help="processes (one a core; 1 for a small month)")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS",
        help="that of a Dask cluster, whose workers see the same files, in the place of this computer's cores",
    )  # fmt: skip
    parser.add_argument(
        "--scratch", type=Path, metavar="DIR", help="for what lies between the steps; with --scheduler all see it, too"
    )
    parser.add_argument("--shard-mb", type=int, default=64, metavar="MB", help="bytes of journals a task (64)")
    parser.add_argument(
        "--parquet", type=Path, metavar="DIR", help="write rides and findings as Parquet, for `ridegate ask`"
    )
    written_file.option(parser, "--report", "write a page for people", "FILE.html")
    options.json(parser, "everything as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    from hal.desktop import extra
    from sim.backoffice import registry
    from sim.capture.worker_pool import cores
    from sim.reverify import month, parquet, report
    from sim.reverify.cluster import Cluster

    for name, value, least, most in (
        ("--workers", args.workers, 1, WORKERS_MAX),
        ("--shard-mb", args.shard_mb, 1, SHARD_MAX_MB),
        ("--skew", args.skew, 0, SKEW_MAX_S),
    ):
        if value is not None and not least <= value <= most:
            raise Trouble(f"{name} {value}: write a number in {least}..{most}")
    if args.master is not None and args.terminals is None:
        raise Trouble("--master belongs to --terminals; name the file of the terminals, too")
    if args.scheduler is not None and args.workers is not None:
        raise Trouble("--workers are those of this computer; leave it out, the cluster has its own")
    if args.scratch is not None and not args.scratch.is_dir():
        raise Trouble(f"--scratch {args.scratch}: no folder; make it")
    tables = [one for one in args.folders if one.suffix == parquet.SUFFIX]
    for option, wanted, name in (
        (f"--engine {args.engine}", args.engine == month.BATCH, extra.BATCH),
        (f"--scheduler {args.scheduler}", args.scheduler is not None, extra.DASK),
        (f"--parquet {args.parquet}", args.parquet is not None, extra.MONTH),
        (", ".join(map(str, tables)), bool(tables), extra.MONTH),
    ):
        if wanted and not extra.installed(name):
            raise Trouble(f"{option}: a part that is not installed; bring it by: {extra.install(name)}")
    keys = None if args.terminals is None else registry.load(args.terminals, args.master)
    lists = _lists(args)
    if args.report is not None:
        whole_file.prepare(args.report)
    if args.parquet is not None:
        _empty(args.parquet)
    with (
        progress.bar(args.json) as advance,
        month.scratch_folder(args.scratch) as scratch,
        contextlib.nullcontext() if args.scheduler is None else Cluster(args.scheduler) as cluster,
    ):
        names: dict[Path, str] = {}
        for number, one in enumerate(tables):
            advance("reading tables", number, len(tables))
            folder = scratch / str(number)
            folder.mkdir()
            names |= parquet.journals(one, folder)
        folders = [one for one in args.folders if one not in tables] + list(names)
        size = month.length_bytes(folders)
        tables_out = None if args.parquet is None else str(args.parquet.absolute())
        rules = month.Rules(lists, keys, args.skew, not args.any_fare, args.engine, tables_out)
        workers = args.workers or (1 if size < _ONE_WORKER_BYTES else cores())
        shards = month.shards_for(size, args.shard_mb * _MB, workers if cluster is None else cluster.workers)
        out = month.reverify(folders, rules, shards, workers, advance, names, cluster, args.scratch)
    if args.report is not None:
        whole_file.write(args.report, report.page(out), mode=0o600)
    if args.json:
        show.json_line(report.as_json(out))
    else:
        _show(out)
    return 0 if out.clean else 1


def _empty(folder: Path) -> None:
    """A folder of its own for the tables of one month. Raises Trouble."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = next(folder.iterdir(), None)
    except OSError as error:
        raise Trouble(f"--parquet {folder}: {why(error)}; name a folder that is new or empty") from None
    if taken is not None:
        raise Trouble(f"--parquet {folder}: {taken.name} is in it; name a folder that is new or empty")


def _lists(args: argparse.Namespace) -> "tuple[TrustFile, ...]":
    """The lists, every page of them checked. Raises Trouble."""
    from sim.trust.file import checked, load
    from terminal.sm2 import REFERENCE

    found: dict[int, TrustFile] = {}
    for path in args.trust:
        file = load(path, args.operator_key, REFERENCE)
        sequence = checked(file).sequence
        if sequence in found:
            raise Trouble(f"{path}: list {sequence} is also {found[sequence].name}; name the one that was in force")
        found[sequence] = file
    return tuple(found.values())


def _show(out: "Tally") -> None:
    from sim.reverify import report, tally

    console = show.console()
    total = out.total
    rides = f"{total.rides:,} rides, fares {show.yuan(total.fares_fen)}, {total.passed:,} passed"
    console.print(Text(f"{rides}, in {out.records:,} records", "bold"), wrap=False)
    for title, rows in (
        ("terminal", [(f"{a}/{b}", one) for (a, b), one in sorted(out.terminals.items())]),
        ("line/station", [(f"{a}/{b}", one) for (a, b), one in sorted(out.stations.items())]),
        ("issuer", [(issuer or "?", one) for issuer, one in sorted(out.issuers.items())]),
    ):
        console.print(_table(title, rows))
        if len(rows) > ROWS_MAX:
            console.print(Text(f"and {len(rows) - ROWS_MAX} more; --json lists them", "dim"))
    for kind in tally.KINDS:
        count = out.findings.counts[kind]
        if not count:
            continue
        console.print(Text(f"{' '.join(report.WORDS[kind])}: {count:,}", "bold red"), wrap=False)
        for fact in out.findings.of(kind)[:ROWS_MAX]:
            show.indented(console, Text(show.plain(report.line(fact))), hang=2)
        if count > ROWS_MAX:
            console.print(Text(f"  and {count - ROWS_MAX:,} more; --json lists the first {tally.KEPT_MAX:,}", "dim"))
    for sequence, count in sorted(out.not_judged.items()):
        words = f"{count:,} rides at trust list {sequence}: name it, too, with --trust"
        show.indented(console, Text.assemble(("未复核 NOT judged: ", "bold yellow"), words), 0, 2)
    if out.unsealed:
        words = f"the seals of {out.unsealed:,} journals: name the keys of their terminals with --terminals"
        show.indented(console, Text.assemble(("未检查 NOT checked: ", "bold yellow"), words), 0, 2)
    if out.clean:
        console.print(Text("无发现 nothing found", "bold green"))


def _table(title: str, rows: "list[tuple[str, Sum]]") -> Table:
    table = Table(title, *(Column(name, right=True) for name in ("rides", "fares", "passed", "refused again")))
    for name, one in rows[:ROWS_MAX]:
        table.add_row(name, f"{one.rides:,}", show.yuan(one.fares_fen), f"{one.passed:,}", f"{one.refused:,}")
    return table
