"""Tasks on worker processes, any of which may be killed: its task is done again, alone.

The others end what they are at first, so that what is done again has the memory of all. A task whose worker ends there,
too, is named, and the run ends with it. Ctrl-C, and an error of a task, end all workers at once.
"""

import contextlib
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from sim.output import worker
from sim.output.trouble import Trouble

Task = TypeVar("Task")
Result = TypeVar("Result")
Done = Callable[[int], None]


class _Killed(Exception):
    """A worker is not there any more."""


class Pool(Generic[Task, Result]):
    """work: done for each task, in a process that `begin` was called in before, or in this one where workers is 1; both
    are functions of a module. name: of a task, for people.
    """

    def __init__(
        self,
        workers: int,
        begin: Callable[..., None],
        arguments: tuple[Any, ...],
        work: Callable[[Task], Result],
        name: Callable[[Task], str],
    ) -> None:
        self._workers = workers
        self._begin = begin
        self._arguments = arguments
        self._work = work
        self._name = name

    def run(self, tasks: Sequence[Task], done: Done = lambda _: None) -> list[Result]:
        """The results in the order of the tasks. done(number): that task is over. Raises Trouble."""
        if self._workers < 2:
            self._begin(*self._arguments)
            results = []
            for number, task in enumerate(tasks):
                results.append(self._work(task))
                done(number)
            return results
        waiting = deque(range(len(tasks)))
        over: dict[int, Result] = {}
        while waiting:
            lost = self._until_one_is_killed(tasks, waiting, over, done)
            self._alone(tasks, lost, over, done)
        return [over[number] for number in range(len(tasks))]

    def _until_one_is_killed(
        self, tasks: Sequence[Task], waiting: deque[int], over: dict[int, Result], done: Done
    ) -> list[int]:
        """Do what waits; the numbers of the tasks that were lost with a worker, [] when all are done."""
        lost: list[int] = []
        under_way: dict[Connection, int] = {}
        with self._started(min(self._workers, len(waiting))) as pipes:
            idle = pipes[:]
            while under_way or (waiting and not lost):
                while waiting and idle and not lost:
                    pipe, number = idle.pop(), waiting.popleft()
                    try:
                        pipe.send(tasks[number])
                        under_way[pipe] = number
                    except OSError:  # it was killed while it had nothing to do
                        lost.append(number)
                ready = wait(list(under_way), worker.LOOK_S)
                for pipe in [one for one in under_way if one in ready]:
                    number = under_way.pop(pipe)
                    try:
                        over[number] = self._taken(pipe)
                    except _Killed:
                        lost.append(number)
                    else:
                        idle.append(pipe)
                        done(number)
        return sorted(lost)

    def _alone(self, tasks: Sequence[Task], lost: list[int], over: dict[int, Result], done: Done) -> None:
        for number in lost:
            with self._started(1) as (pipe,):
                try:
                    with contextlib.suppress(OSError):  # it is told apart below
                        pipe.send(tasks[number])
                    over[number] = self._taken(pipe)
                except _Killed:
                    what = self._name(tasks[number])
                    raise Trouble(f"{what}: its worker was ended twice; was there enough memory?") from None
            done(number)

    @staticmethod
    def _taken(pipe: Connection) -> Result:
        """What a worker answers. Raises what its task raised, and _Killed."""
        try:
            good, value = pipe.recv()
        except (EOFError, OSError):
            raise _Killed from None
        if not good:
            raise value
        result: Result = value
        return result

    def _started(self, workers: int) -> contextlib.AbstractContextManager[list[Connection]]:
        return worker.started(workers, _serve, self._begin, self._arguments, self._work)


def _serve(
    pipe: Connection, begin: Callable[..., None], arguments: tuple[Any, ...], work: Callable[[Any], object]
) -> None:
    """A worker: does the tasks that it is sent until it is ended."""
    worker.leave_signals()
    begun = False
    with contextlib.suppress(EOFError, ConnectionError):  # the other process was ended
        while True:
            task = pipe.recv()
            try:
                if not begun:
                    begin(*arguments)
                    begun = True
                answer: tuple[bool, object] = True, work(task)
            except Exception as error:
                error.add_note(traceback.format_exc())
                answer = False, error
            pipe.send(answer)
