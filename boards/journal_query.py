"""The operator's queries to a journal: what there is, and that the back office has it. Loaded by a service command."""

import os
from binascii import unhexlify

from boards import journal_store, state as files
from hal.micropython.store import FlashSegments
from terminal import journal, records, sm2
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

_DIRECTORY: int = const(0x4000)


def info(site: "Any") -> "dict[str, Any]":
    """Describe the journal, by the heads of its segments and the newest one's records.

    "damaged" is there when something is not as it was written; the rest is what stands around it. Before the terminal
    was provisioned, and when its identity is damaged, no MAC is checked.
    """
    try:
        identity = site.identity()
        key = identity.record_key
    except ValueError:
        identity = key = None
    damaged = ""
    numbers: list[int] = []
    length = sequence = newest_s = acknowledged = 0
    if site.state.has(files.JOURNAL):
        kept = journal_store.segments(site.state)
        numbers = kept.numbers()
        length = sum([kept.length(number) for number in numbers])
        try:
            for number in reversed(numbers):
                if sequence:
                    break
                for _, at, record, _, why in journal.walk(kept, site.engine.digest, key, [number]):
                    if why is not None and not why.torn:
                        damaged = damaged or f"segment {number}, byte {at}: {why}"
                    if record is None:
                        continue
                    sequence = record.sequence
                    newest_s = max(newest_s, record.time_s or 0)
                    if record.kind == records.HEAD:
                        acknowledged, _, newest_s = records.parse_words(record.body)[:3]
                    elif record.kind == records.EVENT:
                        event, at_s, value = records.parse_event(record.body)
                        if event == records.ACKNOWLEDGED:
                            acknowledged = value
                        elif event == records.CLOCK_STATEMENT:
                            newest_s = at_s or 0
        finally:
            kept.close()
    if not sequence:
        newest_s = _left_s(site)
    most = journal_store.segments_max(site.board)
    unsent = len([number for number in numbers[1:] if number - 1 > acknowledged]) + (sequence > acknowledged)
    told: dict[str, Any] = {
        "segments": len(numbers),
        "length": length,
        "sequence": sequence,
        "time": newest_s,
        "acknowledged": acknowledged,
        "used_percent": unsent * 100 // most,
        "capacity_rides": journal_store.capacity_rides(most),
    }
    if identity is not None:
        told["terminal_id"], told["provisioning_id"] = identity.terminal_id, identity.provisioning_id
    if damaged:
        told["damaged"] = damaged
    return told


def _left_s(site: "Any") -> int:
    """The newest time of the journal that was set aside last, for a terminal that was provisioned anew and has not been
    started: its clock is not behind that either. 0 where there is none. No MAC is checked: its key is gone.
    """
    number = newest_s = 0
    while site.state.has(files.JOURNAL + "." + str(number)):
        number += 1
    path = site.state.path(files.JOURNAL + "." + str(number - 1))
    if number and os.stat(path)[0] & _DIRECTORY:
        kept = FlashSegments(path, open, os)
        kept.open()
        try:
            for each in reversed(kept.numbers()):
                for _, _, record, _, why in journal.walk(kept, site.engine.digest, None, [each]):
                    if record is not None and why is None:
                        newest_s = max(newest_s, record.time_s or 0)
                if newest_s:
                    break
        finally:
            kept.close()
    return newest_s


class _Floor:
    """A replay memory that keeps its floor only, for a journal that is opened and writes no ride.

    The largest piece of memory would have to be free in one piece beside the terminal that was just interrupted.
    """

    def __init__(self) -> None:
        self.floor_s = 0

    def full(self, now_s: int) -> bool:
        return False

    def add(self, account: bytes, generated_s: int, until_s: int) -> None:
        pass


def acknowledge(site: "Any", sequence: int, record_hash: str) -> "dict[str, Any]":
    """The back office has everything up to this record, whose SM3 it proves it with. Raises ValueError when it does
    not have this terminal's."""
    identity, setup = site.identity(), site.setup()
    place = records.Place(identity.terminal_id, identity.provisioning_id, *setup.place)
    now_s = site.clock().now_s()
    kept = journal_store.make(site.board, site.state, site.engine.digest, identity.record_key, place)
    floor: Any = _Floor()
    sm2.finish(journal_store.opening(kept, site.state, floor, setup.policy, now_s))
    kept.acknowledge(sequence, unhexlify(record_hash), now_s)
    return {"acknowledged": kept.acknowledged, "used_percent": kept.used_percent()}
