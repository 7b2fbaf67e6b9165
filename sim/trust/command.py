"""`ridegate trust`: make, compare and look into trust lists, and put them on boards."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from sim import show
from sim.trust import compile as trust_compile, difference, install as trust_install, keygen as trust_keygen, progress
from sim.trust.file import SourceTrouble, checked, load
from terminal import sm2

_DESCRIPTION = """\
The trust list says what terminals accept: root keys, accepted issuers,
revoked certificates, blocked accounts. Operators write it as TOML; terminals
take it compiled into one signed binary file."""

_EPILOG = """\
examples:
  ridegate trust keygen --out operator
  ridegate trust compile trust.toml --operator-key operator.pem --out trust.bin
  ridegate trust show trust.bin --operator-key operator.pub
  ridegate trust diff old.bin trust.toml --operator-key operator.pub
  ridegate trust install --port /dev/ttyACM0 trust.bin --operator-key operator.pub

a source:
  sequence = 7                         # only ever rises, 65,536 a step at most
  issued = 2026-10-28T09:00:00Z
  effective_from = 2026-11-01T00:00:00Z
  expires = 2027-11-01T00:00:00Z       # optional
  blocked_accounts_file = "blocked.txt"  # optional; see `trust compile --help`

  [[ca_key]]
  index = 0x02
  expires = "1240"                     # MMYY
  public_key = "02ab…"                 # 33 bytes, compressed; or instead of it
                                       # record = "21…", the 144-byte root record

  [[issuer]]
  id = "03041730"
  name = "…"                           # optional

  [[revoked_certificate]]
  issuer = "03041730"
  serial = "900122"

  [[blocked_account]]
  account = "3104170000000000001F"

exit status: 0 done; 1 (diff) the lists differ; 2 the list, a key or a file is
not as it must be.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `trust` with its verbs; each carries its function `run`."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = subparsers.add_parser(
        "trust", help="make, compare, show, install trust lists", description=_DESCRIPTION, epilog=_EPILOG,
        formatter_class=plain,
    )  # fmt: skip
    verbs = parser.add_subparsers(metavar="keygen|compile|show|diff|install", dest="verb", required=True)
    trust_keygen.add_verb(verbs)
    trust_compile.add_verb(verbs)
    two = verbs.add_parser(
        "show",
        help="show what a list holds",
        description="Check a whole list, TOML or binary, and show what it holds, how old it is and\n"
        "which boards have space for it. Blocked accounts are masked.",
        epilog="examples:\n  ridegate trust show trust.toml\n"
        "  ridegate trust show trust.bin --operator-key operator.pub\n\n"
        "exit status: 0 done; 2 the list or its key is not as it must be.\n",
        formatter_class=plain,
    )
    two.add_argument("file", type=Path, metavar="FILE", help="a trust list, TOML or binary")
    two.add_argument("--operator-key", type=Path, metavar="FILE", help="the operator's public key, for a binary list")
    two.add_argument("--json", action="store_true", help="one line of JSON; blocked accounts are counted")
    two.set_defaults(run=_show)
    difference.add_verb(verbs)
    trust_install.add_verb(verbs)
    for verb in verbs.choices.values():
        verb.set_defaults(run=_with_problems(verb.get_default("run")))
    return parser


def _with_problems(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """The same verb, which reports every problem of a source."""

    def reporting(args: argparse.Namespace) -> int:
        try:
            return run(args)
        except SourceTrouble as trouble:
            for problem in trouble.problems:
                show.line(f"{trouble.name}: {problem}", error=True)
            return 2

    return reporting


def _show(args: argparse.Namespace) -> int:
    from sim.trust import view as trust_view

    with progress.bar(args.json) as report:
        file = load(args.file, args.operator_key, sm2.REFERENCE, report)
        opened = checked(file, report)
    if args.operator_key is not None and not file.signed:
        show.complain("trust", f"{args.file} is a source, which has no signature: --operator-key is not used")
    now_s = int(time.time())
    if args.json:
        show.json_line(trust_view.facts(file, opened, now_s))
    else:
        trust_view.show(file, opened, now_s)
    return 0
