"""The command line: `ridegate`, or `python -m sim`.

Each command is a module with `add_parser(subparsers)`; the parser it adds carries the function `run(args) ->
status`. Only the module of the command asked for is imported, so that a command does not wait for what
another one needs.
"""

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from sim.output import encoding, stream
from sim.output.trouble import Trouble
from sim.version import VERSION

COMMANDS = {
    "run": "sim.command.run",
    "replay": "sim.command.replay",
    "verify": "sim.command.verify",
    "explain": "sim.command.explain",
    "inspect": "sim.command.inspect",
    "decode": "sim.command.decode",
    "test": "sim.command.test",
    "vectors": "sim.command.vectors",
    "mint": "sim.command.mint",
    "trust": "sim.command.trust",
    "snapshot": "sim.command.snapshot",
    "service": "sim.command.service",
    "station": "sim.command.station",
    "config": "sim.command.config",
    "build": "sim.command.build",
    "flash": "sim.command.flash",
    "emulate": "sim.command.emulate",
    "provision": "sim.command.provision",
    "clock": "sim.command.clock",
    "lane": "sim.command.lane",
    "journal": "sim.command.journal",
    "uplink": "sim.command.uplink",
    "acquire": "sim.command.acquire",
    "clearing": "sim.command.clearing",
    "depot": "sim.command.depot",
    "reverify": "sim.command.reverify",
    "ask": "sim.command.ask",
    "selftest": "sim.command.selftest",
    "completion": "sim.command.completion",
}

_DESCRIPTION = """\
Open terminal software for transport-card QR codes 交通一卡通二维码:
reads, verifies and records ride codes, and lets you look at every step of it."""

_EPILOG = """\
start here:
  ridegate run                    a whole gate at work, on a page of your browser
  ridegate mint --form raw,png    a test code, its picture, its trust list
  ridegate verify --trust minted/trust.toml minted/accepted.bin
                                  may this passenger pass? why not?
  ridegate explain code.bin       what in the issuer's program is wrong?
  ridegate inspect minted/accepted.png
                                  every field of a code, byte by byte

`ridegate COMMAND --help` explains one command and shows examples.
"""


class Parser(argparse.ArgumentParser):
    """A parser that refuses in one line."""

    def _get_formatter(self) -> argparse.HelpFormatter:
        """One that knows the width of the window: argparse asks for one at each option, and looks it up each time."""
        from sim.output import window

        make: Callable[..., argparse.HelpFormatter] = self.formatter_class
        return make(self.prog, width=window.columns() - 2)

    def _print_message(self, message: str, file: object = None) -> None:
        """Write a help text, or an error; argparse itself drops what is not taken, and all is well."""
        (stream.write_error if file is sys.stderr else stream.write)(message, flush=True)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to read on, and end with status 2."""
        self.exit(2, f"{self.prog}: {encoding.plain(message)}; `{self.prog} --help` shows how\n")


def parser(commands: Sequence[str] = tuple(COMMANDS)) -> Parser:
    """The parser of the whole command line, with these commands."""
    top = Parser(
        prog="ridegate",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"ridegate {VERSION}")
    # named here: argparse would lay out a whole help text to find it out
    subparsers = top.add_subparsers(title="commands", metavar="COMMAND", dest="command", prog="ridegate")
    for name in commands:
        importlib.import_module(COMMANDS[name]).add_parser(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status.

    0: done; verify and the like: and everything was fine. 1: done, and something was refused. 2: bad usage,
    or something could not be read. 130: interrupted. 141: the reader of the output has left.
    """
    stream.open_closed()
    encoding.prepare()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = _run(given)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return 130
    except OSError as error:  # files are named where they are read: what is left is our own output
        stream.discard(sys.stdout)
        import errno

        from sim.output import show

        if error.errno == errno.EPIPE:
            return 141

        show.line(f"ridegate: the output cannot be written: {error.strerror or error}", error=True)
        return 2


def _run(given: list[str]) -> int:
    if not given:
        stream.write(parser().format_help())
        return 0
    if given == ["--version"]:
        stream.write(f"ridegate {VERSION}\n")  # at once: to write a parser takes longer
        return 0
    known = [given[0]] if given[0] in COMMANDS else list(COMMANDS)
    args = parser(known).parse_args(given)
    try:
        if "check_files" in args:  # of a command that writes one: sim.command.written_file
            args.check_files(args)
        return _command(args)
    except Trouble as trouble:
        from sim.output import show

        show.complain(args.command, str(trouble))
        return trouble.status


def _command(args: argparse.Namespace) -> int:
    """Carry out a command. Raises Trouble for a part of this program that is not installed, too."""
    try:
        status: int = args.run(args)
        return status
    except ModuleNotFoundError as error:
        from hal.desktop import extra

        words = extra.missing(error.name or "")
        raise (error if words is None else Trouble(words)) from None
