"""Look-ups in a list read from its file, on either runtime: `python -m tests.bench.lookup FILE KEY COUNT`, or the
same module in the VM.

FILE: a list whose blocked accounts are those of `account`. KEY: the operator's public key in hexadecimal. COUNT: how
many accounts it blocks. Prints one line of JSON.
"""

import gc
import json
import sys
import time

from boards.state import ListFile
from terminal import signed, sm2, trust
from tests.builder.xorshift import Xorshift

SEED = 4
LOOKUPS = 200
_FIRST = 3104_1700_0000_0000_0000  # 20 decimal digits
_APART = 1_000_003  # between two blocked accounts


def account(number: int) -> bytes:
    """The blocked account with this number, from 0; one more is blocked nowhere."""
    return _bcd(_FIRST + number * _APART)


def free(number: int) -> bytes:
    """An account that is not blocked: the next one behind a blocked one."""
    return _bcd(_FIRST + number * _APART + 1)


def _bcd(digits: int) -> bytes:
    return int(str(digits), 16).to_bytes(10, "big")


class Counted:
    """A list in its file, whose reads are counted."""

    def __init__(self, path: str) -> None:
        self.file = ListFile(path)
        self.reads = 0

    def readinto(self, offset: int, buffer: bytearray) -> None:
        """As the terminal reads it."""
        self.reads += 1
        self.file.readinto(offset, buffer)


def opened(counted: Counted, key: bytes, engine: sm2.Engine) -> trust.TrustList:
    """The list, opened as a desktop opens it: test or production."""
    steps = trust.open_list(counted.readinto, counted.file.length_bytes, (engine.decode(key),), engine, signed.EITHER)
    return sm2.finish(steps)


def measure(path: str, key: bytes, count: int, engine: sm2.Engine) -> dict:
    """mean_ms and reads_max of one look-up, over accounts that are blocked and others in turn; in the VM also the heap
    that the open list holds and what the look-ups leave behind: held_bytes, left_bytes."""
    gc.collect()
    heap = getattr(gc, "mem_alloc", lambda: 0)
    empty = heap()
    counted = Counted(path)
    listed = opened(counted, key, engine)
    random = Xorshift(SEED)
    _find(listed, trust.BLOCKED, account(0))
    gc.collect()
    held = heap()
    reads_max = 0
    taken = 0
    for at in range(LOOKUPS):
        number = random.below(count)
        blocked = at % 2 == 0
        wanted = account(number) if blocked else free(number)
        counted.reads = 0
        started = time.time()
        found = _find(listed, trust.BLOCKED, wanted)
        taken += time.time() - started
        reads_max = max(reads_max, counted.reads)
        if (found is not None) != blocked:
            raise ValueError(f"account {number} of {count}: blocked is {blocked}, found is {found}")
    gc.collect()
    left = heap() - held
    counted.file.close()
    return {
        "mean_ms": taken * 1000 / LOOKUPS,
        "reads_max": reads_max,
        "held_bytes": held - empty,
        "left_bytes": left,
    }


def _find(listed: trust.TrustList, table: int, key: bytes) -> bytes | None:
    return sm2.finish(listed.find(table, key))


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], bytes.fromhex(sys.argv[2]), int(sys.argv[3]), sm2.REFERENCE)))
