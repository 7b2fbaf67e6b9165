"""`ridegate explain`: why was this code refused, and what must its issuer change?"""

import argparse

from sim.command import options
from sim.output import show
from terminal import codes

_DESCRIPTION = """\
二维码为何被拒, 发码程序错在哪里。
Explain why a terminal refuses a code: which mistake in the issuer's program would
make it good, in both languages, with its bytes and the clause of the rule.

Mistakes are tried on the code itself, alone and in pairs: how it was encoded on
its way, its lead, every field and its form, its keys, and what, with which
identity and by which hash was signed. So each answer has a standing:

  proved                 with this mistake every signature holds, or the structure
                         fits exactly
  likely                 the values make sense so, and not as they stand
  cannot be told apart   several mistakes look the same in a code: all are named

With --family a code of another family (rail tickets, the test families) is
explained by the checks of its family, its reason, and every field.

An accepted code gets no hypothesis, at most a remark. Machine names do not
change; docs/explain.md lists them."""

_EPILOG = """\
examples:
  ridegate explain --trust trust.toml code.bin
  ridegate explain --trust trust.toml --at 2026-11-01T08:00:00+08:00 photo.jpg
  ridegate explain --json --trust trust.toml codes/*.bin |
                  jq '{file, name: .hypotheses[0].name}'
  ridegate explain code.bin
                          without a list: all but root keys, issuers and the
                          signature of the certification authority

  ridegate explain --family auto --family-keys keys.toml ticket.bin

exit status: 0 all were accepted, or nothing but a list is missing; 1 some are
refused; 2 bad usage, or a file could not be read or holds no code.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `explain`; its function is `run`."""
    words = "why was a code refused, and what must its issuer change? 解释"
    parser = options.command(subparsers, "explain", words, _DESCRIPTION, _EPILOG, run)
    options.judged(parser)
    options.families(parser)
    options.json(parser, "print one JSON object a line for each payload")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; returns the exit status that its help describes. Raises Trouble."""
    from sim.explain import file, other_code, record
    from sim.family import table

    families = options.family_policy(args)
    trust_file, at_s, fare_fen = options.rules(args)
    status = 0
    good = (codes.of(codes.ACCEPTED).name, *([] if trust_file else [codes.of(codes.TRUST_LIST_MISSING).name]))
    for one in file.explained(args.files, args.decoder, trust_file, at_s, fare_fen, families):
        if one.other is not None:
            status = max(status, 0 if one.other.row.name in table.GOOD else 1)
        elif one.answer is None:
            show.complain("explain", f"{one.name}: {one.error}")
            status = 2
        elif one.answer.result not in good or one.answer.hypotheses:
            status = max(status, 1)
        if args.json:
            place = {} if one.payloads is None else {"index": one.place, "payloads": one.payloads}
            body = {"error": one.error} if one.answer is None else record.record(one.answer)
            body = body if one.other is None else other_code.record(one.other)
            show.json_line({"file": one.name, **place, **body})
        elif one.other is not None:
            other_code.show(one.name if one.payloads in (None, 1) else f"{one.name} [{one.place}]", one.other)
        elif one.answer is not None:
            from sim.explain import view

            view.show(one.name if one.payloads in (None, 1) else f"{one.name} [{one.place}]", one.answer)
    return status
