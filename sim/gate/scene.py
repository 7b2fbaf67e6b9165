"""What happens at the gate in a session, scene by scene, and what must come of it."""

from collections.abc import Callable
from dataclasses import dataclass

from sim.gate.stage import Stage
from sim.gate.station import Told
from sim.gate.turnstile import FREE, TURN_MS
from sim.issuer import fault
from sim.issuer.issuer import Pki
from sim.issuer.phone import Phone
from terminal import codes

NOTHING = "NOTHING"
ONE_CODE = "ONE_CODE"

_REACTION_MS = 300  # from the green lamp to the first push
_SETTLE_MS = 100  # until the terminal has seen what happened
_PROMPT_OVER_MS = 3200


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come of a scene: the answer's name, what was undone for it, and how much was written,
    released, walked.
    """

    answer: str
    recovered: tuple[str, ...] = ()
    records: int = 0
    releases: int = 0
    passages: int = 0


RIDE = Expected("ACCEPTED", records=2, releases=1, passages=1)


@dataclass(frozen=True, slots=True)
class Sight:
    """The gate at the moment of an answer: the answer itself (None when there was none), the panel's (zh,
    en, lamp), the state of the arms, the gate's clock.
    """

    told: Told | None
    words: tuple[str, str, str]
    state: str
    now_s: int


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of a scene. `remarks`: what else was to be seen. `seen`: to be compared with what was
    expected.
    """

    sight: Sight
    remarks: tuple[str, ...]
    seen: Expected


@dataclass(slots=True)
class Play:
    """One scene under way. `kept`: the code that the first passenger showed."""

    stage: Stage
    pki: Pki
    number: int
    kept: bytes


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene: its titles, what it must come to, and how it is played."""

    zh: str
    en: str
    expected: Expected
    play: Callable[[Play], tuple[Sight, list[str]]]  # the gate at the answer, remarks

    def run(self, play: Play) -> Ending:
        """Play it, and count what it led to."""
        before = _count(play)
        sight, remarks = self.play(play)
        after = _count(play)
        told = sight.told
        if told is not None:
            answer = codes.of(told.decision.result).name
        else:
            answer = ONE_CODE if sight.words[:2] == codes.ONE_CODE else NOTHING
        counted = (now - then for now, then in zip(after, before, strict=True))
        return Ending(sight, tuple(remarks), Expected(answer, told.decision.recovered if told else (), *counted))


def _count(play: Play) -> tuple[int, int, int]:
    station = play.stage.station
    return station.written, len(station.turnstile.relay.pulses), station.turnstile.passed


def _sight(play: Play, told: Told | None) -> Sight:
    station = play.stage.station
    words = station.panel.shown or ("", "", "idle")
    return Sight(told, words, station.turnstile.state, play.stage.clock.now_s())


def _walk(play: Play, remarks: list[str]) -> None:
    """The passenger sees green, pushes, and is through."""
    turnstile = play.stage.station.turnstile
    play.stage.watch(_REACTION_MS)
    if not turnstile.push():
        remarks.append("the passenger pushed against locked arms")
        return
    play.stage.watch(TURN_MS + _SETTLE_MS)
    remarks.append(f"the arms turned, somebody is through; now {turnstile.state}")


def _ride(play: Play, payload: bytes) -> tuple[Sight, list[str]]:
    """Show a code that opens, and walk."""
    play.stage.hold_up((payload,), play.number)
    sight = _sight(play, play.stage.until_answered())
    remarks: list[str] = []
    if sight.state == FREE:
        _walk(play, remarks)
    return sight, remarks


def _refusal(payload: bytes, play: Play) -> tuple[Sight, list[str]]:
    """Show a code that must not open; somebody pushes all the same."""
    play.stage.hold_up((payload,), play.number)
    sight = _sight(play, play.stage.until_answered())
    pushed = play.stage.station.turnstile.push()
    return sight, ["somebody pushed: the arms gave way" if pushed else "somebody pushed: the arms held"]


def _accepted(play: Play) -> tuple[Sight, list[str]]:
    return _ride(play, play.kept)


def _held(play: Play) -> tuple[Sight, list[str]]:
    panel = play.stage.station.panel
    prompts = len(panel.history)
    told = play.stage.watch(600)
    looks = "the camera went on seeing the code for 600 ms"
    changed = "; the prompt stays as it is" if len(panel.history) == prompts else "; the prompt changed"
    return _sight(play, told[0] if told else None), [f"{looks}{changed}"]


def _again(play: Play) -> tuple[Sight, list[str]]:
    play.stage.hold_up((), play.number)
    play.stage.wait(60_000)
    return _refusal(play.kept, play)


def _faulty(name: str) -> Callable[[Play], tuple[Sight, list[str]]]:
    """A code with one fault out of `sim.issuer.fault`."""
    chosen = fault.by_name(name)[0]
    return lambda play: _refusal(chosen.make(play.pki, play.stage.clock.now_s()), play)


def _half(play: Play) -> tuple[Sight, list[str]]:
    code = Phone(play.pki, 1).code(play.stage.clock.now_s())
    return _refusal(code[: len(code) // 2], play)


def _reencoded(play: Play) -> tuple[Sight, list[str]]:
    code = Phone(play.pki, 2).code(play.stage.clock.now_s())
    return _ride(play, code.decode("latin-1").encode("utf-8"))


def _two(play: Play) -> tuple[Sight, list[str]]:
    now_s = play.stage.clock.now_s()
    play.stage.hold_up((Phone(play.pki, 3).code(now_s), Phone(play.pki, 4).code(now_s)), play.number)
    return _sight(play, play.stage.until_answered()), ["neither code was judged"]


def _nobody(play: Play) -> tuple[Sight, list[str]]:
    play.stage.hold_up((Phone(play.pki, 5).code(play.stage.clock.now_s()),), play.number)
    sight = _sight(play, play.stage.until_answered())
    play.stage.hold_up((), play.number)
    play.stage.wait(5_400)
    arms = play.stage.station.turnstile.state
    return sight, [f"nobody came within 5 s: the authorisation ended, the arms are {arms}"]


def _emergency(play: Play) -> tuple[Sight, list[str]]:
    """An authorisation waits for its passenger when the emergency contact is pulled; then another code is
    shown.
    """
    stage, turnstile = play.stage, play.stage.station.turnstile
    remarks = []
    stage.hold_up((Phone(play.pki, 6).code(stage.clock.now_s()),), play.number)
    stage.until_answered()
    stage.hold_up((), play.number)
    turnstile.pull_emergency(True)
    stage.watch(_SETTLE_MS)
    remarks.append(
        f"a passenger was waiting when the contact was pulled: the arms are {turnstile.state}, the ride is over"
    )
    stage.hold_up((Phone(play.pki, 7).code(stage.clock.now_s()),), play.number)
    sight = _sight(play, stage.until_answered())
    stage.hold_up((), play.number)
    turnstile.push()
    stage.watch(TURN_MS + _SETTLE_MS)
    turnstile.pull_emergency(False)
    stage.watch(_SETTLE_MS)
    remarks.append(f"people left without a code; the contact is back, the arms are {turnstile.state}")
    return sight, remarks


SCENES = (
    Scene("有效二维码", "A valid code", RIDE, _accepted),
    Scene("手机未移开", "The phone is still held there", Expected(NOTHING), _held),
    Scene("重复使用", "The same code again, a minute later", Expected("CODE_ALREADY_USED"), _again),
    Scene("过期二维码", "An expired code", Expected("CODE_EXPIRED"), _faulty("CODE_EXPIRED")),
    Scene(
        "发行机构不在名单",
        "An issuer that is not on the list",
        Expected("ISSUER_NOT_ACCEPTED"),
        _faulty("ISSUER_NOT_ACCEPTED"),
    ),
    Scene("伪造签名", "A code forged by a stranger", Expected("BAD_RIDE_SIGNATURE"), _faulty("BAD_RIDE_SIGNATURE")),
    Scene("残缺二维码", "A code cut in half", Expected("BAD_LENGTH"), _half),
    Scene("付款码", "A payment code", Expected("FOREIGN_CODE"), _faulty("FOREIGN_CODE-bank")),
    Scene(
        "被转码的二维码",
        "A code that another program re-encoded as UTF-8",
        Expected("ACCEPTED", ("utf8",), 2, 1, 1),
        _reencoded,
    ),
    Scene("同时出示两个码", "Two codes in one picture", Expected(ONE_CODE), _two),
    Scene("刷码后无人通行", "A valid code, but nobody walks through", Expected("ACCEPTED", (), 2, 1, 0), _nobody),
    Scene("紧急疏散", "Emergency", Expected("GATE_FAULT", (), 2, 1, 1), _emergency),
)


def settle(play: Play, follows: Scene | None) -> None:
    """Between two scenes: the phone goes away and the prompt goes out, unless the next scene is about just
    that.
    """
    if follows is not None and follows.play is _held:
        return
    play.stage.hold_up((), play.number)
    play.stage.wait(_PROMPT_OVER_MS)
