"""Which list is in force, through installations, days, power cuts and damage.

Length: every state of the lists is reached from one small set of helpers, and cut or damaged there.
"""

from boards import trust_counter, trust_install, trust_store
from boards.state import PREVIOUS, SEQUENCE, TRUST
from terminal import records, sm2, sm3, trust
from tests.builder import list_builder, signer
from tests.builder.code_builder import ISSUER
from tests.builder.list_builder import issuer_entry
from tests.core.raising import raised

NEW = trust_install.UPLOAD
MOST = 1 << 20
DAY_S = 86_400
NOW_S = 1_791_500_000
EARLY_S = NOW_S - DAY_S
LATER_S = NOW_S + DAY_S
KEYS = (signer.key("operator"),)


class Cut(Exception):
    """The power went."""


class Files:
    """Files in memory whose every operation happens as a whole; `cut_after`: so many more that write, then the power
    goes, before the next one or (`late`) right after it.
    """

    def __init__(self, content=None):
        self.content = dict(content or {})
        self.cut_after = -1
        self.late = False
        self.writes = 0
        self.full = False
        self.reads = 0

    def _write(self, action):
        if self.full:
            raise OSError(28, "no space")
        if self.cut_after == self.writes and not self.late:
            raise Cut
        self.writes += 1
        action()
        if self.cut_after == self.writes and self.late:
            raise Cut

    def has(self, name):
        return name in self.content

    def size(self, name):
        return len(self.content.get(name, b""))

    def read(self, name):
        return self.content.get(name)

    def write(self, name, data):
        def put():
            self.content[name] = bytes(data)

        self._write(put)

    def remove(self, name):
        if name not in self.content:
            return False
        self._write(lambda: self.content.pop(name))
        return True

    def rename(self, old, new):
        def move():
            self.content[new] = self.content.pop(old)

        if old not in self.content:
            raise OSError(2, "no such file")
        self._write(move)

    def opened(self, name):
        if name not in self.content:
            raise OSError(2, "no such file")
        return ListOf(self, name)


class ListOf:
    """An open file: it stays what it was when it is renamed, and shows damage that comes later."""

    def __init__(self, files, name):
        self._files = files
        self._name = name
        self.length_bytes = len(files.content[name])
        self.closed = False

    def readinto(self, offset, buffer):
        self._files.reads += 1
        data = self._files.content[self._name][offset : offset + len(buffer)]
        if len(data) != len(buffer):
            raise OSError(5, "ends too early")
        buffer[:] = data

    def close(self):
        self.closed = True


_lists = {}


def a_list(sequence, effective_s=EARLY_S, **more):
    """The list with this number; made once."""
    what = (sequence, effective_s, str(sorted(more.items())))
    if what not in _lists:
        fields = {"sequence": sequence, "effective_s": effective_s, "issued_s": EARLY_S}
        fields.update(more)
        _lists[what] = list_builder.usual(**fields)
    return _lists[what]


def fresh():
    files = Files()
    trust_counter.begin(files, sm3.digest)
    return files


def opened(files, test=True, keys=KEYS):
    store = trust_store.TrustStore(files, signer.QUICK, keys, test)
    sm2.finish(store.open())
    return store


def install(files, whole, now_s=NOW_S, most=MOST):
    files.content[NEW] = whole
    sm2.finish(trust_install.install(opened(files), NEW, now_s, most))


def refused(files, whole, now_s=NOW_S, most=MOST, kind=ValueError):
    """Why it is not installed; nothing else may have changed, and the upload is gone."""
    files.content.pop(NEW, None)
    before = dict(files.content)
    reason = str(raised(kind, install, files, whole, now_s, most))
    assert files.content == before, reason
    return reason


def in_force(files, now_s=NOW_S):
    """The sequence that a start at this second finds in force, None for none."""
    chosen = opened(files).choose(now_s)
    return None if chosen is None or (now_s is not None and not chosen.in_force(now_s)) else chosen.sequence


def words(files, now_s=NOW_S):
    store = opened(files)
    store.choose(now_s)
    return " | ".join(store.told())


def damage(files, name, at=0):
    whole = bytearray(files.content[name])
    whole[at] ^= 0x10
    files.content[name] = bytes(whole)


def counter(files):
    return trust_counter.parse(files.content[SEQUENCE], sm3.digest)


# installing


def test_the_first_list_and_those_behind_it():
    files = fresh()
    assert in_force(files) is None
    install(files, a_list(7))
    assert in_force(files) == 7 and set(files.content) == {SEQUENCE, TRUST}
    install(files, a_list(8))
    assert in_force(files) == 8
    assert files.content[PREVIOUS] == a_list(7) and files.content[TRUST] == a_list(8)
    assert words(files) == ""


def test_the_first_list_may_have_any_number():
    for sequence in (1, 65_537, 70_000, 0xFFFFFFFF):
        files = fresh()
        install(files, a_list(sequence))
        assert in_force(files) == sequence


def test_the_step_on_both_sides():
    files = fresh()
    install(files, a_list(7))
    assert "65536" in refused(files, a_list(7 + 65_537))
    install(files, a_list(7 + 65_536))
    assert in_force(files) == 7 + 65_536
    refused(files, a_list(7 + 65_536 - 1))
    refused(files, a_list(7))


def test_lower_ones_are_refused_and_named():
    files = fresh()
    install(files, a_list(7))
    for sequence in (1, 6):
        assert "below 7" in refused(files, a_list(sequence))
    assert "another list with sequence 7" in refused(files, a_list(7, EARLY_S + 1))
    assert in_force(files) == 7


def test_the_same_list_once_more_heals_a_damaged_file():
    files = fresh()
    install(files, a_list(6))
    install(files, a_list(7))
    damage(files, TRUST, 100)
    assert in_force(files) is None
    install(files, a_list(7))
    assert in_force(files) == 7


def test_the_same_list_once_more_leaves_the_previous_one():
    files = _with_7()
    install(files, a_list(7))
    assert files.content[PREVIOUS] == a_list(6) and in_force(files) == 7


def test_the_same_waiting_list_once_more_leaves_the_one_in_force():
    files = fresh()
    install(files, a_list(6))
    in_force(files)
    install(files, a_list(7, LATER_S))
    for _ in range(2):
        install(files, a_list(7, LATER_S))
        assert files.content[PREVIOUS] == a_list(6) and files.content[TRUST] == a_list(7, LATER_S)
        assert in_force(files) == 6 and in_force(files, LATER_S - 1) == 6
    assert in_force(files, LATER_S) == 7


def test_test_and_production_lists():
    files = fresh()
    files.content[NEW] = a_list(7, test=False)
    raised(trust.ListRefused, sm2.finish, trust_install.install(opened(files), NEW, NOW_S, MOST))
    assert NEW not in files.content
    files.content[NEW] = a_list(7)
    raised(trust.ListRefused, sm2.finish, trust_install.install(opened(files, False), NEW, NOW_S, MOST))
    files.content[NEW] = a_list(7, test=False)
    sm2.finish(trust_install.install(opened(files, False), NEW, NOW_S, MOST))
    assert opened(files, False).choose(NOW_S).sequence == 7
    assert opened(files, True).choose(NOW_S) is None


def test_lists_that_are_not_taken():
    files = fresh()
    install(files, a_list(7))
    assert "desktop" in refused(files, a_list(8, issued_s=0))
    refused(files, a_list(8, operator="stranger"), kind=trust.ListRefused)
    refused(files, b"no list at all", kind=trust.ListRefused)
    refused(files, b"", kind=trust.ListRefused)
    bad = bytearray(a_list(8))
    bad[-1] ^= 1
    refused(files, bytes(bad), kind=trust.ListRefused)
    assert in_force(files) == 7
    install(files, a_list(8))


def test_the_limit_of_a_board_on_both_sides():
    files = fresh()
    install(files, a_list(7))
    whole = a_list(8)
    reason = refused(files, whole, most=len(whole) - 1)
    assert str(len(whole)) in reason and str(len(whole) - 1) in reason
    install(files, whole, most=len(whole))
    assert in_force(files) == 8


# the day of a list


def test_a_waiting_list_waits_for_its_second():
    files = fresh()
    install(files, a_list(6))
    assert in_force(files) == 6
    install(files, a_list(7, LATER_S))
    store = opened(files)
    assert store.choose(NOW_S).sequence == 6
    assert not store.due(NOW_S) and not store.due(LATER_S - 1) and not store.due(None)
    assert store.due(LATER_S)
    assert counter(files).in_force == 6
    assert store.choose(LATER_S).sequence == 7
    assert counter(files).in_force == 7 and not store.due(LATER_S)
    assert in_force(files, LATER_S) == 7


def test_without_a_trusted_time_nothing_changes():
    files = fresh()
    install(files, a_list(6))
    assert in_force(files) == 6
    install(files, a_list(7, LATER_S), None)
    assert opened(files).choose(None).sequence == 6
    assert in_force(files, LATER_S) == 7
    assert opened(files).choose(None).sequence == 7
    assert counter(files).in_force == 7


def test_without_a_trusted_time_the_list_there_is_is_kept():
    files = fresh()
    install(files, a_list(6), None)
    install(files, a_list(7, LATER_S), None)
    assert in_force(files) == 6


def test_a_newer_waiting_list_takes_the_place_of_the_waiting_one():
    files = fresh()
    install(files, a_list(6))
    in_force(files)
    install(files, a_list(7, LATER_S))
    install(files, a_list(8, LATER_S + DAY_S))
    assert files.content[PREVIOUS] == a_list(6)
    assert in_force(files, LATER_S) == 6 and in_force(files, LATER_S + DAY_S) == 8


def test_without_a_trusted_time_a_list_whose_day_may_have_come_is_not_replaced_by_a_later_one():
    files = fresh()
    install(files, a_list(6))
    in_force(files)
    install(files, a_list(7, LATER_S))
    assert "sequence 7 waits for its day" in refused(files, a_list(8, LATER_S + 1), None)
    assert "Set the clock" in refused(files, a_list(8, LATER_S + DAY_S), None)
    assert in_force(files, LATER_S - 1) == 6
    install(files, a_list(7, LATER_S), None)
    install(files, a_list(8, LATER_S), None)  # a correction: when the day of 7 has come, so has its own
    assert in_force(files, LATER_S - 1) == 6 and in_force(files, LATER_S) == 8
    install(files, a_list(9, LATER_S + DAY_S), None)  # 8 was in force
    assert in_force(files, LATER_S) == 8


def test_an_installation_notices_that_a_day_has_come():
    files = fresh()
    install(files, a_list(6))
    in_force(files)
    install(files, a_list(7, NOW_S))
    install(files, a_list(8, LATER_S))  # 7 has been in force since
    assert files.content[PREVIOUS] == a_list(7, NOW_S)
    assert in_force(files) == 7 and in_force(files, LATER_S) == 8


def test_a_list_that_was_in_force_is_not_followed_by_an_older_one_when_the_time_goes_back():
    files = fresh()
    install(files, a_list(6))
    in_force(files)
    install(files, a_list(7, LATER_S))
    assert in_force(files, LATER_S) == 7
    assert in_force(files, NOW_S) is None


def test_an_expired_list_is_not_followed_by_an_older_one():
    files = fresh()
    install(files, a_list(6))
    in_force(files)
    install(files, a_list(7, NOW_S + 10, expires_s=NOW_S + 20))
    assert in_force(files, NOW_S + 9) == 6
    assert in_force(files, NOW_S + 21) is None  # it was off in between


# damage


def test_once_in_force_no_older_one_is_used():
    for name_of_damage in (0, 20, 100, 460):
        files = fresh()
        install(files, a_list(6))
        install(files, a_list(7))
        assert in_force(files) == 7
        damage(files, TRUST, name_of_damage)
        assert in_force(files) is None
        said = words(files)
        assert "trust.bin: " in said and "sequence 6 is below 7" in said
        assert opened(files).damaged


def test_a_damaged_waiting_list_until_its_day_and_behind_it():
    files = fresh()
    install(files, a_list(6))
    in_force(files)
    install(files, a_list(7, LATER_S))
    damage(files, TRUST, 30)
    store = opened(files)
    assert store.choose(NOW_S).sequence == 6 and store.damaged
    assert "trust.bin" in " ".join(store.told())
    assert store.due(LATER_S) and not store.due(LATER_S - 1)
    assert store.choose(LATER_S) is None
    assert "sequence 7 should be in force" in " ".join(store.told())
    assert in_force(files, LATER_S - 1) == 6 and in_force(files, LATER_S) is None
    install(files, a_list(7, LATER_S))
    assert in_force(files, LATER_S) == 7


def test_a_missing_waiting_list_is_one_that_is_damaged():
    files = fresh()
    install(files, a_list(6))
    in_force(files)
    install(files, a_list(7, LATER_S))
    del files.content[TRUST]
    assert in_force(files) == 6 and in_force(files, LATER_S) is None


def test_every_byte_of_the_counter():
    files = fresh()
    install(files, a_list(6))
    install(files, a_list(7))
    assert in_force(files) == 7
    good = files.content[SEQUENCE]
    assert len(good) == 232
    for at in range(len(good)):
        damage(files, SEQUENCE, at)
        store = opened(files)
        assert store.damaged and "trust.sequence" in " ".join(store.told()), at
        assert store.choose(NOW_S).sequence == 7
        assert files.content[SEQUENCE] == good, at


def test_a_counter_that_is_shorter_or_longer():
    files = fresh()
    install(files, a_list(7))
    in_force(files)
    good = files.content[SEQUENCE]
    for data, believed in (
        (good[:116], True),
        (good[:231], True),
        (good + b"x", True),
        (good[:115], False),
        (b"", False),
    ):
        files.content[SEQUENCE] = data
        assert "trust.sequence" in words(files)
        assert (in_force(files) == 7) == believed
        assert (files.content[SEQUENCE] == good) == believed


def test_of_two_whole_copies_the_higher_one_counts():
    files = fresh()
    install(files, a_list(7))
    in_force(files)
    low = files.content[SEQUENCE]
    install(files, a_list(8))
    in_force(files)
    high = files.content[SEQUENCE]
    for mixed in (low[:116] + high[116:], high[:116] + low[116:]):
        files.content[SEQUENCE] = mixed
        assert in_force(files) == 8 and files.content[SEQUENCE] == high


def test_without_a_counter_nothing_is_believed_and_nothing_installed():
    files = fresh()
    install(files, a_list(7))
    for lost in (None, b"\x00\x00\x00\x07", bytes(232)):
        if lost is None:
            del files.content[SEQUENCE]
        else:
            files.content[SEQUENCE] = lost
        assert in_force(files) is None and "provision" in words(files) and opened(files).damaged
        files.content[NEW] = a_list(8)
        assert "provision" in str(raised(ValueError, install, files, a_list(8)))
    files.content.pop(NEW)
    trust_counter.begin(files, sm3.digest)
    assert set(files.content) == {SEQUENCE} and in_force(files) is None
    install(files, a_list(3))
    assert in_force(files) == 3


def test_provisioning_again_keeps_the_counter():
    files = fresh()
    install(files, a_list(7))
    before = dict(files.content)
    trust_counter.begin(files, sm3.digest)
    assert files.content == before


def test_the_counter_survives_every_list():
    files = fresh()
    install(files, a_list(6))
    install(files, a_list(7))
    in_force(files)
    for name in (TRUST, PREVIOUS):
        del files.content[name]
    assert in_force(files) is None
    assert "below 7" in refused(files, a_list(6))
    install(files, a_list(7))
    assert in_force(files) == 7


def test_a_list_that_somebody_put_there():
    files = fresh()
    install(files, a_list(6))
    install(files, a_list(7))
    in_force(files)
    for whole, said in (
        (a_list(6), "below 7"),
        (a_list(8), "never installed"),
        (a_list(7, EARLY_S + 1), "not the list of sequence 7"),
    ):
        files.content[TRUST] = whole
        assert in_force(files) is None
        assert said in words(files)


# power cuts


def _cuts(prepare, whole, expected, now_s=NOW_S):
    """Cut the installation of a list at every operation that writes, before and after it. expected: what may be in
    force then. Returns how many operations there were."""
    operations = 0
    for late in (False, True):
        at = 0
        while True:
            files = prepare()
            start = files.writes
            files.cut_after, files.late = start + at + late, late
            try:
                install(files, whole, now_s)
                operations = files.writes - start
                cut = False
            except Cut:
                cut = True
            files.cut_after = -1
            highest = counter(files).highest
            found = in_force(files, now_s)
            assert found in expected, (at, late, found)
            if found is not None:
                for lower in range(found - 1, found):
                    refused(files, a_list(lower), now_s)
            if highest == 8:
                assert "another" in refused(files, a_list(8, EARLY_S + 7), now_s)
            install(files, whole, now_s)
            assert in_force(files, now_s) == expected[-1], (at, late)
            again = counter(files)
            assert again.highest == 8 and again.day_s and files.content[TRUST] == whole
            if not cut:
                break
            at += 1
    return operations


def _with_7(effective_s=EARLY_S):
    files = fresh()
    install(files, a_list(6))
    in_force(files)
    install(files, a_list(7, effective_s))
    in_force(files)
    return files


def test_a_cut_anywhere_in_an_installation():
    assert _cuts(_with_7, a_list(8), (7, 8)) == 4


def test_a_cut_anywhere_in_the_installation_of_a_waiting_list():
    assert _cuts(_with_7, a_list(8, LATER_S), (7, 7)) == 4


def test_a_cut_anywhere_while_another_one_waits():
    assert _cuts(lambda: _with_7(LATER_S), a_list(8, LATER_S + 1), (6, 6)) == 3


def test_a_cut_anywhere_when_the_waiting_one_is_replaced_at_once():
    assert _cuts(lambda: _with_7(LATER_S), a_list(8), (6, 8)) == 3


def test_a_cut_anywhere_when_the_day_of_the_waiting_one_was_not_noticed():
    def prepare():
        files = fresh()
        install(files, a_list(6), EARLY_S)
        in_force(files, EARLY_S)
        install(files, a_list(7, NOW_S), EARLY_S)
        return files

    assert _cuts(prepare, a_list(8, LATER_S), (7, 7)) == 5


def test_a_cut_anywhere_in_the_first_installation():
    assert _cuts(fresh, a_list(8), (None, 8)) == 3


def test_a_cut_on_the_day_itself():
    for late in (False, True):
        files = _with_7(LATER_S)
        store = opened(files)
        store.choose(NOW_S)
        files.cut_after, files.late = files.writes + late, late
        raised(Cut, store.choose, LATER_S)
        assert store.chosen.list.sequence == 6  # not in force before it is written down
        files.cut_after = -1
        assert in_force(files, LATER_S) == 7
        damage(files, TRUST)
        assert in_force(files, LATER_S) is None


def test_a_start_finishes_what_a_cut_left():
    """Behind it the waiting list counts as installed: on its day, damaged, it leaves nothing in force."""
    files = _with_7()
    files.cut_after = files.writes + 3
    raised(Cut, install, files, a_list(8, LATER_S))
    files.cut_after = -1
    assert files.content[TRUST] == a_list(8, LATER_S) and not counter(files).day_s
    assert in_force(files) == 7 and counter(files).day_s == LATER_S
    damage(files, TRUST)
    assert in_force(files) == 7 and in_force(files, LATER_S) is None


def test_a_cut_when_a_waiting_list_is_installed_again_does_not_forget_its_day():
    files = _with_7(LATER_S)
    files.cut_after = files.writes + 1
    raised(Cut, install, files, a_list(7, LATER_S))
    files.cut_after = -1
    damage(files, TRUST)
    assert in_force(files) == 6 and in_force(files, LATER_S) is None


def test_a_cut_installation_that_is_given_up_for_a_higher_one():
    for at in range(4):
        files = _with_7()
        files.cut_after = files.writes + at
        raised(Cut, install, files, a_list(8))
        files.cut_after = -1
        install(files, a_list(9))
        assert in_force(files) == 9
        refused(files, a_list(8))


def test_full_storage_on_the_day():
    files = _with_7(LATER_S)
    store = opened(files)
    store.choose(NOW_S)
    files.full = True
    assert store.choose(LATER_S).sequence == 7  # the stricter one, written down or not
    assert "cannot be written" in " ".join(store.told())
    assert not store.due(LATER_S + 59) and store.due(LATER_S + 60)
    files.full = False
    assert store.choose(LATER_S + 60).sequence == 7
    assert counter(files).in_force == 7 and not store.due(LATER_S + 999)


def test_full_storage_at_the_installation():
    files = _with_7()
    files.full = True
    raised(OSError, install, files, a_list(8))
    files.full = False
    assert in_force(files) == 7


# idle time


def passes(store, seconds, now_ms=0):
    said = []
    for at in range(seconds):
        store.step(NOW_S, now_ms + 1000 * (at + 1))
        said += store.told()
    return said


def a_long_one(sequence, effective_s=EARLY_S):
    blocked = tuple([b"\x31" + bytes(7) + bytes([n // 256, n % 256]) for n in range(52)])
    return a_list(sequence, effective_s, blocked=blocked)


def test_a_page_a_second():
    files = fresh()
    install(files, a_long_one(7))
    store = opened(files)
    store.choose(NOW_S)
    store.step(NOW_S, 1000)
    for at_ms, reads in ((1999, 0), (2000, 1), (2001, 0), (2999, 0), (3000, 1)):
        before = files.reads
        store.step(NOW_S, at_ms)
        assert files.reads - before == reads, at_ms


def test_every_byte_of_a_list_is_looked_at_in_idle_time():
    files = fresh()
    install(files, a_list(6))
    in_force(files)
    install(files, a_long_one(7))
    whole = files.content[TRUST]
    for at in list(range(0, 512, 37)) + [511] + list(range(512, len(whole), 97)) + [len(whole) - 1]:
        files.content[TRUST] = whole
        store = opened(files)
        store.choose(NOW_S)
        damage(files, TRUST, at)
        said = passes(store, 20)
        assert len(said) == 1 and "trust.bin" in said[0] and store.damaged, (at, said)
    files.content[TRUST] = whole
    store = opened(files)
    store.choose(NOW_S)
    assert passes(store, 40) == [] and not store.damaged


def test_the_waiting_list_and_the_counter_are_looked_at_too():
    files = _with_7(LATER_S)
    store = opened(files)
    store.choose(NOW_S)
    damage(files, TRUST, 600)
    said = passes(store, 20)
    assert len(said) == 1 and "trust.bin" in said[0]
    damage(files, PREVIOUS, 600)
    said = passes(store, 20, 20_000)
    assert len(said) == 1 and "trust.previous" in said[0]
    good = files.content[SEQUENCE]
    damage(files, SEQUENCE, 7)
    said = passes(store, 20, 40_000)
    assert len(said) == 1 and "trust.sequence" in said[0] and files.content[SEQUENCE] == good


def test_the_age_is_told_once_a_day_past_fifteen():
    files = fresh()
    issued_s = NOW_S - 15 * DAY_S
    install(files, a_list(7, issued_s=issued_s))
    store = opened(files)
    store.choose(NOW_S)
    for now_s, days in (
        (NOW_S, 0),
        (NOW_S + DAY_S - 1, 0),
        (NOW_S + DAY_S, 16),
        (NOW_S + 2 * DAY_S - 1, 0),
        (NOW_S + 2 * DAY_S, 17),
        (None, 0),
    ):
        store.step(now_s, 0)
        said = store.told()
        assert said == ([trust_store.old(days)] if days else []), now_s
    assert not store.damaged


class World:
    """The loop, its scanner, clock, log and journal, as the store looks after the lists between their turns."""

    def __init__(self):
        self.trust = None
        self.now = NOW_S
        self.ms = 0
        self.held = []
        self.lines = []
        self.events = []
        self.broken = False

    def now_s(self):
        return self.now

    def now_ms(self):
        self.ms += 1000
        return self.ms

    def hold(self, active):
        self.held.append(active)
        if self.broken:
            raise OSError(19, "no scanner")

    def line(self, text):
        self.lines.append(text)

    def append_event(self, event, at_s, value, now_s):
        assert self.held and self.held[-1]
        if self.broken:
            raise OSError(28, "full")
        self.events.append((event, at_s, value, now_s))


def test_between_two_turns():
    for broken in (False, True):
        files = _with_7(LATER_S)
        store = opened(files)
        world = World()
        world.broken = broken
        world.trust = store.choose(NOW_S)

        def turn(store=store, world=world):
            store.look_after(world, world, world, world, world)

        turn()
        assert world.held == [] and world.trust.sequence == 6
        world.now = LATER_S
        turn()
        assert world.held == [True, False] and world.trust.sequence == 7 and world.lines == []
        damage(files, TRUST, 600)
        for _ in range(20):
            turn()
        assert world.held == [True, False] * 2 and "trust.bin" in world.lines[0]
        assert world.events == ([] if broken else [(records.DAMAGED, LATER_S, 2, LATER_S)])
        assert len(world.lines) == 1 + broken


def test_words_are_bounded():
    store = opened(fresh())
    for number in range(100):
        store.tell(str(number))
    assert len(store.told()) == 8 and store.told() == []


# space


def test_room_on_both_sides():
    files = fresh()
    install(files, a_list(7))
    in_force(files)
    store = opened(files)
    wanted = 1000 + trust_install.SPARE_BYTES
    trust_install.room(store, 1000, 1000, wanted)
    assert "1001" in str(raised(ValueError, trust_install.room, store, 1001, 1000, 1 << 30))
    assert str(wanted) in str(raised(ValueError, trust_install.room, store, 1000, 1000, wanted - 1))


def test_room_is_made_of_what_nobody_needs():
    files = _with_7()
    files.content[NEW] = bytes(100)
    size = len(a_list(6))
    store = opened(files)
    wanted = 1000 + trust_install.SPARE_BYTES
    trust_install.room(store, 1000, 1000, wanted - 100)
    assert NEW not in files.content and PREVIOUS in files.content
    trust_install.room(store, 1000, 1000, wanted - size)
    assert PREVIOUS not in files.content and in_force(files) == 7


def test_the_list_in_force_never_makes_room():
    files = _with_7(LATER_S)
    reason = str(raised(ValueError, trust_install.room, opened(files), 1000, 1000, 0))
    assert "waits" in reason and in_force(files) == 6


def test_lookups_work_in_what_was_chosen():
    files = _with_7()
    chosen = opened(files).choose(NOW_S)
    assert sm2.finish(chosen.find(trust.ISSUER, ISSUER)) == issuer_entry()[4:]
