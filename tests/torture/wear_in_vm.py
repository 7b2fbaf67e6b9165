"""Runs in the VM: what rides do to a flash. Arguments: blocks of the partition, segment bytes, segments, rides, rides
between two acknowledgements, rides in the replay window.

The real journal on a real littlefs; its hash is SHA-256, which costs the flash the same and the VM less. Prints a line
of JSON with what was counted after the journal had filled up, one for the start after that, and "END".
"""

import hashlib
import json
import os
import sys

import vfs

from hal.micropython.store import FlashCell, FlashSegments
from terminal import codes, policy, records, ridecode, sm2
from terminal.decide import Decision
from terminal.history import History
from terminal.journal import Journal
from tests.builder.code_builder import NOW_S, unsigned
from tests.torture.flash import Flash, Geometry

KEY = b"a record key that is only a test"
PLACE = records.Place(1, 2, 1, 3, 4, 1, 5)
_MOUNT = "/w"
_RIDE_S = 20  # between two rides
_LONG_S = 3600  # after which no code can be shown again
_TOLD = 100


class _Sync:
    """`os` with the call that the VM's lacks."""

    mkdir, listdir, remove, rename, stat = os.mkdir, os.listdir, os.remove, os.rename, os.stat

    def sync(self) -> None:
        pass


class _Digest:
    """Counts the blocks of 64 bytes that SM3 would work through."""

    blocks = 0

    def __call__(self, *parts: bytes) -> bytes:
        state = hashlib.sha256()
        length = 0
        for part in parts:
            state.update(part)
            length += len(part)
        self.blocks += (length + 72) // 64
        return state.digest()


class Partition:
    """A journal of the board's size on a flash of its own."""

    def __init__(self, blocks: int, segment_bytes: int, segments: int) -> None:
        self._sizes = segment_bytes, segments
        self.flash = Flash(Geometry(blocks, 4096, 256))
        vfs.VfsLfs2.mkfs(self.flash, progsize=256)
        self.digest = _Digest()
        code = ridecode.parse(unsigned(1, 0), policy.STANDARD)
        self._code = code
        self.now_s = NOW_S
        self.rides = 0
        self.mount(self.flash)

    def mount(self, flash: Flash) -> None:
        """Start on this flash."""
        self.flash = flash
        vfs.mount(vfs.VfsLfs2(flash, progsize=256), _MOUNT)
        self._segments = FlashSegments(_MOUNT + "/journal", open, _Sync())
        self._segments.open()
        cell = FlashCell(_MOUNT + "/counters/journal.sequence", open, _Sync())
        self.journal = Journal(self._segments, cell, self.digest, KEY, PLACE, *self._sizes)
        sm2.finish(self.journal.open(History(4096), policy.STANDARD, self.now_s))

    def ride(self, seconds: int) -> None:
        """A passenger is admitted and goes through."""
        self.rides += 1
        self.now_s += seconds
        words = list(self._code)
        words[_ACCOUNT] = self.rides.to_bytes(10, "big")
        words[_GENERATED] = self.now_s
        words[_VALIDITY] = policy.VALIDITY_MAX_S
        decision = Decision(codes.ACCEPTED, None, ridecode.RideCode(*words), (), None, -1, None)
        sequence = self.journal.append_ride(decision, 200, 7, self.now_s)
        self.journal.append_outcome(sequence, records.PASSED, self.now_s)

    def acknowledge(self) -> None:
        """The back office has it all: it was read, and then acknowledged."""
        newest = self.journal.sequence
        raw = self._newest()
        self.journal.acknowledge(newest, self.digest(raw), self.now_s)

    def _newest(self) -> bytes:
        number = self._segments.numbers()[-1]
        data = bytearray(self._segments.length(number))
        self._segments.readinto(number, 0, data)
        at = 0
        while True:
            size = records.length_bytes(data[at : at + records.START_BYTES])
            if at + size >= len(data):
                return bytes(data[at:])
            at += size


_ACCOUNT, _VALIDITY, _GENERATED = 9, 14, 17  # places in a RideCode


def main(blocks: int, segment_bytes: int, segments: int, rides: int, fetched: int, window: int) -> None:
    partition = Partition(blocks, segment_bytes, segments)
    oldest = None
    while oldest is None or len(partition._segments.numbers()) < segments:  # until it is full, once
        for _ in range(_TOLD):
            partition.ride(_RIDE_S)
        partition.acknowledge()
        oldest = partition._segments.numbers()[0]
        print(json.dumps({"cut": partition.rides}))
    before = partition.flash.work()
    erased = dict(partition.flash.erased)
    for number in range(1, rides + 1):
        partition.ride(_RIDE_S)
        if number % fetched == 0:
            partition.acknowledge()
        if number % _TOLD == 0:
            print(json.dumps({"cut": partition.rides}))
    work = partition.flash.work()
    worn = [partition.flash.erased.get(block, 0) - erased.get(block, 0) for block in range(blocks)]
    done = [work[at] - before[at] for at in range(len(work))]
    print(json.dumps({"rides": rides, "work": done, "worn": worn, "gone": partition._segments.numbers()[0] > oldest}))
    partition.acknowledge()
    partition.now_s += _LONG_S
    for _ in range(window):
        partition.ride(1)
    image = partition.flash.image()
    vfs.umount(_MOUNT)
    flash = Flash(Geometry(blocks, 4096, 256), image)
    hashed = partition.digest.blocks
    partition.mount(flash)
    print(json.dumps({"window": window, "work": list(flash.work()), "hashed": partition.digest.blocks - hashed}))
    print("END")


if __name__ == "__main__":
    main(*[int(word) for word in sys.argv[1:]])
