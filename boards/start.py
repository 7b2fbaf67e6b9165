"""Starts a terminal, on every board.

The release pins are at their safe level already (the board's pins.py). From here to the loop nothing releases but an
emergency; from the loop on nothing but a decision that was just made and written. What fails ends out of service
(equipment, provisioning), in a restart by the watchdog (our own fault), or, in a development build, at the prompt.

Length: one start, from its first line to its loop.
"""

import gc
import os
import select
import sys
import time

import machine
import micropython

from boards import journal_store, release, slot, state as files
from boards.clock_store import ClockStore
from boards.format import config
from boards.preparation import Preparation, recall
from boards.setup import check_config
from boards.state import State
from boards.trust_store import TrustStore
from boards.watch import Watch
from hal.micropython.clock import Clock
from hal.micropython.log import SerialLog
from terminal import codes, journal, records, sm2
from terminal.decide import steps
from terminal.gate import LAMP_RED, Gate
from terminal.history import History
from terminal.port import TYPE_CHECKING
from terminal.refusals import Refusals
from terminal.run import Hal, Loop

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from boards.interfaces import Board

_SLOT = __file__.rsplit("/", 2)[0]


class OutOfService(Exception):
    """Why this terminal judges nothing; for the log and the self-test."""


def run(board: "Board", judge: "Callable[..., Any]" = steps) -> None:
    """Start, and stay in the loop. Returns in service mode and, in a development build, to the prompt.

    judge: as the loop takes it; a build with families hands in theirs.
    """
    closed = release.closed(board)
    relay = board.relay()
    relay.open()
    build = files.build(_SLOT)
    if build.production:
        micropython.kbd_intr(-1)  # from here on Ctrl-C over USB does not stop the program
    state = State(board.limits.STATE)
    terminal = Terminal(board, relay, state, build, judge)
    if slot.begin(state, _SLOT):
        from boards import trial

        return trial.run(terminal, board, state, _SLOT[:-2])
    if service_mode(board, state, build.production):
        micropython.kbd_intr(3)
        return terminal.enter_service()
    if build.production:
        os.dupterm(None, 0)
    try:
        if closed:
            raise OutOfService(closed + ", before anything was decided: look at pins.py and at the wiring")
        terminal.start()
        while True:
            terminal.turn()
    except (OutOfService, OSError) as why:
        terminal.stand_by(str(why), build.production)
    except KeyboardInterrupt:
        relay.safe()
        terminal.log.line("stopped; boards.service.enter() gives a prompt that the watchdog leaves alone")
    except Exception as error:
        terminal.stopped(error)
    finally:
        state.close()


def service_mode(board: "Board", state: State, production: bool) -> bool:
    """Whether this start is service mode.

    A production build wants its jumper: closed at power-on, and still closed for the restarts of the session. A
    development build takes the flag alone.
    """
    asked = state.has(files.SERVICE)
    if not production:
        return asked or board.jumper_closed()
    return board.jumper_closed() and (asked or machine.reset_cause() == machine.PWRON_RESET)


def finish(steps: "Generator[Any, None, Any]", between: "Any") -> "Any":
    """Run a stepped computation to its end, looking after the gate between its steps."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
        between()


class Terminal:
    """One start of a terminal, from its devices to its loop."""

    def __init__(self, board: "Board", relay: "Any", state: State, build: files.Build, judge: "Any" = steps) -> None:
        self._board = board
        self._relay = relay
        self._state = state
        self._build = build
        self._judge = judge
        self._emergency = board.emergency()
        self._watchdog = board.watchdog()
        self._watch = Watch(relay, self._emergency)
        self._watched = False
        self._panel: Any = None
        poll = select.poll()
        poll.register(sys.stdout, select.POLLOUT)
        self.log = SerialLog(sys.stdout.write, lambda: bool(poll.poll(0)), time.ticks_ms)

    def watch(self) -> None:
        """From now on the emergency contact is obeyed and the watchdog wants to be fed, by `tend`."""
        self._watch.open()
        self._watchdog.open()
        self._watched = True
        self.tend()

    def tend(self) -> bool:
        """Between any two steps of a start: a turn of the gate, a meal for the watchdog. Whether it is an emergency."""
        emergency = self._watch.turn()
        if self._watched:
            self._watchdog.feed()
        return emergency

    def has_list(self) -> bool:
        """Whether there is a trust list in force."""
        return self._loop.trust is not None

    def start(self) -> None:
        """From files to a loop that can run. Raises OutOfService with the reason."""
        board, state, build = self._board, self._state, self._build
        self._watch.open()
        self.tend()
        engine = board.engine()
        identity = self._identity(engine)
        setup = self._config()
        policy = setup.policy
        history = History(setup.capacity)  # the largest piece of memory first
        trips = None
        if config.keeps_trips(setup.trip):  # a flat terminal loads nothing of it
            from terminal.trip import Trips, rules

            if self._judge is not steps:
                raise OutOfService("trip.mode: a build with other families keeps no trips; build one without")
            trips = Trips(rules(*setup.trip[:4]), setup.trip.capacity, True)  # type: ignore[arg-type]
        scanner = board.scanner(setup.scanner)
        self._panel = board.panel(setup.panel)
        self._panel.open()
        gc.collect()
        gc.threshold(-1)  # all that is large is there
        sm2.prove(engine)
        self.watch()
        keys = [engine.decode(key) for key in identity.operator_keys]
        self._lists = TrustStore(state, engine, tuple(keys), identity.test)
        finish(self._lists.open(), self.tend)
        self._clock = clock = Clock(board.source(setup.clock), time, policy.skew_s)
        self._steps = ClockStore(state)
        self._steps.open()
        newest = self._lists.newest or self._lists.previous
        self._steps.start(clock, newest and newest.list, 0)
        lane = None
        if trips is not None:
            from terminal.lane import Lane

            lane = Lane(clock, trips)
            self._judge = lane.judge
        place = records.Place(identity.terminal_id, identity.provisioning_id, *setup.place)
        key, digest = identity.record_key, engine.digest
        try:
            self._journal = journal_store.make(board, state, digest, key, place)
            finish(journal_store.opening(self._journal, state, history, policy, clock.now_s(), lane), self.tend)
            hours = journal_store.hours(state, digest, key, place)
            finish(hours.open(History(1), policy, clock.now_s()), self.tend)
            self._audit = journal_store.Audit(self._journal, digest, key, state)
        except OSError as error:
            raise OutOfService(f"the journal: {error}") from None
        for why in self._journal.found:
            self.log.line(f"the journal: segment {why.segment}, byte {why.offset}: {why}; set aside")
        if self._journal.used_percent() >= journal.WARN_PERCENT:
            self.log.line(f"the journal: {self._journal.used_percent()} % full of records nobody has acknowledged")
        self._steps.opened(clock, self._journal.time_s)
        history.floor_s = self._steps.stated_s or history.floor_s
        now_s = clock.now_s()
        trust = self._lists.choose(now_s)
        finish(recall(trust, state), self.tend)
        self._tell_events(now_s)
        self._lists.report(self.log, self._journal, now_s)
        if now_s is None:
            self.log.line("the time is not trusted: " + clock.why())
        self._scanner = scanner
        self._preparation = Preparation()
        self._judged = False  # since the memory was tidied up
        sensor = board.sensor()
        sensor.open()
        hal = Hal(clock, scanner, self._relay, sensor, self._emergency, self._panel, self._watchdog, self.log)
        self._loop = Loop(Gate(*setup.gate), trust, policy, history, self._journal, hal, self._judge, Refusals(hours))
        try:
            scanner.open()
        except OSError as error:
            self.log.line(f"the scanner: {error}")  # the loop finds out and tries again
        for kind, register, detail, _ in scanner.report():
            self.log.line(f"the scanner: {kind} {register}: {detail}")
        gc.collect()
        self.log.line(f"ridegate {build.version} on {build.board}, {engine.name}, {gc.mem_free()} bytes free")
        self.log.event("start", build.version, build.board, engine.name, trust and trust.sequence)

    def turn(self) -> None:
        """One turn of the loop, and what idle time is for."""
        loop, clock = self._loop, self._clock
        loop.step()
        if loop.busy():
            self._judged = True
        elif self._judged:  # now, so that the next passenger does not wait for it
            gc.collect()
            self._judged = False
        else:
            machine.idle()  # a millisecond at most
            self._lists.look_after(loop, self._scanner, clock, self.log, self._journal)
            self._steps.watch(clock)
            self._preparation.step(loop.trust)
            self._preparation.keep(loop.trust, self._state, self._scanner, clock.now_ms())
            self._audit.step(clock.now_ms(), clock.now_s(), self.log)

    def enter_service(self) -> None:
        """Out of service, no watchdog: the prompt is the operator's. The relay stays idle."""
        self._state.note(records.SERVICE_ENTERED, None, 0)
        self._lamp()
        self.log.line("service mode: boards.service has the commands; leave() ends it")
        self.log.event("stop", "service mode")

    def stand_by(self, reason: str, production: bool) -> None:
        """Judge nothing, obey the emergency contact; in a development build without its watchdog, give the prompt."""
        self.log.line("out of service: " + reason)
        self.log.event("stop", reason)
        try:
            self._lamp()
        except OSError as error:
            self.log.line(f"the panel: {error}")  # it must not keep the emergency contact from being obeyed
        if not production and not self._watched:
            return self._relay.safe()  # type: ignore[no-any-return]
        self.watch()
        while True:
            self.tend()
            machine.idle()

    def stopped(self, error: Exception) -> None:
        """Our own fault: the contacts as the emergency contact wants them, the traceback on flash once, a restart; or
        the prompt, as in stand_by.
        """
        watched, self._watched = self._watched, False  # stop feeding the watchdog
        sys.print_exception(error)
        self.log.event("stop", type(error).__name__ + ": " + " ".join(str(error).split()))
        for action in (self._watch.open, self.tend, lambda: self._keep(error), self._lamp):
            try:
                action()
            except Exception as another:  # a failed step must not prevent the ones after it
                sys.print_exception(another)
        if not watched and self._build.production:
            machine.reset()
        while watched:
            self.tend()
        self._relay.safe()

    def _keep(self, error: Exception) -> None:
        """The traceback in a file, and a note for the journal; neither when the last restart had the same reason."""
        text = repr(error).encode()
        kept = self._state.read(files.STOPPED) or b""
        if not kept.startswith(text):
            with open(self._state.path(files.STOPPED), "w") as file:
                file.write(repr(error) + "\n")
                sys.print_exception(error, file)
            self._state.note(records.STOPPED, None, 0)

    def _lamp(self) -> None:
        if self._panel is None:
            self._panel = self._board.panel(config.Panel("none", 0))
        self._panel.open()
        self._panel.show(codes.OUT_OF_SERVICE[0], codes.OUT_OF_SERVICE[1], LAMP_RED)

    def _identity(self, engine: sm2.Engine) -> files.Identity:
        try:
            self._state.mend(self.log.line)
            identity = self._state.identity(engine.digest)
        except (ValueError, OSError) as error:
            raise OutOfService(str(error)) from None
        if identity is None:
            raise OutOfService("this terminal was not provisioned")
        if identity.test == self._build.production:
            raise OutOfService("a production build needs production keys, a development build test keys")
        return identity

    def _config(self) -> config.Config:
        try:
            data = self._state.read(files.CONFIG)
            if data is None:
                raise OutOfService("there is no configuration")
            return check_config(self._board, data)
        except (ValueError, OSError) as error:
            raise OutOfService(str(error)) from None

    def _tell_events(self, now_s: int | None) -> None:
        cause = files.started_by(machine.reset_cause(), machine.PWRON_RESET, machine.WDT_RESET)
        try:
            for event, at_s, value in self._state.notes() + list(self._steps.steps):
                self._journal.append_event(event, at_s, value, now_s)
            self._journal.append_event(records.BOOT, now_s, cause, now_s)
            self._state.remove(files.EVENTS)
            self._steps.told(self._clock, self._journal.time_s)
        except OSError as error:
            self.log.line(f"the journal: {error}")
