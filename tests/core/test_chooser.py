"""Which of two images is started, whatever is on the flash, and why it is not the other one."""

import hashlib
import os

from boards import chooser
from tests.builder import slot_files as made
from tests.builder.slot_files import FILES, VERSION, Root

OLD, NEW = VERSION, VERSION + 1


def choose(root):
    """(slot, on trial, what was said, the state that was kept)."""
    said = []
    slot, trial = chooser.choose(root, said.append)
    return slot, trial, " | ".join(said), chooser.read(root)


def two(root, **more):
    """The old image in a, the new one in b."""
    made.put(root + "/a", OLD)
    made.put(root + "/b", NEW)
    made.state(root, **more)


def test_an_image_that_is_whole_has_no_damage():
    with Root() as root:
        known = made.put(root + "/a")
        assert chooser.damage(root + "/a") == chooser.damage(root + "/a", known) == ""
        assert sorted(chooser.names(root + "/a")) == sorted(list(FILES) + ["manifest"])


def test_every_byte_of_every_file_counts_and_the_file_is_named():
    with Root() as root:
        known = made.put(root + "/a")
        for name in list(FILES) + ["manifest"]:
            path = root + "/a/" + name
            whole = made.read(path)
            for at in range(0, len(whole), 1 if name == "manifest" else 37):
                made.change(path, at, 1 << at % 8)
                assert chooser.damage(root + "/a", known).startswith(name + ": "), (name, at)
                made.write(path, whole)
            made.write(path, whole[:-1])
            assert chooser.damage(root + "/a", known).startswith(name + ": ")
            os.remove(path)
            assert "missing" in chooser.damage(root + "/a", known)
            made.write(path, whole)
        assert chooser.damage(root + "/a", known) == ""


def test_a_manifest_nobody_remembers_has_to_fit_its_files():
    with Root() as root:
        made.put(root + "/a")
        path = root + "/a/manifest"
        whole = made.read(path)
        for at in list(range(46, 78)) + list(range(256, len(whole))):
            made.change(path, at)
            assert chooser.damage(root + "/a") == "manifest: damaged", at
            made.write(path, whole)
        for length in (0, 1, 46, 255, 256, len(whole) - 1):
            made.write(path, whole[:length])
            assert chooser.damage(root + "/a") == "manifest: damaged", length


class Counted:
    """A file that keeps how many bytes it was asked for."""

    def __init__(self, file, asked):
        self._file = file
        self._asked = asked

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def read(self, count):
        self._asked.append(count)
        return self._file.read(count)


def test_a_manifest_is_asked_for_in_no_larger_piece_than_it_is_long():
    """A board reserves what is asked for, in one piece, whatever there is to read."""
    asked = []
    with Root() as root:
        made.put(root + "/a")
        path = root + "/a/manifest"
        whole = made.read(path)
        chooser.open = lambda *how: Counted(open(*how), asked)
        try:
            assert chooser.manifest_of(root + "/a") == whole and asked == [len(whole)]
            made.write(path, bytes(20_000))
            assert len(chooser.manifest_of(root + "/a")) == asked[1] == 8193
        finally:
            del chooser.open


def test_a_file_too_many_is_named():
    with Root() as root:
        for name in ("boards/start.py", "time.py", "x/y.mpy"):
            known = made.put(root + "/a")
            made.write(root + "/a/" + name, b"")
            assert chooser.damage(root + "/a", known) == name + ": not a file of this image"
            os.remove(root + "/a/" + name)
        twice = dict(FILES)
        whole = made.manifest(twice, OLD)
        row = whole[256 : whole.index(b"boards/start.mpy") + 16]
        made.write(root + "/a/manifest", whole)
        assert chooser.damage(root + "/a") == ""
        table = whole[256:] + row
        made.write(root + "/a/manifest", whole[:46] + hashlib.sha256(table).digest() + whole[78:256] + table)
        assert chooser.damage(root + "/a") == "manifest: lists a file twice"


def test_a_state_is_read_as_it_was_written_or_not_at_all():
    with Root() as root:
        assert chooser.read(root) is None
        made.state(root, "b", "a", 2, "it hung")
        path = root + "/state/boot"
        whole = made.read(path)
        found = chooser.read(root)
        assert (found["active"], found["trial"], found["tries"], found["why"]) == ("b", "a", 2, "it hung")
        for at in range(len(whole)):
            made.change(path, at, 1 << at % 8)
            assert chooser.read(root) is None, at
            made.write(path, whole[:at])
            assert chooser.read(root) is None, at
            made.write(path, whole)
        assert chooser.read(root) == found
        assert os.listdir(root + "/state") == ["boot"]


def test_the_first_image_of_a_board_is_started_and_told():
    with Root() as root:
        known = made.put(root + "/a")
        slot, trial, said, boot = choose(root)
        assert (slot, trial) == ("a", False) and "made anew" in said
        assert boot["sums"] == {"a": known}
        assert (boot["event"], boot["value"]) == (chooser.IMAGE_STARTED, VERSION)
        assert choose(root)[:3] == ("a", False, "")


def test_without_a_state_the_higher_version_has_to_prove_itself():
    for low, high in ((OLD, NEW), (NEW, OLD)):
        with Root() as root:
            made.put(root + "/a", low)
            made.put(root + "/b", high)
            newer = "b" if high > low else "a"
            assert choose(root)[:2] == (newer, True)
            assert chooser.read(root)["active"] != newer
    with Root() as root:
        made.put(root + "/a", OLD)
        made.put(root + "/b", OLD)
        assert choose(root)[:2] == ("a", False)


def test_a_damaged_state_starts_what_is_whole():
    for broken, left in (("a", "b"), ("b", "a")):
        with Root() as root:
            two(root)
            made.change(root + "/state/boot", 70)
            made.change(root + "/" + broken + "/boards/start.mpy", 0)
            assert choose(root)[:2] == (left, False)


def test_a_trial_has_three_starts_and_then_the_old_one_runs_and_says_why():
    with Root() as root:
        two(root, trial="b")
        for tries in range(1, chooser.STARTS_MAX + 1):
            slot, trial, said, boot = choose(root)
            assert (slot, trial, said, boot["tries"]) == ("b", True, "", tries)
        slot, trial, said, boot = choose(root)
        assert (slot, trial) == ("a", False)
        assert "the image in slot b is withdrawn: 3 starts failed; the last: it did not come to its end" in said
        assert (boot["trial"], boot["event"], boot["value"]) == ("", chooser.IMAGE_WITHDRAWN, NEW)
        assert boot["why"].startswith("3 starts failed")
        assert choose(root)[:3] == ("a", False, "")


def test_what_the_last_start_said_is_the_reason():
    with Root() as root:
        two(root, trial="b", tries=3, why="RuntimeError: as asked")
        assert choose(root)[3]["why"] == "3 starts failed; the last: RuntimeError: as asked"


def test_a_trial_with_a_damaged_file_is_not_started_once():
    for name in list(FILES) + ["manifest"]:
        with Root() as root:
            two(root, trial="b")
            made.change(root + "/b/" + name, 0)
            slot, trial, _, boot = choose(root)
            assert (slot, trial, boot["trial"]) == ("a", False, "")
            assert boot["why"].startswith(name + ": ")


def test_a_trial_whose_start_cannot_be_counted_is_not_started():
    with Root() as root:
        two(root, trial="b")
        os.mkdir(root + "/state/boot.new")  # nothing can be written where a folder is
        slot, trial, said, boot = choose(root)
        assert (slot, trial, boot["tries"]) == ("a", False, 0)
        assert said.startswith("state/boot: ") and "its start cannot be written down" in said


def test_a_damaged_slot_gives_way_to_a_whole_one_and_none_is_started_when_both_are():
    with Root() as root:
        two(root)
        made.change(root + "/a/terminal/run.mpy", 9)
        slot, trial, said, boot = choose(root)
        assert (slot, trial, boot["active"]) == ("b", False, "b")
        assert said == "slot a is not started: terminal/run.mpy: damaged"
        assert (boot["event"], boot["value"]) == (chooser.DAMAGED, chooser.OF_IMAGE)
        assert boot["why"] == "slot a: terminal/run.mpy: damaged"
        made.change(root + "/b/boards/start.mpy", 0)
        slot, trial, said, _ = choose(root)
        assert (slot, trial) == ("", False)
        assert "slot b is not started" in said and "slot a is not started" in said


def test_nothing_at_all_is_no_reason_to_fail():
    with Root() as root:
        slot, trial, said, boot = choose(root)
        assert (slot, trial, boot) == ("", False, None)
        assert said.count("is not started") == 2


def test_a_reason_is_kept_as_long_as_it_may_be():
    with Root() as root:
        for length in (chooser.WHY_MAX - 40, chooser.WHY_MAX):
            two(root, trial="b", tries=3, why="x" * length)
            why = choose(root)[3]["why"]
            assert len(why) == min(chooser.WHY_MAX, length + len("3 starts failed; the last: "))
