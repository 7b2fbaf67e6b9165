"""Errors reported to the user of a command."""


class Trouble(Exception):
    """Bad usage, or equipment or a file that is not as it must be. The text says what to do next, in one
    line.

    `sim.command.cli.main` prints it on stderr behind the command's name and ends with status 2.
    """


def why(error: OSError) -> str:
    """The message of an error about a file, without its name."""
    return error.strerror or str(error)
