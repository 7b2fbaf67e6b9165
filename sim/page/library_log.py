"""Filters the logs of the page's libraries: messages about their peers stay out of the terminal window.

A connection that breaks, garbage instead of a request, a page that does not close in time: all of that is usual, and
the user of the command can do nothing about it. A fault of our own is reported in one line.
"""

import logging
from collections.abc import Callable

_LOGGERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "websockets", "asyncio")


class _OwnFaults(logging.Handler):
    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Report an exception of the application; nothing else, and not the cancellation of its work at the end."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, Exception) and "ASGI application" in record.msg:
            self._tell(f"the page's server failed: {error!r}; please report this")


def keep_out(tell: Callable[[str], None]) -> None:
    """From now on these logs go to `tell` only, and only with faults of our own."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [_OwnFaults(tell)]
        logger.propagate = False
