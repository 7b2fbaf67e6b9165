"""Families in a board's build: those its manifest names, and not one byte of any other."""

import json
import shutil
from dataclasses import replace

import pytest

from hal.desktop.engine import desktop_engine
from sim.device import board as boards, board_source, build
from sim.family import dosipas, paper, table, uic
from sim.micropython.vm import ROOT
from sim.output.trouble import Trouble
from terminal import decide, policy
from terminal.family import judging
from tests.tool.judge import FAMILY_VECTORS, VECTORS, Judge, expected


def names(board):
    return {name for name in board_source.files(board) if name.startswith("terminal/family")}


@pytest.mark.parametrize("name", boards.names())
def test_no_board_that_is_kept_here_contains_a_family(name):
    files = board_source.files(boards.find(name))
    assert not [path for path, text in files.items() if "family" in path or "terminal.family" in text]


def test_a_build_contains_the_families_it_names_and_no_other():
    pico = boards.find("pico2")
    both = {"terminal/family/judging.py", "terminal/family/sealed.py"}
    assert names(replace(pico, families=("paper",))) == both | {"terminal/family/paper.py"}
    assert names(replace(pico, families=("relative",))) == both | {"terminal/family/relative.py"}
    assert names(pico) == set()
    main = board_source.files(replace(pico, families=("paper", "relative")))["boards/pico2/main.py"]
    assert "run(board, Judging((paper, relative,)).steps)" in main


def test_an_image_without_families_has_the_hash_it_has_where_there_are_none(tmp_path):
    """The same image from a tree without a file of any family."""
    pico = boards.find("pico2")
    before = build.build(pico)
    for folder in ("terminal", "hal", "boards"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "family"))
    assert not list(tmp_path.rglob("family"))
    after = build.build(replace(pico, folder=tmp_path / "boards" / "pico2"))
    assert (after.sha256, after.files) == (before.sha256, before.files)
    assert build.build(replace(pico, families=("paper",))).sha256 != before.sha256


def test_a_manifest_names_families_that_run_on_boards(tmp_path):
    shutil.copytree(boards.FOLDER / "pico2", tmp_path / "pico2")
    path = tmp_path / "pico2" / "manifest.toml"
    text = path.read_text()
    path.write_text(text.replace("[devices]\n", '[devices]\nfamilies = ["paper"]\n'))
    assert boards.find("pico2", tmp_path).families == ("paper",)
    path.write_text(text.replace("[devices]\n", '[devices]\nfamilies = ["uic"]\n'))
    with pytest.raises(Trouble, match="none of paper, relative"):
        boards.find("pico2", tmp_path)


def test_with_every_family_each_ride_code_vector_answers_as_before():
    """Byte for byte: the Decision with families is the Decision without."""
    judge = Judge(desktop_engine())
    judging_all = judging.Judging(table.FAMILIES, judging.reading(table.NAMES, b"1"))
    differ = []
    with open(ROOT / VECTORS) as file:
        for line in file:
            vector = json.loads(line)
            answer = judge.answer(vector)
            judge.steps = judging_all.steps
            with_families = judge.answer(vector)
            judge.steps = decide.steps
            if not answer == with_families == expected(vector):
                differ.append(vector["id"])
    assert differ == []


def test_without_families_no_code_of_one_is_accepted():
    judge = Judge(desktop_engine())
    with open(ROOT / FAMILY_VECTORS) as file:
        for line in file:
            vector = json.loads(line)
            payload = bytes.fromhex(vector["payload"])
            opened = judge.open_list(vector["trust"])
            decision = decide.decide(payload, opened, policy.STANDARD, judge.history(), vector["clock"])
            assert decision.result != 0


def test_the_table_and_its_families():
    assert table.NAMES == ("paper", "relative", "uic", "dosipas") and table.ON_BOARDS == ("paper", "relative")
    numbers = [row.number for row in table.TABLE]
    assert len(set(numbers)) == len(numbers)
    assert len({row.name for row in table.TABLE}) == len(numbers)
    for family in table.FAMILIES:
        assert set(family.REASONS) == {row.number for row in family.RESULTS}
        assert [row.fault for row in family.RESULTS].count("nobody") == 1
        assert all(all(reason) for reason in family.REASONS.values())
        assert table.named(family.NAME) is table.known(family.NAME) is family
        assert all(all(words) for words in family.STEPS)
        assert {row.step for row in family.RESULTS} - {-1} <= set(range(2, len(family.STEPS) + 1))
        assert ("TEST" in family.WORDS.en and "测试" in family.WORDS.zh) == family.TEST
    assert table.of(paper.MAGIC) is paper and table.of(uic.MAGIC) is uic and table.of(b"") is None
    assert table.known(None) is None and table.known("alipay") is None
    assert table.of(b"\x01\x55\x62") is dosipas
