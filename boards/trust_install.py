"""Installs a new trust list on a terminal, in service mode: it is checked as a whole, then moved to its place.

Everything is looked at before anything of the old list is touched. Then, each step durable before the next:

    1. the counter knows the new list: every lower one that is not here already is refused from now on
    2. trust.bin -> trust.previous, when trust.bin is the list in force (another one only waited for its day)
    3. the upload -> trust.bin
    4. the counter knows the day of the new list: from then on no other one counts

A power cut before 3 leaves the old list in force. The same list may then be installed again, and no other one with
its sequence or a lower one.
"""

import os

from boards import state as names
from boards.trust_counter import Counter
from boards.trust_store import TrustStore, age_days, old
from terminal import records, sm2, trust
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from boards.trust_store import Kept

UPLOAD = "trust.new"
SPARE_BYTES = const(65_536)  # of the file system, for everything else


def offer(site: "Any", length_bytes: int) -> "dict[str, Any]":
    """Before a list of this length is uploaded: make space, and return where it goes. Raises ValueError."""
    store, _ = _opened(site)
    status = os.statvfs(site.board.limits.STATE)
    most, size = site.board.limits.TRUST_MAX_BYTES, site.state.size
    others = size(names.TRUST) + size(names.SNAPSHOT) + size(names.SNAPSHOT_BEFORE)
    most = max(min(most, 2 * most - others), 0)  # snapshots share the flash that is kept for two lists
    room(store, length_bytes, most, status[0] * status[3])
    counter = store.counter
    highest = None if counter is None else counter.highest
    return {"path": site.state.path(UPLOAD), "highest": highest, "most": most}


def put(site: "Any", path: str) -> "dict[str, Any]":
    """Put an uploaded list in its place. Raises ValueError, ListRefused, OSError."""
    store, now_s = _opened(site)
    new = sm2.finish(install(store, path.rsplit("/", 1)[1], now_s, site.board.limits.TRUST_MAX_BYTES)).list
    site.state.note(records.LIST_INSTALLED, now_s, new.sequence)
    waits = now_s is None or now_s < new.effective_s
    return {"sequence": new.sequence, "effective": new.effective_s, "waits": waits}


def report(site: "Any") -> str:
    """The lists that are here, every page of them read, for the self-test. Raises ValueError with what is wrong."""
    store, now_s = _opened(site)
    told = []
    for kept in (store.chosen, None if store.newest is store.chosen else store.newest):
        if kept is None:
            continue
        sm2.finish(store.check(kept))
        opened = kept.list
        force = "in force" if now_s is not None and opened.in_force(now_s) else "not in force"
        counts = f"{opened.tables[trust.ISSUER].count} issuers, {opened.tables[trust.BLOCKED].count} blocked accounts"
        told.append(f"{'test list, ' if opened.test else ''}sequence {opened.sequence}, {force}, {counts}")
    if store.words or not told:
        raise ValueError("; ".join(store.words) or "there is no trust list: install one")
    told.append("every page as signed")
    if now_s is not None and store.chosen is not None:
        days = age_days(store.chosen.list, now_s)
        told.append(old(days) if days > trust.AGE_MAX_DAYS else f"issued {days} days ago")
    return "; ".join(told)


def _opened(site: "Any") -> "tuple[TrustStore, int | None]":
    identity = site.identity()
    keys = tuple([site.engine.decode(key) for key in identity.operator_keys])
    store = TrustStore(site.state, site.engine, keys, identity.test)
    sm2.finish(store.open())
    now_s = site.clock().now_s()
    store.choose(now_s)
    return store, now_s


def room(store: TrustStore, length_bytes: int, most_bytes: int, free_bytes: int) -> None:
    """Make space for an upload of this length. Raises ValueError when there is none; what is in use stays.

    What goes is an upload that was cut off, and then, if need be, a previous list that is never used again.
    """
    _fits(length_bytes, most_bytes)
    upload = store.files.size(UPLOAD)
    if store.files.remove(UPLOAD):
        free_bytes += upload
    wanted = length_bytes + SPARE_BYTES
    counter, newest = store.counter, store.newest
    in_force = counter is not None and newest is not None and newest.header == counter.in_force_header
    if free_bytes < wanted and in_force:
        previous = store.files.size(names.PREVIOUS)
        if store.files.remove(names.PREVIOUS):
            free_bytes += previous
    if free_bytes < wanted:
        raise ValueError(
            f"the list needs {wanted} bytes, {free_bytes} are free: pull and acknowledge the journal, or remove files"
            + ("" if in_force or newest is None else "; the list that waits for its day keeps its room until then")
        )


def install(store: TrustStore, name: str, now_s: int | None, most_bytes: int) -> "Generator[None, None, Kept]":
    """Put an uploaded list in its place. store: opened. now_s: None when the time is not trusted.

    Raises ValueError or ListRefused with the reason, and then the upload is gone and nothing else has changed; OSError.
    """
    files, counter = store.files, store.counter
    if counter is None:
        raise ValueError("trust.sequence is missing or damaged: provision this terminal anew")
    file = files.opened(name)
    try:
        try:
            _fits(file.length_bytes, most_bytes)
            new = yield from store.verified(name, file)
            _follows(new, counter)
            yield from store.check(new)
        finally:
            file.close()
        if now_s is None:
            _in_no_doubt(store, new)
    except (ValueError, trust.ListRefused):
        files.remove(name)
        raise
    store.choose(now_s)  # whose day has come is in force, whether it was looked at since or not
    counter, chosen, newest = store.counter or counter, store.chosen, store.newest
    day_s = counter.day_s if new.header == counter.header else 0
    store.write(Counter(new.list.sequence, counter.in_force, day_s, new.header, counter.in_force_header))
    if newest is not None:
        newest.file.close()
        if newest is chosen and newest.header != new.header:
            files.rename(names.TRUST, names.PREVIOUS)
    files.rename(name, names.TRUST)
    store.write(store.settled(new))
    return new


def _fits(length_bytes: int, most_bytes: int) -> None:
    if length_bytes > most_bytes:
        raise ValueError(f"{length_bytes} bytes are more than the {most_bytes} this board has room for")


def _follows(new: "Kept", counter: Counter) -> None:
    """Raises ValueError for a list that may not follow the highest one ever installed here."""
    sequence, highest = new.list.sequence, counter.highest
    if not new.list.issued_s:
        raise ValueError("the list does not say when it was issued: it is for a desktop only")
    if new.header == counter.header:
        return  # once more: after a power cut, or in the place of a damaged file
    if sequence == highest:
        raise ValueError(f"another list with sequence {sequence} was installed here: give this one a higher number")
    if sequence < highest:
        raise ValueError(f"sequence {sequence} is below {highest}, the highest ever installed: get the newest list")
    if highest and sequence > highest + trust.STEP_MAX:
        raise ValueError(
            f"sequence {sequence} is more than {trust.STEP_MAX} above {highest}, the highest ever installed:"
            " number the list lower"
        )


def _in_no_doubt(store: TrustStore, new: "Kept") -> None:
    """Without a trusted time: raises ValueError where the new list would replace one whose day may have come, and let
    an older one count again until its own day."""
    store.choose(None)
    waits = store.newest
    if waits is None or waits is store.chosen or waits.header == new.header:
        return
    if new.list.effective_s > waits.list.effective_s:
        raise ValueError(
            f"sequence {waits.list.sequence} waits for its day, which may have come: the time is not trusted."
            " Set the clock, then install this list"
        )
