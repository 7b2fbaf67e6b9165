"""`ridegate verify`: may this passenger pass?"""

import argparse

from sim.command import options
from sim.output import show

_DESCRIPTION = """\
Judge ride codes in files, as a terminal would, and say why.

A file's bytes are judged as they are: raw, or mangled into hexadecimal, base64
or UTF-8 text. Forms that people keep bytes in and no terminal undoes (hex dumps,
wrapped base64, lists of numbers, UTF-16) are undone first, and it is said so.
Pictures (PNG, JPEG, HEIC, WebP, AVIF, TIFF, GIF, BMP) are decoded, and each of
their symbols is judged. Every code is judged alone, as if none came before.
What is no code is named for what it is, and not judged."""

_EPILOG = """\
examples:
  ridegate verify --trust trust.toml code.bin
  ridegate verify --trust trust.bin --operator-key operator.pub photo.jpg
  ridegate verify --trust trust.toml --at 2026-11-01T08:00:00+08:00 --fare 300 \\
                  --json codes/*.bin
  ridegate verify --trust trust.toml --runtime micropython code.bin
                          the same answer from the bytecode that boards run
  cat code.bin | ridegate verify --trust trust.toml -
  ridegate verify --family auto --family-keys keys.toml ticket.bin
                          rail tickets (UIC, DOSIPAS) and the test families, too
  ridegate verify code.bin
                          without a list: not beyond step 7

exit status: 0 all were accepted; 1 some were refused; 2 bad usage, or a file
could not be read or holds no code (the others are judged).
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `verify`; its function is `run`."""
    parser = options.command(
        subparsers, "verify", "judge codes: may this passenger pass, and why not?", _DESCRIPTION, _EPILOG, run
    )
    options.judged(parser)
    options.families(parser)
    options.runtime(parser, ("cpython", "micropython"), "what judges (cpython)")
    options.json(parser, "print one JSON object a line for each payload")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; returns the exit status that its help describes. Raises Trouble."""
    from sim.family import table
    from sim.judge import file
    from sim.judge.runtime import Task

    trust_file, at_s, fare_fen = options.rules(args)
    families = options.family_policy(args)
    if trust_file is not None and args.operator_key is not None and not trust_file.signed:
        show.complain("verify", f"{args.trust} is a source, which has no signature: --operator-key is not used")
    judged = file.judged(args.files, args.decoder, args.runtime, Task(trust_file, at_s, fare_fen, families))
    rows = []
    status = 0
    for one in judged:
        if one.facts is None:
            show.complain("verify", f"{one.name}: {one.error}")
            status = 2
        elif table.row(one.facts["result"]).fault != "nobody":
            status = max(status, 1)
        if args.json:
            show.json_line(file.record(one, at_s, fare_fen))
        elif one.facts is not None:
            rows.append(one)
    if rows:
        from sim.judge import verdict_table

        verdict_table.show(rows, at_s, fare_fen)
    return status
