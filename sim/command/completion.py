"""`ridegate completion`: a script that lets a shell complete commands, options and file names."""

import argparse
import sys

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


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `completion`; its function is `run`."""
    parser = subparsers.add_parser(
        "completion",
        help="let a shell complete commands and options",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=SHELLS, help="for which shell")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status."""
    import shtab

    from sim.command import cli

    try:
        script = shtab.complete(cli.parser(), args.shell)
    except NotImplementedError as error:
        raise Trouble(f"{args.shell}: {error}") from None
    sys.stdout.write(script + "\n")
    return 0
