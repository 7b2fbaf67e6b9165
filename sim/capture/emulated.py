"""`ridegate replay --runtime emulator`: a board's firmware decides; what was scanned arrives on its scanner's line.

Time is real here, the board's clock begins at the capture's, its list is that of the test issuer, and passengers walk
at once. So only results and steps are compared, one behind the other: what else a capture pins is not the board's.
"""

import struct
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.capture import capture as captures
from sim.capture.capture import Capture
from sim.capture.drive import plain
from sim.device import build, emulate, emulated_board as prepared
from sim.device.board_log import Listener
from sim.device.emulated_scene import ANSWER
from sim.emulator.emulator import Emulator
from sim.gate import power_on
from sim.page import board_answer
from sim.trouble import Trouble
from sim.vm import RuntimeMissing
from terminal import codes

BOARD = "pico2"
APART_MAX_S = 4.0  # between two scans, whatever was recorded: a phone is not taken for one still held there
_AGAIN_S = 2.0
_BOOT_MAX_S = 60.0
_ANSWER_MAX_S = 6.0
_AWAY_S = 0.3


class Emulated:
    """Plays scans in front of a board. Raises Trouble when it does not start, or when the capture is not for it."""

    name = f"the firmware of {BOARD}, emulated"

    def __init__(self, capture: Capture, task: Any) -> None:
        if capture.level != captures.FULL:
            raise Trouble(f"{capture.name}: it holds no codes that a scanner could send; use another --runtime")
        if capture.frames:
            raise Trouble(f"{capture.name}: it was recorded through a camera, this board has a serial scanner; use "
                          "another --runtime")  # fmt: skip
        self._expected = sorted(capture.recorded)
        capture.recorded = {
            number: replace(one, row=[*one.row[:2], [], None, -1, None, None, None], partial=True)
            for number, one in capture.recorded.items()
        }
        self._answers = 0
        self._last_ms: int | None = None
        self._shown: tuple[tuple[str, ...], float] = ((), 0.0)
        self._folder = tempfile.TemporaryDirectory(prefix="ridegate-")
        self._log: Listener | None = None
        self._board: Emulator | None = None
        first_s = _first_s(capture, task.at_s)
        try:
            self._begin(first_s)
        except (OSError, RuntimeMissing) as error:
            self.close()
            raise Trouble(f"the emulator does not start: {error}") from None
        except BaseException:
            self.close()
            raise

    def _begin(self, first_s: int) -> None:
        board = emulate.find(BOARD)
        scanner = prepared.usual_scanner(board)
        flash = Path(self._folder.name) / "flash.bin"
        files = prepared.files(board, build.build(board), scanner)
        files["state/clock"] = struct.pack(">I", first_s)
        prepared.write(board, flash, files)
        emulator = self._board = Emulator(prepared.wired(board), flash, scanner=prepared.scanner(board, scanner))
        emulator.rtc.set(first_s)
        log = self._log = Listener(emulator.port)
        emulator.power_on()
        line = log.wait_for(r"ridegate |out of service|Traceback", 0, _BOOT_MAX_S)
        if line is None or not line.startswith("ridegate "):
            raise Trouble(f"the firmware does not start: {line or 'no word'}")
        early = power_on.released(emulator.events.since(0))
        if early:
            raise Trouble("; ".join(early))
        emulator.rtc.set(first_s)

    def play(self, step: list[Any]) -> list[list[Any]]:
        """One step; only scans and the emergency contact reach a board."""
        board = self._board
        if board is None:
            return []
        scan = step[4] if step[0] == "scan" else step[4].get("scan") if step[0] == "turn" else None
        if step[0] == "turn" and "emergency" in step[4]:
            board.emergency(step[4]["emergency"])
        elif step[0] == "emergency":
            board.emergency(step[3])
        if not scan:
            return []
        now_s = time.monotonic()
        if tuple(scan) == self._shown[0] and now_s - self._shown[1] < _AGAIN_S:
            return []
        ms = step[2][0] if step[0] == "turn" else step[2]
        if self._last_ms is not None:
            time.sleep(min(APART_MAX_S, max(0.0, (ms - self._last_ms) / 1000)))
        self._last_ms = ms
        self._shown = (tuple(scan), time.monotonic())
        return self._show(board, [bytes.fromhex(one) for one in scan])

    def _show(self, board: Emulator, payloads: list[bytes]) -> list[list[Any]]:
        log = self._log
        assert log is not None
        mark = log.mark()
        board.show(*payloads)
        line = log.wait_for(ANSWER, mark, _ANSWER_MAX_S)
        board.hide()
        time.sleep(_AWAY_S)
        rows: list[list[Any]] = []
        for line in log.since(mark, ANSWER):
            answer = board_answer.parse(line, payloads[0])
            if answer is not None:
                row = plain(answer.decision)
                rows.append(["decision", self._next(), None, *row, answer.us])
                if row[0] == codes.ACCEPTED:
                    board.passage()
                    rows.append(["release", rows[-1][1]])
        return rows

    def _next(self) -> int:
        """The number of the answer that this one is to be compared with."""
        at = self._answers
        self._answers += 1
        last = self._expected[-1] if self._expected else 0
        return self._expected[at] if at < len(self._expected) else last + 1 + at

    def close(self) -> None:
        """Power off."""
        if self._log is not None:
            self._log.close()
        if self._board is not None:
            self._board.close()
        self._folder.cleanup()


def _first_s(capture: Capture, at_s: int | None) -> int:
    if at_s is not None:
        return at_s
    for step in capture.script:
        times = step[3] if step[0] == "turn" else [step[3]] if step[0] == "scan" else []
        for one in times:
            if one is not None:
                return int(one)
    raise Trouble(f"{capture.name}: no times are on record; name the moment with --at")
