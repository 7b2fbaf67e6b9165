"""Work of some length beside an event loop, in a thread that never keeps the program from ending."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")
_NAME = "aside"


async def aside(work: "Callable[..., Answer]", *arguments: object) -> Answer:
    """Return what work(*arguments) returns. Passes on what it raises.

    Trap: `asyncio.to_thread` would do, but its threads are waited for at the end of the program.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Answer] = loop.create_future()

    def settle(answer: "Answer | None", error: Exception | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(answer)  # type: ignore[arg-type]

    def run() -> None:
        answer, error = None, None
        try:
            answer = work(*arguments)
        except Exception as why:  # passed on to the waiting thread
            error = why
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, answer, error)

    threading.Thread(target=run, name=_NAME, daemon=True).start()
    return await done


def working() -> bool:
    """Whether such work has not come to its end yet."""
    return any(thread.name == _NAME for thread in threading.enumerate())
