"""`ridegate depot gateway`: from the depot to the terminals, and what the verbs of `depot` have in common."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sim.command import options
from sim.output import progress, show

if TYPE_CHECKING:
    from sim.fleet.depot import Depot

_GATEWAY = """\
example:
  ridegate depot gateway gateway.toml

One pass: what is new is fetched and verified, then put on each terminal that lacks
it; receipts are collected. Let a timer start it, every hour or so. A board is
taken into service mode for it, in which it opens no gate; one that has the newest
list is left alone. Cut off at any point, it goes on where it was.
docs/depot.md shows the settings.

exit status: 0 all is well; 1 something was not taken, or a terminal was left as it
was: each is named; 2 the settings cannot be used.
"""


def add_verbs(verbs: options.Verbs) -> None:
    """Add the verbs that deal with terminals to those of `ridegate depot`."""
    gateway = options.command(
        verbs, "gateway", "fetch, install, collect receipts", "Serve the terminals.", _GATEWAY, _gateway
    )
    gateway.add_argument("settings", type=Path, metavar="FILE", help="the gateway's settings, TOML")
    options.json(gateway, "one JSON object a line for each fault and terminal")


def folder(parser: argparse.ArgumentParser) -> None:
    """Add --depot."""
    parser.add_argument("--depot", required=True, type=Path, metavar="DIR", help="the depot's folder")


def opened(args: argparse.Namespace) -> "Depot":
    """The depot that --depot names, now."""
    from sim.fleet.depot import Depot

    return Depot(args.depot, int(time.time()))


def _gateway(args: argparse.Namespace) -> int:
    from sim.fleet import place
    from sim.fleet.gateway import Gateway

    made = Gateway(place.load(args.settings))
    bad = 0
    with progress.bar(args.json) as report:
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
