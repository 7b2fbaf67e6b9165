"""One terminal on a flash that can lose its power: boards/start.py and all it starts, on a real littlefs.

Real are the files, the journal, the lists, every check, the gate and the loop. The devices record each call,
and what they recorded outlives the terminal: a relay edge is an edge, whatever is lost behind it.
"""

import gc
import os
import sys
import time

import machine
import vfs

import boards
from boards import journal_store, loaded, once, state as files, trust_counter
from terminal import codes
from tests.builder import list_builder, signer
from tests.builder.code_builder import NOW_S, build
from tests.torture import flash as flashes
from tests.torture.board import ENGINE, MOUNT, STATE, Board, Log, World
from tests.torture.breach import Breach
from tests.torture.vm_modules import Paused, PowerCut

KEY = b"a record key that is only a test"
BUILD = files.Build("pico2", "1.0.0", False, "torture", 1 << 24)
GEOMETRY = flashes.Geometry(96, 4096, 256)
FRESH = 999  # number of the passenger who comes after everything
_TURNS_MAX = 400
_OPTIONS = {"progsize": GEOMETRY.program_bytes, "mtime": False}  # the hour of a test run is no part of it


def _dropped() -> list:
    """(holder, name, function) of all that a start drops behind it (boards/once.py), as it is before the first."""
    found = []
    for module, functions in once.BEFORE_THE_JOURNAL + once.BEHIND_A_START:
        try:
            __import__(module)
        except ImportError:  # of a port that this one is not
            continue
        for path in functions.split():
            holder = sys.modules[module]
            for part in path.split(".")[:-1]:
                holder = getattr(holder, part)
            name = path.split(".")[-1]
            found.append((holder, name, holder.__dict__[name]))
    return found


_DROPPED = _dropped()
_forget = loaded.forget
loaded.forget = lambda names, empty=False: _forget(names)  # what is dropped is not emptied: this program goes on


def _load_again() -> None:
    """A power-on is a start in the same program here, and a session of the operator needs what a start has dropped."""
    _forget(loaded.OF_A_START)
    sys.modules["boards.loaded"] = boards.loaded = loaded
    for holder, name, function in _DROPPED:
        setattr(holder, name, function)


class Power:
    """One power-on of a flash with an image: its files are mounted until it is off, or power fails."""

    loop = None

    def __init__(self, world: World, image: "list | None", fat: bool = False) -> None:
        self.world = world
        self.flash = flashes.Flash(GEOMETRY, image)
        kind, options = (vfs.VfsFat, {}) if fat else (vfs.VfsLfs2, _OPTIONS)
        if image is None:
            kind.mkfs(self.flash, **options)
        try:
            vfs.mount(kind(self.flash, **options), MOUNT)
        except OSError as error:
            raise Breach(f"unbootable: the file system cannot be mounted: {error!r}") from None
        self.state = files.State(STATE)

    def alive(self) -> None:
        """Raises PowerCut when nothing can run any more."""
        if self.flash.dead:
            raise PowerCut

    def believed(self) -> int:
        """The newest sequence that was reported to the loop as durable; 0 for none."""
        return 0

    def off(self) -> list:
        """Power off; what the flash holds."""
        vfs.umount(MOUNT)
        image = self.flash.image()
        self.forget()
        gc.collect()
        return image

    def forget(self) -> None:
        """Let go of what was started."""


class _Told:
    """The journal as the loop sees it; `newest`: the highest sequence it answered with."""

    def __init__(self, journal: object) -> None:
        self._journal = journal
        self.newest = 0

    def append_ride(self, *what: object) -> int:
        self.newest = self._journal.append_ride(*what)
        return self.newest

    def append_outcome(self, *what: object) -> int:
        self.newest = self._journal.append_outcome(*what)
        return self.newest


class Rig(Power):
    """One power-on of a terminal. terminal: boards.start.Terminal or what stands in for it."""

    def __init__(self, world: World, image: "list | None", terminal: object, fat: bool = False) -> None:
        super().__init__(world, image, fat)
        self._terminal = terminal
        self.refused = 0
        self.forget()

    def start(self) -> None:
        """From power-on to the first turn. Raises start.OutOfService when nothing will be judged."""
        self.world.line = []
        self.board = Board(self)
        _load_again()
        terminal = self._terminal(self.board, self.board.relay(), self.state, BUILD)
        terminal.log = Log(self.world)
        self.terminal = terminal
        try:
            terminal.start()
        finally:
            _load_again()
        self.alive()
        self.loop = terminal.loop
        self.journal = terminal._journal
        self.told = self.loop._journal = _Told(self.journal)
        in_force = self.loop.trust.sequence if self.loop.trust else 0
        if in_force < self.world.list_sequence:
            raise Breach(f"older: list {in_force} is in force, and {self.world.list_sequence} was")
        self.world.list_sequence = in_force

    def now_s(self) -> "int | None":
        """The time as the terminal sees it."""
        return self.terminal._clock.now_s()

    def turn(self, turns: int = 1) -> None:
        """Turns of the main loop with nothing under way at their end, a millisecond each."""
        machine.pause_after(turns, self.alive)
        try:
            while True:
                self.terminal.turn()
        except Paused:
            pass

    def show(self, payload: bytes) -> int:
        """Hold a code before the reader until there is an answer; the result."""
        told = len(self.world.results)
        self.world.line.append(identity(payload) if len(payload) > 300 else None)
        self.board.scanners[-1].frames.append((payload,))
        for _ in range(_TURNS_MAX):
            self.turn()
            if len(self.world.results) > told:
                result = self.world.results[-1][0]
                if result != codes.ACCEPTED:
                    self.world.line.pop()
                return result
        raise RuntimeError("the terminal gives no answer")

    def admit(self, number: int, ledger: object) -> None:
        """The code that this passenger's phone shows now gets him in."""
        payload = code_at(number, self.now_s())
        ledger.shown.append(payload)
        result = self.show(payload)
        if result == codes.STORE_FAILED and self.flash.failed:
            self.refused += 1  # the panel says so, and the next passenger is admitted
        elif result != codes.ACCEPTED:
            raise Breach(f"unbootable: a good code gets {codes.of(result).name}")

    def acknowledge(self, ledger: object, sequence: int) -> None:
        """The back office has everything up to there, whatever the terminal makes of it."""
        ledger.acknowledged = max(ledger.acknowledged, sequence)
        self.journal.acknowledge(sequence, ENGINE.engine.digest(ledger.known[sequence]), self.now_s())
        self.alive()

    def segments(self) -> list:
        """The journal's files, oldest first."""
        return sorted(os.listdir(self.state.path("journal")))

    def room_bytes(self) -> int:
        """What the newest segment still takes."""
        return journal_store.SEGMENT_BYTES - os.stat(self.state.path("journal/" + self.segments()[-1]))[6]

    def walk(self) -> None:
        """A passenger goes through, once the contact is free."""
        self.wait(600)
        self.board.sensors[-1].waiting = 1
        self.turn(2)

    def wait(self, ms: int, step_ms: int = 200) -> None:
        """Nothing happens for so long."""
        for _ in range(ms // step_ms):
            time.us += 1000 * step_ms
            self.turn()

    def believed(self) -> int:
        return 0 if self.told is None else self.told.newest

    def forget(self) -> None:
        self.board = self.terminal = self.loop = self.journal = self.told = None


def identity(payload: bytes) -> tuple:
    """(account, generation time) of a code as tests/builder/code_builder.py makes them."""
    at = 263 + payload[197]
    return bytes(payload[136:146]), int.from_bytes(payload[at : at + 4], "big")


def provisioned(config: bytes, fat: bool = False, unripe: bool = False) -> list:
    """The flash of a terminal that was never started: identity, configuration, trust list, a clock that was set.

    unripe: its folders are made in the usual way, with one of their two blocks written."""
    rig = Power(World(), None, fat)
    if unripe:
        for folder in (STATE, MOUNT + "/counters", STATE + "/journal", STATE + "/hours"):
            os.mkdir(folder)
    keys = (signer.public_xy("operator"),)
    rig.state.write_identity(files.Identity(True, 1, 2, KEY, keys), ENGINE.engine.digest)
    rig.state.write(files.CONFIG, config)
    trust = list_builder.usual(sign=signer.sign)
    rig.state.write(files.TRUST, trust)
    rig.state.write(files.SEQUENCE, trust_counter.in_force_from(trust, ENGINE.engine.digest))
    rig.state.write_number(files.CLOCK, time.utc_s())
    return rig.off()


_codes = {}


def code_at(number: int, generated_s: int) -> bytes:
    """The code this passenger's phone shows in that second."""
    if (number, generated_s) not in _codes:
        account = b"\x31\x04\x17" + int(str(number), 16).to_bytes(6, "big") + b"\x1f"
        made = build(account=account, generated_s=generated_s, validity_s=600, user_expiry_s=NOW_S + 30 * 86_400)
        _codes[number, generated_s] = made
    return _codes[number, generated_s]
