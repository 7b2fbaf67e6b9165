"""The generated vectors: up to date, complete on their own terms, and a stale file is reported by what differs."""

import functools
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from hal.desktop.engine import desktop_engine
from terminal import ridecode
from terminal.sm2 import IDENTITY
from tests.tool.judge import Judge
from tests.vectors import generate, order, scene, schema


@functools.cache
def made():
    """Path to content of each generated file. They are made when a test asks, not when this file is collected."""
    return generate.files()


@functools.cache
def decisions():
    return rows("decisions.jsonl")


def test_the_files_are_what_the_generator_writes():
    assert generate.differences(generate.FOLDER, made()) == []


def test_what_differs_is_named(tmp_path: Path):
    for name, data in made().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    lines = made()["decisions.jsonl"].splitlines(keepends=True)
    first, second = (vector["id"] for vector in decisions()[:2])
    changed = lines[1].replace(b'"result": "ACCEPTED"', b'"result": "MALFORMED"')
    (tmp_path / "decisions.jsonl").write_bytes(b"".join([changed, *lines[2:]]))
    assert generate.differences(tmp_path, made()) == [
        f"decisions.jsonl: {first} is new",
        f"decisions.jsonl: {second} changed",
    ]
    (tmp_path / "decisions.jsonl").write_bytes(b"".join([lines[1], lines[0], *lines[2:]]))
    assert generate.differences(tmp_path, made()) == ["decisions.jsonl: the order of the lines differs"]
    (tmp_path / "decisions.jsonl").write_bytes(made()["decisions.jsonl"])
    (tmp_path / "trust" / "main.bin").write_bytes(b"")
    (tmp_path / "sm2.jsonl").unlink()
    shutil.copy(tmp_path / "trust" / "forever.bin", tmp_path / "trust" / "old.bin")
    (tmp_path / "schema" / "old.schema.json").write_bytes(b"{}")
    assert generate.differences(tmp_path, made()) == [
        "sm2.jsonl: is missing",
        f"trust/main.bin: 0 bytes differ from the {len(made()['trust/main.bin'])} made now",
        "schema/old.schema.json: is not generated any more",
        "trust/old.bin: is not generated any more",
    ]


def test_a_vector_states_what_belongs_to_its_result():
    for vector in decisions():
        assert vector["comment"] and vector["trust"] in ("main", "forever", None)
        assert (vector["step"] is None) == (vector["result"] == "ACCEPTED")
        assert ("family" in vector) == (vector["result"] == "FOREIGN_CODE")
        named = ("MALFORMED", "UNSUPPORTED_VERSION", "BAD_LENGTH", "UNSUPPORTED_SERVICE")
        assert ("offset" in vector) == (vector["result"] in named)


def rows(name):
    """Each JSON object of a file of the pack."""
    text = made()[name].decode()
    return [json.loads(line) for line in text.splitlines()] if name.endswith(".jsonl") else [json.loads(text)]


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_every_file_keeps_to_its_schema(name: str):
    written = json.loads(made()[schema.path_of(name)])
    assert written["$schema"] == schema.DIALECT
    assert rows(name)
    for row in rows(name):
        assert schema.faults(row, written) == [], row.get("id")


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("decisions.jsonl", {"clock": -1}),
        ("decisions.jsonl", {"clock": True}),
        ("decisions.jsonl", {"clock": "1795000000"}),
        ("decisions.jsonl", {"payload": "8"}),
        ("decisions.jsonl", {"payload": "8A"}),
        ("decisions.jsonl", {"result": "PERHAPS"}),
        ("decisions.jsonl", {"step": 23}),
        ("decisions.jsonl", {"trust": "other"}),
        ("decisions.jsonl", {"id": "with a space"}),
        ("decisions.jsonl", {"flags": ["unknown"]}),
        ("decisions.jsonl", {"policy": {"fare": 200}}),
        ("decisions.jsonl", {"policy": {"fare_fen": 0x1000000}}),
        ("decisions.jsonl", {"history": [["3104170000000000000f", 1795000000]]}),
        ("decisions.jsonl", {"history": [["310417", 1795000000, 1795000001]]}),
        ("decisions.jsonl", {"more": 1}),
        ("sm2.jsonl", {"digest": "00" * 32}),
        ("sm2.jsonl", {"valid": 1}),
        ("blobs.jsonl", {"reason": "mood"}),
        ("blobs.jsonl", {"by": "00"}),
        ("pack.json", {"version": "1"}),
    ],
)
def test_a_schema_names_what_is_wrong(name: str, changed: dict):
    good, content = rows(name)[0], schema.SCHEMAS[name]
    assert schema.faults(good, content) == [] and len(schema.faults(good | changed, content)) == 1
    for key in content["required"]:
        without = {at: value for at, value in good.items() if at != key}
        assert f"$.{key}: is missing" in schema.faults(without, content)


def test_a_schema_with_a_keyword_that_is_not_checked_is_refused():
    with pytest.raises(ValueError, match="uniqueItems"):
        schema.faults([], {"type": "array", "uniqueItems": True})


def test_the_families_of_the_schema_are_those_of_the_core():
    assert {family for _, family in ridecode._FAMILIES} | {"unified", "bank"} == set(schema.FAMILIES)


def test_the_flags_say_all_that_a_vector_needs():
    assert {flag for vector in decisions() for flag in vector["flags"]} == set(schema.FLAGS)
    assert {flag for vector in rows("sm2.jsonl") for flag in vector["flags"]} == set(schema.SM2_FLAGS)
    judge, nothing_undone = Judge(desktop_engine()), []
    for vector in decisions():
        flags = vector["flags"]
        needs = {"policy": "policy" in vector, "history": "history" in vector, "no_clock": vector["clock"] is None,
                 "no_list": vector["trust"] is None, "recovery": bool(vector["recovered"])}  # fmt: skip
        assert {flag for flag in needs if needs[flag]} == set(flags)
        if "recovery" not in flags and "policy" not in flags:
            plain = judge.answer(vector | {"policy": {"recoveries": []}})
            nothing_undone += [vector["id"]] if plain[:2] != [vector["result"], vector["step"]] else []
    assert nothing_undone == []
    for vector in rows("sm2.jsonl"):
        forms = {33: "compressed", 64: "bare", 65: "uncompressed"}
        form = forms.get(len(vector["key"]) // 2)
        identity = vector.get("identity", IDENTITY.hex()) != IDENTITY.hex()
        known = {"digest": "digest" in vector, "identity": identity, form: form is not None}
        assert {flag for flag in known if known[flag]} == set(vector["flags"])


def test_the_readme_of_the_pack_names_every_file_flag_and_key():
    text = (generate.FOLDER / "README.md").read_text(encoding="utf-8")
    for name in (*schema.SCHEMAS, *map(schema.path_of, schema.SCHEMAS), *schema.FLAGS, *schema.SM2_FLAGS):
        assert f"`{name}`" in text, name
    plain = {"comment", "key", "signature", "message", "valid", "blob", "data"}
    for content in (schema.DECISIONS, schema.SM2, schema.BLOBS):
        for key in content["properties"].keys() - plain:
            assert f"`{key}`" in text, key


def test_the_pack_lists_every_file_with_its_hash_and_count():
    (pack,) = rows("pack.json")
    assert pack["version"] == generate.VERSION
    assert {one["file"] for one in pack["files"]} == made().keys() - {"pack.json"}
    for one in pack["files"]:
        assert one["sha256"] == hashlib.sha256(made()[one["file"]]).hexdigest()
        if "schema" in one:
            assert one["schema"] == schema.path_of(one["file"]) and one["vectors"] == len(rows(one["file"]))


def test_every_neighbouring_pair_of_steps_has_a_vector():
    steps = {vector["step"] for vector in decisions() if vector["id"].startswith("order-next-")}
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
