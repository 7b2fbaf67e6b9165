"""What happens at the gate of an emulated board, scene by scene, and what must come of it."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sim.device.board_log import Listener
from sim.emulator.emulator import Emulator
from sim.issuer import fault, issuer
from sim.issuer.phone import Phone

NOTHING = "NOTHING"
ANSWER = re.compile(r"^ *\d+ ms  ([A-Z_]+)")
_ANSWER_MAX_S = 10.0
_STILL_S = 3.5  # longer than the terminal takes a code for the one still held there
_HELD_S = 1.5
_PUSH_S = 0.3


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come of a scene: the answer's name, what was undone for it, how often the gate is released."""

    answer: str
    recovered: tuple[str, ...] = ()
    releases: int = 0

    def words(self) -> str:
        """The same for people."""
        undone = f" after {', '.join(self.recovered)}" if self.recovered else ""
        return f"{self.answer.lower() if self.answer == NOTHING else self.answer}{undone}, {self.releases} releases"


@dataclass(slots=True)
class Play:
    """One scene under way. spoken: how a payload is put into a symbol that this scanner can read. kept: the first
    passenger's code. line: the answer. faults: what must not have been.
    """

    board: Emulator
    log: Listener
    pki: issuer.Pki
    pulse_ms: int
    spoken: Callable[[bytes], bytes]
    kept: bytes
    line: str | None = None
    remarks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def code(self, user: int) -> bytes:
        """A fresh code of this user."""
        return Phone(self.pki, user).code(int(time.time()))

    def ask(self, payload: bytes, timeout_s: float = _ANSWER_MAX_S) -> None:
        """Hold a code up until it is answered; it stays there."""
        mark = self.log.mark()
        self.board.show(self.spoken(payload))
        self.line = self.log.wait_for(ANSWER, mark, timeout_s)

    def is_released(self, wanted: bool) -> None:
        """The entry must be so, within a moment."""
        limit = time.monotonic() + 2
        while self.board.turnstile.released["entry"] != wanted and time.monotonic() < limit:
            time.sleep(0.01)
        if self.board.turnstile.released["entry"] != wanted:
            self.faults.append(f"the entry is {'locked' if wanted else 'released'}")


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene: its titles, what it must come to, and how it is played. held: the contact is closed for longer
    than a pulse.
    """

    zh: str
    en: str
    expected: Expected
    play: Callable[[Play], None]
    held: bool = False


def _ride(play: Play, payload: bytes) -> None:
    play.ask(payload)
    time.sleep(_PUSH_S)
    if not play.board.turnstile.released["entry"]:
        play.remarks.append("somebody pushed: the arms held")
        return
    play.board.passage(bounces=2)
    play.remarks.append("somebody went through; the sensor bounced twice")
    play.is_released(False)


def _held(play: Play) -> None:
    mark = play.board.events.mark()
    play.ask(play.kept, _HELD_S)
    told = [event for event in play.board.events.since(mark, "uart") if play.kept[:64] in event.data["data"]]
    play.remarks.append(f"the scanner went on seeing the code for {_HELD_S:.1f} s")
    if not told and play.spoken is bytes:
        play.faults.append("the module did not tell it again")


def _again(play: Play) -> None:
    play.board.hide()
    time.sleep(_STILL_S)
    play.ask(play.kept)


def _faulty(name: str) -> Callable[[Play], None]:
    return lambda play: play.ask(fault.by_name(name)[0].make(play.pki, int(time.time())))


def _half(play: Play) -> None:
    code = play.code(1)
    play.ask(code[: len(code) // 2])


def _emergency(play: Play) -> None:
    """An authorisation waits for its passenger when the contact opens; then another code is shown."""
    play.ask(play.code(6))
    if "ACCEPTED" not in (play.line or ""):
        play.faults.append("nobody was let in before the contact opened")
    play.board.hide()
    play.board.emergency(True)
    play.is_released(True)
    time.sleep(play.pulse_ms / 1000 + 0.3)
    play.is_released(True)
    if not play.board.turnstile.coil["entry"]:
        play.faults.append("the board does not hold its contact")
    play.remarks.append("the emergency contact opened: the gate stands open, whatever a pulse would have been")
    play.ask(play.code(7))
    play.board.emergency(False)
    play.is_released(False)
    play.remarks.append("the contact is back: the gate is locked")


SCENES = (
    Scene("有效二维码", "A valid code", Expected("ACCEPTED", releases=1), lambda play: _ride(play, play.kept)),
    Scene("手机未移开", "The phone is still held there", Expected(NOTHING), _held),
    Scene("重复使用", "The same code again, later", Expected("CODE_ALREADY_USED"), _again),
    Scene("过期二维码", "An expired code", Expected("CODE_EXPIRED"), _faulty("CODE_EXPIRED")),
    Scene("发行机构不在名单", "An issuer that is not on the list", Expected("ISSUER_NOT_ACCEPTED"),
          _faulty("ISSUER_NOT_ACCEPTED")),
    Scene("伪造签名", "A code forged by a stranger", Expected("BAD_RIDE_SIGNATURE"), _faulty("BAD_RIDE_SIGNATURE")),
    Scene("残缺二维码", "A code cut in half", Expected("BAD_LENGTH"), _half),
    Scene("付款码", "A payment code", Expected("FOREIGN_CODE"), _faulty("FOREIGN_CODE-bank")),
    Scene("被转码的二维码", "A code that another program re-encoded as UTF-8", Expected("ACCEPTED", ("utf8",), 1),
          lambda play: _ride(play, play.code(2).decode("latin-1").encode("utf-8"))),
    Scene("紧急疏散", "Emergency", Expected("GATE_FAULT", releases=1), _emergency, held=True),
)  # fmt: skip


def played(camera: bool) -> tuple[Scene, ...]:
    """The scenes for a scanner. camera: one that hands out text, so codes come to it as hexadecimal digits.

    Half of such text is no ride code any more, and a code re-encoded before it became digits is too long to be one.
    """
    if not camera:
        return SCENES
    kept = [scene for scene in SCENES if "utf8" not in scene.expected.recovered]
    return tuple(replace(each, expected=Expected("NOT_A_RIDE_CODE")) if each.play is _half else each for each in kept)


def hexadecimal(payload: bytes) -> bytes:
    """For a camera that hands out text: bytes as hexadecimal digits; what is text already stays."""
    return payload if payload.isascii() and payload.isalnum() else payload.hex().encode()
