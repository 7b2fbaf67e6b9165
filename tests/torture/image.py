"""Another image: uploaded, checked, put on trial, confirmed or given up. Between two of these, power may fail.

The chooser decides as it does on a board, and the images are real ones, signed by the committed test key; only what is
in them is short.
"""

import os

from boards import chooser, slot, state as files, update
from tests.torture.board import ENGINE, MOUNT, World
from tests.torture.breach import Breach
from tests.torture.cutting import Scenario
from tests.torture.ledger import Ledger
from tests.torture.rig import Power

_STARTS_MAX = 12
OLD, NEW = "1.0.0", "2.0.0"


class Site:
    """What boards/service.py hands to boards/update.py."""

    def __init__(self, state: files.State, folder: str) -> None:
        self.slot = folder
        self.build = files.build(folder)
        self.state = state
        self.engine = ENGINE.engine

    def identity(self) -> files.Identity:
        return self.state.identity(self.engine.digest)


class ImagePower(Power):
    """A board of which only the chooser and the installer run. `running`: (slot, version, on trial)."""

    running = None

    def start(self) -> None:
        """What a reset does. Raises Breach when nothing can be started."""
        slot_name, trial = chooser.choose(MOUNT, self.world.lines.append)
        self.alive()
        if not slot_name:
            raise Breach("unbootable: " + self.world.lines[-1])
        folder = MOUNT + "/" + slot_name
        build = files.build(folder)
        slot.begin(self.state, folder)
        self.alive()
        self.running = slot_name, build.version, trial


class Update(Scenario):
    """A new image that works: it is uploaded, verified, tried and confirmed."""

    name = "image"
    cold = True
    works = True

    def new_rig(self, world: World, image: "list | None", variant: str) -> ImagePower:
        return ImagePower(world, image)

    def base(self, image: list) -> list:
        """With the old image in slot a, as a board is flashed for the first time."""
        power = Power(World(), image)
        copy(self.folder + "/" + OLD, MOUNT + "/a")
        return power.off()

    def installed(self, rig: ImagePower) -> None:
        """Put the new image on trial, as a host would."""
        site = Site(rig.state, MOUNT + "/" + rig.running[0])
        path = update.room(site)["path"]
        rig.alive()
        copy(self.folder + "/" + NEW, path)
        rig.alive()
        update.install(site, path)
        rig.alive()

    def tried(self, rig: ImagePower) -> None:
        """Reset until nothing is on trial any more: an image that works confirms itself, another one does not."""
        for _ in range(_STARTS_MAX):
            rig.start()
            if not rig.running[2]:
                return
            if self.works:
                slot.confirm(MOUNT)
                rig.alive()
        raise Breach("unbootable: a trial without an end")

    def act(self, rig: ImagePower, ledger: Ledger) -> None:
        rig.start()
        self.installed(rig)
        self.tried(rig)

    def check(self, rig: ImagePower, ledger: Ledger) -> None:
        """What was started is one of the two, to the byte, and the other one can still be put on."""
        self.tried(rig)
        self._whole(rig)

    def serve(self, rig: ImagePower, ledger: Ledger) -> None:
        if rig.running[1] == OLD:
            self.installed(rig)
            self.tried(rig)
        self._whole(rig)
        wanted = NEW if self.works else OLD
        if rig.running[1] != wanted:
            raise Breach(f"unbootable: {rig.running[1]} runs, and {wanted} should: " + rig.world.lines[-1])

    def _whole(self, rig: ImagePower) -> None:
        folder, version, _ = rig.running
        if not same(self.folder + "/" + version, MOUNT + "/" + folder):
            raise Breach(f"unbootable: slot {folder} is started and is not the image {version}")


class Withdrawal(Update):
    """A new image that never comes to the end of its self-test: the old one runs again, whatever happens."""

    name = "withdrawal"
    works = False


def copy(source: str, target: str) -> None:
    """A whole folder, from the host's files to the board's; a file in pieces, as tools do it."""
    os.mkdir(target)
    for entry in sorted(os.ilistdir(source)):  # one layout on each host
        here, there = source + "/" + entry[0], target + "/" + entry[0]
        if entry[1] & 0x4000:
            copy(here, there)
            continue
        with open(here, "rb") as original, open(there, "wb") as made:
            while True:
                part = original.read(512)
                if not part:
                    break
                made.write(part)


def same(one: str, other: str) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    names = sorted([entry[0] for entry in os.ilistdir(one)])
    if names != sorted([entry[0] for entry in os.ilistdir(other)]):
        return False
    for name in names:
        here, there = one + "/" + name, other + "/" + name
        if os.stat(here)[0] & 0x4000:
            if not same(here, there):
                return False
        else:
            with open(here, "rb") as first, open(there, "rb") as second:
                if first.read() != second.read():
                    return False
    return True
