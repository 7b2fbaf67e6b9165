"""The firmware of an emulated board under test: its own flash, its scanner module, its relay, its journal.

A board is in one state for as long as it runs, so each state is a flash of its own and a start. Its clock chip is set
so that the code is shown in the second that the case names, or in a later one in which the answer is still the same.
"""

import tempfile
from pathlib import Path
from typing import Final

from hal.micropython.clock import EARLIEST_S
from sim.conformance.subject import Answer, BenchBroken, Setup, Unreachable
from sim.device import build, emulate, emulated_board as prepared
from sim.emulator.emulator import Emulator
from sim.emulator.scanner import MODELS
from sim.gate.board_report import BoardReport
from sim.gate.event import Decided, Event, Relay
from sim.gate.reporter import Reporter
from sim.micropython.vm import RuntimeMissing
from sim.output.trouble import AtFault, Trouble
from terminal import codes, records

_KEY = bytes(records.KEY_BYTES - 1) + b"\x01"
_LEAD_S = 4  # the clock chip begins so much before the second that is wanted
_BEHIND_S = 0.85
_ANSWER_MAX_MS = 5_000
_REST_MAX_MS = 8_000
_HELD_MS = 2_100  # the same bytes are no new code until then
_STEP_S = 0.01
_DIRECTION: Final = "entry"


class EmulatedSubject:
    """See `Subject`. board_name: as `ridegate emulate` takes it. image: another than the one of this checkout."""

    def __init__(self, board_name: str, image: "build.Image | None" = None) -> None:
        self._board = emulate.find(board_name)
        modules = [name for name in self._board.scanners if name in MODELS and MODELS[name].packets]
        if not modules:
            raise Trouble(f"{board_name}: no scanner module of it sends any bytes as they are; test another board")
        self._scanner = modules[0]
        self._image = image or build.build(self._board)
        self.name = f"{self._board.id} under the emulator, {self._scanner}"
        self.abilities = frozenset(
            ("clock", "list", "policy", "forget", "raw", "result", "step", "recovered", "offset", "family", "contact")
        )
        self._scratch = tempfile.TemporaryDirectory(prefix="ridegate-")
        self._emulator: Emulator | None = None
        self._state: tuple[object, ...] | None = None
        self._shown, self._shown_ms = b"", 0
        self._events: list[Event] = []

    def prepare(self, setup: Setup, fresh: bool) -> None:
        """See `Subject`: the same board goes on while the state is the same and its clock not too late."""
        state = (setup.list_data, repr(sorted(setup.policy.items())), setup.clock_s is None)
        board = self._emulator
        if board is not None and not fresh and state == self._state and _in_time(board.rtc.now_s(), setup):
            return
        self._reachable(setup)
        self._start(setup)
        self._state = state

    def present(self, payload: bytes) -> Answer | None:
        """See `Subject`."""
        if not payload:
            raise Unreachable("a scanner module hands over no empty code")
        board = self._running()
        self._rest(payload)
        self._events.clear()
        self._report.present((payload,))
        until_ms = self._now_ms() + _ANSWER_MAX_MS
        decided = None
        while decided is None and self._now_ms() < until_ms:
            self._turn()
            decided = next((event for event in self._events if isinstance(event, Decided)), None)
        self._report.shown = ()
        board.hide()
        self._shown, self._shown_ms = payload, self._now_ms()
        if decided is None:
            return None
        decision = decided.decision
        accepted = decision.result == codes.ACCEPTED
        self._turn()
        released = any(isinstance(event, Relay) and event.closed for event in self._events)
        if accepted:
            board.passage()
        name = codes.of(decision.result).name
        return Answer(
            accepted, name, decision.step, decision.recovered, decision.offset, decision.family, released
        )

    def close(self) -> None:
        """See `Subject`."""
        self._stop()
        self._scratch.cleanup()

    def _reachable(self, setup: Setup) -> None:
        if setup.list_name is None or setup.clock_s is None:
            return
        if not setup.rules.skew_s:
            raise Unreachable("with a skew of 0 s a whole terminal trusts no clock that was set before")
        issued_s = int.from_bytes(setup.list_data[24:28], "big")
        if setup.clock_s < max(issued_s, EARLIEST_S):
            raise Unreachable("a whole terminal trusts no clock that stands before its program or its list was made")

    def _start(self, setup: Setup) -> None:
        """Make a flash of this state and start the board."""
        self._stop()
        made = prepared.setup(self._board, self._scanner)._replace(policy=setup.rules)
        trust = setup.list_data if setup.list_name is not None else None
        begin_s = 0 if setup.clock_s is None else max(0, setup.clock_s - _LEAD_S)
        files = prepared.state(made, setup.operator_xy, _KEY, trust, begin_s)
        flash = Path(self._scratch.name) / "flash.bin"
        flash.unlink(missing_ok=True)
        try:
            prepared.write(self._board, flash, {**self._image.files, **files})
            model = prepared.scanner(self._board, self._scanner)
            board = Emulator(prepared.wired(self._board), flash, scanner=model, paced=False)
        except (OSError, RuntimeMissing) as error:
            raise BenchBroken(f"the emulator does not start: {error}") from None
        self._emulator = board
        board.rtc.set(begin_s)
        if setup.clock_s is None:
            board.rtc.forget()
        reporter = Reporter(self._now_ms)
        reporter.listener = self._events.append
        self._report = BoardReport(board, reporter, lambda: (0, 0))
        board.power_on()
        try:
            self._report.start(self._turn, self._now_ms)
        except AtFault as fault:
            raise BenchBroken(str(fault)) from None
        self._shown = b""
        if setup.clock_s is not None:
            # the firmware reads whole seconds off the chip, so its clock may be behind it by almost one
            ahead_s = setup.clock_s + _BEHIND_S - board.rtc.now_s()
            if ahead_s < 0:
                raise BenchBroken(f"the firmware takes over {_LEAD_S} s to start; its clock is past the case")
            board.run(ahead_s)
            self._report.turn(self._now_ms())

    def _stop(self) -> None:
        if self._emulator is not None:
            self._report.close()
            self._emulator.close()
            self._emulator = None

    def _running(self) -> Emulator:
        if self._emulator is None:
            raise BenchBroken("the board is not prepared")
        return self._emulator

    def _now_ms(self) -> int:
        return self._running().now_us() // 1000

    def _turn(self) -> None:
        self._running().run(_STEP_S)
        self._report.turn(self._now_ms())

    def _rest(self, payload: bytes) -> None:
        """Wait until the passenger before is through and the contact is open, and the same bytes are a new code."""
        until_ms = self._now_ms() + _REST_MAX_MS
        while self._running().turnstile.released[_DIRECTION] and self._now_ms() < until_ms:
            self._turn()
        while payload == self._shown and self._now_ms() - self._shown_ms < _HELD_MS:
            self._turn()


def _in_time(now_s: float, setup: Setup) -> bool:
    """Whether the answer is that of the second that the case names."""
    return setup.clock_s is None or setup.clock_s <= now_s <= setup.clock_s + setup.steady_s
