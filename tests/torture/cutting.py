"""Cut the power at every write of a scenario, start again, and see what is left: runs in the VM."""

import time
from collections import namedtuple

from boards import start
from terminal import codes
from tests.torture import early
from tests.torture.board import ENGINE, World
from tests.torture.breach import Breach
from tests.torture.ledger import Ledger
from tests.torture.rig import FRESH, Rig, code_at
from tests.torture.vm_modules import PowerCut

# What became of a scenario: operations in its window, cuts tried, breaches (a text each), the worst recovery.
Outcome = namedtuple("Outcome", "operations cuts breaches recovery")
# Of one start: the flash's work, blocks hashed, signatures verified.
Recovery = namedtuple("Recovery", "work hashed verified")


class Scenario:
    """What is done while power may fail. Subclasses say what; nothing is kept in one but what the image holds, too."""

    name = ""
    cold = False  # the start itself belongs to it: `act` is called with a rig that was not started

    def __init__(self, folder: str) -> None:
        self.folder = folder  # what a host would send

    def new_rig(self, world: World, image: "list | None", variant: str) -> Rig:
        """One power-on. variant: "real", or what has to break: "early" or "fat"."""
        return Rig(world, image, early.EarlyTerminal if variant == "early" else start.Terminal, variant == "fat")

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

    def serve(self, rig: Rig, ledger: Ledger) -> None:
        """After that: nobody gets in again, and somebody new gets in."""
        for payload in ledger.shown:
            rig.show(payload)
            rig.walk()
        rig.wait(2000)
        result = rig.show(code_at(FRESH, rig.now_s()))
        if result != codes.ACCEPTED:
            raise Breach(f"unbootable: a new code gets {codes.of(result).name}")
        rig.walk()


def torture(scenario: Scenario, base: list, variant: str, ways: tuple, seed: int, every: int, tell: object) -> Outcome:
    """Every cut of a scenario, in every way; with `every` > 1 only each so-manyth, beginning at one that the seed says.

    base: image of a provisioned terminal. tell(done): once for each cut.
    """
    ledger = Ledger()
    image = _prepared(scenario, base, variant, ledger)
    begin_s = time.utc_s()
    breaches = []
    worst = None
    cuts = at = 0
    for way in ways:
        at = seed % every
        whole = False
        while not whole:
            time.restart(begin_s)
            cut = _Cut(scenario, variant, ledger.copy())
            try:
                cut.off(image, at, way, (seed * 40503 + at * 2654435761 & 0xFFFFFFFF) or 1)
                cut.on()
            except Breach as breach:
                breaches.append(f"{breach} ({scenario.name}: {way} at operation {at}, seed {seed})")
            if cut.recovery is not None and (worst is None or cut.recovery > worst):
                worst = cut.recovery
            whole = cut.whole
            if not whole:
                cuts += 1
                tell(cuts)
                at += every
    return Outcome(at, cuts, breaches, worst)


def _prepared(scenario: Scenario, base: list, variant: str, ledger: Ledger) -> list:
    rig = scenario.new_rig(World(), scenario.base(base), variant)
    rig.start()
    scenario.prepare(rig, ledger)
    ledger.read()
    return rig.off()


class _Cut:
    """One power cut and the start after it."""

    def __init__(self, scenario: Scenario, variant: str, ledger: Ledger) -> None:
        self.recovery = None
        self.whole = False
        self._scenario = scenario
        self._variant = variant
        self._ledger = ledger
        self._world = World()
        self._left = None

    def off(self, image: list, at: int, way: str, seed: int) -> None:
        """Run the scenario into the cut, or to its end when it comes to that before."""
        rig = self._scenario.new_rig(self._world, image, self._variant)
        if not self._scenario.cold:
            rig.start()
        rig.flash.cut_after(at, way, seed)
        try:
            self._scenario.act(rig, self._ledger)
        except PowerCut:
            pass
        except Exception:
            if not rig.flash.dead:
                raise
        finally:
            self.whole = not rig.flash.dead
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
        """Start again: everything must be there, and somebody else must get in, and nobody again."""
        world = self._world
        rig = self._scenario.new_rig(world, self._left, self._variant)
        hashed, verified = ENGINE.hashed, ENGINE.verified
        try:
            rig.start()
        except Exception as why:  # whatever it is, nobody gets in
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
