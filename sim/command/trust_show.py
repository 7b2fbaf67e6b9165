"""`ridegate trust show`: what a list holds, how old it is, and which boards have space for it."""

import argparse
import time
from pathlib import Path

from sim.command import options
from sim.device import trust_capacity
from sim.output import progress, show
from sim.trust.file import checked, load
from terminal import sm2


def add_verb(verbs: options.Verbs) -> None:
    """Add `show` to the verbs of `ridegate trust`; its function is `run`."""
    parser = options.command(
        verbs, "show", "show what a list holds",
        "Check a whole list, TOML or binary, and show what it holds, how old it is and\n"
        "which boards have space for it. Blocked accounts are masked.",
        "examples:\n  ridegate trust show trust.toml\n"
        "  ridegate trust show trust.bin --operator-key operator.pub\n\n"
        "exit status: 0 done; 2 the list or its key is not as it must be.\n", run,
    )  # fmt: skip
    parser.add_argument("file", type=Path, metavar="FILE", help="a trust list, TOML or binary")
    options.operator_key(parser, kind=Path)
    options.json(parser, "one line of JSON; blocked accounts are counted")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    from sim.trust import view as trust_view

    with progress.bar(args.json) as report:
        file = load(args.file, args.operator_key, sm2.REFERENCE, report)
        opened = checked(file, report)
    if args.operator_key is not None and not file.signed:
        show.complain("trust", f"{args.file} is a source, which has no signature: --operator-key is not used")
    now_s = int(time.time())
    if args.json:
        show.json_line(trust_view.facts(file, opened, now_s, trust_capacity.by_board(opened.length_bytes)))
    else:
        trust_view.show(file, opened, now_s, trust_capacity.words(opened.length_bytes))
    return 0
