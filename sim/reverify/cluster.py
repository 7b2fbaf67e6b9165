"""Tasks on the workers of a Dask cluster (an extra of the package), in the place of a pool of this machine.

What a worker is handed is a task: a path, an offset, a count. The rules go to each worker once. A worker that is lost
loses its task to another one; Dask gives a task up that ended several workers.

Trap: paths have to name the same files on every worker, and the terminals' keys travel: docs/reverify.md.
"""

import secrets
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, TypeVar

from sim.output.trouble import Trouble

Task = TypeVar("Task")
Result = TypeVar("Result")
CONNECT_MAX_S = 10
WORKERS_WAIT_S = 30  # for the first worker
BUSY = "this computer is too busy for a client to begin; try again"
RULES_MAX = "1 GiB"  # from which Dask warns: lists of a month are more than its 10 MB
_WARNS_OF = "distributed.admin.large-graph-warning-threshold"


class Cluster:
    """A connection to a scheduler. workers: how many it has now. Raises Trouble where it cannot be used."""

    def __init__(self, address: str) -> None:
        import distributed

        try:
            self._client: Any = distributed.Client(address, timeout=CONNECT_MAX_S, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise Trouble(f"--scheduler {address}: {error}; write it as in tcp://127.0.0.1:8786") from None
        except AssertionError:  # Dask's own: the client's thread has not begun within 10 s
            raise Trouble(f"--scheduler {address}: {BUSY}") from None
        try:
            self._client.wait_for_workers(1, timeout=WORKERS_WAIT_S)
        except TimeoutError:
            self._client.close()
            raise Trouble(f"--scheduler {address}: it has no worker; start one: dask worker {address}") from None
        self.workers = len(self._client.scheduler_info(n_workers=-1)["workers"])
        self._address = address

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def run(
        self,
        begin: Callable[..., None],
        arguments: tuple[Any, ...],
        work: Callable[[Task], Result],
        name: Callable[[Task], str],
        tasks: Sequence[Task],
        done: Callable[[int], None],
    ) -> list[Result]:
        """As pool.Pool, whose arguments these are. Raises Trouble."""
        import dask
        from distributed import CancelledError, KilledWorker, as_completed

        client, token = self._client, secrets.token_hex(8)
        # Submitted and not scattered: what only lost workers had is computed again, where scattered data is gone.
        with dask.config.set({_WARNS_OF: RULES_MAX}):
            rules = client.submit(tuple, (token, begin, arguments), key=f"ridegate-{token}-rules")
        waiting = {
            client.submit(_do, rules, work, task, key=f"ridegate-{token}-{number}"): number
            for number, task in enumerate(tasks)
        }
        over: dict[int, Result] = {}
        try:
            for one in as_completed(list(waiting), loop=client.loop):
                number = waiting[one]
                over[number] = one.result()
                del waiting[one]
                one.release()  # or it would be done again if its worker were lost now
                done(number)
        except KilledWorker:
            raise Trouble(f"{name(tasks[number])}: it ended several workers; was there enough memory?") from None
        except (CancelledError, OSError, ImportError) as error:
            words = str(error) or type(error).__name__
            raise Trouble(
                f"--scheduler {self._address}: {words}; is the scheduler still there, and has each worker this "
                "ridegate and these files?"
            ) from None
        finally:
            client.cancel(list(waiting))
        return [over[number] for number in range(len(tasks))]


_lock = threading.Lock()  # a worker may have several threads; lists and engines are for one
_begun: list[str] = []


def _do(rules: tuple[str, Callable[..., None], tuple[Any, ...]], work: Callable[[Task], Result], task: Task) -> Result:
    """On a worker: do a task, under the rules that it was handed once."""
    token, begin, arguments = rules
    with _lock:
        if _begun != [token]:
            begin(*arguments)
            _begun[:] = [token]
        return work(task)
