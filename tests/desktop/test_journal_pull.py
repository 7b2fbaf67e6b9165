"""What `ridegate journal pull` takes from a board, and where it goes."""

from hashlib import sha256

import pytest

from sim.journal import pull
from sim.output.trouble import Trouble
from tests.builder.journal_maker import Maker

SUM = "ab" * 32


def told(*files):
    """What a board says that has these (path behind the state's folder, length)."""
    return "\n".join(["noise", *(f"is {SUM} {length} /flash/state/{path}" for path, length in files), "all"])


def test_where_the_files_of_a_board_go():
    files = [
        ("journal/0000000001", 400), ("journal/0000000050.aside", 300), ("journal/0000000050.aside.1", 1),
        ("hours/0000000001", 103), ("journal.sequence", 111), ("hours.sequence", 111), ("journal.0/0000000001", 9),
        ("journal.1", 5000),
    ]  # fmt: skip
    found = pull.listed(told(*files), "/flash/state")
    assert [(one.name, one.length_bytes) for one in found] == [
        (path.removeprefix("journal/"), length) for path, length in files
    ]
    assert found[0].path == "/flash/state/journal/0000000001" and {one.sha256 for one in found} == {SUM}


@pytest.mark.parametrize(
    "name",
    ["journal/../../x", "journal/0000000001.new", "journal/1", "hours/../0000000001", "../journal/0000000001",
     "identity", "journal.x/0000000001", "journal/a/0000000001", "trust.sequence", "journal/0000000001.aside/x"],
)  # fmt: skip
def test_names_that_belong_to_no_journal_go_nowhere(name, capsys):
    assert pull.listed(told((name, 1)), "/flash/state") == []
    assert "no part of a journal" in capsys.readouterr().err


def test_what_a_board_may_name_is_bounded():
    for length, good in ((pull.FILE_MAX_BYTES, True), (pull.FILE_MAX_BYTES + 1, False)):
        if good:
            assert len(pull.listed(told(("journal/0000000001", length)), "/flash/state")) == 1
        else:
            with pytest.raises(Trouble, match="more than a journal holds"):
                pull.listed(told(("journal/0000000001", length)), "/flash/state")
    many = [(f"journal/{number:010d}", 1) for number in range(pull.FILES_MAX + 1)]
    assert len(pull.listed(told(*many[:-1]), "/flash/state")) == pull.FILES_MAX
    with pytest.raises(Trouble, match="more than a journal holds"):
        pull.listed(told(*many), "/flash/state")
    with pytest.raises(Trouble, match="to the end"):
        pull.listed(told(many[0]).removesuffix("all"), "/flash/state")


class Copying:
    """A port whose board has these files."""

    def __init__(self, files):
        self.files = files

    def read(self, path, silence_s):
        return self.files[path]


def copied(files, out):
    """Pull these files by name; how many were new."""
    remote = [pull.Remote(f"/s/{name}", name, len(data), sha256(data).hexdigest()) for name, data in files.items()]
    new = [one for one in remote if not pull.known(out, one)]
    pull.copy(Copying({f"/s/{name}": data for name, data in files.items()}), new, out, lambda _: None)
    return len(new)


@pytest.mark.parametrize(("now", "wrong"), [((7, 1), False), ((7, 2), True), ((8, 1), True), ((), False)])
def test_a_folder_has_the_journal_of_one_provisioning(tmp_path, now, wrong):
    """A board whose identity is damaged cannot say which it is."""
    said = dict(zip(("terminal_id", "provisioning_id"), now, strict=False))
    pull.same_life(tmp_path / "none", said)
    pull.same_life(tmp_path, said)
    for name, data in (("pulled.json", b"{}"), ("0000000001", b""), ("0000000002", b"RG"), ("0000000003", bytes(600))):
        (tmp_path / name).write_bytes(data)
    pull.same_life(tmp_path, said)
    maker = Maker(tmp_path / "gate7")
    maker.ride()
    maker.close()
    if wrong:
        with pytest.raises(Trouble, match=f"terminal 7/1, and the board is {now[0]}/{now[1]} now; pull into another"):
            pull.same_life(maker.folder, said)
    else:
        pull.same_life(maker.folder, said)


def test_pulling_again_adds_what_is_new_and_keeps_what_has_gone(tmp_path):
    many = {f"{number:010d}": bytes([number]) * 9 for number in range(1, 40)}
    assert copied({**many, "journal.sequence": b"one", "hours/0000000001": b"hour"}, tmp_path) == 41
    assert copied({"0000000039": many["0000000039"], "journal.sequence": b"one"}, tmp_path) == 0
    grown = {"0000000039": many["0000000039"] + b"more", "0000000040": b"new", "journal.sequence": b"two"}
    assert copied(grown, tmp_path) == 3
    assert {name: (tmp_path / name).read_bytes() for name in {**many, **grown}} == {**many, **grown}
    assert not list(tmp_path.rglob("*.new"))


@pytest.mark.parametrize("data", [b"other ones", b"short", b"a longer one, which begins in another way"])
def test_a_segment_that_is_another_one_is_never_written_over(tmp_path, data):
    held = {"0000000001": b"what it was", "0000000002.aside": b"kept apart."}
    assert copied(held, tmp_path) == 2
    for name in held:
        with pytest.raises(Trouble, match="not the segment that is on the board now"):
            copied({name: data}, tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in held} == held


def test_what_arrives_damaged_takes_no_place(tmp_path):
    one = pull.Remote("/s/0000000001", "0000000001", 4, sha256(b"good").hexdigest())
    with pytest.raises(Trouble, match="arrived damaged"):
        pull.copy(Copying({"/s/0000000001": b"evil"}), [one], tmp_path, lambda _: None)
    assert not list(tmp_path.iterdir())
