"""The gate of the page in real time, in one thread: a terminal, the phones and the passengers in front of it.

Commands and pictures come in from any thread, happenings go out to whoever listens. Nothing here knows of a web.
"""

import queue
import threading
import time
import traceback
from collections.abc import Callable, Generator
from typing import Any, Protocol

from hal.desktop.pixel import Pixels
from sim.gate.turnstile import FREE
from sim.page.command import PASSENGERS, Command
from sim.page.happening import EITHER, LASTING, Happening
from sim.page.wallet import RENEW_S, Wallet
from sim.trouble import Trouble
from terminal import codes

Listener = Callable[[Happening], None]
Session = Generator[None, None, None]

COMMANDS_MAX = 64
_OWN = ("show", "hide", "pass", "session", "passenger", "drop")  # done here, whatever the terminal can
_REST_S = 0.002
_REACTION_S = 0.35  # from the moment the arms are free to the push
_TAKEN_AWAY_S = 1.6  # a phone is held up for so long behind its answer
_HELD_MAX_S = 20.0  # and for no longer than this without one


class Terminal(Protocol):
    """What stands in the middle: the core in this process, or an emulated board. One thread calls it."""

    how: str
    can: frozenset[str]

    @property
    def facts(self) -> dict[str, Any]: ...
    def audit(self) -> tuple[bool, str]: ...
    def open(self) -> None: ...
    def close(self) -> None: ...
    def turn(self) -> bool: ...
    def hold_up(self, payloads: tuple[bytes, ...], turn: int) -> None: ...
    def see(self, pixels: Pixels, still: bool) -> None: ...
    def push(self) -> bool: ...
    def do(self, name: str, arguments: dict[str, Any]) -> None: ...


class Busy(Exception):
    """More commands wait than are taken."""


class World:
    """make: makes the terminal, handed what it shall tell. facts: of the start, for whoever listens.

    `start` runs it, `stop` ends it. The terminal opens in the thread; `failure` says why it did not.
    """

    def __init__(self, wallet: Wallet, make: Callable[[Callable[..., None]], Terminal]) -> None:
        self.wallet = wallet
        self.terminal = make(self.tell)
        self.failure: str | None = None
        self.opened = threading.Event()
        self._commands: queue.Queue[Command] = queue.Queue(COMMANDS_MAX)
        self._listeners: list[Listener] = []
        self._lock = threading.RLock()
        self._last: dict[str, Happening] = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gate", daemon=True)
        self._walks = True
        self._shown: tuple[int, str | None] | None = None
        self._turns = 0
        self._payloads: tuple[bytes, ...] = ()
        self._shown_s = 0.0
        self._away_s: float | None = None  # when they are taken away; None: when told so
        self._free_s: float | None = None
        self._session: Session | None = None

    # For everybody

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, most_s: float | None = None) -> None:
        """End; the terminal is closed then, unless it looks at a picture for longer than `most_s` (`running`)."""
        self._ending.set()
        self._thread.join(most_s)

    def running(self) -> bool:
        """Whether the thread has not ended yet."""
        return self._thread.is_alive()

    def do(self, command: Command) -> None:
        """Have something done soon. Raises Busy, or ValueError when this terminal cannot do it."""
        if command.do not in _OWN and command.do not in self.terminal.can:
            raise ValueError(f"this terminal cannot do {command.do}; the core in process can (leave --emulate out)")
        try:
            self._commands.put_nowait(command)
        except queue.Full:
            raise Busy("too much at once; wait a moment") from None

    def see(self, pixels: Pixels, still: bool) -> None:
        """A frame of a browser's camera, or a picture dropped on the page."""
        self.terminal.see(pixels, still)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` how things are and everything that happens from now on, in the gate's thread; it must not
        wait. Returns what ends that.
        """
        with self._lock:
            for kind in LASTING:
                if kind in self._last:
                    listener(self._last[kind])
            self._listeners.append(listener)

        def unlisten() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unlisten

    def tell(self, kind: str, **data: Any) -> None:
        """Tell everybody."""
        happening = Happening(time.perf_counter_ns() // 1000, kind, data)
        with self._lock:
            if kind in LASTING:
                self._last.pop(EITHER.get(kind, ""), None)
                self._last[kind] = happening
            for listener in self._listeners:
                listener(happening)

    # The thread

    def _run(self) -> None:
        try:
            self._open()
            while not self._ending.is_set():
                self._obey()
                self._phones()
                busy = self.terminal.turn()
                self._passengers()
                self._play_on()
                if not busy:
                    time.sleep(_REST_S)
        except Exception as error:
            known = isinstance(error, OSError | Trouble)
            self.failure = (error.strerror if isinstance(error, OSError) else None) or str(error) or repr(error)
            if not known:
                traceback.print_exc()
            self.tell("notice", zh="闸机已停止, 请重新启动程序", en="The gate has stopped; start the program again")
        finally:
            self.opened.set()
            self.terminal.close()

    def _open(self) -> None:
        self.terminal.open()
        self.tell("passenger", walks=self._walks)
        self.tell("phone", user=None, fault=None)
        self.tell("session", playing=False)
        self.listen(self._answered)
        self.opened.set()

    def _obey(self) -> None:
        while not self._commands.empty():
            command = self._commands.get_nowait()
            try:
                self._carry_out(command.do, command.arguments)
            except ValueError as error:
                self.tell("notice", zh=str(error), en=str(error))

    def _carry_out(self, do: str, arguments: dict[str, Any]) -> None:
        if do == "show":
            self._session_over()
            self.show(arguments["phone"], arguments["fault"])
        elif do == "drop":  # of a file with a code's bytes: a phone shows them
            self._session_over()
            self.hold_up((arguments["code"],))
            self._away_s = self._shown_s + _HELD_MAX_S
            return
        elif do == "hide":
            self.hide()
        elif do == "pass":
            if not self.terminal.push():
                self.tell("log", zh="有人推闸, 闸门未开", en="Somebody pushed; the gate held")
        elif do == "passenger":
            self.walks(arguments["walks"])
        elif do == "session":
            self._session_over()
            if arguments["play"]:
                from sim.page import session

                self._session = session.play(self)
                self.tell("session", playing=True)
        else:
            self.terminal.do(do, arguments)
        if do not in PASSENGERS:
            self.tell("operator", do=do, arguments=arguments)

    # Phones and passengers; the session uses these, too

    def show(self, number: int, bad: str | None, keep: bool = False) -> tuple[bytes, ...]:
        """Hold a phone up until a moment after it is answered, or (keep) until `hide`; what it shows."""
        now_s = int(time.time())
        payloads = self.wallet.show(number, bad, now_s)
        if payloads is None:
            self.tell(
                "notice", zh="先让一个有效码通过, 再出示第二次", en="Let a good code pass first, then use it again"
            )
            return ()
        self.hold_up(payloads)
        self._shown = (number, bad)
        self._away_s = None if keep else self._shown_s + _HELD_MAX_S
        self.tell("phone", user=number, fault=bad)
        return payloads

    def hold_up(self, payloads: tuple[bytes, ...]) -> None:
        """Hold these up until `hide`."""
        self._turns += 1
        self._payloads = payloads
        self._shown = None
        self._shown_s = time.monotonic()
        self._away_s = None
        self.terminal.hold_up(payloads, self._turns)

    def hold_on(self) -> None:
        """Hold what is held up there a moment longer, in another way."""
        self._turns += 1
        self.terminal.hold_up(self._payloads, self._turns)

    def hide(self) -> None:
        """Take the phones away."""
        self._shown = self._away_s = None
        self._payloads = ()
        self.terminal.hold_up((), self._turns)
        self.tell("phone", user=None, fault=None)

    def walks(self, walks: bool) -> None:
        """Whether passengers who are let in walk through."""
        self._walks = walks
        self.tell("passenger", walks=walks)

    def _phones(self) -> None:
        now_s = time.monotonic()
        if self._away_s is not None and now_s >= self._away_s:
            self.hide()
        elif self._shown is not None and self._shown[1] is None and now_s - self._shown_s >= RENEW_S:
            self.show(*self._shown)

    def _answered(self, happening: Happening) -> None:
        """Whoever holds a phone up has seen the answer, and takes it away soon."""
        data = happening.data
        if happening.kind == "decision":
            decision = data["decision"]
            if decision.result == codes.ACCEPTED and decision.code is not None:
                self.wallet.accepted(bytes(decision.code.raw), int(time.time()))
        elif happening.kind != "panel" or (data["zh"], data["en"]) != codes.ONE_CODE:
            return
        if self._away_s is not None:
            self._away_s = min(self._away_s, time.monotonic() + _TAKEN_AWAY_S)

    def _passengers(self) -> None:
        """Whoever is let in walks through, a moment after the arms are free."""
        gate = self._last.get("gate")
        if gate is None or gate.data["arms"] != FREE:
            self._free_s = None
        elif self._free_s is None:
            self._free_s = time.monotonic()
        elif self._walks and time.monotonic() - self._free_s >= _REACTION_S:
            self.terminal.push()

    # The session

    def _play_on(self) -> None:
        if self._session is None:
            return
        try:
            next(self._session)
        except StopIteration:
            self._session_over()

    def _session_over(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None
            self.walks(True)
            self.hide()
            self.tell("session", playing=False)
