"""`ridegate build`: the same bytes every time, every file listed, and nothing written for what is wrong."""

import hashlib
import json
import shutil

import pytest

from sim.device import board as boards, build
from sim.trouble import Trouble
from tests.desktop.command import ROOT, ridegate

BOARDS = boards.names()


@pytest.mark.parametrize("name", BOARDS)
def test_every_board_is_built_and_every_file_listed_and_hashed(name):
    image = build.build(boards.find(name))
    manifest = json.loads(image.files[build.MANIFEST])
    assert (manifest["board"], manifest["build"]) == (name, "development")
    assert set(manifest["files"]) | {build.MANIFEST} == set(image.files)
    for path, digest in manifest["files"].items():
        assert hashlib.sha256(image.files[path]).hexdigest() == digest
    assert manifest["image"] == image.sha256
    assert f"from boards.{name} import main" in image.files[build.MAIN].decode()
    for path in ("boards/service", "boards/start", f"boards/{name}/board", "terminal/decide", "terminal/config"):
        assert f"app/{path}.mpy" in image.files
    assert not [path for path in image.files if "/desktop/" in path or "/sim/" in path]
    others = [other for other in BOARDS if other != name]
    assert not [path for path in image.files if any(f"/boards/{other}/" in path for other in others)]


def test_two_builds_have_the_same_bytes_wherever_the_checkout_is(tmp_path):
    first = build.build(boards.find("pico2"))
    for room in ("terminal", "hal", "boards"):
        shutil.copytree(ROOT / room, tmp_path / room)
    again = build.build(boards.find("pico2", tmp_path / "boards"))
    assert again.files == first.files
    assert again.sha256 == first.sha256
    assert not [path for path, data in first.files.items() if str(ROOT).encode() in data]


def test_the_hash_tells_a_changed_file_a_production_build_and_another_board(tmp_path):
    known = {build.build(boards.find("pico2")).sha256, build.build(boards.find("pico2"), True).sha256}
    known.add(build.build(boards.find("pico")).sha256)
    for room in ("terminal", "hal", "boards"):
        shutil.copytree(ROOT / room, tmp_path / room)
    changed = tmp_path / "terminal" / "gate.py"
    changed.write_text(changed.read_text().replace("PULSE_MAX_MS = 1000", "PULSE_MAX_MS = 1001"))
    known.add(build.build(boards.find("pico2", tmp_path / "boards")).sha256)
    assert len(known) == 4


def test_the_command_writes_an_image_that_can_be_read_again(tmp_path):
    out = tmp_path / "image"
    status, output, _ = ridegate("build", "--board", "pico2", "--out", out, "--json")
    told = json.loads(output)
    assert status == 0
    image = build.read(out)
    assert image.sha256 == told["image"] == build.build(boards.find("pico2")).sha256
    assert told["bytes"] == sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    (out / "app" / "left_over.mpy").write_bytes(b"old")
    build.write(image, out)
    assert not (out / "app" / "left_over.mpy").exists()


def test_an_image_that_was_touched_is_not_taken(tmp_path):
    image = build.build(boards.find("pico2"))
    build.write(image, tmp_path / "a")
    (tmp_path / "a" / "app" / "terminal" / "gate.mpy").write_bytes(b"another")
    with pytest.raises(Trouble, match=r"gate\.mpy: differs"):
        build.read(tmp_path / "a")
    build.write(image, tmp_path / "a")
    manifest = tmp_path / "a" / build.MANIFEST
    manifest.write_text(manifest.read_text().replace("development", "production"))
    with pytest.raises(Trouble, match="not that of its files"):
        build.read(tmp_path / "a")


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
    for room in ("terminal", "hal", "boards"):
        shutil.copytree(ROOT / room, tmp_path / room)
    broken = tmp_path / "boards" / "pico2" / "pins.py"
    whole = broken.read_text()
    for more, words in (("break\n", r"boards/pico2/pins\.py does not compile"), ("x = (\n", r"pins\.py, line \d+: ")):
        broken.write_text(whole + more)
        with pytest.raises(Trouble, match=words):
            build.build(boards.find("pico2", tmp_path / "boards"))


def test_a_manifest_that_lacks_something_is_named(tmp_path):
    shutil.copytree(ROOT / "boards" / "pico2", tmp_path / "boards" / "pico2")
    manifest = tmp_path / "boards" / "pico2" / "manifest.toml"
    manifest.write_text(manifest.read_text().replace("march =", "architecture ="))
    with pytest.raises(Trouble, match=r"manifest\.toml: micropython\.march: is missing"):
        boards.find("pico2", tmp_path / "boards")
    manifest.write_text("board =\n")
    with pytest.raises(Trouble, match=r"no TOML.*line 1"):
        boards.find("pico2", tmp_path / "boards")


def test_a_chip_is_known_by_what_its_micropython_says():
    said = {
        "pico": "Raspberry Pi Pico with RP2040",
        "pico2": "Raspberry Pi Pico2 with RP2350",
        "esp32s3": "Generic ESP32S3 module with ESP32S3",
        "nucleo_h743": "NUCLEO_H743ZI with STM32H743",
        "openmv_rt1062": "OpenMV IMXRT1060-EVK with MIMXRT1062DVJ6A",
    }
    for name in BOARDS:
        assert [other for other, machine in said.items() if boards.find(name).is_chip_of(machine)] == [name]
