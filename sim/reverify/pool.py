"""Tasks on worker processes, any of which may be killed: its task is done again, alone.

With a process of a pool all that were under way are lost, and which of them ended it is not known. So each is done
again in a pool of its own; one whose worker ends there, too, is named, and the run ends with it.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, TypeVar

from sim.output.trouble import Trouble

Task = TypeVar("Task")
Result = TypeVar("Result")
Done = Callable[[int], None]


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
        under_way: dict[Future[Result], int] = {}
        with self._started(self._workers) as pool:
            try:
                while (waiting or under_way) and not lost:
                    while waiting and len(under_way) < self._workers:
                        try:
                            under_way[pool.submit(self._work, tasks[waiting[0]])] = waiting[0]
                        except BrokenProcessPool:
                            break
                        waiting.popleft()
                    ended, _ = wait(under_way, return_when=FIRST_COMPLETED)
                    if not ended:  # a worker was killed while it had nothing to do
                        return []
                    for one in ended:
                        self._take(one, under_way.pop(one), over, lost, done)
                for one in list(under_way):  # where one is lost, so are the others
                    self._take(one, under_way.pop(one), over, lost, done)
            finally:
                for one in under_way:
                    one.cancel()
        return sorted(lost)

    @staticmethod
    def _take(one: Future[Result], number: int, over: dict[int, Result], lost: list[int], done: Done) -> None:
        try:
            over[number] = one.result()
        except BrokenProcessPool:
            lost.append(number)
        else:
            done(number)

    def _alone(self, tasks: Sequence[Task], lost: list[int], over: dict[int, Result], done: Done) -> None:
        for number in lost:
            with self._started(1) as pool:
                try:
                    over[number] = pool.submit(self._work, tasks[number]).result()
                except BrokenProcessPool:
                    what = self._name(tasks[number])
                    raise Trouble(f"{what}: its worker was ended twice; was there enough memory?") from None
            done(number)

    def _started(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers, multiprocessing.get_context("spawn"), initializer=self._begin, initargs=self._arguments
        )
