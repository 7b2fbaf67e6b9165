"""The generated vectors: up to date, complete on their own terms, and a stale file is told by what differs."""

import json
import shutil
from pathlib import Path

import pytest

from tests.vectors import generate, order, scene

MADE = generate.files()
DECISIONS = [json.loads(line) for line in MADE["decisions.jsonl"].splitlines()]


def test_the_files_are_what_the_generator_writes():
    assert generate.differences(generate.FOLDER, MADE) == []


def test_what_differs_is_named(tmp_path: Path):
    for name, data in MADE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    lines = MADE["decisions.jsonl"].splitlines(keepends=True)
    first, second = (vector["id"] for vector in DECISIONS[:2])
    changed = lines[1].replace(b'"result": "ACCEPTED"', b'"result": "MALFORMED"')
    (tmp_path / "decisions.jsonl").write_bytes(b"".join([changed, *lines[2:]]))
    assert generate.differences(tmp_path, MADE) == [
        f"decisions.jsonl: {first} is new",
        f"decisions.jsonl: {second} changed",
    ]
    (tmp_path / "decisions.jsonl").write_bytes(b"".join([lines[1], lines[0], *lines[2:]]))
    assert generate.differences(tmp_path, MADE) == ["decisions.jsonl: the order of the lines differs"]
    (tmp_path / "decisions.jsonl").write_bytes(MADE["decisions.jsonl"])
    (tmp_path / "trust" / "main.bin").write_bytes(b"")
    (tmp_path / "sm2.jsonl").unlink()
    shutil.copy(tmp_path / "trust" / "forever.bin", tmp_path / "trust" / "old.bin")
    assert generate.differences(tmp_path, MADE) == [
        "sm2.jsonl: is missing",
        f"trust/main.bin: 0 bytes differ from the {len(MADE['trust/main.bin'])} made now",
        "trust/old.bin: is not generated any more",
    ]


def test_a_vector_states_what_belongs_to_its_result():
    for vector in DECISIONS:
        assert vector["comment"] and vector["trust"] in ("main", "forever", None)
        assert (vector["step"] is None) == (vector["result"] == "ACCEPTED")
        assert ("family" in vector) == (vector["result"] == "FOREIGN_CODE")
        named = ("MALFORMED", "UNSUPPORTED_VERSION", "BAD_LENGTH", "UNSUPPORTED_SERVICE")
        assert ("offset" in vector) == (vector["result"] in named)


def test_every_neighbouring_pair_of_steps_has_a_vector():
    steps = {vector["step"] for vector in DECISIONS if vector["id"].startswith("order-next-")}
    assert steps == set(range(1, 22)), "step 22 has no neighbour behind it"


def test_a_book_takes_each_name_once():
    book = scene.Book()
    book.add("one", "", b"", "NOT_A_RIDE_CODE")
    with pytest.raises(ValueError, match="two vectors are called one"):
        book.add("one", "", b"", "NOT_A_RIDE_CODE")
    with pytest.raises(ValueError, match="an offset belongs to MALFORMED"):
        book.add("two", "", b"", "MALFORMED")
    with pytest.raises(ValueError, match="a family belongs to FOREIGN_CODE"):
        book.add("three", "", b"", "FOREIGN_CODE")


def test_faults_of_the_order_stay_in_place_when_others_join_them():
    for fault in order.FAULTS:
        alone, joined = order.Draft(scene.recipe()), order.Draft(scene.recipe())
        fault.put(alone)
        fault.put(joined)
        for other in reversed(order.FAULTS[: order.FAULTS.index(fault)]):
            if {fault.name, other.name} not in order.EXCLUSIVE:
                other.put(joined)
        plain = scene.recipe()
        for name, value in alone.recipe.values.items():
            if value != plain.values.get(name):
                assert joined.recipe.values[name] != plain.values.get(name), (fault.name, name)
