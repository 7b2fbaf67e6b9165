"""A queue whose reader stands still."""

import queue
from typing import Any


class Late(queue.Queue[Any]):
    """Its first so many reads find nothing, whatever is there: the computer stood still in each."""

    def __init__(self, still: int) -> None:
        super().__init__()
        self._still = still

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """As of a queue, behind those."""
        self._still -= 1
        if self._still >= 0:
            raise queue.Empty
        return super().get(block, timeout)
