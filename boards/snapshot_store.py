"""The eligibility snapshots of a terminal: those that may be used.

`snapshot` is the one installed last (boards/snapshot_install.py), `snapshot.1` the one before it; the newest in force
answers, at each question. `snapshot.n`, of the form of trust.sequence (boards/trust_counter.py), says which one was the
highest ever installed here: one that it does not know is refused. A snapshot ends by itself, so the counter has no copy
in the folder beside (boards/state.py): what an older folder brings back counts until its last second at most.

Loaded only where a configuration asks, or by a service command. Clause: docs/eligibility.md.
"""

from boards import state as names, trust_counter
from boards.trust_counter import Counter
from terminal import signed, snapshot, trust
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from terminal import sm2


class SnapshotStore:
    """The snapshots in these files; `open` first.

    files: as `boards.trust_store.TrustStore` takes them; keys, engine, test: as there. `kept`: (name, snapshot, SM3 of
    its first page, file), the newest first. `words`: what is wrong, for people.
    """

    def __init__(self, files: "Any", engine: "sm2.Engine", keys: "tuple[sm2.Key, ...]", test: bool) -> None:
        self.files = files
        self.engine = engine
        self._keys = keys
        self._test = test
        self.words: list[str] = []
        self.kept: list[tuple[str, snapshot.Snapshot, bytes, Any]] = []
        self.counter: Counter | None = None

    def open(self) -> "Generator[None, None, None]":
        """Read the counter and the snapshots. Yields while signatures are verified. Raises OSError for the counter."""
        files = self.files
        data = files.read(names.SNAPSHOT_SEQUENCE)
        if data is None and not files.has(names.SNAPSHOT) and not files.has(names.SNAPSHOT_BEFORE):
            self.counter = trust_counter.NONE
            return
        self.counter = trust_counter.parse(data or b"", self.engine.digest)
        if self.counter is None:
            self.words.append("snapshot.n: missing or damaged, so no snapshot is believed; install one")
            return
        for name in (names.SNAPSHOT, names.SNAPSHOT_BEFORE):
            if files.has(name):
                try:
                    found = yield from self.verified(name)
                    why = self._unknown(found[1].sequence, found[2])
                    if why:
                        found[3].close()
                        raise signed.BlobRefused(why)
                    self.kept.append(found)
                except (OSError, signed.BlobRefused) as error:
                    self.words.append(f"{name}: {error}")

    def verified(self, name: str) -> "Generator[None, None, tuple[str, snapshot.Snapshot, bytes, Any]]":
        """Open one of this operator. Raises BlobRefused, OSError."""
        file = self.files.opened(name)
        try:
            opened = yield from snapshot.open_snapshot(
                file.readinto, file.length_bytes, self._keys, self.engine, self._test
            )
            page = bytearray(trust.PAGE_BYTES)
            file.readinto(0, page)
        except (OSError, signed.BlobRefused):
            file.close()
            raise
        return name, opened, self.engine.digest(page), file

    def _unknown(self, sequence: int, header: bytes) -> str:
        """Why the counter does not know this one; "" when it does."""
        counter = self.counter or trust_counter.NONE
        if sequence > counter.highest or (sequence == counter.highest and header != counter.header):
            return f"sequence {sequence} was never installed here"
        return ""
