"""Errors reported to the user of a command."""


class Trouble(Exception):
    """Bad usage, or equipment or a file that is not as it must be. The text says what to do next, in one
    line.

    `sim.command.cli.main` prints it on stderr behind the command's name and ends with `status`.
    """

    status = 2


class AtFault(Trouble):
    """The firmware or the gate under test is not as it must be: the command has done its work and found that out."""

    status = 1


def why(error: OSError) -> str:
    """The message of an error about a file, without its name."""
    return error.strerror or str(error)
