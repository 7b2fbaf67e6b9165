"""A folder of the state that goes back to earlier files, and the copies beside it."""

import shutil

import pytest

from boards import state
from boards.state import Identity, State
from terminal import records, sm3

IDENTITY = Identity(True, 1, 2, bytes(range(32)), (bytes(range(64)),))


def test_a_folder_that_went_back_is_mended_and_told(tmp_path):
    """littlefs does that to a folder with one bad bit, whichever of its writes the bit was in."""
    now, before = tmp_path / "state", tmp_path / "before"
    files, said = State(str(now)), []
    files.write_identity(IDENTITY, sm3.digest)
    writes = [
        (state.CONFIG, b"one"),
        (state.SEQUENCE, b"seven"),
        (state.CLOCK, b"noon"),
        (state.CONFIG, b"two"),
        ("x", b"y"),
    ]
    for done in range(len(writes)):
        shutil.copytree(now, before)
        for name, data in writes[done:]:
            files.write(name, data)
        whole = {name: files.read(name) for name in (state.IDENTITY, state.CONFIG, state.SEQUENCE, state.CLOCK)}
        shutil.rmtree(now)
        before.rename(now)
        again = State(str(now))
        again.mend(said.append)
        assert len(said) == done + 1 and "had gone back" in said[-1]
        assert {name: again.read(name) for name in whole} == whole
        assert again.notes()[-1] == (records.DAMAGED, None, 4)
        again.remove(state.EVENTS)
        again.mend(said.append)
        assert len(said) == done + 1, "told once"


def test_a_cut_between_the_two_turns_is_no_damage(tmp_path):
    files, said = State(str(tmp_path / "state")), []
    files.write(state.CONFIG, b"one")
    turn = (tmp_path / "counters" / "turn").read_bytes()
    files.write(state.CONFIG, b"two")
    (tmp_path / "counters" / "turn").write_bytes(turn)
    files.mend(said.append)
    assert not said and files.read(state.CONFIG) == b"two"


@pytest.mark.parametrize("lost", ["all", "turn"])
def test_copies_that_are_gone_or_old_are_made_anew(tmp_path, lost):
    files, said = State(str(tmp_path / "state")), []
    files.write_identity(IDENTITY, sm3.digest)
    turn = (tmp_path / "counters" / "turn").read_bytes()
    for number in range(3):
        files.write(state.CONFIG, b"%d" % number)
    if lost == "all":
        shutil.rmtree(tmp_path / "counters")
    else:
        (tmp_path / "counters" / "config.bin").write_bytes(b"0")
        (tmp_path / "counters" / "turn").write_bytes(turn)
    files.mend(said.append)
    assert not said and (tmp_path / "counters" / "config.bin").read_bytes() == b"2"
    assert (tmp_path / "counters" / "identity").read_bytes() == files.read(state.IDENTITY)


class Cut(State):
    """Power fails at the copy of a file: before it, or (late) behind it."""

    def __init__(self, folder, late):
        super().__init__(folder)
        self.late = late

    def _copy(self, name, data):
        if self.late:
            super()._copy(name, data)
        raise KeyboardInterrupt


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("before", [None, b"one"])
def test_a_cut_between_a_file_and_its_copy_is_mended(tmp_path, before, late):
    files, said = State(str(tmp_path / "state")), []
    files.write(state.CLOCK, b"noon")
    if before is not None:
        files.write(state.CONFIG, before)
    with pytest.raises(KeyboardInterrupt):
        Cut(str(tmp_path / "state"), late).write(state.CONFIG, b"two")
    again = State(str(tmp_path / "state"))
    for _ in range(2):
        again.mend(said.append)
        assert again.read(state.CONFIG) == before and not again.has(state.CONFIG + ".new")
        assert again.twin(state.CONFIG) == (before or (b"two" if late else None))
    assert not said and again.twin(state.CLOCK) == again.read(state.CLOCK) == b"noon"
    again.write(state.CONFIG, b"three")
    assert again.twin(state.CONFIG) == again.read(state.CONFIG) == b"three"
