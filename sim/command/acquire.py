"""`ridegate acquire`: the acquirer's sink, which takes records into its books, and what became of them."""

import argparse
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.command import options, transport
from sim.output import show
from sim.output.table import Column, Table
from sim.output.trouble import Trouble

if TYPE_CHECKING:
    from sim.backoffice.recheck import Recheck

_DESCRIPTION = """\
收单入账: 校验每条记录, 一次且仅一次地记入账簿, 提交之后才应答。
The acquirer's sink. Every record's seal and place in its terminal's chain are
checked, and every ride's code once more; what holds is committed to the books
once, and acknowledged only then. What does not is an incident, kept and shown."""

_RUN = """\
examples:
  ridegate acquire run --books books.db --terminals terminals.toml \\
                  --master master.key --trust list.bin --operator-key operator.pub \\
                  --broker mqtts://broker.example:8883 --login sink.login \\
                  --ca ca.pem --sign-key sink.pem
  ridegate acquire run --books books.db --terminals terminals.toml \\
                  --trust list.toml --once --drop exchange \\
                  --sign-key sink.pem --peer-key uplink.pub

With --once it ends when all files of the folder are taken. Over a broker it asks
the terminals of the books, and ends when no new record has come for --wait seconds;
while gates are open, run it without --once.

The books hold accounts in full: docs/acquirer.md says how to protect them.

exit status: 0 done, or Ctrl-C; 1 with --once: there were incidents; 2 bad usage,
or the books or the way cannot be used.
"""
_SHOW = """\
examples:
  ridegate acquire show --books books.db
  ridegate acquire show --books books.db --json | jq 'select(.incident)'

through: all up to here is in the books, and was acknowledged.

exit status: 0 no incident is open; 1 there are some; 2 the books cannot be read.
"""
_RECHECK = """\
example:
  ridegate acquire recheck --books books.db --trust october.bin --trust list.bin \\
                  --operator-key operator.pub

Rides that were not good at the sink, and are in no clearing file yet, are judged
once more: with the list that was in force at their terminals, when it was not
among those that `run` was given. What is good now is cleared like any other ride.

exit status: 0 all are good now; 1 some are not; 2 bad usage, or a list or the
books cannot be used.
"""
_SETTLE = """\
example:
  ridegate acquire settle --books books.db 3 --reason "flash replaced, ticket 4711"

An incident stays in the books, with this reason. Where it is a gap, the missing
records are accepted as lost: what stands behind them is acknowledged to the
terminal, which may then remove its own copy of both.

exit status: 0 done; 2 there is no such open incident.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `acquire` with its verbs; each carries its function `run`."""
    parser = options.command(
        subparsers, "acquire", "take records into the acquirer's books 收单入账", _DESCRIPTION,
        "`ridegate acquire run --help` shows examples.\n",
    )  # fmt: skip
    verbs = parser.add_subparsers(metavar="run|show|recheck|settle", dest="verb", required=True)
    sink = options.command(verbs, "run", "take what arrives", "Take records, and answer.", _RUN, _run)
    books(sink)
    sink.add_argument(
        "--terminals", required=True, type=Path, metavar="FILE", help="the terminals and their keys (docs/acquirer.md)"
    )
    sink.add_argument("--master", type=Path, metavar="FILE", help="the operator's master, for keys by unique id")
    _lists(sink)
    transport.add(sink, "an uplink's public key, whose files are taken")
    sink.add_argument("--once", action="store_true", help="end when nothing more is there")
    transport.add_wait(sink, "--once and --broker", "a new record")
    options.json(sink, "what was taken as one line of JSON, at the end")
    look = options.command(
        verbs, "show", "what is in the books, and every open incident", "Show terminals and incidents.", _SHOW, _show
    )
    books(look)
    look.add_argument("--all", action="store_true", help="settled incidents, too")
    options.json(look, "one JSON object a line for each terminal and incident")
    again = options.command(
        verbs, "recheck", "judge once more what was not good", "Judge rides once more.", _RECHECK, _recheck
    )
    books(again)
    _lists(again)
    options.json(again)
    close = options.command(verbs, "settle", "close an incident, with a reason", "Close an incident.", _SETTLE, _settle)
    books(close)
    close.add_argument("number", type=int, help="of the incident, as `show` names it")
    close.add_argument("--reason", required=True, help="why, in words that an auditor understands")
    options.json(close)


def books(parser: argparse.ArgumentParser) -> None:
    """Add --books."""
    parser.add_argument("--books", required=True, metavar="FILE|URL", help="the books: a file, or a PostgreSQL URL")


def _lists(parser: argparse.ArgumentParser) -> None:
    """Add --trust, more than once, and --operator-key."""
    parser.add_argument(
        "--trust", required=True, action="append", type=Path, metavar="FILE",
        help="the trust list, and each older one that was in force at a ride",
    )  # fmt: skip
    options.operator_key(parser, "the operator's public key, for binary lists", Path, action="append")


def _rechecking(args: argparse.Namespace) -> "Recheck":
    from sim.backoffice.recheck import Recheck
    from sim.trust.file import load
    from terminal.sm2 import REFERENCE

    return Recheck([load(path, args.operator_key, REFERENCE) for path in args.trust])


def _run(args: argparse.Namespace) -> int:
    from hal.desktop.engine import proved_engine
    from sim.backoffice import registry, taking
    from sim.backoffice.books import Books
    from sim.backoffice.database import Database
    from sim.backoffice.message import TO_UPLINK
    from sim.backoffice.sink import Sink

    silence_s = transport.wait_s(args)
    keys = registry.load(args.terminals, args.master)
    recheck = _rechecking(args)
    database = Database(args.books)
    with transport.opened(args, TO_UPLINK, None) as way:

        def make() -> Sink:
            return Sink(way, Books(database), keys, recheck, proved_engine().digest, lambda: int(time.time()))

        sink: Sink | None = None  # until the books can be looked at
        reached = True
        with suppress(KeyboardInterrupt):
            if args.once:
                sink = make()
                reached = taking.what_is_there(sink, way, silence_s)
            else:
                if not args.json:
                    show.line(f"taking records into {database.plain}; Ctrl-C 结束 ends it", flush=True)
                sink = taking.patiently(make)
                taking.until_ctrl_c(sink, way)
    database.close()
    rows, duplicates, found = (sink.rows, sink.duplicates, sink.incidents) if sink is not None else (0, 0, 0)
    told = {"rows": rows, "duplicates": duplicates, "incidents": found}
    if args.json:
        show.json_line(told)
    else:
        show.line(f"{rows} records taken, {duplicates} were there already, {found} incidents")
        if found:
            show.line("`ridegate acquire show` lists the incidents")
    if not reached:
        return 2
    return 1 if args.once and found else 0


def _show(args: argparse.Namespace) -> int:
    from sim.backoffice.books import Books
    from sim.backoffice.database import Database

    kept = Books(Database(args.books, create=False))
    numbers = [Column(name, right=True) for name in ("records", "through", "rides", "fares")]
    table = Table("terminal", *numbers, "missing")
    for terminal in kept.terminals():
        position, counts = kept.position(terminal), kept.counts(terminal)
        gaps = [(gap.first, gap.last) for gap in position.gaps]
        through = position.through.sequence
        if args.json:
            ids = {"terminal": str(terminal), **terminal._asdict()}
            show.json_line({**ids, **counts, "tip": position.tip.sequence, "through": through, "gaps": gaps})
        missing = ", ".join(f"{first} to {last}" for first, last in gaps)
        table.add_row(
            str(terminal), f"{counts['records']:,}", f"{through:,}", f"{counts['rides']:,}",
            show.yuan(counts["fares_fen"]), missing,
        )  # fmt: skip
    incidents = kept.incidents(not args.all)
    if args.json:
        for one in incidents:
            show.json_line(_incident(one))
    else:
        console = show.console()
        console.print(table)
        for one in incidents:
            state = "" if one.settled is None else f"  settled: {one.settled}"
            times = f", {one.times} times" if one.times > 1 else ""
            where = "" if one.kind == "bad_file" else f"terminal {one.terminal}, "
            at = "" if one.sequence < 0 else f"record {one.sequence}, "
            show.line(f"{one.number:4}  {one.kind:14}  {where}{at}{show.utc(one.first_s)}{times}")
            show.line(f"      {one.detail}{state}")
        if not incidents:
            show.line("no incident is open")
    return 1 if any(one.settled is None for one in incidents) else 0


def _incident(one: Any) -> dict[str, Any]:
    return {
        "incident": one.number,
        "terminal": str(one.terminal),
        "kind": one.kind,
        "sequence": None if one.sequence < 0 else one.sequence,
        "hash": one.digest.hex(),
        "detail": one.detail,
        "times": one.times,
        "first": show.utc(one.first_s),
        "last": show.utc(one.last_s),
        "settled": one.settled,
    }


def _recheck(args: argparse.Namespace) -> int:
    from hal.desktop.engine import proved_engine
    from sim.backoffice.books import Books
    from sim.backoffice.database import Database
    from sim.backoffice.ledger import Ledger

    ledger = Ledger(Books(Database(args.books, create=False)), proved_engine().digest)
    good, bad = ledger.recheck(_rechecking(args))
    if args.json:
        show.json_line({"good": good, "not_good": bad})
    else:
        show.line(f"{good} rides are good now, {bad} are not")
    return 1 if bad else 0


def _settle(args: argparse.Namespace) -> int:
    from sim.backoffice.books import Books
    from sim.backoffice.database import Database

    if not Books(Database(args.books, create=False)).settle(args.number, args.reason):
        raise Trouble(f"there is no open incident {args.number}; `ridegate acquire show` lists them")
    if args.json:
        show.json_line({"incident": args.number, "settled": args.reason})
    else:
        show.line(f"incident {args.number} is settled")
    return 0
