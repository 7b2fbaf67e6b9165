"""Starts a terminal, on every board.

The release pins are at their safe level already (the board's pins.py). From here to the loop nothing releases but an
emergency; from the loop on nothing but a decision that was just made and written. What fails ends out of service
(equipment, provisioning), in a restart by the watchdog (our own fault), or, in a development build, at the prompt.
"""

import gc
import os
import select
import sys
import time

import machine
import micropython

from boards import state as files
from boards.state import State
from boards.watch import Watch
from hal.micropython.log import SerialLog
from terminal import codes, records
from terminal.gate import LAMP_RED
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from boards.interfaces import Board

_SLOT = __file__.rsplit("/", 2)[0]


class OutOfService(Exception):
    """Why this terminal judges nothing; for the log and the self-test."""


def run(board: "Board", judge: "Callable[..., Any] | None" = None) -> None:
    """Start, and stay in the loop. Returns in service mode and, in a development build, to the prompt.

    judge: as the loop takes it, decide.steps when left out; a build with families hands in theirs.
    """
    closed = _closed(board)
    relay = board.relay()
    relay.open()
    build = files.build(_SLOT)
    if build.production:
        micropython.kbd_intr(-1)  # from here on Ctrl-C over USB does not stop the program
    state = State(board.limits.STATE)
    terminal = Terminal(board, relay, state, build, judge)
    if _on_trial(state):
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


def _closed(board: "Board") -> str:
    """Which release contact is closed already; "" for none."""
    from boards import release

    return release.closed(board)


def _on_trial(state: State) -> bool:
    """Whether this image is on trial."""
    from boards import slot

    return slot.begin(state, _SLOT)


def service_mode(board: "Board", state: State, production: bool) -> bool:
    """Whether this start is service mode.

    A production build wants its jumper: closed at power-on, and still closed for the restarts of the session. A
    development build takes the flag alone.
    """
    asked = state.has(files.SERVICE)
    if not production:
        return asked or board.jumper_closed()
    return board.jumper_closed() and (asked or machine.reset_cause() == machine.PWRON_RESET)


class Terminal:
    """One start of a terminal, from its devices to its loop."""

    def __init__(
        self, board: "Board", relay: "Any", state: State, build: files.Build, judge: "Callable[..., Any] | None" = None
    ) -> None:
        self.board = board
        self._relay = relay
        self._state = state
        self._build = build
        self._judge = judge
        self._emergency = board.emergency()
        self._watchdog = board.watchdog()
        self._watch = Watch(relay, self._emergency)
        self._watched = False
        self.panel: Any = None
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
        return self.loop.trust is not None

    def start(self) -> None:
        """From files to a loop that can run. Raises OutOfService with the reason."""
        self._watch.open()
        self.tend()
        from boards import loaded, opening

        self._judged = False  # since the memory was tidied up
        devices = (self._relay, self._emergency, self._watchdog)
        parts = opening.opened(self, self.board, self._state, self._build, self._judge, *devices)
        self.loop, self._lists, self._clock, self._steps = parts[:4]
        self._preparation, self._audit, self._journal, self.scanner = parts[4:]
        loaded.forget(loaded.OF_A_START, True)
        del opening
        gc.collect()
        from boards import once

        once.forget(once.BEHIND_A_START)
        loaded.forget(("boards.once",), True)
        del once, loaded
        gc.collect()
        free = gc.mem_free()  # before the line is made
        loop, build = self.loop, self._build
        engine, trust = self._lists.engine.name, loop.trust
        self.log.line(f"ridegate {build.version} on {build.board}, {engine}, {free} bytes free")
        self.log.event("start", build.version, build.board, engine, trust and trust.sequence)

    def turn(self) -> None:
        """One turn of the loop, and what idle time is for."""
        loop, clock = self.loop, self._clock
        loop.step()
        if loop.busy():
            self._judged = True
        elif self._judged:  # now, so that the next passenger does not wait for it
            gc.collect()
            self._judged = False
        else:
            machine.idle()  # a millisecond at most
            self._lists.look_after(loop, self.scanner, clock, self.log, self._journal)
            self._steps.watch(clock)
            self._preparation.step(loop.trust)
            self._preparation.keep(loop.trust, self._state, self.scanner, clock.now_ms())
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
        if self.panel is None:
            self.panel = self.board.panel(None)
        self.panel.open()
        self.panel.show(codes.OUT_OF_SERVICE[0], codes.OUT_OF_SERVICE[1], LAMP_RED)
