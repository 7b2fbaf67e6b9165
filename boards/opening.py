"""A start of a terminal: from its files and devices to its loop. Used once, then dropped (boards/loaded.py).

What one step alone needs is imported in a function of its own, and dropped behind it: the most memory is wanted here.
"""

import gc
import time

import machine

from boards import journal_store, loaded, state as files
from boards.clock_store import ClockStore
from boards.preparation import Preparation, recall
from boards.start import OutOfService
from boards.state import State
from boards.trust_store import TrustStore
from hal.micropython.clock import Clock
from terminal import journal, records, sm2
from terminal.decide import steps as steps_of
from terminal.gate import Gate
from terminal.history import History
from terminal.port import TYPE_CHECKING
from terminal.refusals import Refusals
from terminal.run import Hal, Loop

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from boards.format import config
    from boards.interfaces import Board
    from boards.start import Terminal


def finish(steps: "Generator[Any, None, Any]", between: "Any") -> "Any":
    """Run a stepped computation to its end, looking after the gate between its steps."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
        between()


def opened(
    terminal: "Terminal",
    board: "Board",
    state: State,
    build: files.Build,
    judge: "Callable[..., Any] | None",
    relay: "Any",
    emergency: "Any",
    watchdog: "Any",
) -> "tuple[Any, ...]":
    """Loop, trust lists, clock and its file, preparation, audit, journal and scanner of a terminal that can run.

    Raises OutOfService with the reason.
    """
    engine = board.engine()
    loaded.forget(loaded.PROOFS, True)
    identity = _identity(terminal, state, build, engine)
    setup = _config(board, state, engine)
    policy = setup.policy
    history = History(setup.capacity)  # the largest piece of memory first
    begun = _lane_begun(setup, judge)
    loaded.forget(loaded.SETTINGS, True)
    scanner = board.scanner(setup.scanner)
    terminal.panel = board.panel(setup.panel)
    terminal.panel.open()
    gc.collect()
    gc.threshold(-1)  # all that is large is there
    _prove(engine)
    loaded.forget(loaded.PROOFS, True)
    terminal.watch()
    keys = [engine.decode(key) for key in identity.operator_keys]
    lists = TrustStore(state, engine, tuple(keys), identity.test)
    finish(lists.open(), terminal.tend)
    clock = Clock(board.source(setup.clock), time, policy.skew_s)
    steps = ClockStore(state)
    steps.open()
    newest = lists.newest or lists.previous
    steps.start(clock, newest and newest.list, 0)
    if begun is not None:
        judge = begun.made(terminal, lists, keys, identity.test, clock)
    _forget_devices()
    place = records.Place(identity.terminal_id, identity.provisioning_id, *setup.place)
    key, digest = identity.record_key, engine.digest
    try:
        kept = journal_store.make(board, state, digest, key, place)
        finish((begun or journal_store).opening(kept, state, history, policy, clock.now_s()), terminal.tend)
        hours = journal_store.hours(state, digest, key, place)
        finish(hours.open(History(1), policy, clock.now_s()), terminal.tend)
        audit = journal_store.Audit(kept, digest, key, state)
    except OSError as error:
        raise OutOfService(f"the journal: {error}") from None
    for why in kept.found:
        terminal.log.line(f"the journal: segment {why.segment}, byte {why.offset}: {why}; set aside")
    if kept.used_percent() >= journal.WARN_PERCENT:
        terminal.log.line(f"the journal: {kept.used_percent()} % full of records nobody has acknowledged")
    steps.opened(clock, kept.time_s)
    history.floor_s = steps.stated_s or history.floor_s
    now_s = clock.now_s()
    trust = lists.choose(now_s)
    finish(recall(trust, state), terminal.tend)
    _tell_events(terminal, state, steps, kept, clock, now_s)
    lists.report(terminal.log, kept, now_s)
    if now_s is None:
        terminal.log.line("the time is not trusted: " + clock.why())
    sensor = board.sensor()
    sensor.open()
    hal = Hal(clock, scanner, relay, sensor, emergency, terminal.panel, watchdog, terminal.log)
    gate = Gate(*setup.gate)
    loop = Loop(gate, trust, policy, history, kept, hal, judge or steps_of, Refusals(hours))
    if begun is not None:
        audit = begun.attended(terminal, state, gate, clock, kept, audit)
    try:
        scanner.open()
    except OSError as error:
        terminal.log.line(f"the scanner: {error}")  # the loop finds out and tries again
    for kind, register, detail, _ in scanner.report():
        terminal.log.line(f"the scanner: {kind} {register}: {detail}")
    return loop, lists, clock, steps, Preparation(), audit, kept, scanner


def _lane_begun(setup: "config.Config", judge: "Callable[..., Any] | None") -> "Any":
    """What begins the lane of this terminal; None without trips and eligibility: nothing of it is loaded then."""
    from boards.format import config

    if setup.asking is None and not config.keeps_trips(setup.trip):
        return None
    from boards.lane import LaneStart

    return LaneStart(setup, judge)


def _forget_devices() -> None:
    from boards import once

    once.forget(once.BEFORE_THE_JOURNAL)
    loaded.forget(("boards.once",), True)


def _prove(engine: sm2.Engine) -> None:
    from terminal import proof

    proof.prove(engine)


def _identity(terminal: "Terminal", state: State, build: files.Build, engine: sm2.Engine) -> files.Identity:
    try:
        state.mend(terminal.log.line)
        identity = state.identity(engine.digest)
    except (ValueError, OSError) as error:
        raise OutOfService(str(error)) from None
    if identity is None:
        raise OutOfService("this terminal was not provisioned")
    if identity.test == build.production:
        raise OutOfService("a production build needs production keys, a development build test keys")
    return identity


def _config(board: "Board", state: State, engine: sm2.Engine) -> "config.Config":
    from boards.format import config

    try:
        data = state.read(files.CONFIG)
        if data is None:
            raise OutOfService("there is no configuration")
        return config.check(data, board.limits, engine.digest)
    except (ValueError, OSError) as error:
        raise OutOfService(str(error)) from None


def _tell_events(
    terminal: "Terminal", state: State, steps: ClockStore, kept: journal.Journal, clock: Clock, now_s: int | None
) -> None:
    cause = files.started_by(machine.reset_cause(), machine.PWRON_RESET, machine.WDT_RESET)
    try:
        for event, at_s, value in state.notes() + list(steps.steps):
            kept.append_event(event, at_s, value, now_s)
        kept.append_event(records.BOOT, now_s, cause, now_s)
        state.remove(files.EVENTS)
        steps.told(clock, kept.time_s)
    except OSError as error:
        terminal.log.line(f"the journal: {error}")
