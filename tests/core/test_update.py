"""What an image that runs takes for another one, and what becomes of the slots then."""

import os
from binascii import hexlify, unhexlify
from hashlib import sha256

from boards import chooser, slot, update
from boards.format import image
from boards.state import Build
from terminal import records, signed
from tests.builder import signer, slot_files as made
from tests.builder.slot_files import FILES, VERSION, Root
from tests.core.raising import raised

OLDER, SAME, NEWER = 0x0001FFFF, VERSION, VERSION + 1


class Identity:
    operator_keys = (signer.public_xy("operator"),)


class State:
    """What boards/state.State has of it: notes, and a file named boot."""

    def __init__(self, root):
        self._root = root
        self.provisioned = True
        self.full = False
        self.told = []

    def has(self, name):
        return self.provisioned

    def read(self, name):
        try:
            return made.read(self._root + "/state/" + name)
        except OSError:
            return None

    def note(self, event, at_s, value):
        if self.full:
            raise OSError(28, "no space")
        self.told.append((event, at_s, value))


class Site:
    """A board that runs the image in slot a, version VERSION; made.put has put it there."""

    def __init__(self, root, production=False, running="a"):
        self.slot = root + "/" + running
        self.state = State(root)
        self.engine = signer.QUICK
        head = made.read(self.slot + chooser.MANIFEST)
        digest = hexlify(sha256(head[:192]).digest()).decode()
        number = chooser.version(self.slot)
        self.build = Build("pico", image.version_text(number), production, digest, number)

    def identity(self):
        return Identity


def board(root, production=False, running="a", version=VERSION):
    made.put(root + "/" + running, version, test=0 if production else 1)
    made.state(root, running)
    return Site(root, production, running)


def refusal(site, path):
    """Why an image is refused; what the slots were they are."""
    before = chooser.read(site.slot[:-2])
    why = str(raised((ValueError, signed.BlobRefused, OSError), update.install, site, path))
    assert chooser.read(site.slot[:-2]) == before
    return why


def test_another_image_is_put_on_trial_beside_the_one_that_runs():
    for running, other in (("a", "b"), ("b", "a")):
        with Root() as root:
            site = board(root, running=running)
            path = update.room(site)["path"]
            assert path == root + "/new"
            known = made.put(path, NEWER)
            assert update.install(site, path) == {"slot": other, "version": "0.2.1"}
            boot = chooser.read(root)
            assert (boot["active"], boot["trial"], boot["tries"]) == (running, other, 0)
            assert boot["sums"][other] == known and len(boot["sums"]) == 2
            assert sorted(os.listdir(root)) == ["a", "b", "state"]
            assert chooser.choose(root, print) == (other, True)


def test_a_lower_version_is_refused_unless_it_names_what_runs():
    for version, allowed in ((OLDER, False), (SAME, True), (NEWER, True)):
        with Root() as root:
            site = board(root)
            made.put(root + "/new", version)
            if allowed:
                update.install(site, root + "/new")
            else:
                why = refusal(site, root + "/new")
                assert why.startswith("0.1.65535 is older than 0.2.0, which runs here; ")
                assert "--replaces " + site.build.image in why
    with Root() as root:
        site = board(root)
        named = unhexlify(site.build.image)
        another = bytes([named[0] ^ 1]) + named[1:]
        made.put(root + "/new", OLDER, replaces=another)
        assert "is older" in refusal(site, root + "/new")
        made.put(root + "/new", OLDER, replaces=named)
        update.install(site, root + "/new")


def test_one_changed_byte_anywhere_is_refused_and_the_file_named():
    with Root() as root:
        site = board(root)
        made.put(root + "/new", NEWER)
        for name in FILES:
            whole = made.read(root + "/new/" + name)
            for at in (0, len(whole) // 2, len(whole) - 1):
                made.change(root + "/new/" + name, at)
                assert name + ": damaged" in refusal(site, root + "/new")
                made.write(root + "/new/" + name, whole)
        whole = made.read(root + "/new/manifest")
        for at in range(0, len(whole), 7):
            made.change(root + "/new/manifest", at)
            assert refusal(site, root + "/new").startswith("the manifest: "), at
            made.write(root + "/new/manifest", whole)
        made.write(root + "/new/time.py", b"")
        assert "time.py: not a file of this image" in refusal(site, root + "/new")
        os.remove(root + "/new/time.py")
        os.remove(root + "/new/boards/start.mpy")
        assert "missing" in refusal(site, root + "/new")
        os.remove(root + "/new/manifest")
        refusal(site, root + "/new")


def test_another_key_another_kind_and_another_board_are_refused():
    with Root() as root:
        site = board(root)
        for more, words in (
            ({"key": "stranger"}, "none of this terminal's operator keys"),
            ({"test": 0}, "production keys do not count here"),
            ({"board": b"pico2"}, "this image is for pico2, and the board is pico"),
        ):
            made.put(root + "/new", NEWER, **more)
            assert words in refusal(site, root + "/new")
        made.write(root + "/new/manifest", bytes(image.MANIFEST_MAX_BYTES + 1))
        assert "at most" in refusal(site, root + "/new")
    with Root() as root:
        site = board(root, production=True)
        made.put(root + "/new", NEWER)
        assert "test keys do not count here" in refusal(site, root + "/new")
        made.put(root + "/new", NEWER, test=0)
        assert update.install(site, root + "/new")["slot"] == "b"


def test_a_board_that_is_nobody_yet_takes_the_published_test_key_only():
    with Root() as root:
        site = board(root)
        site.state.provisioned = False
        made.put(root + "/new", NEWER)
        assert "none of this terminal's operator keys" in refusal(site, root + "/new")


def test_room_is_made_of_the_slot_that_does_not_run():
    with Root() as root:
        site = board(root)
        made.put(root + "/b", NEWER)
        made.put(root + "/new", NEWER)
        made.state(root, "a", "b", 1)
        answer = update.room(site)
        assert answer["free"] > answer["block"] > 0
        assert sorted(os.listdir(root)) == ["a", "state"]
        assert chooser.read(root)["trial"] == ""
        assert chooser.choose(root, print) == ("a", False)


def test_a_state_that_was_lost_meanwhile_is_made_of_what_runs():
    with Root() as root:
        site = board(root, running="b")
        made.remove(root + "/state")
        update.room(site)
        made.put(root + "/new", NEWER)
        update.install(site, root + "/new")
        boot = chooser.read(root)
        assert (boot["active"], boot["trial"]) == ("b", "a")


def test_the_report_reads_every_file_and_says_why_it_is_not_another():
    with Root() as root:
        site = board(root)
        assert update.report(site) == "0.2.0 in slot a, 3 files as signed"
        made.state(root, "a", why="3 starts failed")
        assert update.report(site).endswith("; not another one, because: 3 starts failed")
        for name in list(FILES) + ["manifest"]:
            made.change(root + "/a/" + name, -1)
            assert str(raised(ValueError, update.report, site)).startswith(name + ": ")
            made.change(root + "/a/" + name, -1)
        site.build = Build("pico", "0.2.0", True, site.build.image, SAME)
        assert "test keys do not count here" in str(raised(signed.BlobRefused, update.report, site))


def test_a_confirmed_image_is_the_active_one_and_the_journal_hears_of_it_once():
    with Root() as root:
        site = board(root)
        made.put(root + "/new", NEWER)
        update.install(site, root + "/new")
        chooser.choose(root, print)
        state = site.state
        assert slot.begin(state, root + "/b") and not slot.begin(state, root + "/a") and state.told == []
        slot.confirm(root)
        boot = chooser.read(root)
        assert (boot["active"], boot["trial"], boot["tries"], boot["why"]) == ("b", "", 0, "")
        slot.confirm(root)  # nothing is on trial
        assert chooser.read(root) == boot
        assert chooser.choose(root, print) == ("b", False)
        assert not slot.begin(state, root + "/b") and not slot.begin(state, root + "/b")
        assert state.told == [(records.IMAGE_STARTED, None, NEWER)]


def test_an_image_that_was_given_up_is_told_even_when_the_flash_was_full():
    with Root() as root:
        site = board(root)
        made.put(root + "/b", NEWER)
        made.state(root, "a", "b", 3)
        assert chooser.choose(root, lambda _: None) == ("a", False)
        site.state.full = True
        assert not slot.begin(site.state, root + "/a")
        site.state.full = False
        assert not slot.begin(site.state, root + "/a")
        assert site.state.told == [(records.IMAGE_WITHDRAWN, None, NEWER)]


def test_the_events_are_those_of_the_journal():
    assert chooser.IMAGE_STARTED == records.IMAGE_STARTED
    assert chooser.IMAGE_WITHDRAWN == records.IMAGE_WITHDRAWN
    assert chooser.DAMAGED == records.DAMAGED


def test_begin_without_a_state_is_no_trial():
    with Root() as root:
        assert not slot.begin(State(root), root + "/a")
