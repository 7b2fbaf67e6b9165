"""What stands in two places about a board stands there alike; what a board must not do, it does not."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from boards import journal_store, state
from boards.state import Identity, State
from hal.scanner.model import CAMERA, MODULES
from sim.device import board as boards, board_source, manifest as manifest_of, pins
from sim.issuer import operator_key
from sim.output.trouble import Trouble
from terminal import records, sm3

ROOT = Path(__file__).resolve().parent.parent.parent
BOARDS = sorted(path.parent.name for path in (ROOT / "boards").glob("*/manifest.toml"))


def tree(board, name):
    return ast.parse((ROOT / "boards" / board / name).read_text(encoding="utf-8"))


def limits(board):
    """The constants of boards/limits.py in the image of this board."""
    found = {}
    exec(board_source.files(boards.find(board))["boards/limits.py"], {}, found)
    return found


_HOURS_AND_ASIDE_BYTES = 32_768


def own_images(image_max):
    """Bytes that two images have beyond those that every journal leaves to them."""
    assert image_max >= board_source.IMAGE_BYTES
    return 2 * (image_max - board_source.IMAGE_BYTES)


def manifest(board):
    return tomllib.loads((ROOT / "boards" / board / "manifest.toml").read_text(encoding="utf-8"))


def test_all_boards_are_here():
    assert {"esp32s3", "nucleo_h743", "openmv_rt1062", "pico", "pico2"} <= set(BOARDS)


@pytest.mark.parametrize("board", BOARDS)
def test_the_firmware_has_the_limits_of_the_manifest(board):
    told, own = manifest(board), limits(board)
    assert told["board"] == board
    images = own_images(told["flash"]["image_max_bytes"])
    asking_max = told["limits"]["asking_history_max"]
    assert asking_max <= told["limits"]["history_max"]
    assert own == {
        **({"ASKING_HISTORY_MAX": asking_max} if asking_max else {}),
        **({"IMAGES_MORE": images} if images else {}),
        **({"NETWORK": True} if told["devices"]["network"] else {}),
        "HISTORY_MAX": told["limits"]["history_max"],
        "PULSE_MS": told["limits"]["pulse_ms"],
        "RECEIVED_BYTES": told["limits"]["received_bytes"],
        "SCANNERS": (CAMERA,) if told["devices"]["scanner"] == CAMERA else MODULES,
        "STATE": told["micropython"]["root"].rstrip("/") + "/state",
        "TRIPS_MAX": told["limits"]["trips_max"],
        "TRUST_MAX_BYTES": told["limits"]["trust_max_bytes"],
        "WATCHDOG_MS": told["limits"]["watchdog_ms"],
    }
    declared = ast.parse((ROOT / "boards" / "limits.pyi").read_text(encoding="utf-8")).body
    optional = {"ASKING_HISTORY_MAX", "IMAGES_MORE", "NETWORK"}
    assert {node.target.id for node in declared if isinstance(node, ast.AnnAssign)} == {*own, *optional}
    assert told["limits"]["watchdog_ms"] <= told["limits"]["watchdog_chip_max_ms"]


@pytest.mark.parametrize("board", BOARDS)
def test_its_limits_fit(board):
    told = manifest(board)
    entries = told["limits"]["history_max"]
    assert (entries + entries // 8 + 1) * 16 < told["memory"]["heap_bytes"] // 2
    image = told["flash"]["image_max_bytes"]
    others = 2 * told["limits"]["trust_max_bytes"] + image
    if board != "nucleo_h743":  # which is for bringing up: its README says that two images do not fit
        left = told["flash"]["fs_bytes"] - 2 * told["limits"]["trust_max_bytes"] - journal_store.OTHERS_BYTES
        left -= own_images(image)
        segments = min(left // journal_store.SEGMENT_BYTES, journal_store.SEGMENTS_MOST + 1)
        assert segments > journal_store.SEGMENTS_LEAST
        others += image + segments * journal_store.SEGMENT_BYTES + _HOURS_AND_ASIDE_BYTES
    assert others <= told["flash"]["fs_bytes"]
    assert told["limits"]["watchdog_ms"] > 3 * told["flash"]["erase_worst_ms"]


@pytest.mark.parametrize("board", BOARDS)
def test_it_offers_what_a_start_asks_for(board):
    """What boards/interfaces.pyi lists; `python -m tests.tool.board_types` looks at the types where there are stubs."""
    port = manifest(board)["micropython"]["port"]
    found = {"limits", "pins"}
    for path in (f"boards/{board}/board.py", f"boards/port/{port}.py", "boards/port/wiring.py"):
        nodes = ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        found |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    (asked,) = (node for node in tree("", "interfaces.pyi").body if isinstance(node, ast.ClassDef))
    assert found >= {getattr(node, "name", None) or node.target.id for node in asked.body[1:]}


@pytest.mark.parametrize("board", BOARDS)
def test_the_release_pins_are_safe_before_anything_else(board):
    first, *_ = ast.parse(board_source.files(boards.find(board))[f"boards/{board}/main.py"]).body
    assert ast.unparse(first) == f"import boards.{board}.pins"
    own = own_pins(board)
    found = pins.read(ROOT / "boards" / board / "pins.py")
    releases = [name for name in own if name.startswith("RELEASE_") and name + "_ACTIVE" in own]
    assert found.release == tuple((own[name], 1 - own[name + "_ACTIVE"]) for name in releases)
    assert found.service == own["SERVICE_JUMPER"] and found.active_low == frozenset()


def own_pins(board):
    """The constants of a pins.py that are literals."""
    nodes = [node for node in tree(board, "pins.py").body if isinstance(node, ast.Assign)]
    return {node.targets[0].id: ast.literal_eval(node.value) for node in nodes if isinstance(node.value, ast.Constant)}


PIN_LINE = "    Pin(_pin, Pin.OUT, value=1 - _active)\n"


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            PIN_LINE,
            PIN_LINE.replace("1 - _active", "1"),
            "is put to 1, which releases; its level must be 0 from the first",
        ),
        (PIN_LINE, PIN_LINE.replace("1 - _active", "_active"), "is put to 1, which releases"),
        (PIN_LINE, PIN_LINE.replace(", value=1 - _active", ""), "becomes an output of any level"),
        (PIN_LINE, PIN_LINE + "    Pin(_pin, Pin.OUT).on()\n", "becomes an output of any level"),
        (PIN_LINE, PIN_LINE + "    Pin(_pin, Pin.OUT, value=0).on()\n", "is put to 1, which releases"),
        (PIN_LINE, "    pass\n", "is never put to a level"),
        ("PASSAGE_ACTIVE = 1", "PASSAGE_ACTIVE = 2", "PASSAGE_ACTIVE is neither 1"),
        ("EMERGENCY_ACTIVE = 1", "", "EMERGENCY_ACTIVE is missing"),
        ("from machine import Pin\n", "import time\nfrom machine import Pin\n", "it imports time"),
    ],
)
def test_a_wiring_that_would_release_is_not_built(tmp_path, board, old, new, told):
    path = tmp_path / "pins.py"
    text = (ROOT / "boards" / board / "pins.py").read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Trouble, match=re.escape(told)):
        pins.read(path)


@pytest.mark.parametrize("board", BOARDS)
def test_the_safe_level_follows_from_the_constant(tmp_path, board):
    text = (ROOT / "boards" / board / "pins.py").read_text(encoding="utf-8")
    path = tmp_path / "pins.py"
    path.write_text(text.replace("_ACTIVE = 1", "_ACTIVE = 0"), encoding="utf-8")
    found = pins.read(path)
    assert {level for _, level in found.release} == {1}
    assert found.active_low >= {"PASSAGE", "EMERGENCY"} and len(found.active_low) == 2 + len(found.release)


@pytest.mark.parametrize("board", BOARDS)
def test_no_pin_twice_and_each_in_the_readme(board):
    readme = (ROOT / "boards" / board / "README.md").read_text(encoding="utf-8")
    pins = {name: pin for name, pin in own_pins(board).items() if not name.endswith("_ACTIVE")}
    prefix = {"rp2": "GP", "stm32": "P"}.get(manifest(board)["micropython"]["port"], "")  # as people write them
    for name in ("SCANNER_UART", "I2C", "MACHINE_ENTRY", "MACHINE_EXIT", "RELEASE_ALTERNATE"):
        pins.pop(name, None)
    assert len(set(pins.values())) == len(pins)
    for name, pin in pins.items():
        assert prefix + str(pin) in readme, name


@pytest.mark.parametrize("board", BOARDS)
def test_the_readme_says_what_no_firmware_can_promise(board):
    both = (ROOT / "boards" / "README.md").read_text(encoding="utf-8")
    both += (ROOT / "boards" / board / "README.md").read_text(encoding="utf-8")
    for words in ("to ground", "emergency contact", "NC", "NO", "Currents", "What is not protected", "First start"):
        assert words in both


def readers_of_the_emergency_contact():
    """file -> calls of `active()` on something named an emergency contact."""
    found = {}
    for folder in ("boards", "hal", "terminal", "sim"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            nodes = ast.walk(ast.parse(text)) if "active(" in text else ()
            texts = [ast.unparse(node) for node in nodes if isinstance(node, ast.Call)]
            hits = [text for text in texts if text.endswith("emergency.active()")]
            if hits:
                found[path.relative_to(ROOT).as_posix()] = len(hits)
    return found


def test_the_emergency_contact_is_read_in_one_place():
    """The loop's, and before there is a loop the start's; the self-test reports what it reads and moves nothing."""
    assert readers_of_the_emergency_contact() == {"boards/selftest.py": 1, "boards/watch.py": 1, "terminal/run.py": 1}


def test_no_board_knows_that_it_is_emulated():
    for folder in ("boards", "hal/micropython", "terminal"):
        for path in (ROOT / folder).rglob("*.py"):
            assert "emulat" not in path.read_text(encoding="utf-8").lower(), path


IDENTITY = Identity(True, 7, 0xFFFFFFFF, bytes(range(32)), (bytes(64), bytes(range(64))))


def test_identity_round_trip(tmp_path):
    files = State(str(tmp_path / "state"))
    assert files.identity(sm3.digest) is None
    files.write_identity(IDENTITY, sm3.digest)
    assert files.identity(sm3.digest) == IDENTITY


def test_a_damaged_identity_is_refused(tmp_path):
    files = State(str(tmp_path / "state"))
    files.write_identity(IDENTITY, sm3.digest)
    whole = files.read(state.IDENTITY)
    for at in range(len(whole)):
        files.write(state.IDENTITY, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(ValueError, match="damaged"):
            files.identity(sm3.digest)
    for at in range(len(whole)):
        files.write(state.IDENTITY, whole[:at])
        with pytest.raises(ValueError, match="damaged"):
            files.identity(sm3.digest)


def test_files_are_written_whole_and_nothing_is_left_over(tmp_path):
    files = State(str(tmp_path / "new"))
    assert files.read("x") is None and not files.has("x") and not files.remove("x")
    files.write("x", b"1")
    files.write("x", b"2")
    assert files.read("x") == b"2" and files.has("x")
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"x", "turn"}
    files.write_number("n", 0xFFFFFFFF)
    assert files.number("n") == 0xFFFFFFFF and files.number("x") is None
    assert files.remove("x") and not files.has("x")


def test_lists_are_read_in_place_until_they_are_let_go(tmp_path):
    files = State(str(tmp_path / "state"))
    files.write("x", b"abc")
    files.write("y", b"def")
    opened = [files.opened("x"), files.opened("y"), files.opened("x")]
    page = bytearray(2)
    for file in opened:
        file.readinto(1, page)
    assert page == b"bc"
    opened[0].close()
    files.close()
    for file in opened:
        with pytest.raises(ValueError, match="closed"):
            file.readinto(0, page)
    files.close()
    again = files.opened("y")
    again.readinto(0, page)
    assert page == b"de"
    files.close()


def test_notes_wait_for_the_journal_and_are_bounded(tmp_path):
    files = State(str(tmp_path / "state"))
    assert files.notes() == []
    files.note(records.SERVICE_ENTERED, None, 0)
    files.note(records.CLOCK_SET, 1_793_000_000, 5)
    assert files.notes() == [(records.SERVICE_ENTERED, None, 0), (records.CLOCK_SET, 1_793_000_000, 5)]
    for _ in range(100):
        files.note(records.SERVICE_ENTERED, None, 0)
    assert len(files.notes()) == 32


def test_the_build_is_read_from_the_manifest_of_the_image(tmp_path):
    for signer in (operator_key.published_signer(), operator_key.signer(7, False)):
        whole = manifest_of.encode("pico2", "1.2.3", manifest_of.NONE, {"a": b""}, signer)
        (tmp_path / "manifest").write_bytes(whole)
        image = manifest_of.image_id(whole).hex()
        assert state.build(str(tmp_path)) == ("pico2", "1.2.3", not signer.test, image, 0x01020003)
