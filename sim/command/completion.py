"""`ridegate completion`: a script that lets a shell complete commands, options and file names."""

import argparse

from sim.command import options
from sim.output import stream
from sim.output.trouble import Trouble

SHELLS = ("bash", "zsh", "tcsh")
_DESCRIPTION = """\
Print a script that lets a shell complete commands and options with Tab. It is
written once, and nothing of ridegate runs while you type."""
_EPILOG = """\
examples:
  ridegate completion bash > ~/.local/share/bash-completion/completions/ridegate
  ridegate completion zsh > ~/.zfunc/_ridegate       with ~/.zfunc in $fpath
  ridegate completion tcsh >> ~/.tcshrc

exit status: 0 done.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `completion`; its function is `run`."""
    parser = options.command(
        subparsers, "completion", "let a shell complete commands and options", _DESCRIPTION, _EPILOG, run
    )
    parser.add_argument("shell", choices=SHELLS, help="for which shell")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status."""
    import shtab

    from sim.command import cli

    try:
        script = shtab.complete(cli.parser(), args.shell)
    except NotImplementedError as error:
        raise Trouble(f"{args.shell}: {error}") from None
    stream.write(f"{script}\n")
    return 0
