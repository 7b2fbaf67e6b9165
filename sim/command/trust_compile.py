"""`ridegate trust compile`: a source, checked, compiled and signed."""

import argparse
import time
from pathlib import Path

from sim.command import options, written_file
from sim.device import trust_capacity
from sim.issuer import operator_key
from sim.output import progress, show, whole_file
from sim.output.trouble import Trouble, why
from sim.trust import source as trust_source
from sim.trust.file import read_source
from terminal import trust

_EPILOG = """\
examples:
  ridegate trust compile trust.toml --operator-key operator.pem --out trust.bin
  ridegate trust compile trust.toml --operator-key operator.key --out test.bin

operator.pem (`ridegate trust keygen`) signs a production list, which only
production builds take; a test key (`ridegate mint` writes one) signs a test
list, which only development builds take.

Many blocked accounts belong into a text file beside the source, which names it
before its first [[table]]:
  blocked_accounts_file = "blocked.txt"
One account a line, 20 hexadecimal digits (19 digits and F, or 20 digits), in
any order; blank lines and lines that begin with # do not count, and what is
there twice counts once. A million take seconds, as [[blocked_account]] longer.

exit status: 0 done; 2 the source or the key is not as it must be.
"""


def add_verb(verbs: options.Verbs) -> None:
    """Add `compile` to the verbs of `ridegate trust`; its function is `run`."""
    parser = options.command(
        verbs, "compile", "sign a TOML source for terminals",
        "Check a TOML source, compile it and sign it with the operator's key.",
        _EPILOG, run,
    )  # fmt: skip
    parser.add_argument("source", type=Path, metavar="SOURCE", help="the list in TOML")
    options.operator_key(parser, "the operator's private key, operator.pem", Path, required=True)
    options.passphrase(parser)
    written_file.option(parser, "--out", "where to write the binary list", required=True)
    options.json(parser)


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    try:
        data = args.source.read_bytes()
    except OSError as error:
        raise Trouble(f"{args.source}: {why(error)}; name a TOML source") from None
    signer = operator_key.read_signer(args.operator_key, args.passphrase_file)
    whole_file.prepare(args.out)
    with progress.bar(args.json) as report:
        report("reading the source", 0, 0)
        source = read_source(str(args.source), data, True, report)
        written_file.check(args.out, source.files)
        image = trust_source.compile_list(source, signer, report=report)
        report("writing the list", 0, 0)
        whole_file.write(args.out, image)
    if source.issued_s > time.time():
        ahead = f"issued {show.utc(source.issued_s)} is later than this computer's clock"
        show.complain("trust", f"{ahead}; a terminal that installs the list trusts no clock before that moment")
    counts = {name: len(entries) for name, entries in zip(trust.TABLE_NAMES, source.tables, strict=True)}
    if args.json:
        facts = {"out": str(args.out), "sequence": source.sequence, "test": signer.test, **counts}
        fits = trust_capacity.by_board(len(image))
        show.json_line({**facts, "repeated": source.repeated, "bytes": len(image), "boards": fits})
        return 0
    kind = "a test" if signer.test else "a production"
    told_counts = ", ".join(f"{count} {name}" for name, count in counts.items())
    show.line(f"{args.out}: sequence {source.sequence}, {told_counts}; {kind} list")
    if source.repeated:
        show.line(f"{source.repeated} lines of blocked accounts say what others say already, and count once")
    show.line(trust_capacity.words(len(image)))
    return 0
