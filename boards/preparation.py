"""Tables for keys that stay, made in idle time: those of the roots in the trust list, then those of the roots
and issuers whose codes were read last. With a table a signature takes half the time.

Which issuers these were outlasts a restart, so that the first passenger behind it waits as long as the second. A file
names them by their certificates and holds no result: each certificate is verified anew before passengers come, under
the root in the list of that day, and each table is made anew, which takes a tenth of a second. A person or program that
can write the file can name issuers of the list, and nothing else.
"""

from boards import state as names
from terminal import trust as lists
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from terminal.sm2 import Key
    from terminal.trust import TrustList

TABLES_MAX = const(3)  # 2 KB each
_ROOTS_MAX: int = const(2)  # of a new list
CERTIFICATES_MAX = const(2)  # with a root, as many as there are tables
CERTIFICATE_BYTES = const(112)  # bytes 8 to 119 of a code: index of the root, certificate 47, signature 64
KEEP_EVERY_MS: int = const(3_600_000)  # so often the file is written at most, and only when others came


class Preparation:
    """Prepares tables for the list in force, a slice of arithmetic at a time."""

    def __init__(self) -> None:
        self._trust: TrustList | None = None
        self._steps: Generator[None, None, None] | None = None
        self.prepared: list[Key] = []
        self._room = True
        self._kept_ms: int | None = None

    def keep(self, trust: "TrustList | None", files: "Any", scanner: "Any", now_ms: int) -> None:
        """Write down which issuers came last, when they are others than in the file. A failure waits an hour as well.

        files: read and write, as boards/state.State has them. The scanner is held off meanwhile.
        """
        if trust is None or (self._kept_ms is not None and now_ms - self._kept_ms < KEEP_EVERY_MS):
            return
        newest = [what[:CERTIFICATE_BYTES] for what, _ in trust.certificates.held[-CERTIFICATES_MAX:]]
        if not newest:
            return
        self._kept_ms = now_ms
        try:
            before = _certificates(files.read(names.ISSUERS))
        except OSError:
            return
        newest += [each for each in before if each not in newest]
        del newest[CERTIFICATES_MAX:]
        if all([each in before for each in newest]):
            return
        for active in (True, False):
            try:
                scanner.hold(active)
            except OSError:
                pass  # the loop finds out
            if active:
                try:
                    files.write(names.ISSUERS, b"".join(newest))
                except OSError:
                    pass  # the next start begins with a cold scan

    def step(self, trust: "TrustList | None") -> None:
        """One slice, if there is work. Trap: only between two decisions. Never raises for a damaged list: looking up a
        key will. Without memory for a table keys do without, until another list comes: codes need it more."""
        if trust is not self._trust:
            self._trust = trust
            self.prepared = []
            self._room = True
            self._steps = None if trust is None else _roots(trust)
        elif self._steps is None and trust is not None and self._room:
            self._steps = self._next(trust)
        if self._steps is not None:
            try:
                next(self._steps)
            except (StopIteration, OSError):
                self._steps = None
            except MemoryError:
                self._steps = None
                self._room = False

    def _next(self, trust: "TrustList") -> "Generator[None, None, None] | None":
        """The work on the newest key without a table; None when there is none."""
        wanted = [signer[0] for _, signer in trust.signers.held[-TABLES_MAX:]]
        for key in wanted:
            if key not in self.prepared:
                if len(self.prepared) == TABLES_MAX:
                    given_up = next(each for each in self.prepared if each not in wanted)
                    self.prepared.remove(given_up)
                    given_up.table.clear()
                return self._prepare(trust, key)
        return None

    def _prepare(self, trust: "TrustList", key: "Key") -> "Generator[None, None, None]":
        key.table.clear()  # of what an engine may have left after a single signature
        yield from trust.engine.prepare(key)
        self.prepared.append(key)


def _certificates(data: bytes | None) -> list[bytes]:
    """The certificates in the file. What is no whole one is left out."""
    data = data or b""
    ends = range(CERTIFICATE_BYTES, len(data) + 1, CERTIFICATE_BYTES)
    return [bytes(data[end - CERTIFICATE_BYTES : end]) for end in ends][:CERTIFICATES_MAX]


def recall(trust: "TrustList | None", files: "Any") -> "Generator[None, None, None]":
    """Verify the certificates of the issuers that came last before this start, as the first code of each would be.

    Yields inside long arithmetic. Trap: run it to its end before any other signature is verified. Never raises: an
    issuer that cannot be recalled is met as a new one.
    Clause: spec §4 steps 7 to 11; the dates are looked at in every decision.
    """
    if trust is None:
        return
    try:
        for certificate in _certificates(files.read(names.ISSUERS)):
            yield from _recall(trust, certificate)
    except OSError:
        pass


def _recall(trust: "TrustList", certificate: bytes) -> "Generator[None, None, None]":
    issuer = yield from trust.find(lists.ISSUER, certificate[2:6])
    root = yield from trust.find(lists.CA_KEY, certificate[:1])
    if issuer is None or root is None or issuer[0] >= len(lists.PROFILES):
        return
    engine, identity = trust.engine, lists.PROFILES[issuer[0]][1]
    signer = trust.signer(root[2:], identity)
    if signer is None:
        return
    key, z = signer
    held = yield from engine.verify(key, engine.digest(z, certificate[1:48]), certificate[48:])
    if held and trust.signer(certificate[15:48], identity) is not None:
        trust.certificates.put(certificate + root[2:] + identity, True)


def _roots(trust: "TrustList") -> "Generator[None, None, None]":
    """Decode the first roots of a list, if they stand on one page."""
    place = trust.tables[lists.CA_KEY]
    page = bytearray(lists.PAGE_BYTES)
    if len(place.levels) == 1 and trust.load(lists.CA_KEY, 0, 0, page, place.root):
        size = lists.ENTRY_BYTES[lists.CA_KEY]
        for item in range(min(place.count, _ROOTS_MAX)):
            yield
            trust.signer(bytes(page[item * size + 3 : (item + 1) * size]), lists.PROFILES[0][1])
