"""The time of an emulated board. It belongs to the scheduler, not to the computer's clock.

While the firmware computes, time stands still; what the work takes on the board is added when it calls out (sleep,
ticks, a pin, a serial line, the flash). While it waits, time goes on from one due call to the next. So no load of the
computer changes a pulse, an edge or a watchdog.

Paced, for people and host tools: time never runs ahead of the wall clock, and falls behind it when the computer is too
slow. Not paced, for tests and soaks: time passes only as far as `run` or `run_until` lets it, as fast as the computer
can, and the same firmware, flash and calls give the same events at the same times.
"""

import heapq
import threading
import time
from collections.abc import Callable
from typing import Literal

from hal.desktop.stand_still import Had

Call = Callable[[int], None]
State = Literal["working", "waiting", "stuck"]

START_NS = 1_000_000_000_000  # the first moment of every emulator: none of its devices was used before
_LAG_NS = 5_000_000  # what a paced board may catch up; a longer delay of the computer is not made up for
_LOOK_S = 0.02  # how often a processor that does not call out is looked at
_PACED_SPAN_NS = 1_000_000  # how far a processor may count its own time, when that follows the wall clock
_SPAN_NS = 250_000_000  # and when it does not: it computes for less than what makes it look stuck
_STANDSTILL_S = 120.0  # of wall clock without any progress: `run_until` gives up
_COUNTED_MAX_S = 2.0  # of the time between two looks, one of which is due each second

FOREVER = 1 << 62


class Alarm:
    """A call that is due at `due_ns` unless it is cancelled."""

    def __init__(self, due_ns: int, number: int, call: Call) -> None:
        self.due_ns = due_ns
        self.call: Call | None = call
        self._number = number

    def cancel(self) -> None:
        """Drop the call; harmless when it was made already."""
        self.call = None

    def __lt__(self, other: "Alarm") -> bool:
        return (self.due_ns, self._number) < (other.due_ns, other._number)


class Scheduler:
    """Makes calls with the lock held, in the order of their times. Its methods may be called from any thread."""

    def __init__(self, lock: threading.RLock, paced: bool, state: Callable[[], State]) -> None:
        """state(): what a processor does that has not called out for a while; see `Processor.state`."""
        self.paced = paced
        self._lock = lock
        self._changed = threading.Condition(lock)  # for the threads that make calls
        self._seen = threading.Condition(lock)  # for those who wait in `run_until`
        self._state = state
        self._queue: list[Alarm] = []
        self._number = 0
        self._now = START_NS
        self._ahead = START_NS - time.monotonic_ns()  # of the wall clock, while paced
        self._allowed = START_NS  # how far time may go, while not paced
        self._reached: Callable[[], bool] | None = None  # what stops time, while not paced
        self._working = False  # the processor computes
        self._flowing = True  # time goes on from call to call
        self._passing = 0  # threads of a processor that make the calls themselves
        self._in_a_call = False
        self._running = False
        self._waits_long = False  # the thread that makes calls: a processor that begins to compute must wake it
        self._thread: threading.Thread | None = None
        self.sooner: Callable[[int], None] = lambda _: None  # called with the time of a call that is the next one now

    def now_ns(self) -> int:
        """The board's time; while a call is made, the time at which it was due, however late the computer makes it."""
        with self._lock:
            if self.paced and self._flowing and not self._in_a_call:
                self._now = max(self._now, min(self._limit(), self._next_due()))
            return self._now

    def at(self, due_ns: int, call: Call, wake: bool = True) -> Alarm:
        """Call `call(due_ns)` then; as soon as possible when that is past. wake: the thread that makes the calls."""
        with self._lock:
            self._number += 1
            alarm = Alarm(due_ns, self._number, call)
            heapq.heappush(self._queue, alarm)
            if wake and self._queue[0] is alarm:
                self.sooner(due_ns)
                self._changed.notify_all()
            return alarm

    def start(self) -> None:
        """Begin to keep time."""
        self._running = True
        self._ahead = self._now - time.monotonic_ns()
        self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Drop all calls and end the thread."""
        with self._lock:
            self._running = False
            self._queue.clear()
            self._changed.notify_all()
            self._seen.notify_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    # For the processor

    def work(self, working: bool) -> None:
        """The processor begins to compute, or to stand still for long: at its prompt, without power, after a crash."""
        with self._lock:
            self.now_ns()
            self._working = working
            self._flow(not working)

    def quiet_until_ns(self) -> int:
        """Until when a processor need not call: nothing is due before, and no thread waits for its outputs."""
        if self.paced:
            return min(self._next_due(), self._now + _PACED_SPAN_NS)
        if self._reached is None or self._reached():
            return self._now
        return min(self._next_due(), self._allowed, self._now + _SPAN_NS)

    def pass_until(self, due_ns: int, gone: Callable[[], bool], enough: Callable[[], bool] = lambda: False) -> bool:
        """Let time pass until then, in the processor's own thread, which holds the lock; or until enough(). Then the
        processor works again. False when it has gone() meanwhile: reset, or without power.
        """
        if self._nothing_until(due_ns):
            if not enough():
                self._now = max(self._now, due_ns)
            return True
        self._working = False
        self._passing += 1  # from here on the other thread makes no calls, and need not be woken
        self._flow(True, wake=False)
        arrived: list[int] = []
        alarm = self.at(due_ns, arrived.append, wake=False)
        while self._running and not arrived and not gone() and not (self._may_go() and enough()):
            wait_s = self._step()
            if wait_s != 0:
                self._changed.wait(wait_s)
        self._passing -= 1
        alarm.cancel()
        if gone():
            self._changed.notify_all()
            return False
        if not arrived:
            self.now_ns()
        self._working = True
        self._flow(False, wake=self._waits_long)  # the other thread looks after the processor again
        return True

    def _nothing_until(self, due_ns: int) -> bool:
        """Whether time may go on until then at once, because nothing is due and no thread waits for outputs."""
        if self.paced or self._reached is None or due_ns > self._allowed or self._next_due() <= due_ns:
            return False
        return self._working and not self._flowing and not self._reached()

    def wake(self) -> None:
        """Look again at what ends a wait."""
        with self._lock:
            self._changed.notify_all()

    def seen(self) -> None:
        """Something that `run_until` may wait for is there. Not paced, it is looked for whenever time would go on."""
        if self.paced:
            with self._lock:
                self._seen.notify_all()

    # For those who look on

    def run(self, duration_ns: int) -> None:
        """Let so much of the board's time pass."""
        self.run_until(self.now_ns() + duration_ns, lambda: False)

    def run_until(self, limit_ns: int, reached: Callable[[], bool]) -> bool:
        """Let time pass until reached(), which is asked with the lock held; False when the limit comes first.

        Not paced, time stands still before and afterwards. Raises TimeoutError when it does in between.
        """
        with self._lock:
            if not self.paced:
                self._allowed, self._reached = max(limit_ns, self._now), reached
                self._changed.notify_all()
            try:
                return self._run_until(limit_ns, reached)
            finally:
                self._allowed, self._reached = self._now, None

    def _run_until(self, limit_ns: int, reached: Callable[[], bool]) -> bool:
        progress, stood_s, done = -1, Had(0.0, _COUNTED_MAX_S), False
        while self._running:
            if not done and (self.paced or self._settled()) and reached():  # else what has come depends on the load
                done, self._allowed = True, self._now
            now = self.now_ns()
            if (done or now >= limit_ns) and (self.paced or self._settled()):
                return done
            stood_s.look(time.monotonic())
            if now != progress:
                progress, stood_s.time = now, 0.0
            if stood_s.time > _STANDSTILL_S:
                raise TimeoutError(f"the board's time stands still at {now // 1_000_000} ms")
            left_s = (limit_ns - now) / 1e9 if self.paced else 1.0
            self._seen.wait(max(0.0005, min(left_s, 1.0)))
        return done

    def _settled(self) -> bool:
        """Whether nothing more happens at this time."""
        return self._flowing and self._next_due() > self._now

    def _may_go(self) -> bool:
        """Whether time may pass at all."""
        return self.paced or self._reached is not None

    def _limit(self) -> int:
        """How far time may go now."""
        return self._ahead + time.monotonic_ns() if self.paced else self._allowed

    def _flow(self, flowing: bool, wake: bool = True) -> None:
        """Let time go on from call to call, or stand still. What a slow computer took is not made up for."""
        if flowing and not self._flowing:
            self._ahead = min(self._ahead, self._now + _LAG_NS - time.monotonic_ns())
        self._flowing = flowing
        if wake:
            self._changed.notify_all()

    def _next_due(self) -> int:
        while self._queue and self._queue[0].call is None:
            heapq.heappop(self._queue)
        return self._queue[0].due_ns if self._queue else FOREVER

    def _step(self) -> float | None:
        """Make the next call if it may be made: 0. Otherwise the seconds to wait, None until something changes."""
        due = self._next_due()
        if not self.paced and due > self._now and (self._reached is None or self._reached()):
            self._allowed = self._now
        limit = max(self._now, self._limit())
        if due > limit or not self._may_go():
            self._now = limit
            self._seen.notify_all()
            return (due - limit) / 1e9 if self.paced and due != FOREVER else None
        alarm = heapq.heappop(self._queue)
        call, alarm.call = alarm.call, None
        self._now = max(self._now, alarm.due_ns)
        if call is not None:
            self._in_a_call = True
            try:
                call(alarm.due_ns)
            finally:
                self._in_a_call = False
        return 0

    def _run(self) -> None:
        with self._lock:
            while self._running:
                if self._passing:
                    self._changed.wait(_LOOK_S)
                elif self._working and not self._flowing:
                    self._changed.wait(_LOOK_S)
                    if self._working and not self._flowing and self._state() != "working":
                        self._flow(True)
                else:
                    wait_s = self._step()
                    if wait_s != 0:
                        self._waits_long = wait_s is None or wait_s > _LOOK_S
                        self._changed.wait(wait_s)
                        self._waits_long = False
