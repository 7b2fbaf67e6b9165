"""`ridegate replay --runtime emulator`: a board's firmware decides; the recorded scans arrive on its scanner's line.

Time is real here, the board's clock begins at the capture's, its list is that of the test issuer, and passengers walk
at once. So only results and steps are compared, one behind the other: what else a capture pins is not the board's.
"""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.capture import capture as captures
from sim.capture.capture import Capture
from sim.capture.player import plain
from sim.gate.emulated_gate import EmulatedGate
from sim.gate.event import Arms, Decided, Event
from sim.issuer.issuer import make_pki
from sim.micropython.vm import RuntimeMissing
from sim.output.trouble import Trouble
from terminal import codes

BOARD = "pico2"
APART_MAX_MS = 4000  # between two scans, whatever was recorded: a phone is not taken for one still held there
_AGAIN_MS = 2000
_ANSWER_MAX_MS = 6000
_AWAY_MS = 300
_STEP_MS = 5


class BoardReplay:
    """Plays scans in front of a board. Raises Trouble when it does not start, or when the capture is not for it."""

    name = f"the firmware of {BOARD}, emulated"

    def __init__(self, capture: Capture, task: Any) -> None:
        if capture.level != captures.FULL:
            raise Trouble(f"{capture.name}: it holds no codes that a scanner could send; use another --runtime")
        if capture.cards:
            raise Trouble(f"{capture.name}: it holds cards, and this board has no card reader; use another --runtime")
        if capture.frames:
            raise Trouble(f"{capture.name}: it was recorded through a camera, this board has a serial scanner; use "
                          "another --runtime")  # fmt: skip
        self._expected = sorted(capture.recorded)
        capture.recorded = {
            number: replace(one, row=[*one.row[:2], [], None, -1, None, None, None, None], partial=True)
            for number, one in capture.recorded.items()
        }
        self._answers = 0
        self._last_ms: int | None = None
        self._shown: tuple[tuple[str, ...], int] = ((), 0)
        self._rows: list[list[Any]] = []
        self._folder = tempfile.TemporaryDirectory(prefix="ridegate-")
        first_s = _first_s(capture, task.at_s)
        self._gate = EmulatedGate(BOARD, None, make_pki(), Path(self._folder.name), at_s=first_s, paced=False)
        self._gate.listen(self._hear)
        try:
            self._gate.open()
        except (OSError, RuntimeMissing) as error:
            self.close()
            raise Trouble(f"the emulator does not start: {error}") from None
        except BaseException:
            self.close()
            raise

    def play(self, step: list[Any]) -> list[list[Any]]:
        """One step; only scans and the emergency contact reach a board."""
        gate = self._gate
        scan = step[4] if step[0] == "scan" else step[4].get("scan") if step[0] == "turn" else None
        if step[0] == "turn" and "emergency" in step[4]:
            gate.emergency(step[4]["emergency"])
        elif step[0] == "emergency":
            gate.emergency(step[3])
        if not scan:
            return []
        shown, shown_ms = self._shown
        if tuple(scan) == shown and gate.now_ms() - shown_ms < _AGAIN_MS:
            return []
        ms = step[2][0] if step[0] == "turn" else step[2]
        if self._last_ms is not None:
            self._wait(min(APART_MAX_MS, max(0, ms - self._last_ms)))
        self._last_ms = ms
        self._shown = (tuple(scan), gate.now_ms())
        self._rows = []
        gate.present(*(bytes.fromhex(one) for one in scan))
        self._wait(_ANSWER_MAX_MS, until_answered=True)
        gate.hide()
        self._wait(_AWAY_MS)
        return self._rows

    def close(self) -> None:
        """Power off."""
        self._gate.close()
        self._folder.cleanup()

    def _wait(self, ms: int, until_answered: bool = False) -> None:
        until_ms = self._gate.now_ms() + ms
        while self._gate.now_ms() < until_ms and not (until_answered and self._rows):
            self._gate.turn()
            self._gate.pass_time(_STEP_MS)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Decided):
            row = plain(event.decision)
            number = self._next()
            self._rows.append(["decision", number, None, *row, None, event.stages.total_us()])
            if row[0] == codes.ACCEPTED:
                self._rows.append(["release", number])
        elif isinstance(event, Arms) and event.state == "free":
            self._gate.push()

    def _next(self) -> int:
        """The number of the answer that this one is to be compared with."""
        at = self._answers
        self._answers += 1
        last = self._expected[-1] if self._expected else 0
        return self._expected[at] if at < len(self._expected) else last + 1 + at


def _first_s(capture: Capture, at_s: int | None) -> int:
    if at_s is not None:
        return at_s
    for step in capture.script:
        times = step[3] if step[0] == "turn" else [step[3]] if step[0] == "scan" else []
        for one in times:
            if one is not None:
                return int(one)
    raise Trouble(f"{capture.name}: no times are on record; name the moment with --at")
