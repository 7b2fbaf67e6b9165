"""One board's image and state as the 32-bit VM gets them, and what happens there, stage by stage.

Length: the scenarios are read one beside the other, each a list of steps.
"""

import ast
import base64
import datetime
import functools
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from boards import journal_store, trust_counter
from boards.format import config
from boards.state import CLOCK, CONFIG, JOURNAL, JOURNAL_CELL, SEQUENCE, TRUST, Identity, State
from hal.desktop.engine import desktop_engine
from hal.micropython.store import FlashCell, FlashSegments
from hal.scanner.model import CAMERA
from sim.device import board as boards, board_source, build, clock_statement
from sim.emulator import board_manifest
from sim.issuer import issuer
from sim.issuer.sm2_sign import public_key
from sim.micropython import vm
from sim.trust import source as trust_source
from terminal import policy, records, sm2, sm3
from terminal.history import History
from terminal.journal import Journal
from tests.builder.journal_builder import accepted
from tests.heap import asking
from tests.rig.fake_files import Files

NOW_S = 1_793_000_000
RIDES = 256
FRAMES_BYTES = 4096  # where the VM keeps the frames of functions; a board keeps the large ones of them on its heap
_GARBAGE_BYTES = 2048  # collected when so much may have come together
_HEAP_MAX_BYTES = 1 << 20  # of a heap that is larger, the rest is only counted
_MORE_BYTES = 393_216  # of the VM: stubs, and what a board lacks
_RECORD_KEY = bytes(range(32))
_NONCE = b"\x5a" * 16  # what the random source of hardware.py gives
_PROMPT_BYTES = 1024  # the prompt's, and small things of a mounted file system
_IDLE_TURNS, _SCAN_TURNS, _TABLE_TURNS = 300, 100, 1500
_BEFORE = """\
import sys
sys.path.insert(0, '/stub')
from inside import _call
del sys.modules['inside'], sys.modules['hardware'], sys.modules['recode']
_call('board', {!r})
"""


def plans(name: str, ballast: int = 0, asks: str = "") -> dict[str, dict[str, Any]]:
    """Scenario -> its plan for vm.mjs. ballast: bytes that the image is larger than it is. asks: one of
    asking.ASKS, "" for none."""
    board = boards.find(name)
    image = build.build(board)
    root = board.root
    files = {f"{root}/{path}": data for path, data in (image.files | state(name, asks)).items()}
    for each in ("hardware", "inside"):
        files[f"/stub/{each}.mpy"] = _stub(each, (Path(__file__).parent / f"{each}.py").read_text(encoding="utf-8"))
    files["/stub/recode.mpy"] = _stub("recode", _bytecode("recode"))
    heap = board_manifest.read(name)("memory.heap_bytes", int)
    common = {
        "before": _BEFORE.format(json.dumps(_settings(board))),
        "frames": FRAMES_BYTES,
        "garbage": _GARBAGE_BYTES,
        "files": files,
        "heap": min(heap, _HEAP_MAX_BYTES) + _MORE_BYTES,
        "board": heap,
    }
    begin = [*_begin(board, image, ballast), {"call": "make", "with": [name]}]
    scenarios = {"gate": _gate(board, image, asks), "trial": _trial(board, image), "service": _service(board, image)}
    return {title: {**common, "steps": [*begin, *steps]} for title, steps in scenarios.items()}


def _settings(board: boards.Board) -> dict[str, Any]:
    """What hardware.py wants to know of a board. high: the pins that read 1."""
    value = board_manifest.read(board.id)
    block, fs = value("flash.block_bytes", int), value("flash.fs_bytes", int)
    third = fs // block // 3
    return {
        "root": board.root,
        "cache": _cache(board.id),
        "high": [_jumper(board)],
        "clock": [0, 0, 0, 1, *_bcd_date(), *[0] * 9],
        "network": board.network,
        "second": NOW_S % 86_400,
        "flash": [block, block, fs // block, third, third, 0, 0, 0, 0, 255],
    }


def _cache(name: str) -> int:
    """The bytes of a buffer of littlefs, of which the mounted file system has two and an open file one."""
    value = board_manifest.read(name)
    return min(value("flash.block_bytes", int), 4 * max(32, value("flash.program_bytes", int)))


def _begin(board: boards.Board, image: build.Image, ballast: int) -> Iterator[dict[str, Any]]:
    """From power-on to the modules."""
    yield {"run": _chooser(image.files["main.py"].decode())}
    yield {"call": "hold", "with": [2 * _cache(board.id) + _PROMPT_BYTES + ballast]}
    yield {"stage": "slot chooser"}
    yield from _loads(board, image, [f"boards/{board.id}/pins.py", *_main(board)])
    yield {"stage": "modules loaded"}


def _gate(board: boards.Board, image: build.Image, asks: str) -> Iterator[dict[str, Any]]:
    """A start, and two passengers: the first of an issuer, and one when the tables of the keys are there."""
    pki = _pki()
    yield from _loads(board, image, ["boards/opening.py"], _main(board))
    if asks:
        yield from _loads(board, image, list(asking.LOADED[asks]), [*_main(board), "boards/opening.py"])
    first, second = [pki.recipe(NOW_S, pki.user(user)).encode().hex() for user in range(2)]
    yield {"call": "begin"}
    yield {"stage": "started"}
    yield {"call": "turns", "with": [_IDLE_TURNS]}
    yield {"stage": "idle"}
    yield {"call": "show", "with": [first]}
    yield {"call": "turn"}
    yield {"call": "turns", "with": [_SCAN_TURNS]}
    yield {"stage": "cold scan"}
    yield {"call": "turns", "with": [_TABLE_TURNS]}
    yield {"stage": "tables prepared"}
    yield {"call": "show", "with": [second]}
    yield {"call": "turn"}
    yield {"call": "turns", "with": [_SCAN_TURNS]}
    yield {"stage": "warm scan"}


def _trial(board: boards.Board, image: build.Image) -> Iterator[dict[str, Any]]:
    """The first start of a new image."""
    yield from _loads(board, image, ["boards/trial.py", "boards/chooser.py", "boards/opening.py"], _main(board))
    yield {"call": "on_trial", "with": [board.id]}
    yield {"stage": "image on trial"}


def _service(board: boards.Board, image: build.Image) -> Iterator[dict[str, Any]]:
    """A session of an operator."""
    request = clock_statement.Request(7, 1, _NONCE, True)
    statement = clock_statement.sign(request, NOW_S + 60, _pki().operator)
    listed = state(board.id)["state/trust.bin"]
    uploaded = {path.removeprefix("a/"): data for path, data in image.files.items() if path != "main.py"}
    yield {"call": "in_service"}
    yield from _loads(board, image, ["boards/service.py"], _main(board))
    yield {"stage": "service loaded"}
    yield _ask("selftest", 0)
    yield {"stage": "selftest"}
    yield _ask("clock_nonce")
    yield _ask("clock_apply", statement.hex())
    yield {"stage": "clock statement"}
    yield _ask("trust_room", len(listed))
    list_path = f"{board.root}/state/trust.new"
    yield {**_ask("install", "trust", list_path), "files": {list_path: listed}}
    yield {"stage": "list installed"}
    yield _ask("journal_info")
    yield {"stage": "journal"}
    yield _ask("room")
    folder = f"{board.root}/new"
    files = {f"{folder}/{path}": data for path, data in uploaded.items()}
    yield {**_ask("install", "image", folder), "files": files}
    yield {"stage": "image update"}


def _ask(function: str, *arguments: object) -> dict[str, Any]:
    return {"call": "service", "with": [function, json.dumps(arguments)]}


def _main(board: boards.Board) -> list[str]:
    """What main.py of an image loads."""
    return [f"boards/{board.id}/board.py", "boards/start.py"]


def history(name: str, asks: str = "") -> int:
    """The codes of the replay memory that is measured: as many as the board allows."""
    board = boards.find(name)
    return board.asking_history_max if asks else board.history_max


def encoded(plan: dict[str, Any]) -> dict[str, Any]:
    """The plan as JSON takes it."""
    steps = [{**step, "files": _base64(step["files"])} if "files" in step else step for step in plan["steps"]]
    return {**plan, "files": _base64(plan["files"]), "steps": steps}


def _base64(files: dict[str, bytes]) -> dict[str, str]:
    return {path: base64.b64encode(data).decode() for path, data in files.items()}


@functools.cache
def _pki() -> issuer.Pki:
    return issuer.make_pki()


def _stub(name: str, text: str) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, f"{name}.py")
        path.write_text(text, encoding="utf-8")
        return (vm.compile_modules({f"{name}.py": path}) / f"{name}.mpy").read_bytes()


def _bytecode(module: str) -> str:
    """A module written for machine code as bytecode."""
    text = (vm.ROOT / "hal" / "engine" / f"{module}.py").read_text(encoding="utf-8")
    text = text.replace("from terminal.port import TYPE_CHECKING\n", "TYPE_CHECKING = False\n")
    return re.sub(r"@micropython\.(viper|native)\n", "", text)


def _chooser(text: str) -> str:
    """main.py; in the place of its last line, which starts the image, what that does before."""
    body, call = text.rstrip("\n").rsplit("\n", 1)
    assert call.startswith("start(")
    return body + "\nforget(globals())\n"


def _bcd_date() -> list[int]:
    day = datetime.datetime.fromtimestamp(NOW_S, datetime.UTC)
    return [int(str(part), 16) for part in (day.day, day.month, day.year % 100)]


def _jumper(board: boards.Board) -> Any:
    text = (board.folder / "pins.py").read_text(encoding="utf-8")
    found = re.search(r"^SERVICE_JUMPER = (.+?)(?:  #.*)?$", text, re.MULTILINE)
    assert found is not None
    return ast.literal_eval(found[1])


def _loads(
    board: boards.Board, image: build.Image, roots: list[str], before: list[str] | None = None
) -> Iterator[dict[str, Any]]:
    """A call for each module, in the order in which these roots load them. before: roots that were loaded already."""
    texts = _texts(board.id)
    seen: set[str] = set()
    for root in before or []:
        list(_order(texts, root, seen))
    for root in roots:
        for path in _order(texts, root, seen):
            module = path.removesuffix(".py").replace("/", ".")
            data = image.files[f"a/{path.removesuffix('.py')}.mpy"]
            if data[2] >> 2:  # machine code in it
                kind = "sm3" if "sm3" in module else "field" if "generated" in module else "recode"
                yield {"call": "machine_code", "with": [module, kind, len(data)]}
            else:
                yield {"call": "load", "with": [module]}


def _order(texts: dict[str, str], path: str, seen: set[str]) -> Iterator[str]:
    if path in seen or path not in texts:
        return
    seen.add(path)
    for module in _imported(texts[path]):
        yield from _order(texts, module.replace(".", "/") + ".py", seen)
    yield path


@functools.cache
def _texts(name: str) -> dict[str, str]:
    board = boards.find(name)
    return build.texts(board, board_source.files(board))


@functools.cache
def _imported(text: str) -> list[str]:
    found: list[str] = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def state(name: str, asks: str = "") -> dict[str, bytes]:
    """The files of a provisioned terminal's state, with as many rides as its journal holds, RIDES at most."""
    return _state(name, asks)


@functools.cache
def _state(name: str, asks: str) -> dict[str, bytes]:
    board = boards.find(name)
    value = board_manifest.read(name)
    pki = _pki()
    operator = sm2.REFERENCE.decode(public_key(pki.operator_private))
    assert operator is not None
    with tempfile.TemporaryDirectory() as scratch:
        kept = State(f"{scratch}/state")
        kept.write_identity(Identity(True, 7, 1, _RECORD_KEY, (operator.xy,)), sm3.digest)
        pulse_ms = board.pulse_ms or 600
        camera = CAMERA in board.scanners
        scanner = config.Scanner(CAMERA if camera else "gm67", 115200, 20, 100)
        place = config.Place(1, 2, 3, 4, 5)
        setup = config.Config(
            policy.make(), config.Timing("entry", pulse_ms, 2000, 3), place, scanner, history(name, asks), 10,
            config.Panel("ssd1306", 50), "ds3231", config.FLAT, asking.ASKS[asks] if asks else None,
        )  # fmt: skip
        kept.write(CONFIG, config.encode(setup))
        source = trust_source.parse_source(issuer.trust_toml(pki))
        listed = trust_source.compile_list(source, pki.operator)
        kept.write(TRUST, listed)
        if asks:
            asking.install(kept, pki, NOW_S)
        kept.write(SEQUENCE, trust_counter.in_force_from(listed, sm3.digest))
        kept.write_number(CLOCK, NOW_S - 100)
        others = journal_store.OTHERS_BYTES + 2 * (board.image_max_bytes - board_source.IMAGE_BYTES)
        left = value("flash.fs_bytes", int) - 2 * board.trust_max_bytes - others
        most = min(
            max(left // journal_store.SEGMENT_BYTES - 1, journal_store.SEGMENTS_LEAST), journal_store.SEGMENTS_MOST
        )
        files = Files()  # in memory: each of the records writes two of them
        segments = FlashSegments(kept.path(JOURNAL), files.open, files)
        segments.open()
        cell = FlashCell(kept.path(JOURNAL_CELL), files.open, files)
        digest = desktop_engine().digest
        journal = Journal(
            segments, cell, digest, _RECORD_KEY, records.Place(7, 1, *place), journal_store.SEGMENT_BYTES, most
        )
        sm2.finish(journal.open(History(RIDES + 1), setup.policy, NOW_S - 60))
        for number in range(min(RIDES, journal_store.capacity_rides(most) - 4)):
            sequence = journal.append_ride(accepted(number, NOW_S - 60), 200, 1, NOW_S - 60)
            journal.append_outcome(sequence, records.PASSED, NOW_S - 60)
        written = {Path(name): bytes(data) for name, data in files.content.items()}
        written |= {path: path.read_bytes() for path in Path(scratch).rglob("*") if path.is_file()}
        return {path.relative_to(scratch).as_posix(): data for path, data in written.items()}
