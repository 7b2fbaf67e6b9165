"""`ridegate ask`: questions about a month that was judged again."""

import argparse
from pathlib import Path

from sim.command import options
from sim.output import show
from sim.output.table import Column, Table
from sim.output.text import Text
from sim.output.trouble import Trouble

_DESCRIPTION = """\
提问: 对复核后的月份表格提问。
Ask about a month that was judged again, by its Parquet files (`ridegate reverify
… --parquet DIR`): a question by its name, or in SQL."""
_EPILOG = """\
examples:
  ridegate ask month                 the questions there are
  ridegate ask month stations
  ridegate ask month --sql "SELECT line, count(*) FROM rides GROUP BY line"
  ridegate ask month days --json | jq .rows

Tables are `rides` and `findings`; docs/reverify.md has their columns. The files
are only read, and a question can reach no other file. Moments are UTC.

exit status: 0 answered; 2 bad usage, no such question, or no tables.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `ask`; its function is `run`."""
    parser = options.command(
        subparsers, "ask", "questions about a judged month 提问", _DESCRIPTION, _EPILOG, run
    )  # fmt: skip
    parser.add_argument("folder", type=Path, metavar="DIR", help="what `ridegate reverify --parquet DIR` wrote")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("question", nargs="?", metavar="QUESTION", help="its name; without one they are listed")
    which.add_argument("--sql", metavar="SQL", help="a question of your own")
    options.json(parser)


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    from hal.desktop import extra
    from sim.reverify import question

    if args.question is None and args.sql is None:
        _list(args.json)
        return 0
    if args.question is not None and args.question not in question.QUESTIONS:
        raise Trouble(f"{args.question}: no such question; there are {', '.join(question.QUESTIONS)}; or --sql")
    if not extra.installed(extra.MONTH):
        raise Trouble(f"questions need a part that is not installed; bring it by: {extra.install(extra.MONTH)}")
    answer = question.ask(args.folder, args.sql or question.QUESTIONS[args.question].sql)
    if args.json:
        show.json_line(answer._asdict())
        return 0
    console = show.console()
    if args.question is not None:
        console.print(Text(" ".join(question.QUESTIONS[args.question].words), "bold"), wrap=False)
    numbers = [all(isinstance(row[at], int | float) for row in answer.rows) for at in range(len(answer.columns))]
    table = Table(*(Column(show.plain(name), right=right) for name, right in zip(answer.columns, numbers, strict=True)))
    for row in answer.rows:
        table.add_row(*("–" if one is None else show.plain(str(one)) for one in row))
    console.print(table)
    if answer.more:
        console.print(Text(f"and more: the first {question.ROWS_MAX:,} are shown; narrow the question", "dim"))
    return 0


def _list(as_json: bool) -> None:
    from sim.reverify.question import QUESTIONS

    if as_json:
        show.json_line({name: {"words": list(one.words), "sql": one.sql} for name, one in QUESTIONS.items()})
        return
    table = Table(Column("question", fixed=True), "")
    for name, one in QUESTIONS.items():
        table.add_row(name, " ".join(one.words))
    show.console().print(table)
