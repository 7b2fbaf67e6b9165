"""The gate of the page in real time, in one thread: a gate, the phones and the passengers in front of it.

Commands and pictures come in from any thread, events go out to every listener. This module does not depend on the
server.

Length: whatever happens in that one thread, in the order in which it does.
"""

import queue
import threading
import traceback
from collections.abc import Callable
from typing import Any

from hal.desktop.pixel import Pixels
from sim.gate.cards import SEVERAL
from sim.gate.event import Decided, Event, Log, Notice, Power, Set, Shown, Stopped, Unsafe
from sim.gate.gate import Gate
from sim.issuer.wallet import Wallet
from sim.output import ctrl_c
from sim.output.trouble import AtFault, Trouble
from sim.page.card_tap import CardTap
from sim.page.command import PASSENGERS, SETTINGS, Busy, Command
from sim.page.held_phone import HeldPhone
from sim.page.page_event import (
    GateNow,
    GateStopped,
    NotJudged,
    Operated,
    PageEvent,
    PhoneHeld,
    Played,
    Playing,
    Walking,
)
from sim.page.scan_report import ScanReport
from sim.scenario.passenger import Passenger
from sim.scenario.perform import standard
from sim.scenario.play import Holding, Player, Turns
from sim.scenario.scenario import Scenario
from terminal import codes

Heard = Event | PageEvent
Listener = Callable[[Heard], None]

COMMANDS_MAX = 64
DARK_MS = 1200  # how long the power is away when it is cut
_REST_MS = 2
_PATIENCE_S = 10.0  # with a gate that starts
STAFF = (1, 1)  # operator and reason of a completion by the page: of a person who tries the gate
# A new listener hears the last of each first.
_LASTING = (Power, Shown, GateNow, Walking, PhoneHeld, Playing, GateStopped)


class GateLoop:
    """`start` runs the gate, `stop` ends it. The gate opens in the thread; `failure` says why it did not, or why it has
    stopped since. `opened` is set once it is open or has failed, `ended` once nothing happens any more.

    scenario: what the command `session` plays, the standard one when left out.
    """

    def __init__(self, wallet: Wallet, gate: Gate, scenario: Scenario | None = None) -> None:
        self.wallet = wallet
        self.gate = gate
        self.failure: Trouble | None = None
        self.opened = threading.Event()
        self.ended = threading.Event()
        self._scenario = scenario or standard()
        self._passenger = Passenger(gate)
        self._scan = ScanReport(gate, lambda why: self.report(NotJudged(why)))
        self._tap = CardTap(gate, lambda why: self.report(NotJudged(why)))
        self._commands: queue.Queue[Command] = queue.Queue(COMMANDS_MAX)
        self._listeners: list[Listener] = []
        self._lock = threading.RLock()
        self._last: dict[Any, Heard] = {}
        self._now = GateNow()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gate", daemon=True)
        self._phone: HeldPhone | None = None
        self._shown: tuple[bytes, ...] = ()  # by the phone that was held up last
        self._power_ms: int | None = None  # when the power comes back
        self._player: Player | None = None
        self._turns: Turns | None = None
        gate.listen(self._hear)

    # For any thread

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, most_s: float | None = None) -> None:
        """End; the gate is closed then, unless it looks at a picture for longer than `most_s` (`running`)."""
        self._ending.set()
        self._thread.join(most_s)

    def running(self) -> bool:
        """Whether the thread has not ended yet."""
        return self._thread.is_alive()

    def do(self, command: Command) -> None:
        """Have something done soon. Raises Busy, also where the gate has failed, or ValueError when it cannot do it."""
        if self.failure is not None:
            stopped = GateStopped()
            raise Busy(stopped.en, stopped.zh)
        ability = SETTINGS.get(command.do)
        if ability is not None and ability not in self.gate.abilities:
            raise ValueError(f"this terminal cannot do {command.do}; the core in process can (leave --emulate out)")
        try:
            self._commands.put_nowait(command)
        except queue.Full:
            raise Busy("too much at once; wait a moment", "操作太多, 请稍候。") from None

    def see(self, pixels: Pixels, still: bool) -> None:
        """A frame of a browser's camera, or a picture dropped on the page."""
        self.gate.see(pixels, still)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Hand `listener` how things are and everything from now on, in the gate's thread; it must not wait. Returns
        what ends that.
        """
        with self._lock:
            for event in list(self._last.values()):
                listener(event)
            self._listeners.append(listener)

        def unlisten() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unlisten

    def report(self, event: Heard) -> None:
        """Hand an event to every listener."""
        with self._lock:
            self._keep(event)
            for listener in self._listeners:
                listener(event)

    def _keep(self, event: Heard) -> None:
        """Keep what says how things are. Of an answer and of a scan without one only the later does."""
        if isinstance(event, Decided | NotJudged):
            self._last.pop(Decided, None)
            self._last[Decided] = event
        elif isinstance(event, Set):
            self._last[Set, event.name] = event
        elif isinstance(event, _LASTING):
            self._last[type(event)] = event

    # The gate's thread

    def _run(self) -> None:
        try:
            self._open()
            while not self._ending.is_set():
                self._turn()
        except Exception as error:
            words = (error.strerror if isinstance(error, OSError) else None) or str(error) or repr(error)
            self.failure = AtFault(words) if isinstance(error, AtFault) else Trouble(words)
            if not isinstance(error, OSError | Trouble):
                traceback.print_exc()
            self._say_stopped()
        finally:
            self.opened.set()
            self.ended.set()
            self.gate.close()

    def _say_stopped(self) -> None:
        """Nothing is known of the gate any more. A page that is opened later hears that, too."""
        self.report(Shown(self.gate.now_ms(), None, None, "off"))
        self.report(GateNow())
        self.report(Playing(False))
        self.report(GateStopped())

    def await_open(self, slow: Callable[[], None], patience_s: float = _PATIENCE_S) -> None:
        """Wait until the gate is open or has failed: a board and a reader have limits for it. Ctrl-C ends the wait.

        slow(): called once when it takes longer than `patience_s`.
        """
        if not self.opened.wait(patience_s):
            slow()
        ctrl_c.wait(self.opened)

    def _open(self) -> None:
        self.gate.open()
        self.report(Walking(self._passenger.walks))
        self.report(PhoneHeld(None, None))
        self.report(Playing(False))
        self.opened.set()

    def _turn(self) -> None:
        self._obey()
        self._phones()
        if self._power_ms is not None and self.gate.now_ms() >= self._power_ms:
            self._power_ms = None
            self.gate.power(True)
        busy = self.gate.turn()
        self._scan.turn(busy)
        self._tap.turn()
        self._passenger.turn()
        self._play_on()
        if not busy:
            self.gate.pass_time(_REST_MS)

    def _hear(self, event: Event) -> None:
        """An event of the gate."""
        self._passenger.hear(event)
        self._scan.hear(event)
        self._tap.hear(event)
        if self._player is not None:
            self._player.hear(event)
        accepted = isinstance(event, Decided) and event.decision.result == codes.ACCEPTED
        if isinstance(event, Decided) and accepted and event.payload and self._player is None:
            self.wallet.accepted(event.payload, self.gate.now_s())
        one_code = isinstance(event, Shown) and (event.zh, event.en) in SEVERAL
        if self._phone is not None and (one_code or isinstance(event, Decided)):
            payload = event.payload if isinstance(event, Decided) else b""
            self._phone.answered(self.gate.now_ms(), payload)
        if isinstance(event, Unsafe):
            self.notice(f"不安全: {event.what}", f"UNSAFE: {event.what}")
        elif isinstance(event, Stopped):
            self.report(Log(event.at_ms, f"终端停止: {event.reason}", f"The terminal stopped: {event.reason}"))
        now = self._now.behind(event)
        if now is None:
            self.report(event)
        elif now != self._now:
            self._now = now
            self.report(event)
            self.report(now)

    def notice(self, zh: str, en: str) -> None:
        """Send a message to every page."""
        self.report(Notice(self.gate.now_ms(), zh, en))

    def _obey(self) -> None:
        while not self._commands.empty():
            command = self._commands.get_nowait()
            try:
                self._carry_out(command.do, command.arguments)
            except ValueError as error:
                self.notice(str(error), str(error))

    def _carry_out(self, do: str, arguments: dict[str, Any]) -> None:
        gate = self.gate
        if do == "show":
            self._stop_playing()
            self._show(arguments["phone"], arguments["fault"])
        elif do == "drop":  # of a file with a code's bytes: a phone shows them
            self._stop_playing()
            self._hold_up(None, None, (arguments["code"],))
            return
        elif do == "hide":
            self._hide()
        elif do == "tap":
            self._stop_playing()
            self._tap.tap(arguments["card"])
        elif do == "pass":
            if not gate.push():
                self.report(Log(gate.now_ms(), "乘客推闸, 闸门未开", "A passenger pushed; the gate held"))
        elif do == "passenger":
            self._walk(arguments["walks"])
        elif do == "session":
            self._stop_playing()
            if arguments["play"]:
                self._hide()
                self._player = Player(self._scenario, gate, self.wallet, self._passenger)
                self._turns = self._player.turns()
                self.report(Playing(True))
        elif do == "emergency":
            gate.emergency(arguments["active"])
        elif do == "power_cut":
            gate.power(False)
            self._power_ms = gate.now_ms() + DARK_MS
        elif do == "clock":
            gate.control("clock", (arguments["offset_s"], arguments["trusted"]))
        elif do == "staff":
            gate.control("staff", STAFF)
        elif do == "fare":
            gate.control("fare_fen", arguments["fen"])
        else:
            gate.control(do, arguments["state"])
        if do not in PASSENGERS:
            self.report(Operated(do, arguments))

    # Phones and passengers

    def _show(self, number: int, bad: str | None) -> None:
        """Hold a phone up until a moment after it is answered."""
        payloads = self.wallet.show(number, bad, self.gate.now_s())
        if payloads is None:
            self.notice("先让一个有效码通过, 再出示第二次", "Let a good code pass first, then use it again")
            return
        self._hold_up(number, bad, payloads)

    def _hold_up(self, number: int | None, bad: str | None, payloads: tuple[bytes, ...]) -> None:
        self._phone = HeldPhone(number, bad, self.gate.now_ms(), payloads, self._shown)
        self._shown = payloads
        self._scan.held_up(True)
        self.gate.show(*payloads)
        if number is not None:
            self.report(PhoneHeld(number, bad))

    def _hide(self) -> None:
        """Take the phones away."""
        self._phone = None
        self._scan.held_up(False)
        self.gate.hide()
        self.report(PhoneHeld(None, None))

    def _walk(self, walks: bool) -> None:
        """Whether passengers who are let in walk through."""
        self._passenger.walks = walks
        self.report(Walking(walks))

    def _phones(self) -> None:
        phone, now_ms = self._phone, self.gate.now_ms()
        if phone is not None and phone.goes(now_ms):
            self._hide()
        elif phone is not None and phone.number is not None and phone.renews(now_ms):
            self._show(phone.number, phone.bad)

    # The scenario

    def _play_on(self) -> None:
        if self._turns is None:
            return
        try:
            report = next(self._turns)
        except StopIteration:
            self._stop_playing()
            return
        if isinstance(report, Holding):
            self._scan.held_up(report.held)
            self.report(PhoneHeld(report.phone, report.fault))
        elif report is not None:
            self.report(Played(report))

    def _stop_playing(self) -> None:
        if self._turns is not None:
            self._turns.close()
            if self._player is not None:
                self._player.put_back()
            self._turns = self._player = None
            self._walk(True)
            self._hide()
            self.report(Playing(False))
