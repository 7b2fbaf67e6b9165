"""A small part of `make torture`, and that the torture itself can fail: some cuts of each kind, some days, an hour."""

import dataclasses

import pytest

from tests.torture import desk, desk_plants, flood, rows, wear, year
from tests.torture.flash import DONE, DROPPED, REORDERED, SCATTERED, TORN, Flash, Geometry, Times, Work, spent_us

SMALL = Geometry(4, 4096, 256)
CUT = ("ride", "acknowledgement", "trust", "clock", "image")
HEADS_BYTES = 32  # of a block of a folder: in these a flip leaves no other block to mount
HEAP = "6M"  # what these samples fit in
PLANTED_EVERY = 97  # sync of a wrong desktop
FAILING = ("ride", "refusals", "statement")


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    return rows.prepared(tmp_path_factory.mktemp("host"), seed=7, every=13, days=1, heap=HEAP)


def quiet(_):
    pass


@pytest.fixture(scope="module")
def cut(setting):
    return rows.cut_each(setting, CUT, "real", quiet)


@pytest.fixture(scope="module")
def failing(setting):
    return rows.cut_each(dataclasses.replace(setting, every=23), FAILING, "failing", quiet)


@pytest.mark.parametrize("name", CUT)
def test_some_cuts_of_a_scenario_break_nothing(setting, cut, name):
    told = cut[name]
    row = rows.tabled(name, told, setting, False)
    assert row.good, row.details
    assert told["cuts"] >= 3 and told["recovery"]


@pytest.mark.parametrize("name", FAILING)
def test_one_operation_that_fails_breaks_nothing(setting, failing, name):
    told = failing[name]
    assert rows.tabled(name, told, setting, False).good, told["breaches"]
    assert told["cuts"] >= 8


@pytest.mark.parametrize(("name", "every"), [("ride", 401), ("trust", 601)])
def test_one_flipped_bit_is_noticed_or_does_no_harm(setting, name, every):
    told = rows.flip_everywhere(dataclasses.replace(setting, every=every), name, "real", quiet)
    row = rows.flipped(name, told)
    assert row.good, row.details
    assert told["harmless"] and told["noticed"]["journal"] and told["tried"] > 25


def test_a_record_that_its_folder_forgets_is_a_breach(setting):
    told = rows.flip_everywhere(dataclasses.replace(setting, every=331), "ride", "forgetful", quiet)
    assert {text.split(":")[0] for text in told["breaches"]} == {"reused"}
    assert not rows.flipped("ride", told).good


def test_a_folder_with_one_block_is_a_breach(setting):
    told = rows.flip_everywhere(dataclasses.replace(setting, every=23), "ride", "unripe", quiet, HEADS_BYTES)
    assert [text for text in told["breaches"] if "cannot be mounted" in text]


def test_a_desktop_loses_nothing():
    torture = desk.Torture(7, 41, desk.Parts(), quiet)
    torture.cut()
    torture.fail()
    assert not torture.breaches and torture.cuts >= 20 and torture.second >= 10


@pytest.mark.parametrize("name", desk_plants.WRONG)
def test_a_desktop_that_leaves_out_a_sync_is_noticed(name):
    torture = desk.Torture(7, PLANTED_EVERY, desk_plants.WRONG[name], quiet)
    (torture.fail if "failed" in name else torture.cut)()
    assert {text.split(":")[0] for text in torture.breaches} & {"lost", "reused", "broken"}, torture.breaches


def test_to_open_before_the_journal_is_noticed(setting):
    told = rows.cut_everywhere(dataclasses.replace(setting, seed=0, every=19), "ride", "early", quiet)
    assert {text.split(":")[0] for text in told["breaches"]} == {"lost"}
    assert not rows.tabled("ride", told, setting, False).good
    assert rows.tabled("early", told, setting, True).good


def test_a_slow_recovery_is_a_breach(setting):
    recovery = [[5, 1, 0, 0], 0, 0]  # erases of 400 ms at the worst, and a page
    told = {"breaches": [], "operations": 1, "cuts": 3, "second": 0, "recovery": recovery}
    assert not rows.tabled("slow", told, setting, False).good
    recovery[0][1] = 0
    assert rows.tabled("fast", told, setting, False).good


def test_what_a_cut_leaves_of_a_program_and_of_an_erase():
    old = bytes(range(256))
    for way in (DROPPED, TORN, SCATTERED):
        flash = Flash(SMALL)
        assert flash.writeblocks(1, old, 256) == 0
        flash.cut_after(1, way, 5)
        assert flash.writeblocks(1, old, 512) == 0
        assert flash.writeblocks(1, old, 768) == -5  # this one
        assert flash.ioctl(6, 1) == -5 and flash.readblocks(1, bytearray(4)) == -5
        left = bytearray(4096)
        Flash(SMALL, flash.image()).readblocks(1, left)
        assert left[:768] == b"\xff" * 256 + old + old
        part = left[768:1024]
        assert all(byte | was == byte for byte, was in zip(part, old, strict=True))  # a program only clears bits
        assert (part == b"\xff" * 256) == (way == DROPPED) and part != old
        if way == TORN:
            done = next(at for at in range(257) if part[at:] == b"\xff" * (256 - at))
            assert part[:done] == old[:done]
    flash = Flash(SMALL, flash.image())
    flash.cut_after(0, TORN, 5)
    assert flash.ioctl(6, 1) == -5
    left = bytearray(4096)
    Flash(SMALL, flash.image()).readblocks(1, left)
    assert left[:256] == b"\xff" * 256 and left != b"\xff" * 4096


def test_what_a_cache_leaves_is_ordered_within_a_block_alone():
    seen = set()
    for seed in range(1, 200):
        flash = Flash(SMALL)
        flash.cut_after(4, REORDERED, seed * 2654435761 & 0xFFFFFFFF)
        flash.writeblocks(0, b"\0", 0)
        flash.ioctl(3, 0)  # from here on a cache has it
        for block, offset in ((1, 0), (1, 256), (2, 0)):
            assert flash.writeblocks(block, b"\0", offset) == 0
        assert flash.writeblocks(3, b"\0", 0) == -5
        left = Flash(SMALL, flash.image())
        found = []
        for block, offset in ((0, 0), (1, 0), (1, 256), (2, 0), (3, 0)):
            byte = bytearray(1)
            left.readblocks(block, byte, offset)
            found.append(byte == b"\0")
        assert found[0], "it was synced"
        assert found[1] or not found[2], "within a block the order stays"
        seen.add(tuple(found[1:]))
    assert (False, False, True, True) in seen and len(seen) == 3 * 2 * 2


def test_an_operation_that_fails_alone():
    for way, whole in ((DROPPED, False), (DONE, True)):
        flash = Flash(SMALL)
        flash.fail_after(1, way, 5)
        assert flash.writeblocks(0, b"\0", 0) == 0 and not flash.failed
        assert flash.writeblocks(1, b"\0", 0) == -5 and flash.failed
        assert flash.writeblocks(2, b"\0", 0) == 0
        byte = bytearray(1)
        assert flash.readblocks(1, byte) == 0
        assert (byte == b"\0") == whole
    flash = Flash(SMALL)
    flash.fail_after(0, DROPPED, 5)
    assert flash.ioctl(3, 0) == -5 and flash.ioctl(3, 0) == 0


def test_a_program_clears_bits_and_an_image_stays_as_it_is():
    flash = Flash(SMALL)
    flash.writeblocks(0, b"\xf0\x0f", 0)
    image = flash.image()
    flash = Flash(SMALL, image)
    flash.writeblocks(0, b"\x3c\x3c", 0)
    data = bytearray(3)
    flash.readblocks(0, data)
    assert data == b"\x30\x0c\xff"
    Flash(SMALL, image).readblocks(0, data)
    assert data == b"\xf0\x0f\xff"
    flash.ioctl(6, 0)
    flash.readblocks(0, data)
    assert data == b"\xff\xff\xff"


def test_work_is_counted_and_takes_its_time():
    flash = Flash(SMALL)
    flash.writeblocks(2, bytes(300), 0)
    flash.ioctl(6, 3)
    flash.readblocks(2, bytearray(8192))
    assert flash.work() == Work(1, 2, 300, 8192)
    assert spent_us(flash.work(), Times(1000, 10, 3)) == 1000 + 20 + 24


def test_some_days_turn_over_without_a_gap():
    done = year.live(35, 60, quiet)
    assert done.gaps == () and done.rides == done.fetched == 35 * 60 and done.starts == 1


def test_a_lost_segment_is_a_gap():
    class Forgetful(year.MemorySegments):
        def begin(self, number):
            super().begin(number)
            if len(self.content) > 3:
                self.content.pop(sorted(self.content)[1])

    assert year.live(1, 800, quiet, Forgetful()).gaps


def test_an_hour_of_a_leaflet_writes_one_counter():
    done = flood.hold(3, 2, quiet)
    assert done.refusals == 3 * 7200 and done.rides_written == 0
    assert done.hours_written == 1 + 2 and done.counted == 2 * 7200 + 2  # a head, and two hours; the third goes on


def test_the_model_of_wear_holds_on_a_small_partition(setting):
    blocks, segment_bytes, segments, _, window = wear.SMALL
    count = wear.counted(setting, blocks, segment_bytes, segments, 500, window, quiet)
    model = wear.modelled(segment_bytes, segments)
    assert wear.apart_percent(model, count.cost) <= wear.TOLERANCE_PERCENT
    assert wear.apart_percent(wear.Cost(model.erases * 1.1, model.programmed_bytes), count.cost) > 3


def test_years_of_a_partition():
    assert round(wear.Cost(2.5, 0).years(256), 2) == round(256 * 100_000 / (2.5 * 3_650_000), 2)
