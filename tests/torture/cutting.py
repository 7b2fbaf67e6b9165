"""Cut the power at every write of a scenario, start again, and see what is left: runs in the VM."""

import time
from collections import namedtuple

from boards import start
from terminal import codes
from tests.torture import early
from tests.torture.board import ENGINE, World
from tests.torture.breach import Breach
from tests.torture.flash import WAYS
from tests.torture.ledger import Ledger
from tests.torture.rig import FRESH, Rig, code_at
from tests.torture.vm_modules import PowerCut

# What became of a scenario: operations in its window, cuts tried, second cuts in the starts after them, breaches (a
# text each), the worst recovery.
Outcome = namedtuple("Outcome", "operations cuts second breaches recovery")
# Of one start: the flash's work, blocks hashed, signatures verified.
Recovery = namedtuple("Recovery", "work hashed verified")


# What an operator or a passenger gets when an operation fails.
_REFUSALS = (OSError, ValueError, start.OutOfService)


class Scenario:
    """What is done while power may fail. Subclasses say what; nothing is kept in one but what the image holds, too."""

    name = ""
    cold = False  # the start itself belongs to it: `act` is called with a rig that was not started

    def __init__(self, folder: str) -> None:
        self.folder = folder  # what a host would send

    def new_rig(self, world: World, image: "list | None", variant: str) -> Rig:
        """One power-on. variant: "real", or what has to break: "early", "forgetful" or "fat"."""
        return Rig(world, image, early.TERMINALS.get(variant, start.Terminal), variant == "fat")

    def base(self, image: list) -> list:
        """What the flash of a provisioned terminal holds besides."""
        return image

    def prepare(self, rig: Rig, ledger: Ledger) -> None:
        """Once, uncut: what was before. The terminal runs."""

    def act(self, rig: Rig, ledger: Ledger) -> None:
        """What power may fail in."""
        raise NotImplementedError

    def check(self, rig: Rig, ledger: Ledger) -> None:
        """After the new start: what holds besides that every terminal serves. Raises Breach."""

    def served(self, rig: Rig) -> None:
        """After an operation that failed: the next passenger gets in without a new start."""
        failed = False
        while not failed and rig.loop is not None:
            failed = rig.flash.failed
            rig.wait(2000)
            result = rig.show(code_at(FRESH - 1 - failed, rig.now_s()))
            rig.walk()
            if failed and result != codes.ACCEPTED:
                raise Breach(f"stuck: after one operation that failed a new code gets {codes.of(result).name}")
            if not rig.flash.failed:
                break

    def serve(self, rig: Rig, ledger: Ledger) -> None:
        """After that: no used code is admitted, and a new one is."""
        for payload in ledger.shown:
            rig.show(payload)
            rig.walk()
        rig.wait(2000)
        result = rig.show(code_at(FRESH, rig.now_s()))
        if result != codes.ACCEPTED:
            raise Breach(f"unbootable: a new code gets {codes.of(result).name}")
        rig.walk()


def torture(scenario: Scenario, base: list, variant: str, ways: tuple, seed: int, every: int, tell: object) -> Outcome:
    """Every cut of a scenario, in every way, and after each of them a cut at every write of the start that follows;
    with `every` > 1 only each so-manyth of both, beginning at one that the seed says.

    base: image of a provisioned terminal. tell(done): once for each start.
    """

    def tried(cut: "_Cut", image: list, at: int, way: str, name: str, found: "_Found") -> None:
        noise = _noise(seed, at)
        if found.held(name, cut.off, image, at, way, noise):
            _cut_again(cut, found, noise, every, name)
            found.held(name, cut.on)

    return _everywhere(scenario, base, variant, ways, seed, every, tell, tried)


def fail(scenario: Scenario, base: list, variant: str, ways: tuple, seed: int, every: int, tell: object) -> Outcome:
    """Each program, erase and sync of a scenario fails alone, in every way; then the power fails and comes back.
    Arguments as for `torture`."""

    def tried(cut: "_Cut", image: list, at: int, way: str, name: str, found: "_Found") -> None:
        if found.held(name, cut.failing, image, at, way, _noise(seed, at)):
            found.held(name, cut.on)

    return _everywhere(scenario, base, variant, ways, seed, every, tell, tried)


def _everywhere(
    scenario: Scenario, base: list, variant: str, ways: tuple, seed: int, every: int, tell: object, tried: object
) -> Outcome:
    ledger = Ledger()
    image = _prepared(scenario, base, variant, ledger)
    begin_s = time.utc_s()
    found = _Found(tell)
    at = 0
    for way in ways:
        at = seed % every
        whole = False
        while not whole:
            time.restart(begin_s)
            cut = _Cut(scenario, variant, World(), ledger.copy())
            tried(cut, image, at, way, f"{scenario.name}: {way} at operation {at}, seed {seed}", found)
            found.worst(cut.recovery)
            whole = cut.whole
            if not whole:
                found.cuts += 1
                at += every
    return Outcome(at, found.cuts, found.second, found.breaches, found.recovery)


def _started(rig: Rig) -> None:
    """Start; what fails while the flash is alive is no cut."""
    try:
        rig.start()
    except Exception as why:
        if rig.flash.dead:
            raise
        raise Breach(f"unbootable: {why!r}") from None


def _noise(seed: int, at: int) -> int:
    return (seed * 40503 + at * 2654435761 & 0xFFFFFFFF) or 1


def _cut_again(first: "_Cut", found: "_Found", noise: int, every: int, name: str) -> None:
    """A cut at every write of the start after a cut; how it tears changes from one to the next."""
    begin_s = time.utc_s()
    at = noise % every
    whole = False
    while not whole:
        time.restart(begin_s)
        cut = first.copy()
        way = WAYS[(noise + at) % len(WAYS)]
        here = f"{name}, then {way} at operation {at} of the start"
        held = found.held(here, cut.off_again, at, way, _noise(noise, at))
        whole = cut.whole
        if not whole:
            found.second += 1
            at += every
            if held:
                found.held(here, cut.on)
    time.restart(begin_s)


class _Found:
    """What was tried, and what broke."""

    def __init__(self, tell: object) -> None:
        self.cuts = self.second = 0
        self.breaches = []
        self.recovery = None
        self._tell = tell

    def held(self, name: str, step: object, *arguments: object) -> bool:
        """Whether this step of one try breaks nothing."""
        self._tell(self.cuts + self.second)
        try:
            step(*arguments)
        except Breach as breach:
            self.breaches.append(f"{breach} ({name})")
            return False
        return True

    def worst(self, recovery: "Recovery | None") -> None:
        """Keep the slowest."""
        if recovery is not None and (self.recovery is None or recovery > self.recovery):
            self.recovery = recovery


def _prepared(scenario: Scenario, base: list, variant: str, ledger: Ledger) -> list:
    rig = scenario.new_rig(World(), scenario.base(base), variant)
    rig.start()
    scenario.prepare(rig, ledger)
    ledger.read()
    return rig.off()


class _Cut:
    """One power cut and the start after it, which may be cut, too."""

    def __init__(
        self, scenario: Scenario, variant: str, world: World, ledger: Ledger, left: "list | None" = None
    ) -> None:
        self.recovery = None
        self.whole = False
        self._scenario = scenario
        self._variant = variant
        self._ledger = ledger
        self._world = world
        self._left = left

    def copy(self) -> "_Cut":
        """Another start of what this cut left."""
        return _Cut(self._scenario, self._variant, self._world.copy(), self._ledger.copy(), self._left)

    def off(self, image: list, at: int, way: str, seed: int) -> None:
        """Run the scenario into the cut, or to its end when it comes to that before."""
        rig = self._scenario.new_rig(self._world, image, self._variant)
        if not self._scenario.cold:
            rig.start()
        rig.flash.cut_after(at, way, seed)
        self._into_the_cut(rig, lambda: self._scenario.act(rig, self._ledger))

    def off_again(self, at: int, way: str, seed: int) -> None:
        """Start from what is left, into another cut."""
        rig = self._scenario.new_rig(self._world, self._left, self._variant)
        rig.flash.cut_after(at, way, seed)
        self._into_the_cut(rig, lambda: _started(rig))

    def failing(self, image: list, at: int, way: str, seed: int) -> None:
        """Run the scenario over an operation that fails, and to the end after it. A code refused during the failure
        stays refused, the next one is admitted; then the power goes."""
        rig = self._scenario.new_rig(self._world, image, self._variant)
        if not self._scenario.cold:
            rig.start()
        rig.flash.fail_after(at, way, seed)
        try:
            self._scenario.act(rig, self._ledger)
            self._scenario.served(rig)
        except _REFUSALS:
            if not rig.flash.failed:
                raise
        finally:
            self.whole = not rig.flash.failed
            self._ledger.spent = 1
            self._ended(rig)

    def _into_the_cut(self, rig: Rig, run: object) -> None:
        try:
            run()
        except PowerCut:
            pass
        except Exception:
            if not rig.flash.dead:
                raise
        finally:
            self.whole = not rig.flash.dead
            self._ended(rig)

    def _ended(self, rig: Rig) -> None:
        """Power off: what was reported as durable is there."""
        believed = rig.believed()
        self._left = rig.off()
        rig = self._scenario.new_rig(self._world, self._left, self._variant)
        try:
            here = self._ledger.read()
        finally:
            rig.off()
        if believed and believed not in here:
            raise Breach(f"lost: record {believed} was told to be durable")

    def on(self) -> None:
        """Start again: everything must be there, a new code must be admitted, and no used one."""
        world = self._world
        rig = self._scenario.new_rig(world, self._left, self._variant)
        hashed, verified = ENGINE.hashed, ENGINE.verified
        try:
            rig.start()
        except Exception as why:  # whatever it is, no code is admitted
            rig.off()
            raise Breach(f"unbootable: {why!r}") from None
        self.recovery = Recovery(rig.flash.work(), ENGINE.hashed - hashed, ENGINE.verified - verified)
        try:
            self._ledger.settle(world.edges)
            self._scenario.check(rig, self._ledger)
            self._scenario.serve(rig, self._ledger)
            self._ledger.settle(world.edges)
        finally:
            rig.off()
