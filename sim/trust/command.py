"""`ridegate trust`: compile a trust list for terminals, and look into one."""

import argparse
import os
import sys
import time
from pathlib import Path

from sim import show
from sim.issuer import operator_key
from sim.reading import why
from sim.trouble import Trouble
from sim.trust import install as trust_install, source as trust_source
from sim.trust.file import SourceTrouble, load, read_source
from terminal import sm2, trust

_DESCRIPTION = """\
The trust list says whom terminals believe: root keys, accepted issuers,
revoked certificates, blocked accounts. Operators write it as TOML; terminals
take it compiled into one signed binary file."""

_EPILOG = """\
examples:
  ridegate trust compile trust.toml --operator-key operator.key --out trust.bin
  ridegate trust show trust.toml
  ridegate trust show trust.bin --operator-key operator.pub

a source:
  sequence = 7
  issued = 2026-10-28T09:00:00Z
  effective_from = 2026-11-01T00:00:00Z
  expires = 2027-11-01T00:00:00Z       # optional

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

exit status: 0 done; 2 the list, a key or a file is not as it must be.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `trust` with `compile` and `show`; their function is `run`."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = subparsers.add_parser(
        "trust", help="compile or show a trust list", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=plain
    )
    verbs = parser.add_subparsers(metavar="compile|show|install", dest="verb", required=True)
    one = verbs.add_parser(
        "compile",
        help="sign a TOML source for terminals",
        description="Check a TOML source, compile it and sign it with the operator's key.",
        epilog="example:\n  ridegate trust compile trust.toml --operator-key operator.key --out trust.bin\n\n"
        "For now only labelled test keys sign (`ridegate mint` writes one), and such lists carry the test flag.\n",
        formatter_class=plain,
    )
    one.add_argument("source", type=Path, metavar="SOURCE", help="the list in TOML")
    one.add_argument(
        "--operator-key", type=Path, required=True, metavar="FILE", help="the operator's private key, operator.key"
    )
    one.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write the binary list")
    two = verbs.add_parser(
        "show",
        help="tell what a list holds",
        description="Check a whole list, TOML or binary, and tell what it holds. Blocked accounts are masked.",
        epilog="examples:\n  ridegate trust show trust.toml\n"
        "  ridegate trust show trust.bin --operator-key operator.pub\n",
        formatter_class=plain,
    )
    two.add_argument("file", type=Path, metavar="FILE", help="a trust list, TOML or binary")
    two.add_argument("--operator-key", type=Path, metavar="FILE", help="the operator's public key, for a binary list")
    for verb in (one, two):
        verb.set_defaults(run=run)
    trust_install.add_verb(verbs)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    try:
        return _compile(args) if args.verb == "compile" else _show(args)
    except SourceTrouble as trouble:
        for problem in trouble.problems:
            print(f"{trouble.name}: {problem}", file=sys.stderr)
        return 2


def _compile(args: argparse.Namespace) -> int:
    try:
        data = args.source.read_bytes()
    except OSError as error:
        raise Trouble(f"{args.source}: {why(error)}; name a TOML source") from None
    source = read_source(str(args.source), data, True)
    try:
        private = operator_key.read_private(args.operator_key)
    except operator_key.OperatorKeyError as error:
        raise Trouble(str(error)) from None
    except OSError as error:
        raise Trouble(f"{args.operator_key}: {why(error)}; name the operator's private key") from None
    image = trust_source.compile_list(source, private)
    _write(args.out, image)
    counts = ", ".join(f"{len(entries)} {name}" for name, entries in zip(trust.TABLE_NAMES, source.tables, strict=True))
    print(f"{args.out}: sequence {source.sequence}, {counts}, {len(image)} bytes; a test list")
    return 0


def _write(path: Path, image: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        new.write_bytes(image)
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise Trouble(f"{path}: {why(error)}; name a file in a folder that exists, with --out") from None


def _show(args: argparse.Namespace) -> int:
    from hal.desktop.engine import desktop_engine
    from sim.trust import view as trust_view

    file = load(args.file, args.operator_key, sm2.REFERENCE)
    opened = file.open(desktop_engine())
    try:
        sm2.finish(trust.check_pages(opened))
    except trust.ListRefused as reason:
        raise Trouble(f"{args.file}: {reason}; get the list again") from None
    except OSError as error:
        raise Trouble(f"{args.file}: {why(error)}; get the list again") from None
    if args.operator_key is not None and not file.signed:
        show.complain("trust", f"{args.file} is a source, which has no signature: --operator-key is not used")
    trust_view.show(file, opened, int(time.time()))
    return 0
