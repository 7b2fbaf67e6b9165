"""Options that name a file which a command writes. None may name a file that the same command line names elsewhere."""

import argparse
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sim.command.options import Parser
from sim.output.trouble import Trouble

_NAMED_AS_TEXT = ("books", "family_keys", "operator_key", "trust")  # files, too, where a command has them no Path


def option(parser: Parser, name: str, text: str, metavar: str = "FILE", **more: Any) -> None:
    """Add an option whose value is a Path to write to. name: as in --out."""
    action = parser.add_argument(name, type=Path, metavar=metavar, help=text, **more)
    written = (*(parser.get_default("written_files") or ()), action.dest)
    parser.set_defaults(written_files=written, check_files=_check_all)


def _check_all(args: argparse.Namespace) -> None:
    """Raises Trouble where a file to be written is another one that the command line names, such as a key."""
    for name in args.written_files:
        path = getattr(args, name)
        if path is not None:
            check(path, _others(args, name))


def check(path: Path, others: Iterable[str | os.PathLike[str]]) -> None:
    """Raises Trouble where a file to be written is one of the others, which would be lost."""
    if any(_same(path, other) for other in others):
        raise Trouble(f"{path}: this command has it for something else, and it would be lost; name another file")


def _others(args: argparse.Namespace, without: str) -> Iterator[str | Path]:
    for name, value in vars(args).items():
        for each in value if isinstance(value, list) else [value]:
            if name != without and (isinstance(each, Path) or (name in _NAMED_AS_TEXT and isinstance(each, str))):
                yield each


def _same(one: Path, other: str | os.PathLike[str]) -> bool:
    try:
        return os.path.abspath(one) == os.path.abspath(other) or os.path.samefile(one, other)
    except OSError:  # one of them is not there
        return False
