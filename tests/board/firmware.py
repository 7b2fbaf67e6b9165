"""Emulated boards: terminals with the firmware of the checkout, or a copy of it with a guard taken out, and boards with
files of a test. The files are written into the image of the flash.
"""

import copy
import functools
import tempfile
from contextlib import contextmanager
from pathlib import Path

from boards import trust_counter
from boards.format import config
from boards.state import CLOCK, CONFIG, SEQUENCE, TRUST, Identity, State
from sim.device import board as known, board_source, build
from sim.emulator.emulator import Emulator
from sim.emulator.image import populate
from sim.issuer.sm2_sign import public_key
from terminal import policy, sm2, sm3
from tests.rig.command import AT_S, ROOT, code, folder, pki
from tests.rig.scanner_rig import Bench

PULSE_MS = 600
PASSAGE_MS = 2000
IDLE_MS = 20
WAIT_MS = 100
WATCHDOG_MS = 1500  # of the images with a changed watchdog, so that no test waits for the board's own
PULSE_US = (
    PULSE_MS * 1000 + 1000
)  # at most: the times of its edges are exact, a turn more or less of its program is not
PACED_S = 60  # for what a paced board does within a second
MODULE_BOOT_S = 0.5  # a scanner module answers then; one that is asked before is asked again, for seconds
RECORD_KEY = bytes(range(32))

# Changes to the firmware: no watchdog bites, however long a host lets a stopped terminal wait.
UNWATCHED = (
    ("hal/micropython/watchdog.py", "self._timer = self._make()", "pass"),
    ("hal/micropython/watchdog.py", 'raise OSError(9, "the watchdog is not open")', "return"),
)


@functools.cache
def image(name, changes=()):
    """The files of a board's firmware by path. changes: as in `slot`."""
    return build.assemble(known.find(name), slot(name, changes)).files


@functools.cache
def slot(name, changes=()):
    """What is in a slot, but for its manifest, by path there. changes: (file, old text, new text), each of which must
    fit once; no old text: that file as it is, besides those of the image.
    """
    board = known.find(name)
    return build.slot(board, with_changes(board_source.files(board), changes))


def with_changes(sources, changes):
    """These texts of a board's modules with changes as in `slot`, where the others are asked for besides."""
    texts = {}
    for file, old, new in changes:
        text = texts.get(file) or sources.get(file) or (ROOT / file).read_text(encoding="utf-8")
        assert not old or text.count(old) == 1, f"{file} has {text.count(old)} times: {old}"
        texts[file] = text.replace(old, new) if old else text
    return {**sources, **texts}


@functools.cache
def state_files(model, queue=3):
    """The files of a provisioned terminal's state, by path."""
    with tempfile.TemporaryDirectory() as scratch:
        state = State(f"{scratch}/state")
        operator = sm2.REFERENCE.decode(public_key(pki().operator_private)).xy
        state.write_identity(Identity(True, 7, 1, RECORD_KEY, (operator,)), sm3.digest)
        gate = config.Timing("entry", PULSE_MS, PASSAGE_MS, queue)
        scanner = config.Scanner(model, 115200, IDLE_MS, WAIT_MS)
        place, panel = config.Place(1, 2, 3, 4, 5), config.Panel("none", 0)
        setup = config.Config(policy.make(), gate, place, scanner, 256, 10, panel, "ds3231", config.FLAT, None)
        state.write(CONFIG, config.encode(setup))
        listed = (folder() / "trust.bin").read_bytes()
        state.write(TRUST, listed)
        state.write(SEQUENCE, trust_counter.in_force_from(listed, sm3.digest))
        state.write_number(CLOCK, AT_S)
        return {f"state/{path.name}": path.read_bytes() for path in Path(scratch, "state").iterdir()}


@functools.lru_cache(maxsize=8)
def _flash(name, files):
    """The bytes of a flash with these files, (path, contents) each. A VM fills it, which takes a while, so those of the
    last few boards are kept: a test makes several that are alike.
    """
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "flash.bin")
        populate(name, path, dict(files))
        return path.read_bytes()


@functools.cache
def _set_up(model):
    """A scanner module that a terminal has set up before."""
    bench = Bench(model)
    bench.set_up()
    bench.run(2000)
    bench.model.power(False, bench.wire.now_us)
    return bench.model


class Board(Emulator):
    """An emulated board, off. Without `files` it is a provisioned terminal with a module that was set up before.

    changes: to the firmware, as in `slot`. more: files on its flash besides, or in the place of others. files: all that
    is on its flash; such a board is paced by default. Time of the others passes only while a test waits.
    codes: when a fresh code was first held up, microseconds of the events.
    """

    def __init__(
        self, path, *changes, name="pico2", files=None, model="gm65", queue=3, more=(), paced=None, **options
    ):
        terminal = files is None
        self.paced = not terminal if paced is None else paced
        if terminal:
            files = {**image(name, changes), **state_files(model, queue), **dict(more)}
            options["scanner"] = copy.deepcopy(_set_up(model))
        if files:
            path.write_bytes(_flash(name, tuple(files.items())))
        super().__init__(name, path, paced=self.paced, **options)
        if terminal:
            self.rtc.set(AT_S)
        self.codes = []

    def wait_for(self, predicate, timeout_s=5.0, since=None):
        """As of any emulator; but the time of a paced board is the computer's, which may be busy with other things."""
        return super().wait_for(predicate, max(timeout_s, PACED_S) if self.paced else timeout_s, since)

    def show_fresh(self, user, at_s=AT_S):
        """Hold up a code that this terminal has not seen, made at `at_s`."""
        self.codes.append(self.now_us())
        self.show(pki().recipe(at_s, pki().user(user)).encode())

    def opens(self, user, fresh=True, timeout_s=10, at_s=AT_S):
        """Whether the terminal releases for this user's code, or says no; it has to do one of them."""
        mark = self.events.mark()
        if fresh:
            self.show_fresh(user, at_s)
        else:
            self.show(code(user))
        try:
            answer = self.wait_for(lambda it: it.kind == "lamp" and it.level and it.name != "amber", timeout_s, mark)
            if answer.name == "green":
                self.wait_for(lambda it: it.kind == "relay" and it.level, timeout_s, mark)
        finally:
            self.hide()
        return answer.name == "green"

    def await_idle(self, timeout_s=5):
        """Wait until nothing is released."""
        assert self.run_until(lambda: not any(self.turnstile.coil.values()), timeout_s), "still released"

    def goes_through(self):
        """The passenger goes; over when that is on record."""
        self.await_idle()
        mark = self.events.mark()
        self.passage(60)
        self.wait_for("flash", 5, mark)
        self.run(0.5)

    def held(self, timeout_s=2):
        """Whether the firmware holds both contacts before the time is over."""
        return self.run_until(lambda: all(self.turnstile.coil.values()), timeout_s)


@contextmanager
def boards(folder):
    """make(*changes, on=False, ...): a board, switched on if that is asked for. All end with it."""
    made = []

    def make(*changes, on=False, **options):
        made.append(Board(folder / f"flash{len(made)}.bin", *changes, **options))
        if on:
            made[-1].power_on()
        return made[-1]

    try:
        yield make
    finally:
        for board in made:
            board.close()


def wrong(board):
    """What a gate did that it must not do, in words; empty when all was as it has to be.

    Besides an emergency each release is that of entry, for an unused code, with something written to the flash
    since, and no longer than its pulse. In an emergency the gate is open.
    """
    found = set()
    unused = list(board.codes)
    emergency = False
    written_us = [-1]
    read_us = []
    since_us = {}  # of each pulse under way
    released = {"entry": False, "exit": False}
    events = sorted(board.events.since(0), key=lambda event: event.t_us)
    for event, after in zip(events, [*events[1:], None], strict=True):
        if event.kind == "emergency":
            emergency = event.open
            if any(event.t_us - at_us > PULSE_US for at_us in since_us.values()):
                found.add("a pulse outlasts its time")
            since_us.clear()
        elif event.kind == "flash":
            written_us.append(event.t_us + event.takes_us)
        elif event.kind == "gate":
            released[event.direction] = event.released
        elif event.kind == "relay" and event.level:
            if not emergency:
                since_us[event.direction] = event.t_us
                shown = [at_us for at_us in unused if at_us < event.t_us]
                if event.direction == "exit" or not shown:
                    found.add("released without a fresh code")
                else:
                    unused.remove(shown[0])
                    last_us = max(at_us for at_us in written_us if at_us <= event.t_us)
                    if last_us < next(at_us for at_us in read_us if at_us > shown[0]):
                        found.add("released before it was written")
        elif event.kind == "relay":
            if event.t_us - since_us.pop(event.direction, event.t_us) > PULSE_US:
                found.add("a pulse outlasts its time")
        elif event.kind == "uart" and event.data["direction"] == "in" and len(event.data["data"]) > 300:
            read_us.append(event.t_us)
        if emergency and not all(released.values()) and (after is None or after.t_us > event.t_us):
            found.add("shut in an emergency")
    return found
