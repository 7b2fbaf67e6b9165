"""Which trust list is in force: chosen at the start, switched on the day, checked again in idle time.

trust.bin is the list installed last (boards/trust_install.py), trust.previous the one before it, which stays in force
until the day of the newer one and is never used again afterwards, not even when the newer one is damaged. The counter
(boards/trust_counter.py) says which lists were here; a list that it does not know is refused.
Clause: spec §6.
"""

from collections import namedtuple

from boards import state as names, trust_counter
from boards.trust_counter import Counter
from terminal import records, trust
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from terminal import sm2

# A list whose file is open. header: SM3 of its first page.
Kept = namedtuple("Kept", "name list header file")

_DAY_S: int = const(86_400)
_PAGE_EVERY_MS: int = const(1000)  # one page of the idle check: the slowest board needs a fifth of a second for it
_RETRY_S: int = const(60)  # between two tries to write the counter
_WORDS_MAX: int = const(8)
_DAMAGED: int = const(2)  # what an event of damage says was damaged: a trust list


def age_days(opened: trust.TrustList, now_s: int) -> int:
    """Whole days since a list was issued."""
    return int((now_s - opened.issued_s) // _DAY_S)


class TrustStore:
    """The lists of one terminal: which is in force, which waits for its day, whether they are still whole.

    files: read, write, remove, rename, has, size and opened(name) of files, as boards/state.State has them; each one
    done, and durable, when it returns. keys: the operator's, of this engine. test: whether test lists are taken, or
    production ones. `words` are messages for people since they were last taken; `damaged`, that some of them report
    damage.
    """

    def __init__(self, files: "Any", engine: "sm2.Engine", keys: "tuple[sm2.Key, ...]", test: bool) -> None:
        self.files = files
        self.engine = engine
        self._keys = keys
        self._test = test
        self.words: list[str] = []
        self.damaged = False
        self.counter: Counter | None = None
        self.newest: Kept | None = None
        self.previous: Kept | None = None
        self.chosen: Kept | None = None
        self._next_s: int | None = None  # when to choose anew
        self._told_days = 0
        self._check: Generator[None, None, None] | None = None
        self._page_ms = 0
        self._broken: list[bytes] = []  # headers of lists that were named already: two at most

    # messages for people

    def tell(self, text: str, damaged: bool = False) -> None:
        """Keep a message for the log. When there are too many, the newest are left out."""
        if len(self.words) < _WORDS_MAX:
            self.words.append(text)
        self.damaged = self.damaged or damaged

    def told(self) -> list[str]:
        """The words, once; `damaged` remains."""
        words, self.words = self.words, []
        return words

    def report(self, log: "Any", journal: "Any", now_s: int | None) -> None:
        """Write the messages to the log, and an event to the journal when there was damage."""
        for text in self.told():
            log.line(text)
        if self.damaged:
            self.damaged = False
            try:
                journal.append_event(records.DAMAGED, now_s, _DAMAGED, now_s)
            except OSError as error:
                log.line(f"the journal: {error}")

    # at the start

    def open(self) -> "Generator[None, None, None]":
        """Read the counter and the lists that may come into question. Yields while signatures are verified.

        Raises OSError when the counter cannot be read. Trap: no list is in force yet; `choose` says which one is.
        """
        data = self.files.read(names.SEQUENCE) or b""
        counter = trust_counter.parse(data, self.engine.digest)
        if counter is None:
            self.tell("trust.sequence: missing or damaged, so no list is believed: provision this terminal anew", True)
            return
        self.counter = counter
        if data != trust_counter.encode(counter, self.engine.digest):
            self.tell("trust.sequence: a copy was damaged, and is written anew", True)
            self._mend(counter)
        self.newest = yield from self.look(names.TRUST)
        if self.newest is not None:
            if self.newest.header == counter.header and not counter.day_s:
                self._mend(self.settled(self.newest))  # a cut came between its two last steps
            if self.newest.header == counter.in_force_header:
                return  # the one before has had its time
        self.previous = yield from self.look(names.PREVIOUS)

    def look(self, name: str) -> "Generator[None, None, Kept | None]":
        """Open a list that was installed here and may still be used; None, with words, for any other."""
        if not self.files.has(name):
            return None
        file = None
        try:
            file = self.files.opened(name)
            kept = yield from self.verified(name, file)
            why = self._unusable(kept)
            if not why:
                return kept
            self.tell(name + ": " + why)
        except (OSError, trust.ListRefused) as error:
            self.tell(f"{name}: {error}", True)
        if file is not None:
            file.close()
        return None

    def verified(self, name: str, file: "Any") -> "Generator[None, None, Kept]":
        """A list of this operator and of the kind that is taken here. Raises ListRefused, OSError."""
        opened = yield from trust.open_list(file.readinto, file.length_bytes, self._keys, self.engine, self._test)
        return Kept(name, opened, self._header(file), file)

    def _header(self, file: "Any") -> bytes:
        page = bytearray(trust.PAGE_BYTES)
        file.readinto(0, page)
        found: bytes = self.engine.digest(page)
        return found

    def _unusable(self, kept: Kept) -> str:
        """Why the counter refuses a list; "" when it does not."""
        counter, sequence = self.counter, kept.list.sequence
        if counter is None or sequence > counter.highest:
            return f"sequence {sequence} was never installed here"
        if sequence < counter.in_force:
            return f"sequence {sequence} is below {counter.in_force}, which was in force already"
        for known, header in ((counter.highest, counter.header), (counter.in_force, counter.in_force_header)):
            if sequence == known and kept.header != header:
                return f"this is not the list of sequence {sequence} that was installed here"
        return ""

    # which one

    def choose(self, now_s: int | None) -> trust.TrustList | None:
        """The list in force at this second (None: the time is not trusted), once the counter says so on flash.

        Call it at the start and whenever `due` says so.
        """
        counter, newest, chosen = self.counter, self.newest, self.previous
        if counter is None:
            return None
        self._next_s = None
        if newest is not None:
            arrived = now_s is not None and newest.list.effective_s <= now_s
            if chosen is None or arrived:
                chosen = newest
            if not arrived:
                self._next_s = newest.list.effective_s
        if chosen is not None and chosen.list.sequence < counter.highest and counter.day_s:
            if now_s is not None and counter.day_s <= now_s:
                self.tell(f"sequence {counter.highest} should be in force, and is damaged: install it again", True)
                chosen = None
            elif self._next_s is None or counter.day_s < self._next_s:
                self._next_s = counter.day_s
        if chosen is not None and now_s is not None and chosen.list.effective_s <= now_s:
            self._show(chosen, counter, now_s)
            if chosen is newest and self.previous is not None:
                self.previous.file.close()
                self.previous = None
        if chosen is not self.chosen:
            self.chosen = chosen
            self._check = None
        return None if chosen is None else chosen.list

    def _show(self, chosen: Kept, counter: Counter, now_s: int) -> None:
        """Write down that a list is in force, before it is."""
        if chosen.header != counter.in_force_header:
            sequence = chosen.list.sequence
            if not self._mend(Counter(counter.highest, sequence, counter.day_s, counter.header, chosen.header)):
                self._next_s = now_s + _RETRY_S  # the list is in force all the same: it is the stricter one

    def due(self, now_s: int | None) -> bool:
        """Whether it is time to choose anew."""
        return self._next_s is not None and now_s is not None and self._next_s <= now_s

    def settled(self, kept: Kept) -> Counter:
        """The counter once the newest list has its place: from its day on no other one counts."""
        counter = self.counter or trust_counter.NONE
        return Counter(
            counter.highest, counter.in_force, kept.list.effective_s, counter.header, counter.in_force_header
        )

    def write(self, counter: Counter) -> None:
        """Put a counter in its place. Raises OSError."""
        self.files.write(names.SEQUENCE, trust_counter.encode(counter, self.engine.digest))
        self.counter = counter

    def _mend(self, counter: Counter) -> bool:
        """The same where it may wait."""
        try:
            self.write(counter)
        except OSError as error:
            self.tell(f"trust.sequence: cannot be written: {error}")
            return False
        return True

    # in idle time

    def look_after(self, loop: "Any", scanner: "Any", clock: "Any", log: "Any", journal: "Any") -> None:
        """Between two turns with nothing else to do: the list whose day has come, and `step`. The scanner is held off
        while something is written.
        """
        now_s = clock.now_s()
        due = self.due(now_s)
        if not due:
            self.step(now_s, clock.now_ms())
        if due or self.words:
            for active in (True, False):
                try:
                    scanner.hold(active)
                except OSError:
                    pass  # the loop finds out
                if active and due:
                    loop.trust = self.choose(now_s)
                if active:
                    self.report(log, journal, now_s)

    def step(self, now_s: int | None, now_ms: int) -> None:
        """Now and then one page, and once a day a word about the age."""
        if self.chosen is not None and now_s is not None:
            days = age_days(self.chosen.list, now_s)
            if days > trust.AGE_MAX_DAYS and days != self._told_days:
                self._told_days = days
                self.tell(old(days))
        if now_ms - self._page_ms < _PAGE_EVERY_MS:
            return
        self._page_ms = now_ms
        check = self._check
        if check is None:
            check = self._check = self._pass()
        try:
            next(check)
        except StopIteration:
            self._check = None

    def _pass(self) -> "Generator[None, None, None]":
        """Everything once: the list in force, the one that waits, the counter. A damaged list is named once."""
        for kept in (self.chosen, None if self.newest is self.chosen else self.newest):
            if kept is None or kept.header in self._broken:
                continue
            try:
                yield from self.check(kept)
            except trust.ListRefused as error:
                self._broken.append(kept.header)
                self.tell(f"{error}; install the list again", True)
        yield
        counter = self.counter
        if counter is None:
            return
        try:
            good = self.files.read(names.SEQUENCE) == trust_counter.encode(counter, self.engine.digest)
        except OSError:
            good = False
        if not good and self._mend(counter):
            self.tell("trust.sequence: was damaged, and is written anew", True)

    def check(self, kept: Kept) -> "Generator[None, None, None]":
        """Read a whole list, a page a step. Raises ListRefused naming what is not as it was signed."""
        try:
            if self._header(kept.file) != kept.header:
                raise trust.ListRefused("the header is damaged")
            yield
            yield from trust.check_pages(kept.list)
        except (OSError, trust.ListRefused) as error:
            raise trust.ListRefused(f"{kept.name}: {error}") from None


def old(days: int) -> str:
    """The warning for a list of that age."""
    return f"the trust list is {days} days old, more than {trust.AGE_MAX_DAYS}: install a newer one"
