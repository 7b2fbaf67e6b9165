"""Which snapshots a terminal takes: through installations, power cuts and damage."""

from boards import snapshot_install, snapshot_store, trust_counter
from boards.state import SNAPSHOT, SNAPSHOT_BEFORE, SNAPSHOT_SEQUENCE
from terminal import signed, sm2, sm3, trust
from tests.builder import signer, snapshot_builder
from tests.core.raising import raised
from tests.core.test_trust_store import Cut, Files

NEW = snapshot_install.UPLOAD
NOW_S = 1_791_500_000
KEYS = (signer.key("operator"),)


def a_snapshot(sequence, **more):
    return snapshot_builder.build(sequence=sequence, **more)


def opened(files, test=True):
    store = snapshot_store.SnapshotStore(files, signer.QUICK, KEYS, test)
    sm2.finish(store.open())
    return store


def install(files, whole, now_s=None):
    files.content[NEW] = whole
    return sm2.finish(snapshot_install.install(opened(files), NEW, now_s))


def refused(files, whole, kind=ValueError):
    """The reason; the files are as they were."""
    before = dict(files.content)
    why = str(raised(kind, install, files, whole))
    assert files.content == before
    return why


def kept(files):
    """Sequences of those that may be used, the newest first."""
    return [each[1].sequence for each in opened(files).kept]


def test_one_after_the_other():
    files = Files()
    assert kept(files) == [] and opened(files).words == []
    most = 7 + trust.STEP_MAX
    for sequence, there in ((1, [1]), (2, [2, 1]), (2, [2, 1]), (7, [7, 2]), (most, [most, 7])):
        install(files, a_snapshot(sequence))
        assert kept(files) == there and opened(files).words == []
    assert set(files.content) == {SNAPSHOT, SNAPSHOT_BEFORE, SNAPSHOT_SEQUENCE}
    for sequence, words in (
        (7, "is below"),
        (8 + 2 * trust.STEP_MAX, "number the snapshot lower"),
        (7 + trust.STEP_MAX, "another snapshot with sequence"),
    ):
        assert words in refused(files, a_snapshot(sequence, denied=(snapshot_builder.account(5),)))


def test_the_one_in_force_stays_while_others_wait_for_their_day():
    files = Files()
    install(files, a_snapshot(1), NOW_S)
    waits = {"effective_s": NOW_S + 1, "expires_s": NOW_S + 9}
    for sequence in (2, 3, 3):  # the last ones: a correction, and the same once more
        install(files, a_snapshot(sequence, **waits), NOW_S)
        assert kept(files) == [sequence, 1]
    for now_s, there in ((NOW_S + 1, [4, 3]), (NOW_S + 9, [4, 3]), (NOW_S + 10, [4, 1]), (None, [4, 3])):
        later = Files(files.content)
        install(later, a_snapshot(4), now_s)
        assert kept(later) == there, now_s


def test_room_is_not_made_of_the_one_in_force():
    files = Files()
    install(files, a_snapshot(1), NOW_S)
    install(files, a_snapshot(2, effective_s=NOW_S + 1), NOW_S)
    size, spare = files.size(SNAPSHOT), snapshot_install.SPARE_BYTES
    for most, free, words in ((3 * size - 1, size + spare, "more than"), (3 * size, size + spare - 1, "are free")):
        why = str(raised(ValueError, snapshot_install.room, opened(files), size, most, free, NOW_S))
        assert words in why and "in force stays" in why
        assert kept(files) == [2, 1]
    snapshot_install.room(opened(files), size, 3 * size - 1, size + spare, NOW_S + 1)
    assert kept(files) == [2]


def test_what_is_not_as_it_was_signed_is_refused():
    files = Files()
    install(files, a_snapshot(1))
    whole = bytearray(a_snapshot(2, denied=(snapshot_builder.account(5),)))
    whole[600] ^= 1
    assert "damaged" in refused(files, bytes(whole), signed.BlobRefused)
    for wrong in (a_snapshot(2)[:-1], b""):
        assert "no whole number" in refused(files, wrong, signed.BlobRefused)
    assert "for a desktop only" in refused(files, a_snapshot(2, issued_s=0))
    assert kept(files) == [1]
    store = snapshot_store.SnapshotStore(files, signer.QUICK, KEYS, False)  # a production terminal
    sm2.finish(store.open())
    assert not store.kept and "test keys" in store.words[0]


def test_a_cut_leaves_one_of_the_two_and_the_same_may_follow():
    for late in (False, True):
        for after in range(4):
            files = Files()
            install(files, a_snapshot(1))
            install(files, a_snapshot(2))
            files.writes, files.cut_after, files.late = 0, after, late
            try:
                install(files, a_snapshot(3))
            except Cut:
                pass
            files.cut_after = -1
            there = kept(files)
            assert there and set(there) <= {1, 2, 3}, (late, after, there)
            assert 2 in there or 3 in there, (late, after, there)
            files.content.pop(NEW, None)
            install(files, a_snapshot(3))
            assert kept(files)[0] == 3 and 1 not in kept(files)[:1]


def test_without_its_counter_none_is_believed_until_one_is_installed():
    files = Files()
    install(files, a_snapshot(5))
    counter = files.content[SNAPSHOT_SEQUENCE]
    for data in (None, b"", counter[:-40] + bytes(40), bytes(len(counter))):
        if data is None:
            del files.content[SNAPSHOT_SEQUENCE]
        else:
            files.content[SNAPSHOT_SEQUENCE] = data
        store = opened(files)
        whole = data is not None and trust_counter.parse(data, sm3.digest) is not None
        assert (len(store.kept) > 0) == whole and (len(store.words) > 0) != whole
    install(files, a_snapshot(4))
    assert kept(files) == [4]


def test_one_that_was_never_installed_here_is_not_used():
    files = Files()
    install(files, a_snapshot(5))
    for other in (a_snapshot(6), a_snapshot(5, denied=(snapshot_builder.account(9),))):
        files.content[SNAPSHOT] = other
        store = opened(files)
        assert not store.kept and "never installed here" in store.words[0]


def test_the_bounds_of_flash():
    files = Files()
    install(files, a_snapshot(1))
    install(files, a_snapshot(2))
    size = len(files.content[SNAPSHOT])
    spare = snapshot_install.SPARE_BYTES
    snapshot_install.room(opened(files), size, 3 * size, size + spare, None)
    assert kept(files) == [2, 1]
    snapshot_install.room(opened(files), size, 3 * size - 1, size + spare, None)  # the one before the newest gives way
    assert kept(files) == [2]
    for length, most, free, words in (
        (size, 2 * size, size + spare, ""),
        (size, 2 * size - 1, size + spare, "more than"),
        (size, 2 * size, size + spare - 1, "are free"),
    ):
        files.content[NEW] = b""
        if words:
            assert words in str(raised(ValueError, snapshot_install.room, opened(files), length, most, free, None))
        else:
            snapshot_install.room(opened(files), length, most, free, None)
        assert NEW not in files.content and kept(files) == [2]
