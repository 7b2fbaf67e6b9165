"""`ridegate config`: check a terminal's configuration, compile it, or show one with every key."""

import argparse
from pathlib import Path

from boards.format import config
from sim.command import options, written_file
from sim.device import board as boards, config_source
from sim.output import show, whole_file

_EPILOG = """\
examples:
  ridegate config example > gate.toml
  ridegate config check gate.toml --board pico2
  ridegate config compile gate.toml --out config.bin

exit status: 0 done; 2 the configuration is not as it must be.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `config` with `check`, `compile` and `example`; their function is `run`."""
    parser = options.command(
        subparsers, "config", "check or compile a terminal's configuration",
        "A terminal's configuration: TOML for people, compiled for the terminal.",
        _EPILOG,
    )  # fmt: skip
    verbs = parser.add_subparsers(metavar="check|compile|example", dest="verb", required=True)
    check = verbs.add_parser("check", help="list everything that is wrong with it")
    build = verbs.add_parser("compile", help="write config.bin")
    for verb in (check, build):
        verb.add_argument("file", type=Path, metavar="FILE", help="the configuration in TOML")
        options.board(verb, "check what this board can do, too", required=False)
    written_file.option(build, "--out", "where to write it", required=True)
    example = verbs.add_parser("example", help="print one with every key explained")
    for verb in (check, build, example):
        verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    if args.verb == "example":
        show.lines(config_source.example())
        return 0
    board = None if args.board is None else boards.find(args.board)
    try:
        setup = config_source.read(args.file, board)
        if board is not None:
            config_source.fits(setup, board)
    except config_source.SourceError as error:
        for problem in error.problems:
            show.line(f"{args.file}: {problem}", error=True)
        return 2
    data = config.encode(setup)
    told = f"{setup.gate.direction}, station {setup.place.station}, {setup.scanner.model}"
    if args.verb == "compile":
        whole_file.write(args.out, data)
        show.line(f"{args.out}: {told}, {len(data)} bytes")
    else:
        show.line(f"{args.file}: good: {told}")
    return 0
