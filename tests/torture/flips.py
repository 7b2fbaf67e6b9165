"""Flip one bit of a flash, start, and see whether it was noticed, did no harm, or neither: runs in the VM.

A terminal is as it was when it read nothing of what was changed, so only bytes that a start, its service and a look at
every record read are tried; `tried` and `flash_bytes` say how many those are.
"""

import os
import time
from collections import namedtuple

from boards import journal_store, start
from boards.state import PREVIOUS, TURN
from terminal import codes, records, sm2, trust
from tests.torture.board import ENGINE, STATE, World
from tests.torture.breach import Breach
from tests.torture.cutting import Scenario
from tests.torture.ledger import Ledger
from tests.torture.rig import FRESH, GEOMETRY, KEY, Rig, code_at

# What became of the flips of a scenario: bytes of the flash, bytes tried, how many were noticed by what, how many
# did no harm, a text for each that did.
Flipped = namedtuple("Flipped", "flash_bytes tried noticed harmless breaches")
_Seen = namedtuple("_Seen", "lines events damage state")
_FREE = (TURN, PREVIOUS)  # the first counts what was mended, too; the second is never used again
_NOTICES = (records.MISSING, records.SET_ASIDE, records.DAMAGED)
_DIRECTORY = 0x4000
_FLOOR_MS = 60_000  # behind a loss, codes that were generated before it are refused for so long


def flip(scenario: Scenario, base: list, variant: str, seed: int, every: int, first: int, tell: object) -> Flipped:
    """One bit of every byte that is read; with `every` > 1 only of each so-manyth. The seed says which bit.

    first: how many bytes of a block, from its beginning, are looked at.
    """
    ledger = Ledger()
    image = _done(scenario, base, variant, ledger)
    begin_s = time.utc_s()
    rig = scenario.new_rig(World(), image, variant)
    rig.flash.watch_reads()
    whole = _lived(rig, ledger.copy(), scenario)
    marks = rig.flash.seen
    noticed, breaches = {}, []
    tried = harmless = at = 0
    for block in sorted(marks):
        for offset in range(min(first, GEOMETRY.block_bytes)):
            if not marks[block][offset]:
                continue
            at += 1
            if (at + seed) % every:
                continue
            tried += 1
            bit = (at * 2654435761 + seed * 40503 >> 13) % 8
            time.restart(begin_s)
            try:
                word = _judged(scenario, variant, _flipped(image, block, offset, bit), ledger.copy(), whole)
            except Breach as breach:
                breaches.append(f"{breach} ({scenario.name}: block {block}, byte {offset}, bit {bit})")
                word = None
            if word:
                noticed[word] = noticed.get(word, 0) + 1
            elif word is not None:
                harmless += 1
            tell(tried)
    return Flipped(GEOMETRY.blocks * GEOMETRY.block_bytes, tried, noticed, harmless, breaches)


def _done(scenario: Scenario, base: list, variant: str, ledger: Ledger) -> list:
    """The flash after the whole scenario, with nothing cut."""
    rig = scenario.new_rig(World(), scenario.base(base), variant)
    rig.start()
    scenario.prepare(rig, ledger)
    ledger.read()
    if scenario.cold:
        image = rig.off()
        rig = scenario.new_rig(World(), image, variant)
    scenario.act(rig, ledger)
    ledger.read()
    return rig.off()


def _flipped(image: list, block: int, offset: int, bit: int) -> list:
    stored = image[block]
    changed = bytearray(b"\xff" * GEOMETRY.block_bytes if stored is None else stored)
    changed[offset] ^= 1 << bit
    image = list(image)
    image[block] = changed
    return image


def _lived(rig: Rig, ledger: Ledger, scenario: Scenario) -> _Seen:
    """Start, look at every record, and show every code again that was admitted before."""
    world = rig.world
    try:
        rig.start()
        state = _state()
        damage = _damage(rig)
        here = ledger.read(True)
        events = [event[0] for event in ledger.events()]
        damage += _pages(rig)
        lines = [line for line in world.lines if not line.startswith("ridegate ")]
        for payload in ledger.shown:
            rig.show(payload)
            rig.walk()
        rig.wait(2000)
        result = rig.show(code_at(FRESH, rig.now_s()))
        if result == codes.CODE_ALREADY_USED:  # everything counts as used after a loss
            rig.wait(_FLOOR_MS, 1000)
            result = rig.show(code_at(FRESH, rig.now_s()))
        served = codes.of(result).name
        ledger.read(True)
        _once(ledger, world.edges)
        return _Seen(lines, events, damage, (served, state, sorted(here), world.list_sequence))
    finally:
        rig.off()


def _judged(scenario: Scenario, variant: str, image: list, ledger: Ledger, whole: _Seen) -> str:
    """What has noticed this flip; "" for a flip that did no harm. Raises Breach for one that did."""
    rig = None
    try:
        rig = scenario.new_rig(World(), image, variant)
        seen = _lived(rig, ledger, scenario)
    except start.OutOfService as why:
        return f"out of service: {why}"
    except Breach:
        raise
    except Exception as why:
        raise Breach(f"unbootable: {why!r}") from None
    for event in _NOTICES:
        if seen.events.count(event) > whole.events.count(event):
            return "journal"
    if seen.damage != whole.damage:
        return "audit"
    if [line for line in seen.lines if line not in whole.lines]:
        return "log"
    for at in range(len(seen.state)):
        if seen.state[at] != whole.state[at]:
            raise Breach("silent: " + _difference(whole.state[at], seen.state[at]))
    return ""


def _difference(was: object, now: object) -> str:
    """What changed from the one to the other, in words."""
    if isinstance(was, dict):
        return ", ".join([name for name in sorted(set(was) | set(now)) if was.get(name) != now.get(name)])
    if isinstance(was, str):
        return f"a new code gets {now}, and {was} before"
    if isinstance(was, list):
        return f"records {[each for each in was if each not in now]} are gone"
    return f"{was} became {now}"


def _once(ledger: Ledger, edges: list) -> None:
    """No code on record twice, none released twice, none released without a record."""
    rides = ledger.rides()
    for code in edges:
        if code not in rides or edges.count(code) > 1:
            raise Breach(f"twice: the relay moved {edges.count(code)} times for {code}")


def _damage(rig: Rig) -> list:
    """What the idle look at every record finds."""
    passing = journal_store.looked_through(rig.journal.segments, ENGINE.engine.digest, KEY)
    while True:
        try:
            next(passing)
        except StopIteration as end:
            return [(why.segment, why.offset) for why in end.value]


def _pages(rig: Rig) -> list:
    """What the idle look at the trust lists finds."""
    found = []
    for kept in (rig.terminal._lists.chosen, rig.terminal._lists.newest):
        if kept is not None:
            try:
                sm2.finish(rig.terminal._lists.check(kept))
            except trust.ListRefused as error:
                found.append(str(error))
    return found


def _state() -> dict:
    """The files beside the journals."""
    found = {}
    for entry in os.ilistdir(STATE):
        if not entry[1] & _DIRECTORY and entry[0] not in _FREE:
            with open(STATE + "/" + entry[0], "rb") as file:
                found[entry[0]] = file.read()
    return found
