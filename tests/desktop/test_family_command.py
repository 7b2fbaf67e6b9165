"""`verify`, `inspect` and `mint` with codes of other families: by the contract's fields, and masked."""

import json
from collections import namedtuple

import pytest

from sim.family import table
from sim.issuer import family_code, family_mint
from sim.page import message
from tests.rig import command

Done = namedtuple("Done", "returncode stdout stderr")
AT = "2026-11-18T11:06:40Z"


def ridegate(*arguments):
    return Done(*command.ridegate(*arguments))


@pytest.fixture(scope="module")
def minted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("families")
    for name in family_mint.NAMES:
        done = ridegate("mint", "--family", name, "--at", AT, "--out", folder, "--json")
        assert done.returncode == 0, done.stderr
    return folder


def codes_in(folder):
    return sorted(folder.glob("*-*.bin")) + [folder / "paper.bin", folder / "relative.bin"]


def judged(folder, *options):
    files = [path for path in codes_in(folder) if path.suffix == ".bin"]
    done = ridegate("verify", "--at", AT, "--trust", folder / "trust.toml", "--json", *options, *files)
    return done, [json.loads(line) for line in done.stdout.splitlines()]


def test_every_minted_code_verifies_with_auto(minted):
    keys = minted / family_mint.KEYS
    done, lines = judged(minted, "--family", "auto", "--family-keys", keys, "--identity", "11010119900307700x")
    assert done.returncode == 0, done.stdout
    assert {line["result"] for line in lines} == set(table.GOOD) - {"ACCEPTED"}
    assert {line["family"] for line in lines} == set(table.NAMES)
    assert family_code.IDENTITY.decode() not in done.stdout
    paper = next(line for line in lines if line["family"] == "paper")
    assert paper["subjects"] == ["*" * 14 + "700X"]


def test_a_family_that_is_not_asked_for_is_named_and_not_read(minted):
    done, lines = judged(minted, "--family", "relative")
    assert done.returncode == 1
    results = {line["family"]: line["result"] for line in lines}
    assert results.pop("relative") == "RELATIVE_READ"
    assert set(results.values()) == {"FAMILY_NOT_READ_HERE"}


def test_without_the_option_no_family_is_known(minted):
    done, lines = judged(minted)
    assert done.returncode == 1
    assert not [line for line in lines if "family" in line or line["result"] == "FAMILY_NOT_READ_HERE"]


def test_both_runtimes_give_one_answer(minted):
    options = ("--family", "paper", "--identity", family_code.IDENTITY.decode())
    answers = []
    for runtime in ("cpython", "micropython"):
        files = (minted / "paper.bin", minted / "relative.bin")
        done = ridegate(
            "verify", "--at", AT, "--trust", minted / "trust.toml", "--json", *options, "--runtime", runtime, *files
        )
        answers.append([{**json.loads(line), "ms": 0} for line in done.stdout.splitlines()])
    assert answers[0] == answers[1] and answers[0][0]["result"] == "PAPER_READ"


@pytest.mark.parametrize(
    "options, words",
    [
        (("--identity", "1"), "--identity belongs to --family"),
        (("--family-keys", "k"), "--family-keys belongs to --family"),
        (("--family", "auto", "--identity", "1" * 33), "1 to 32 letters and digits"),
        (("--family", "auto", "--family-keys", "none.toml"), "name the file"),
        (("--family", "uic", "--runtime", "micropython"), "no board reads uic"),
    ],
)
def test_options_at_fault_are_named(options, words, minted):
    done = ridegate("verify", *options, minted / "paper.bin")
    assert done.returncode == 2 and words in done.stderr


def test_inspect_shows_fields_of_every_family_and_masks_who_it_is(minted):
    for path in codes_in(minted):
        done = ridegate("inspect", "--json", path)
        assert done.returncode == 0, path
        found = json.loads(done.stdout)
        family = table.named(found["family"])
        assert found["result"] is None and found["fields"]
        parts = family.parts(path.read_bytes())
        assert [field["name"] for field in found["fields"]] == [part.name for part in parts]
        for field, part in zip(found["fields"], parts, strict=True):
            if part.secret:
                assert field["value"] is None and set(field["hex"]) <= {"*"}
        in_full = json.loads(ridegate("inspect", "--json", "--show-account", path).stdout)
        assert "*" not in "".join(field["hex"] for field in in_full["fields"])
        people = ridegate("inspect", path).stdout
        assert family.WORDS.en in people and all(part.words.en.split(",")[0] in people for part in parts[:3])


def test_the_pages_map_of_bytes_has_each_byte_once(minted):
    for path in codes_in(minted):
        payload = path.read_bytes()
        found = message.code(payload)
        assert found["length"] == len(payload) and len(found["hex"]) == 2 * len(payload)
        places = [at for field in found["fields"] for at in range(field["start"], field["end"])]
        assert places == list(range(len(payload))), path
        parts = {part.name: part for part in table.named(found["family"]).parts(payload)}
        for field in found["fields"]:
            if parts[field["name"]].secret:
                assert field["value"] == "*" and set(found["hex"][2 * field["start"] : 2 * field["end"]]) <= {"*"}
        json.dumps(found)


def test_a_gate_without_families_names_what_it_does_not_read(minted):
    done = ridegate("verify", "--at", AT, "--json", minted / "uic-01.bin", minted / "dosipas-1-level-2.bin")
    details = [json.loads(line)["detail"] for line in done.stdout.splitlines()]
    assert details == ["it is a rail ticket, UIC #UT", "it is a rail ticket, DOSIPAS"]


def test_inspect_names_the_structure_that_is_broken(minted, tmp_path):
    cut = tmp_path / "cut.bin"
    cut.write_bytes((minted / "uic-01.bin").read_bytes()[:-1])
    done = ridegate("inspect", "--json", cut)
    found = json.loads(done.stdout)
    assert done.returncode == 1 and (found["result"], found["step"]) == ("UIC_MALFORMED", 2)


def test_inspect_reads_hexadecimal_text_of_a_family(minted, tmp_path):
    text = tmp_path / "code.hex"
    text.write_text((minted / "dosipas-2-level-2.bin").read_bytes().hex())
    found = json.loads(ridegate("inspect", "--json", text).stdout)
    assert (found["family"], found["beyond"]) == ("dosipas", "hexadecimal")


def test_mint_makes_good_codes_of_a_family_alone(tmp_path):
    done = ridegate("mint", "--family", "uic", "--count", "2", "--out", tmp_path)
    assert done.returncode == 2 and "leave out" in done.stderr
