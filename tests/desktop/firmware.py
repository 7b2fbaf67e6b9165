"""Emulated boards that run the firmware of the checkout, or a copy of it with a guard taken out, as terminals that
were provisioned by writing their files into the image of their flash.
"""

import copy
import functools
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from boards import trust_counter
from boards.format import config
from boards.state import CLOCK, CONFIG, SEQUENCE, TRUST, Identity, State
from sim.device import board as boards, board_source, build
from sim.emulator.emulator import Emulator
from sim.emulator.image import populate
from sim.issuer.sm2_sign import public_key
from sim.micropython import vm
from terminal import policy, sm2, sm3
from tests.desktop.command import AT_S, ROOT, folder, pki
from tests.desktop.scanner_rig import Bench

PULSE_MS = 600
PASSAGE_MS = 2000
IDLE_MS = 20
WAIT_MS = 100
WATCHDOG_MS = 2500  # of the images with a changed watchdog, so that no test waits for the board's own
PULSE_US = (
    PULSE_MS * 1000 + 1000
)  # at most: the times of its edges are exact, a turn more or less of its program is not
RECORD_KEY = bytes(range(32))


@functools.cache
def image(name, changes=()):
    """The files of a board's firmware by path. changes: as in `slot`."""
    return build.assemble(boards.find(name), slot(name, changes)).files


@functools.cache
def slot(name, changes=()):
    """What is in a slot, but for its manifest, by path there. changes: (file, old text, new text), each of which must
    fit once; no old text: that file as it is, besides those of the image.
    """
    board = boards.find(name)
    if not changes:
        whole = build.build(board).files
        names = [path for path in whole if path.startswith(build.SLOT) and path != build.MANIFEST]
        return {path.removeprefix(build.SLOT): whole[path] for path in names}
    files = dict(slot(name))
    sources = board_source.files(board)
    texts = {}
    for file, old, new in changes:
        text = texts.get(file) or sources.get(file) or (ROOT / file).read_text(encoding="utf-8")
        assert not old or text.count(old) == 1, f"{file} has {text.count(old)} times: {old}"
        texts[file] = text.replace(old, new) if old else text
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch, "a.py"), Path(scratch, "a.mpy")
        for file, text in texts.items():
            source.write_text(text, encoding="utf-8")
            command = [vm.find_mpy_cross(), f"-march={board.march}", "-s", file, "-o", target, source]
            subprocess.run(command, check=True)
            files[file.removesuffix(".py") + ".mpy"] = target.read_bytes()
    return files


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
        setup = config.Config(policy.make(), gate, place, scanner, 256, 10, panel, "ds3231")
        state.write(CONFIG, config.encode(setup))
        listed = (folder() / "trust.bin").read_bytes()
        state.write(TRUST, listed)
        state.write(SEQUENCE, trust_counter.in_force_from(listed, sm3.digest))
        state.write_number(CLOCK, AT_S)
        return {f"state/{path.name}": path.read_bytes() for path in Path(scratch, "state").iterdir()}


@functools.cache
def _set_up(model):
    """A scanner module that a terminal has set up before."""
    bench = Bench(model)
    bench.set_up()
    bench.run(2000)
    bench.model.power(False, bench.wire.now_us)
    return bench.model


class Terminal(Emulator):
    """A provisioned board, off, whose time passes only while a test waits for something, unless it is paced.

    codes: when a fresh code was first held up, microseconds of the events. more: files on its flash besides, or in the
    place of others.
    """

    def __init__(self, path, name="pico2", model="gm65", changes=(), queue=3, more=(), paced=False, **options):
        populate(name, path, {**image(name, changes), **state_files(model, queue), **dict(more)})
        super().__init__(name, path, scanner=copy.deepcopy(_set_up(model)), paced=paced, **options)
        self.rtc.set(AT_S)
        self.codes = []

    def show_fresh(self, user):
        """Hold up a code that this terminal has not seen."""
        self.codes.append(self.now_us())
        self.show(code(user))

    def opens(self, user, fresh=True, timeout_s=10):
        """Whether the terminal releases for this user's code, or says no; it has to do one of them."""
        mark = self.events.mark()
        if fresh:
            self.show_fresh(user)
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
def terminals(folder):
    """make(*changes, ...): a terminal with these changes to its firmware; options as in Terminal. All end with it."""
    made = []

    def make(*changes, **options):
        made.append(Terminal(folder / f"flash{len(made)}.bin", changes=changes, **options))
        return made[-1]

    yield make
    for board in made:
        board.close()


@functools.cache
def code(user):
    """What this user's phone shows."""
    return pki().recipe(AT_S, pki().user(user)).encode()


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
