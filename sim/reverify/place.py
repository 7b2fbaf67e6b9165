"""Where rides lie: what a task is handed instead of records.

The examination of a journal writes one file of places, those of each shard together; a shard is a slice of each such
file: its path, an offset and a count of rides. An account is in it as 8 bytes of a hash under a salt of the run, so the
rides of an account, and of its user certificate, come to the same shard, and no account is on the disk a second time.
"""

import json
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from typing import NamedTuple

_LAYOUT = Struct(">8s8sIIIB")
_HASH_BYTES = 8
SALT_BYTES = 16


class Place(NamedTuple):
    """One ride. account, certificate: their hashes; file: its number in the header; outcome: 0 where there is none."""

    account: bytes
    certificate: bytes
    file: int
    offset: int
    sequence: int
    outcome: int


class Slice(NamedTuple):
    """The places of one shard in one file of places."""

    path: str
    offset: int
    rides: int


def hashed(salt: bytes, data: bytes) -> bytes:
    """8 bytes that are the same for the same data in this run."""
    return blake2b(data, digest_size=_HASH_BYTES, key=salt).digest()


class Journal(NamedTuple):
    """Where the segments of some places are. name: for people; files: names of segments, by their number in places."""

    folder: str
    name: str
    files: list[str]


def write(path: Path, journal: Journal, places: Iterable[Place], shards: int) -> list[Slice]:
    """Write the places of one journal; the slice of each shard."""
    sorted_out: list[list[bytes]] = [[] for _ in range(shards)]
    for one in places:
        sorted_out[int.from_bytes(one.account, "big") % shards].append(_LAYOUT.pack(*one))
    head = json.dumps(journal).encode() + b"\n"
    slices, at, name = [], len(head), str(path)  # one text for all slices: there may be millions
    with open(path, "wb") as file:
        file.write(head)
        for entries in sorted_out:
            file.write(b"".join(entries))
            slices.append(Slice(name, at, len(entries)))
            at += len(entries) * _LAYOUT.size
    return slices


def read(one: Slice) -> tuple[Journal, list[Place]]:
    """The journal and the places of a slice."""
    with open(one.path, "rb") as file:
        head = json.loads(file.readline())
        file.seek(one.offset)
        data = file.read(one.rides * _LAYOUT.size)
    if len(data) != one.rides * _LAYOUT.size:
        raise OSError(f"{one.path}: places are missing; was it written by another run?")
    return Journal(*head), [Place(*fields) for fields in _LAYOUT.iter_unpack(data)]
