"""Tables for keys that stay, made in idle time: those of the roots in the trust list, then those of the roots
and issuers whose codes were read last. With a table a signature takes half the time."""

from terminal import trust as lists
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Generator

    from terminal.sm2 import Key
    from terminal.trust import TrustList

TABLES_MAX = const(3)  # 2 KB each
_ROOTS_MAX: int = const(2)  # of a new list


class Preparation:
    """Prepares tables for the list in force, a slice of arithmetic at a time."""

    def __init__(self) -> None:
        self._trust: TrustList | None = None
        self._steps: Generator[None, None, None] | None = None
        self.prepared: list[Key] = []

    def step(self, trust: "TrustList | None") -> None:
        """One slice, if there is work. Trap: only between two decisions. Never raises for a damaged list: looking up a
        key will."""
        if trust is not self._trust:
            self._trust = trust
            self.prepared = []
            self._steps = None if trust is None else _roots(trust)
        elif self._steps is None and trust is not None:
            self._steps = self._next(trust)
        if self._steps is not None:
            try:
                next(self._steps)
            except (StopIteration, OSError):
                self._steps = None

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


def _roots(trust: "TrustList") -> "Generator[None, None, None]":
    """Decode the first roots of a list, if they stand on one page."""
    place = trust.tables[lists.CA_KEY]
    page = bytearray(lists.PAGE_BYTES)
    if len(place.levels) == 1 and trust.load(lists.CA_KEY, 0, 0, page, place.root):
        size = lists.ENTRY_BYTES[lists.CA_KEY]
        for item in range(min(place.count, _ROOTS_MAX)):
            yield
            trust.signer(bytes(page[item * size + 3 : (item + 1) * size]), lists.PROFILES[0][1])
