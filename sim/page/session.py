"""The session on the page: a dozen passengers, one after the other, in real time."""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.page.happening import Happening
from sim.page.wallet import HALF, TEXT, TWO, USED
from terminal import codes

if TYPE_CHECKING:
    from sim.page.world import World

Steps = Generator[None, None, None]

NOTHING, ONE_CODE = "NOTHING", "ONE_CODE"
_ANSWER_MAX_S = 15.0
_WALK_MAX_S = 6.0
_BETWEEN_S = 0.9
_HELD_S = 1.7  # behind the answer: before these bytes count as shown again
_STILL_S = 2.4  # longer than the same bytes are taken for the phone still held there
_TIMEOUT_S = 5.6


class Seen:
    """What was seen in one scene."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.answered_s = 0.0
        self.releases = 0
        self.passages = 0
        self._relay = False
        self._passed = 0

    def __call__(self, happening: Happening) -> None:
        """Listen."""
        kind, data = happening.kind, happening.data
        if kind == "decision":
            self.answered_s = time.monotonic()
            self.answers.append(codes.of(data["decision"].result).name)
        elif kind == "panel" and (data["zh"], data["en"]) == codes.ONE_CODE:
            self.answers.append(ONE_CODE)
        elif kind == "gate":
            self.releases += data["relay"] and not self._relay and not data["emergency"]
            self.passages += max(0, data["passed"] - self._passed)
            self._relay, self._passed = data["relay"], data["passed"]

    def begin(self) -> None:
        """A new scene."""
        self.answers, self.releases, self.passages = [], 0, 0

    @property
    def answer(self) -> str:
        """The scene's last answer."""
        return self.answers[-1] if self.answers else NOTHING


@dataclass(frozen=True, slots=True)
class Scene:
    """expected: the answer; releases, passages: how often the gate opens and is walked through. core: it needs the
    terminal's core in this process.
    """

    zh: str
    en: str
    expected: str
    play: Callable[["World", Seen], Steps]
    releases: int = 0
    passages: int = 0
    core: bool = False


def _wait(seconds: float) -> Steps:
    until_s = time.monotonic() + seconds
    while time.monotonic() < until_s:
        yield


def _until(done: Callable[[], Any], limit_s: float) -> Steps:
    until_s = time.monotonic() + limit_s
    while not done() and time.monotonic() < until_s:
        yield


def _ask(number: int, bad: str | None = None) -> Callable[["World", Seen], Steps]:
    """A phone is held up until it is answered."""

    def play(world: "World", seen: Seen) -> Steps:
        world.show(number, bad, keep=True)
        yield from _until(lambda: seen.answers, _ANSWER_MAX_S)
        yield from _wait(0.25)

    return play


def _ride(number: int, bad: str | None = None) -> Callable[["World", Seen], Steps]:
    """A passenger is let in and walks."""

    def play(world: "World", seen: Seen) -> Steps:
        yield from _ask(number, bad)(world, seen)
        yield from _until(lambda: seen.passages, _WALK_MAX_S)

    return play


def _held(world: "World", seen: Seen) -> Steps:
    """The phone of the scene before is still there."""
    world.hold_on()
    yield from _wait(seen.answered_s + _HELD_S - time.monotonic())


def _again(world: "World", seen: Seen) -> Steps:
    world.hide()
    yield from _wait(_STILL_S)
    yield from _ask(0, USED)(world, seen)


def _nobody(world: "World", seen: Seen) -> Steps:
    world.walks(False)
    yield from _ask(2)(world, seen)
    world.hide()
    yield from _wait(_TIMEOUT_S)
    world.walks(True)


def _emergency(world: "World", seen: Seen) -> Steps:
    world.walks(False)
    world.terminal.do("emergency", {"active": True})
    yield from _wait(0.8)
    yield from _ask(3)(world, seen)
    world.hide()
    world.terminal.push()
    yield from _until(lambda: seen.passages, _WALK_MAX_S)
    yield from _wait(0.5)
    world.terminal.do("emergency", {"active": False})
    world.walks(True)


SCENES = (
    Scene("有效二维码", "A valid code", "ACCEPTED", _ride(0), 1, 1),
    Scene("手机未移开", "The phone is still held there", NOTHING, _held),
    Scene("重复使用", "The same code again", "CODE_ALREADY_USED", _again),
    Scene("过期二维码", "An expired code", "CODE_EXPIRED", _ask(1, "CODE_EXPIRED")),
    Scene("发行机构不在名单", "An issuer not on the list", "ISSUER_NOT_ACCEPTED", _ask(2, "ISSUER_NOT_ACCEPTED")),
    Scene("伪造签名", "A code forged by a stranger", "BAD_RIDE_SIGNATURE", _ask(3, "BAD_RIDE_SIGNATURE")),
    Scene("残缺二维码", "A code cut in half", "BAD_LENGTH", _ask(0, HALF)),
    Scene("付款码", "A payment code", "FOREIGN_CODE", _ask(1, "FOREIGN_CODE-bank")),
    Scene("被转码的二维码", "A code that another program re-encoded", "ACCEPTED", _ride(1, TEXT), 1, 1),
    Scene("同时出示两个码", "Two codes in one picture", ONE_CODE, _ask(2, TWO), core=True),
    Scene("刷码后无人通行", "A valid code, but nobody walks through", "ACCEPTED", _nobody, 1, core=True),
    Scene("紧急疏散", "Emergency", "GATE_FAULT", _emergency, 0, 1),
)


def play(world: "World") -> Steps:
    """Play all scenes; tells `scene` at the beginning and the end of each, and `ended` at the end of all."""
    scenes = [scene for scene in SCENES if world.terminal.how == "core" or not scene.core]
    seen = Seen()
    unlisten = world.listen(seen)
    good = 0
    try:
        yield from _wait(_BETWEEN_S)
        for number, scene in enumerate(scenes, 1):
            seen.begin()
            words = {"number": number, "of": len(scenes), "zh": scene.zh, "en": scene.en, "expected": scene.expected}
            world.tell("scene", **words, seen=None, ok=None)
            yield from scene.play(world, seen)
            passages = scene.passages if world.terminal.how == "core" else seen.passages
            ok = (seen.answer, seen.releases, seen.passages) == (scene.expected, scene.releases, passages)
            good += ok
            world.tell("scene", **words, seen=seen.answer, ok=ok)
            if number == len(scenes) or scenes[number].play is not _held:
                world.hide()
                yield from _wait(_BETWEEN_S)
        sound, found = world.terminal.audit()
        world.tell("log", zh=f"日志检查: {found}", en=f"Journal: {found}")
        said = f"记录 Journal: {found}\n{good} of {len(scenes)} scenes as expected"
        world.tell("ended", good=good, of=len(scenes), ok=sound and good == len(scenes), words=said)
    finally:
        unlisten()
