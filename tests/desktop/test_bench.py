"""`make bench` beside what is kept: slower, faster, missing, new, and both ends of a tolerance."""

import dataclasses
import xml.dom.minidom
from pathlib import Path

import pytest

from tests.bench import __main__ as bench, kept, line, page, plot
from tests.bench.kept import Kept
from tests.bench.line import Absent, Effort, Line, Subject

SPEED = Line("replay/core", "codes", 10.0)  # more is better
TIME = Line("decision/cold", "a decision", 2.0, less=True)
HEAP = Line("trust/held/1e2", "heap", 100.0, "KB", less=True, exact=True)
FALSE = Line("reading/false", "false reads", 0.0, "false", less=True)


def beside(line: Line, value: float, tolerance: float = 0.1) -> tuple[str, bool]:
    """The word for this value beside the kept line, and whether it is bad."""
    verdict = kept.judged(dataclasses.replace(line, value=value), Kept(line, tolerance))
    return verdict.word, verdict.bad


@pytest.mark.parametrize(
    ("line", "value", "expected"),
    [
        (SPEED, 11.0, ("as before", False)),
        (SPEED, 11.01, ("faster", False)),
        (SPEED, 9.0, ("as before", False)),
        (SPEED, 8.99, ("slower", True)),
        (TIME, 2.2, ("as before", False)),
        (TIME, 2.21, ("slower", True)),
        (TIME, 1.8, ("as before", False)),
        (TIME, 1.79, ("faster", False)),
        (HEAP, 111.0, ("larger", True)),
        (HEAP, 89.0, ("smaller", False)),
        (FALSE, 0.0, ("as before", False)),
        (FALSE, 1.0, ("worse", True)),
        (Line("reading/rate", "rate", 0.9, "read"), 0.7, ("worse", True)),
        (Line("reading/rate", "rate", 0.7, "read"), 0.9, ("better", False)),
    ],
)
def test_a_figure_beside_the_kept_one(line, value, expected):
    assert beside(line, value) == expected


def test_what_is_counted_may_be_off_by_half_a_percent():
    one = kept.settled([[HEAP]])[HEAP.key]
    assert one.tolerance == kept.EXACT == 0.005
    assert [beside(HEAP, value, one.tolerance)[0] for value in (100.5, 100.51, 99.5, 99.49)] == [
        "as before", "larger", "as before", "smaller"]  # fmt: skip


def test_what_is_only_told_is_never_judged():
    told = dataclasses.replace(TIME, told=True)
    assert beside(told, 200.0) == ("", False)


def test_new_and_missing_lines():
    before = {each.key: Kept(each, 0.1) for each in (SPEED, TIME, HEAP)}
    new = Line("replay/other", "another", 1.0)
    verdicts = kept.compared(before, [SPEED, new], ["replay", "decision"])
    assert [(each.key, each.word, each.bad) for each in verdicts] == [
        ("replay/core", "as before", False),
        ("replay/other", "new", False),
        ("decision/cold", "missing", True),  # trust was not asked for
    ]


def test_what_is_absent_for_a_reason_is_named_and_not_held_against_anybody():
    before = {TIME.key: Kept(TIME, 0.1)}
    absent = [Absent("decision/cold", "no libcrypto"), Absent("decision/vm", "no VM")]
    verdicts = kept.compared(before, absent, ["decision"])
    assert [(each.key, each.word, each.bad, each.why) for each in verdicts] == [
        ("decision/cold", "not here", False, "no libcrypto"),
        ("decision/vm", "not here", False, "no VM"),
    ]


def test_the_tolerance_is_made_of_how_far_the_runs_are_apart():
    runs = [[dataclasses.replace(SPEED, value=value)] for value in (9.0, 12.0, 10.0, 10.5, 9.5)]
    one = kept.settled(runs)["replay/core"]
    assert (one.line.value, one.spread, one.tolerance) == (10.0, 0.3, 0.45)
    near = kept.settled([[dataclasses.replace(SPEED, value=value)] for value in (10.0, 10.1, 10.2)])
    assert near["replay/core"].tolerance == SPEED.margin


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "kept.json"
    lines = {each.key: Kept(each, 0.25, 0.1) for each in (SPEED, TIME, HEAP, FALSE)}
    kept.write({"processor": "a"}, lines, path)
    assert kept.read(path) == ({"processor": "a"}, lines)
    assert kept.read(tmp_path / "none") == ({}, {})


def subject(lines: list) -> Subject:
    return Subject("replay", "Replays", lambda effort: iter(lines))


def run(folder: Path, lines: list, *arguments: str) -> int:
    """The exit status of a bench that measures these."""
    return bench.main([*arguments], (subject(lines),), folder / "kept.json")


def test_the_exit_status(tmp_path, capsys):
    assert run(tmp_path, [SPEED]) == 0
    assert run(tmp_path, [SPEED], "--keep") == 0
    for value, status, word in ((10.0, 0, "as before"), (12.0, 0, "faster"), (8.0, 1, "slower")):
        assert run(tmp_path, [dataclasses.replace(SPEED, value=value)]) == status
        assert word in capsys.readouterr().out
    assert run(tmp_path, []) == 1
    assert run(tmp_path, [Absent("replay", "one core")]) == 0
    assert "one core" in capsys.readouterr().out
    assert run(tmp_path, [dataclasses.replace(SPEED, wanted=20.0)]) == 0
    assert "MISSED" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        run(tmp_path, [SPEED], "nothing")


def test_turns_are_taken():
    done = []
    rows = line.turns({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, 2)
    assert done == ["a", "b"] * 3 and [len(row) for row in rows.values()] == [2, 2]
    assert line.ratio([4.0, 9.0, 2.0], [2.0, 3.0, 2.0]) == 2.0
    assert Effort(quick=True).rounds < Effort().rounds


def test_what_is_kept_is_of_subjects_there_are():
    _, lines = kept.read()
    assert {key.split("/")[0] for key in lines} <= {each.name for each in bench.SUBJECTS}
    assert all(one.tolerance >= one.line.margin or one.line.exact for one in lines.values())


FIGURES = page.Figures({"processor": "a", "system": "b", "python": "3"}, {
    each.key: Kept(each, 0.1)
    for each in (
        Line("board/ms/A board/cold", "", 120.0, "ms", True, "at 1 MHz"),
        Line("board/ms/A board/warm", "", 90.0, "ms", True),
        Line("board/ms/Another/cold", "", 400.0, "ms", True),
        Line("board/ms/Another/warm", "", 90.0, "ms", True),
        Line("stage/pico2/new/stored", "", 50.0, "ms", True),
        Line("decision/cold/gmssl", "", 30.0, wanted=35.0),
        Line("replay/list/1e4", "", 0.9, measured="300 codes/s"),
    )
})  # fmt: skip


def test_the_page_shows_what_is_kept_and_what_is_not_as_wanted():
    text = "before\n<!-- figures: passenger (by hand) -->\nstale\n<!-- end of figures -->\nafter\n"
    fresh = page.written(text, FIGURES)
    assert fresh.startswith("before\n<!-- figures: passenger (by hand) -->\n\n| board")
    assert fresh.endswith("|\n\n<!-- end of figures -->\nafter\n") and "stale" not in fresh
    assert "| A board | at 1 MHz | 120 ms | 90 ms | 50 ms | 170 ms |" in fresh
    assert "**450 ms**" in fresh
    assert page.written(fresh, FIGURES) == fresh
    assert "**≥ 35, missed**" in page.BLOCKS["wanted"](FIGURES)
    with pytest.raises(KeyError):
        page.written(text.replace("passenger", "nobody"), FIGURES)


def test_nothing_kept_is_no_trouble():
    nothing = page.Figures({}, {})
    assert all(write(nothing) for write in page.BLOCKS.values())
    xml.dom.minidom.parseString(plot.drawn(nothing))


def test_every_table_has_its_place_in_the_page():
    text = page.PAGE.read_text(encoding="utf-8")
    assert sorted(page.BLOCKS) == sorted(name for _, name, _ in page.BLOCK.findall(text))


def test_the_plot_is_drawn():
    whole = plot.drawn(FIGURES)
    xml.dom.minidom.parseString(whole)
    assert "170 ms" in whole and "450 ms" in whole and "300 codes/s" in whole
