"""`ridegate build`: the same bytes every time, every file listed, and nothing written for what is wrong."""

import ast
import hashlib
import json
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from boards.format.image import files as files_of, open_manifest, version_text
from sim.device import board as boards, board_source, build, manifest, pins
from sim.emulator import board_manifest
from sim.issuer import operator_key
from sim.micropython import vm
from sim.output.trouble import Trouble
from terminal import sm2
from tests.rig.command import ROOT, checkout, ridegate

BOARDS = boards.names()
TEST_KEY = sm2.REFERENCE.decode(operator_key.published_signer().public_xy)


@pytest.mark.parametrize("name", BOARDS)
def test_every_board_is_built_and_every_file_listed_and_hashed(name):
    image = build.build(boards.find(name))
    listed = sm2.finish(open_manifest(image.files[build.MANIFEST], (TEST_KEY,), sm2.REFERENCE, True))
    assert (listed.board, version_text(listed.version), listed.test) == (name, image.version, True)
    assert {f"a/{path}" for path, _ in files_of(listed.table)} | {build.MANIFEST, build.MAIN} == set(image.files)
    for path, digest in files_of(listed.table):
        assert hashlib.sha256(image.files[f"a/{path}"]).digest() == digest
    assert listed.image.hex() == image.sha256
    assert listed.replaces == bytes(32)
    for path in ("boards/service", "boards/start", f"boards/{name}/board", "terminal/decide", "boards/format/config"):
        assert f"a/{path}.mpy" in image.files
    assert not [path for path in image.files if "/desktop/" in path or "/sim/" in path]
    assert image.size_bytes < image.room_bytes(4096) <= board_manifest.read(name)("flash.image_max_bytes", int)
    others = [other for other in BOARDS if other != name]
    assert not [path for path in image.files if any(f"/boards/{other}/" in path for other in others)]


def test_what_is_for_the_type_checker_is_not_on_a_board():
    for name in BOARDS:
        for path, text in board_source.files(boards.find(name)).items():
            assert "TYPE_CHECKING" not in text or path in ("terminal/port.py", "boards/chooser.py"), path
            assert not path.endswith("/__init__.py")
            whole = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).is_file() else text
            lines, kept = whole.split("\n"), text.split("\n")
            assert len(lines) == len(kept)  # a traceback names the line of the source
            assert [line for line in kept if line not in lines] in ([], ["from terminal.port import const"])


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """The folder of what was built before: an empty one."""
    folder = tmp_path / "cache"
    monkeypatch.setattr("sim.micropython.vm._cache", lambda: folder)
    return folder


def test_two_builds_have_the_same_bytes_wherever_the_checkout_is(tmp_path, cache):
    first = build.build(boards.find("pico2"))
    shutil.rmtree(cache)
    checkout(tmp_path)
    again = build.build(boards.find("pico2", tmp_path / "boards"))
    assert again.files == first.files
    assert again.sha256 == first.sha256
    assert not [path for path, data in first.files.items() if str(ROOT).encode() in data]


def test_the_hash_tells_a_changed_file_a_production_build_and_another_board(tmp_path):
    mine = operator_key.signer(7, False)
    known = {build.build(boards.find("pico2")).sha256, build.build(boards.find("pico2"), True, mine).sha256}
    known.add(build.build(boards.find("pico")).sha256)
    checkout(tmp_path)
    changed = tmp_path / "terminal" / "gate.py"
    changed.write_text(changed.read_text() + "\nEXTRA = None\n")
    known.add(build.build(boards.find("pico2", tmp_path / "boards")).sha256)
    assert len(known) == 4


def test_what_was_built_before_is_taken_while_nothing_has_changed(cache, monkeypatch):
    made = []
    compiled = build.compiled
    monkeypatch.setattr(build, "compiled", lambda *words: made.append(words) or compiled(*words))
    board = boards.find("pico2")
    sources = board_source.files(board)
    first = build.slot(board, sources)
    assert build.slot(board, sources) == first and len(made) == 1
    changed = build.slot(board, {**sources, "terminal/gate.py": sources["terminal/gate.py"] + "\nEXTRA = None\n"})
    assert len(made) == 2 and [name for name in first if changed[name] != first[name]] == ["terminal/gate.mpy"]
    build.slot(replace(board, march="armv7em"), sources)
    build.slot(replace(board, source_lines=not board.source_lines), sources)
    assert len(made) == 4 and len(list(cache.iterdir())) == 4
    build.slot(board, sources, b"another maker")
    build.build(board, True, operator_key.signer(7, False))  # a production build takes nothing from before
    assert len(made) == 6


def test_what_makes_an_image_is_known_by_its_bytes():
    for name in ("sim/device/phrase.py", "sim/device/constant.py", "sim/device/build.py", "sim/micropython/vm.py"):
        assert (ROOT / name).read_bytes() in build._MAKERS


def test_without_a_cache_every_image_is_made(cache, monkeypatch):
    board = boards.find("pico2")
    first = build.build(board)
    shutil.rmtree(cache)
    cache.write_bytes(b"")  # nothing can be written there
    assert build.build(board) == first
    cache.unlink()
    kept_tree = vm.kept_tree

    def removed(*words):
        tree = kept_tree(*words)
        shutil.rmtree(tree)  # by another process
        return tree

    monkeypatch.setattr(vm, "kept_tree", removed)
    assert build.build(board) == first


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b""), Path.unlink], ids=["empty", "gone"])
def test_what_is_damaged_in_the_cache_is_built_anew(damage, cache):
    board = boards.find("pico2")
    first = build.build(board)
    (path,) = cache.rglob("gate.mpy")
    damage(path)
    for _ in range(2):
        assert build.build(board) == first


def test_the_command_writes_an_image_that_can_be_read_again(tmp_path):
    out = tmp_path / "image"
    status, output, _ = ridegate("build", "--board", "pico2", "--out", out, "--json")
    told = json.loads(output)
    assert status == 0
    image = build.read(out)
    assert image.sha256 == told["image"] == build.build(boards.find("pico2")).sha256
    assert told["bytes"] == sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    (out / "a" / "left_over.mpy").write_bytes(b"old")
    build.write(image, out)
    assert not (out / "a" / "left_over.mpy").exists()


def test_nothing_of_the_image_before_stays_in_its_folder(tmp_path):
    """A board starts no slot with a file that its manifest does not list."""
    first = build.Image("pico", "", "", "", {build.MANIFEST: b"1", "a/boards/phrases": b"", "a/hal/dma.mpy": b""})
    build.write(first, tmp_path / "image")
    build.write(build.Image("pico2", "", "", "", {build.MANIFEST: b"2"}), tmp_path / "image")
    there = [path for path in (tmp_path / "image").rglob("*") if path.is_file()]
    assert there == [tmp_path / "image" / build.MANIFEST]


def test_an_image_that_was_touched_is_not_taken(tmp_path):
    image = build.build(boards.find("pico2"))
    build.write(image, tmp_path / "a")
    (tmp_path / "a" / "a" / "terminal" / "gate.mpy").write_bytes(b"another")
    with pytest.raises(Trouble, match=r"gate\.mpy: differs"):
        build.read(tmp_path / "a")
    for path, words in ((build.MANIFEST, "no manifest of an image"), (build.MAIN, "is not the slot chooser of pico2")):
        build.write(image, tmp_path / "a")
        whole = (tmp_path / "a" / path).read_bytes()
        (tmp_path / "a" / path).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(Trouble, match=words):
            build.read(tmp_path / "a")


def test_a_signed_build_has_one_hash_and_its_key_another(tmp_path):
    board = boards.find("pico2")
    mine = operator_key.signer(7, False)
    first, again = (build.build(board, True, mine) for _ in range(2))
    assert first == again and first.build == "production"
    published = build.build(board)
    assert {path for path in first.files if first.files[path] != published.files[path]} == {build.MANIFEST}


def test_a_version_and_the_image_it_may_replace_are_signed(tmp_path):
    newer = build.build(boards.find("pico2"), version="0.2.0")
    build.write(newer, tmp_path / "newer")
    for named in (newer.sha256, tmp_path / "newer"):
        words = ["--version", "0.0.9", "--replaces", named]
        status, output, error = ridegate("build", "--board", "pico2", "--out", tmp_path / "older", *words, "--json")
        assert status == 0, error
        listed = manifest.look((tmp_path / "older" / build.MANIFEST).read_bytes())
        assert json.loads(output)["version"] == version_text(listed.version) == "0.0.9"
        assert listed.replaces.hex() == newer.sha256


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--production"], "name it, as in --key operator.pem"),
        (["--production", "--key", operator_key.TEST_KEY], "name it, as in --key operator.pem"),
        (["--key", "none.pem"], "none.pem"),
        (["--version", "1.2"], "version 1.2: an image has a version of three numbers"),
        (["--version", "1.256.0"], "up to 255.255.65535"),
        (["--version", "1.0." + "1" * 5000], "up to 255.255.65535"),
        (["--replaces", "none"], "build it again"),
    ],
)
def test_what_cannot_be_signed_is_one_line(arguments, words, tmp_path):
    status, output, error = ridegate("build", "--board", "pico2", "--out", tmp_path / "image", *arguments)
    assert (status, output, error.count("\n")) == (2, "", 1)
    assert words in error
    assert not (tmp_path / "image").exists()


@pytest.mark.parametrize("name", BOARDS)
def test_the_chooser_makes_the_release_pins_of_its_board_safe_first(name):
    text = build.build(boards.find(name)).files[build.MAIN].decode()
    first, loop, *_ = ast.parse(text).body
    assert ast.unparse(first) == "from machine import Pin"
    assert ast.unparse(loop.body[0]) == "Pin(_pin, Pin.OUT, value=_level)"
    wiring = pins.read(ROOT / "boards" / name / "pins.py")
    assert ast.literal_eval(loop.iter) == wiring.release
    told = tomllib.loads((ROOT / "boards" / name / "manifest.toml").read_text())
    root = told["micropython"]["root"].rstrip("/")
    call = f"start({root!r}, {name!r}, {told['limits']['watchdog_ms']}, {wiring.service!r}, globals())"
    assert text.endswith(f"\n\n\n{call}\n")
    assert not [line for line in text.splitlines() if line.startswith("from boards")]


def test_flash_says_what_is_wrong_before_it_builds(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "build", lambda *words: pytest.fail("an image was built for nothing"))
    (tmp_path / "operator.pub").write_text(operator_key.public_text(operator_key.signer(7, False)))
    (tmp_path / "wrong.toml").write_text("nothing = 1\n")
    for words, said in (
        (("--operator-key", tmp_path / "operator.pub"), "test keys only"),
        (("--config", tmp_path / "wrong.toml"), "wrong.toml"),
        (("--trust", tmp_path / "wrong.toml"), "wrong.toml"),
        (("--terminal-id", "7"), "--operator-key"),
    ):
        status, _, error = ridegate("flash", "--board", "pico2", "--port", "/dev/null", *words)
        assert status == 2 and said in error, error


def test_flash_takes_no_other_kind_or_key_than_that_of_the_image(tmp_path):
    build.write(build.build(boards.find("pico2")), tmp_path / "image")
    for words, said in (
        (("--production",), "an image of a development build; leave --production out, or build it anew"),
        (("--key", tmp_path / "none.pem"), "is signed already; leave --key out"),
    ):
        words = ("--board", "pico2", "--port", "/dev/null", "--image", tmp_path / "image", *words)
        status, output, error = ridegate("flash", *words)
        assert (status, output, error.count("\n")) == (2, "", 1) and said in error, error


def test_a_wrong_board_gives_one_line_with_those_there_are():
    status, output, error = ridegate("build", "--board", "pico3")
    assert (status, output) == (2, "")
    assert error == f"ridegate build: there is no board 'pico3'; there are {', '.join(BOARDS)}\n"


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    status, _, error = ridegate("build", "--board", "pico2", "--out", tmp_path)
    assert status == 2 and "something else than an image" in error and error.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_what_does_not_compile_is_named(tmp_path):
    checkout(tmp_path)
    broken = tmp_path / "boards" / "pico2" / "pins.py"
    whole = broken.read_text()
    for more, words in (("break\n", r"boards/pico2/pins\.py does not compile"), ("x = (\n", r"pins\.py, line \d+: ")):
        broken.write_text(whole + more)
        with pytest.raises(Trouble, match=words):
            build.build(boards.find("pico2", tmp_path / "boards"))


def test_a_manifest_that_lacks_something_is_named(tmp_path):
    shutil.copytree(ROOT / "boards" / "pico2", tmp_path / "boards" / "pico2")
    told = tmp_path / "boards" / "pico2" / "manifest.toml"
    told.write_text(told.read_text().replace("march =", "architecture ="))
    with pytest.raises(Trouble, match=r"manifest\.toml: micropython\.march: is missing"):
        boards.find("pico2", tmp_path / "boards")
    told.write_text("board =\n")
    with pytest.raises(Trouble, match=r"no TOML.*line 1"):
        boards.find("pico2", tmp_path / "boards")


def test_a_chip_is_known_by_what_its_micropython_says():
    said = {name: board_manifest.read(name)("micropython.machine", str) for name in BOARDS}
    for name in BOARDS:
        chip = boards.find(name).chip
        alike = [other for other, machine in said.items() if boards.find(name).is_chip_of(machine)]
        assert name in alike and {boards.find(other).chip for other in alike} == {chip}
