"""A day played on the emulated firmware, and what came of it."""

import hashlib
import random
import tempfile
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

from boards import trust_counter
from boards.state import PREVIOUS, SEQUENCE, TRUST
from hal.desktop.segment_folder import SegmentFolder
from sim.emulator.i2c import Ds3231
from sim.emulator.image import extract
from sim.issuer import issuer
from sim.trust import source as trust_source
from terminal import journal, records, sm3
from tests.board import firmware
from tests.board.firmware import Board
from tests.rig.command import AT_S, pki
from tests.soak.day import BLOCKED, Day
from tests.soak.model import LIST_US, OUTCOME, STUCK, Model

# found: the violations, first ones first; log: SM3 over all events; releases, cuts: how many there were, of power or by
# the reset button
Played = namedtuple("Played", "found log releases cuts")

BOARD = "pico2"
_OLD_S = 3600
_END_S = 6  # until everything that was under way is over
_NEXT_S = 12  # until a passenger is let in, when a scanner module has to be found first


def _list(sequence: int, from_s: int) -> bytes:
    """A trust list of the tests' industry; the second one blocks a user more."""
    text = issuer.trust_toml(pki()).replace("sequence = 1", f"sequence = {sequence}", 1)
    if sequence > 1:
        day = datetime.fromtimestamp(from_s, UTC)
        begins = "effective_from = "
        assert text.count(begins + "2020-02-01T00:00:00Z") == 1
        text = text.replace(begins + "2020-02-01T00:00:00Z", f"{begins}{day:%Y-%m-%dT%H:%M:%SZ}")
        account = _code(BLOCKED, AT_S)[136:146].hex()
        text += f'\n[[blocked_account]]\naccount = "{account}"\n'
    return trust_source.compile_list(trust_source.parse_source(text), pki().operator)


def _lists(after_s: int) -> dict:
    """The files of a terminal with a list in force and a newer one that waits for its day."""
    first, second = _list(1, 0), _list(2, AT_S + after_s)
    old = trust_counter.parse(trust_counter.in_force_from(first, sm3.digest), sm3.digest)
    new = trust_counter.parse(trust_counter.in_force_from(second, sm3.digest), sm3.digest)
    both = trust_counter.Counter(2, 1, new.day_s, new.header, old.header)
    files = {TRUST: second, PREVIOUS: first, SEQUENCE: trust_counter.encode(both, sm3.digest)}
    return {f"state/{name}": data for name, data in files.items()}


def _code(user: int, at_s: int) -> bytes:
    return pki().recipe(at_s, pki().user(user)).encode()


class Player:
    """A terminal, its model, and what has been shown to it."""

    def __init__(self, day: Day, folder: Path, changes: tuple = ()) -> None:
        self.board = Board(
            folder / "flash.bin", *changes, name=BOARD, more=tuple(_lists(day.list_after_s).items()), dozes=True
        )
        self.model = Model(self.board.flash, self.board.events)
        self._dice = random.Random(day.seed)
        self._began_us = self.board.now_us()
        self._shown: list = []
        steps = {word for word, _ in day.steps}
        self._ahead_s = 0  # of the clock chip
        self._sure = not steps & {"clock_s", "clock_chip"}  # the terminal's time is the true one all day
        self._list_us = self._began_us + day.list_after_s * 1_000_000

    def play(self, steps: tuple) -> None:
        """All steps, as long as nothing is violated."""
        self.board.power_on()
        self.board.run(3)
        for word, value in steps:
            getattr(self, "_" + word)(value)
            self.model.check_hold(self.board.now_us())
            self.model.check_shown(self.board.now_us())
            if self.model.found:
                return

    def end(self) -> None:
        """All is put right; the next passenger goes through; then the journal is read."""
        board = self.board
        board.flash.cut_power_after(None)
        board.hide()
        for name in ("dead", "drops", "twice", "stuck", "open"):
            board.fault(name, False)
        self.model.dead(False, board.now_us())
        self._sensor(True)
        self._clock_chip(True)
        self._clock_s(0)
        self._emergency(False)
        board.power_off()
        board.run(0.5)
        self._power(True)
        board.run(_END_S)
        mark = board.events.mark()
        self._fresh(0)
        kinds = ("relay",) if self._sure else ("relay", "lamp")  # a clock that was set wrong is not trusted any more
        answered = lambda: any(each.kind in kinds and each.level for each in board.events.since(mark))  # noqa: E731
        if not board.run_until(answered, _NEXT_S):
            self.model.violated(STUCK, board.now_us())
        board.run(0.1)
        board.hide()
        board.await_idle()
        self._push(True)
        board.run(_END_S)
        board.power_off()

    def journal(self) -> None:
        """Read the journal of the flash, and compare."""
        self.model.check_journal(self._walked(), self._list_us)

    def _walked(self) -> list:
        """The journal that the flash holds, as (record, what is wrong) in order."""
        with tempfile.TemporaryDirectory() as scratch:
            image, store = Path(scratch, "flash.bin"), Path(scratch, "journal")
            self.board.flash.copy_to(image)
            store.mkdir()
            for name, data in extract(BOARD, image, "state/journal").items():
                if name.isdecimal():
                    (store / name).write_bytes(data)
            segments = SegmentFolder(store)
            segments.open()
            walked = journal.walk(segments, sm3.digest, firmware.RECORD_KEY)
            rows = [(record, broken) for _, _, record, _, broken in walked]
            segments.close()
            return rows

    def _kept(self) -> set:
        """The codes of the rides in it."""
        rides = [record.body for record, _ in self._walked() if record is not None and record.kind == records.RIDE]
        return {bytes(records.parse_ride(body).raw_code) for body in rides}

    def _now_s(self) -> int:
        return AT_S + (self.board.now_us() - self._began_us) // 1_000_000

    # The words

    def _wait_ms(self, ms: int) -> None:
        self.board.run(ms / 1000)

    def _new(self, user: int) -> bytes:
        """A code of this user; a fresh one, unless he made one in this second."""
        code = _code(user, self._now_s())
        if code not in self.model.fresh:
            self.model.fresh.append(code)
            if user == BLOCKED and self.board.now_us() < self.model.sure_until_us:
                self.model.refused_from_us[code] = self._list_us + LIST_US
        self._shown.append(code)
        return code

    def _fresh(self, user: int) -> None:
        self.board.show(self._new(user))

    def _again(self, before: int) -> None:
        if self._shown:
            self.board.show(self._shown[-min(before, len(self._shown))])

    def _expired(self, user: int) -> None:
        self.board.show(_code(user, self._now_s() - _OLD_S))

    def _foreign(self, count: int) -> None:
        self.board.show(self._dice.randbytes(count))

    def _hostile(self, count: int) -> None:
        self.board.inject(self._dice.randbytes(count))

    def _burst(self, count: int) -> None:
        for user in range(count):
            self.board.inject(self._new(user))

    def _hide(self, _: bool) -> None:
        self.board.hide()

    def _push(self, _: bool) -> None:
        if self.board.powered and not self.board.turnstile.stuck:
            self.model.passed_us.append(self.board.now_us())
        self.board.passage(60)

    def _emergency(self, opened: bool) -> None:
        self.board.emergency(opened)

    def _power(self, on: bool) -> None:
        if on:
            self.board.flash.cut_power_after(None)
            self._look_at_journal()
            self.board.power_on()
        else:
            self.board.power_off()

    def _reset(self, _: bool) -> None:
        if self.board.powered:
            self.board.reset()
            self._look_at_journal()
            self.model.started(self.board.now_us())

    def _look_at_journal(self) -> None:
        """Before a start."""
        if self.model.unreleased:
            self.model.kept(self._kept())

    def _cut(self, writes: int) -> None:
        self.board.flash.cut_power_after(writes)

    def _scanner(self, name: str) -> None:
        self.model.faults_us.append(self.board.now_us())
        self.board.fault(name)
        if name == "dead":
            self.model.dead(True, self.board.now_us())

    def _scanner_sound(self, name: str) -> None:
        self.model.faults_us.append(self.board.now_us())
        self.board.fault(name, False)
        if name == "dead":
            self.model.dead(False, self.board.now_us())

    def _sensor(self, works: bool) -> None:
        self.board.turnstile.stuck = not works

    def _doubt(self) -> None:
        """From now on the terminal's time need not be the true one."""
        self.model.sure_until_us = min(self.model.sure_until_us, self.board.now_us())

    def _clock_s(self, ahead_s: int) -> None:
        if ahead_s:
            self._doubt()
        self._ahead_s = ahead_s
        self.board.rtc.set(self._now_s() + ahead_s)
        self._look_at_clock()

    def _clock_chip(self, there: bool) -> None:
        if not there:
            self._doubt()
        devices = self.board._chip.bus.devices
        if there:
            devices[Ds3231.ADDRESS] = self.board.rtc
        else:
            devices.pop(Ds3231.ADDRESS, None)
        self._look_at_clock()

    def _look_at_clock(self) -> None:
        there = Ds3231.ADDRESS in self.board._chip.bus.devices
        self.model.clock(there and bool(self._ahead_s), self.board.now_us())


def play(day: Day, changes: tuple = ()) -> Played:
    """Play a day on a board of its own. changes: to its firmware, as in tests/board/firmware.py."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        player = Player(day, folder, changes)
        try:
            player.play(day.steps)
            if not player.model.found:
                player.end()
            if not player.model.found:
                player.journal()
        except TimeoutError as error:
            player.model.violated(OUTCOME, player.board.now_us(), str(error))
        finally:
            player.board.close()
        events = [event for event in player.board.events.since(0) if event.kind != "boot"]
        text = "\n".join(repr((event.t_us, event.kind, event.data)) for event in events)
        log = hashlib.sha256(text.encode()).hexdigest()[:16]
        return Played(tuple(player.model.found), log, len(player.model.released), len(player.model.off) - 1)
