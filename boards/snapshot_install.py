"""Installs an eligibility snapshot on a terminal, in service mode: checked as a whole, then moved to its place.

Each step is durable before the next: the counter knows the new one; the one before gets its other name, unless it waits
for its day while the one of that name is in force; the upload gets its place. A power cut before the last step leaves
the one in force, and the same snapshot may be installed again.
"""

import os

from boards import state as names, trust_counter
from boards.snapshot_store import SnapshotStore
from boards.trust_counter import Counter
from terminal import signed, sm2, snapshot, trust
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

UPLOAD = "snapshot.new"
SPARE_BYTES = const(65_536)  # of the file system, for everything else


def offer(site: "Any", length_bytes: int, now_s: int | None) -> "dict[str, Any]":
    """Before a snapshot of this length is uploaded: make space, and return where it goes. Raises ValueError."""
    store = _opened(site)
    status = os.statvfs(site.board.limits.STATE)
    room(store, length_bytes, _most_bytes(site), status[0] * status[3], now_s)
    return {"path": site.state.path(UPLOAD), "highest": (store.counter or trust_counter.NONE).highest}


def put(site: "Any", path: str, now_s: int | None) -> "dict[str, Any]":
    """Put an uploaded snapshot in its place. Raises ValueError, BlobRefused, OSError."""
    new = sm2.finish(install(_opened(site), path.rsplit("/", 1)[1], now_s))
    waits = now_s is None or now_s < new.effective_s
    return {"sequence": new.sequence, "effective": new.effective_s, "expires": new.expires_s, "waits": waits}


def report(site: "Any", now_s: int | None) -> str:
    """The snapshots that are here, every page of them read, for the self-test. Raises ValueError with what is wrong."""
    store = _opened(site)
    told = []
    for name, each, _, _ in store.kept:
        try:
            sm2.finish(snapshot.check_pages(each))
        except (OSError, signed.BlobRefused) as error:
            store.words.append(f"{name}: {error}")
        counts = [held.tables[snapshot.SHAPE].count for held in each.sets]
        force = "in force" if each.in_force(now_s) else "not in force"
        told.append(f"sequence {each.sequence}, {force}, {counts[0]} denied, {counts[1]} allowed accounts")
    if store.words or not told:
        raise ValueError("; ".join(store.words) or "there is no snapshot: install one")
    return "; ".join(told) + "; every page as signed"


def _opened(site: "Any") -> SnapshotStore:
    identity = site.identity()
    keys = tuple([site.engine.decode(key) for key in identity.operator_keys])
    store = SnapshotStore(site.state, site.engine, keys, identity.test)
    sm2.finish(store.open())
    return store


def _most_bytes(site: "Any") -> int:
    """What snapshots may have of the flash that is kept for two trust lists of the largest size."""
    lists = site.state.size(names.TRUST) + site.state.size(names.PREVIOUS)
    left: int = 2 * site.board.limits.TRUST_MAX_BYTES - lists
    return left


def room(store: SnapshotStore, length_bytes: int, most_bytes: int, free_bytes: int, now_s: int | None) -> None:
    """Make space for an upload of this length. Raises ValueError when there is none.

    most_bytes: of all snapshots together. What goes is an upload that was cut off, and then, if need be, the one before
    the newest, where the newest is whole, and does not wait for its day while the one before is in force.
    """
    files = store.files
    upload = files.size(UPLOAD)
    if files.remove(UPLOAD):
        free_bytes += upload
    wanted = length_bytes + SPARE_BYTES
    here = files.size(names.SNAPSHOT) + files.size(names.SNAPSHOT_BEFORE)
    whole = len(store.kept) > 0 and store.kept[0][0] == names.SNAPSHOT
    stays = _stays(store, now_s)
    if whole and not stays and (free_bytes < wanted or here + length_bytes > most_bytes):
        before = files.size(names.SNAPSHOT_BEFORE)
        if len(store.kept) > 1:
            store.kept.pop()[3].close()
        if files.remove(names.SNAPSHOT_BEFORE):
            free_bytes += before
            here -= before
    until = "; the one in force stays until the day of the other" if stays else ""
    if here + length_bytes > most_bytes:
        left = max(most_bytes - here, 0)
        raise ValueError(
            f"{length_bytes} bytes are more than the {left} that lists and snapshots leave on this board" + until
        )
    if free_bytes < wanted:
        raise ValueError(
            f"the snapshot needs {wanted} bytes, {free_bytes} are free: pull and acknowledge the journal,"
            " or remove files" + until
        )


def _stays(store: SnapshotStore, now_s: int | None) -> bool:
    """Whether the one before the newest is the one in force."""
    return len(store.kept) > 1 and store.kept[1][1].in_force(now_s) and not store.kept[0][1].in_force(now_s)


def install(store: SnapshotStore, name: str, now_s: int | None) -> "Generator[None, None, snapshot.Snapshot]":
    """Put an uploaded snapshot in its place. store: opened. Yields after each page.

    Raises ValueError or BlobRefused with the reason, and then the upload is gone and nothing else has changed; OSError.
    """
    files, counter = store.files, store.counter or trust_counter.NONE  # one that is damaged is made anew
    try:
        _, opened, header, file = yield from store.verified(name)
        try:
            if header != counter.header:
                _follows(opened, counter.highest)
            yield from snapshot.check_pages(opened)
        finally:
            file.close()
    except (ValueError, signed.BlobRefused):
        files.remove(name)
        raise
    current = store.kept[0] if store.kept and store.kept[0][0] == names.SNAPSHOT else None
    stays = _stays(store, now_s)
    for each in store.kept:
        each[3].close()
    store.kept = []
    store.counter = Counter(opened.sequence, 0, 0, header, bytes(32))
    files.write(names.SNAPSHOT_SEQUENCE, trust_counter.encode(store.counter, store.engine.digest))
    if current is not None and current[2] != header and not stays:
        files.rename(names.SNAPSHOT, names.SNAPSHOT_BEFORE)
    files.rename(name, names.SNAPSHOT)
    return opened


def _follows(opened: snapshot.Snapshot, highest: int) -> None:
    """Raises ValueError for a snapshot that may not follow the highest one ever installed here."""
    sequence = opened.sequence
    if not opened.issued_s:
        raise ValueError("the snapshot does not say when it was issued: it is for a desktop only")
    if sequence == highest:
        raise ValueError(f"another snapshot with sequence {sequence} was installed here: give this one a higher number")
    if sequence < highest:
        raise ValueError(f"sequence {sequence} is below {highest}, the highest ever installed: get the newest one")
    if highest and sequence > highest + trust.STEP_MAX:
        raise ValueError(
            f"sequence {sequence} is more than {trust.STEP_MAX} above {highest}, the highest ever installed:"
            " number the snapshot lower"
        )
