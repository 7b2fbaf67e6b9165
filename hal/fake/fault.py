"""The one way in which a fake device fails."""

import errno


def check(opened: bool, broken: bool, what: str) -> None:
    """Raises OSError naming the device when it is not open or was broken on purpose."""
    if broken:
        raise OSError(errno.EIO, f"{what} does not answer (broken on purpose)")
    if not opened:
        raise OSError(errno.EBADF, f"{what} is not open")
