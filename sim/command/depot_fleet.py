"""`ridegate depot gateway`, `receive`, `status`, `settle`: from the depot to the terminals, and what they answer."""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sim.command import options, written_file
from sim.output import progress, show, whole_file
from sim.output.table import Column, Table
from sim.output.trouble import Trouble, why

if TYPE_CHECKING:
    from sim.fleet.depot import Depot
    from sim.fleet.desk import Desk
    from sim.fleet.rollout import Rollout

RECEIPTS = "fleet.db"
ROWS_MAX = 40  # of terminals, for people
_GATEWAY = """\
example:
  ridegate depot gateway gateway.toml

One pass: what is new is fetched and verified, then put on each terminal that
lacks it; receipts are collected. Let a timer start it, every hour or so. A board
is taken into service mode for it, in which it opens no gate; one that has the
newest list is left alone. Cut off at any point, it goes on where it was.
docs/depot.md shows the settings.

exit status: 0 all is well; 1 something was not taken, or a terminal was left as
it was: each is named; 2 the settings cannot be used.
"""
_RECEIVE = """\
examples:
  ridegate depot receive --depot depot --terminals terminals.toml gateway/receipts
  ridegate depot receive --depot depot --terminals terminals.toml --books books.db
      out of the acquirer's books, which the uplinks fill: no other way is needed

A receipt is the record that a terminal writes of an installation, and seals.
Twice the same is dropped; a forged one is an incident, and shown.

exit status: 0 done; 1 there were incidents; 2 something cannot be read.
"""
_STATUS = """\
examples:
  ridegate depot status --depot depot --terminals terminals.toml
  ridegate depot status --depot depot --terminals terminals.toml \\
                  --html status.html --csv status.csv --metrics ridegate.prom

Days are those of the calendar at UTC+8. The day of the notice is day 0, day 15
the last one in time. From day 16 on each terminal without the list is an
incident. --at only looks: it makes no incident, and closes none.

exit status: 0 no terminal is overdue and no incident is open; 1 there are some,
or what is published has expired; 2 something cannot be read.
"""
_SETTLE = """\
example:
  ridegate depot settle --depot depot 3 "gate 7 was scrapped on 28 November"

exit status: 0 done; 2 there is no such open incident.
"""


def add_verbs(verbs: options.Verbs) -> None:
    """Add the verbs that deal with terminals to those of `ridegate depot`."""
    gateway = options.command(
        verbs, "gateway", "fetch, install, collect receipts", "Serve the terminals.", _GATEWAY, _gateway
    )
    gateway.add_argument("settings", type=Path, metavar="FILE", help="the gateway's settings, TOML")
    options.json(gateway, "one JSON object a line for each fault and terminal")
    receive = options.command(verbs, "receive", "take receipts", "Take receipts of terminals.", _RECEIVE, _receive)
    folder(receive)
    receive.add_argument("files", nargs="*", type=Path, metavar="FILE", help="receipts, or a folder of them")
    receive.add_argument("--books", metavar="FILE", help="the acquirer's books, a file or postgresql://…")
    _terminals(receive)
    options.json(receive)
    status = options.command(verbs, "status", "installed n of m, day d of 15", "Show the fleet.", _STATUS, _status)
    folder(status)
    _terminals(status)
    options.at(status, "the moment to count days for: 2026-11-30T08:00:00+08:00 or Unix seconds (now)", "now")
    written_file.option(status, "--html", "write a page for people")
    written_file.option(status, "--csv", "write a table for spreadsheets")
    written_file.option(status, "--metrics", "write metrics for Prometheus, as text")
    options.json(status, "everything as one line of JSON")
    settle = options.command(verbs, "settle", "close an incident", "Close an incident.", _SETTLE, _settle)
    folder(settle)
    settle.add_argument("number", type=int, help="of the incident")
    settle.add_argument("reason", help="why, in words; they are kept")


def folder(parser: argparse.ArgumentParser) -> None:
    """Add --depot."""
    parser.add_argument("--depot", required=True, type=Path, metavar="DIR", help="the depot's folder")


def opened(args: argparse.Namespace) -> "Depot":
    """The depot that --depot names, now."""
    from sim.fleet.depot import Depot

    return Depot(args.depot, int(time.time()))


def _terminals(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--terminals", required=True, type=Path, metavar="FILE", help="the terminals' keys (docs/acquirer.md)"
    )
    parser.add_argument("--master", type=Path, metavar="FILE", help="the operator's master, for keys by unique id")


def _gateway(args: argparse.Namespace) -> int:
    from sim.fleet import place
    from sim.fleet.gateway import Gateway

    made = Gateway(place.load(args.settings))
    bad = 0
    with made.alone(), progress.bar(args.json) as report:
        report("fetching", 0, 0)
        faults = made.fetch()
        done = list(made.install(report))
    for fault in faults:
        bad += 1
        if args.json:
            show.json_line({"fault": fault.kind, "detail": fault.detail})
        else:
            show.line(str(fault))
    for one in done:
        bad += one.trouble is not None
        if args.json:
            told = {"terminal": str(one.place.terminal), "installed": one.installed, "receipts": one.receipts}
            show.json_line({**told, "trouble": one.trouble})
        elif one.trouble is not None:
            show.line(f"{one.place}: {one.trouble}")
        else:
            words = ", ".join(one.installed) or "nothing new"
            show.line(f"{one.place}: {words}; {one.receipts} receipts")
    return 1 if bad else 0


def _desk(args: argparse.Namespace, depot: "Depot", registered: bool = True) -> "Desk":
    from hal.desktop.engine import proved_engine
    from sim.backoffice import registry
    from sim.backoffice.database import Database
    from sim.fleet.desk import Desk

    depot.root()  # a depot is there
    keys = registry.load(args.terminals, args.master) if registered else {}
    return Desk(Database(str(args.depot / RECEIPTS)), keys, depot.highest_list(), proved_engine().digest)


def _receive(args: argparse.Namespace) -> int:
    if not args.files and args.books is None:
        raise Trouble("name files of receipts, a folder of them, or the acquirer's books with --books")
    desk = _desk(args, opened(args))
    counts = desk.take(_raws(args), int(time.time()))
    if args.json:
        show.json_line(counts._asdict())
    else:
        show.line(f"{counts.taken:,} receipts taken, {counts.again:,} were here, {counts.incidents:,} incidents")
    return 1 if counts.incidents else 0


def _raws(args: argparse.Namespace) -> Iterator[bytes]:
    from sim.fleet import receipt

    for named in args.files:
        for path in sorted(named.glob("*.receipts")) if named.is_dir() else [named]:
            try:
                with path.open("rb") as file:
                    data = file.read(receipt.FILE_MAX_BYTES + 1)
            except OSError as error:
                raise Trouble(f"{path}: {why(error)}; name a file of receipts") from None
            if len(data) > receipt.FILE_MAX_BYTES:
                raise Trouble(f"{path}: more than {receipt.FILE_MAX_BYTES} bytes; no file of receipts is as long")
            yield from receipt.split(data)
    if args.books is not None:
        from sim.backoffice.database import Database
        from terminal import records

        rows = Database(args.books, create=False).all("SELECT raw FROM record WHERE kind = ?", records.EVENT)
        yield from (raw for raw in (bytes(row[0]) for row in rows) if receipt.is_one(raw))


def _status(args: argparse.Namespace) -> int:
    from sim.fleet import rollout, rollout_export, rollout_page

    depot, now_s = opened(args), options.judged_at(args.at)
    desk = _desk(args, depot)
    found = rollout.rollouts(depot.notices(), desk.terminals, desk, now_s)
    if args.at == "now":
        rollout.note(found, desk, now_s)
    incidents = desk.incidents(open_only=True)
    state = rollout_export.State(tuple(found), tuple(incidents), tuple(desk.terminals), depot.expires_s(), now_s)
    if args.html is not None:
        whole_file.write(args.html, rollout_page.page(state))
    if args.csv is not None:
        whole_file.write(args.csv, rollout_export.table(state))
    if args.metrics is not None:
        whole_file.write(args.metrics, rollout_export.metrics(state))
    if args.json:
        show.json_line(rollout_export.as_json(state))
    else:
        for one in found:
            _show(one)
        for incident in incidents:
            show.line(f"{incident.number:4}  {incident.kind:16}  terminal {incident.terminal}: {incident.detail}")
        if state.ended:
            show.line("what is published has expired, and gateways take it no more: `ridegate depot publish`")
        if not found:
            show.line("no list was published with a day of notice; `ridegate depot publish --notice` names it")
    return 1 if incidents or state.ended or any(one.overdue for one in found) else 0


def _show(one: "Rollout") -> None:
    from sim.fleet.rollout import DAYS, WORDS

    head = f"list {one.target.number}, notice of {one.target.notice}: day {one.day} of {DAYS}"
    show.line(f"{head}, installed {one.installed:,} of {len(one.standings):,}")
    rest = [each for each in one.standings if each.day is None]
    table = Table("terminal", Column("has", right=True), "state")
    for each in rest[:ROWS_MAX]:
        table.add_row(str(each.terminal), "-" if each.has is None else str(each.has), " ".join(WORDS[each.state]))
    if rest:
        show.console().print(table)
    if len(rest) > ROWS_MAX:
        show.line(f"and {len(rest) - ROWS_MAX:,} more; --csv lists them")


def _settle(args: argparse.Namespace) -> int:
    desk = _desk(args, opened(args), registered=False)
    if not desk.settle(args.number, args.reason):
        raise Trouble(f"there is no open incident {args.number}; `ridegate depot status` lists them")
    show.line(f"incident {args.number} is settled")
    return 0
