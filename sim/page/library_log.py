"""The logs of the libraries behind the page: what they say of their peers stays out of the terminal window.

A connection that breaks, garbage instead of a request, a page that does not close in time: all of that is usual and
nobody at the terminal can do anything about it. A fault of our own is told, in one line.
"""

import logging
from collections.abc import Callable

_LOGGERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "websockets", "asyncio")


class _OwnFaults(logging.Handler):
    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Tell an exception of the application; nothing else."""
        if record.exc_info and record.exc_info[1] is not None and "ASGI application" in record.msg:
            self._tell(f"the page's server failed: {record.exc_info[1]!r}; please report this")


def keep_out(tell: Callable[[str], None]) -> None:
    """From now on these logs reach nobody but `tell`, and only with faults of our own."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [_OwnFaults(tell)]
        logger.propagate = False
