"""`ridegate run --emulate BOARD`: the session with the firmware of a board in the loop.

Real are the codes, the image with everything it runs, its decisions and the file of its journal. What it decided
is read off its log, what it did off the emulated wires. Time is real, too: this takes half a minute.
"""

import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from boards.format import config
from hal.desktop.engine import desktop_engine
from hal.desktop.segment_folder import SegmentFolder
from sim import show
from sim.device import build, emulate, emulated_board as prepared, scanner_wire
from sim.device.board import Board
from sim.device.board_log import Listener
from sim.device.device import Device
from sim.device.emulated_scene import ANSWER, NOTHING, Expected, Play, Scene, hexadecimal, played
from sim.emulator.emulator import Emulator
from sim.gate import audit, power_on
from sim.issuer import issuer
from sim.issuer.phone import Phone
from sim.trouble import Trouble
from sim.vm import RuntimeMissing
from terminal import records

_BOOT_MAX_S = 30.0
_EXCEPTION = re.compile(r"[A-Z][A-Za-z]*(Error|Exception)\b")
_EXCEPTION_MAX_S = 2.0
_PULSE_SPARE_MS = 5  # what the model of a pulse may differ
_RECOVERED = re.compile(r"  after ([a-z0-9_]+(?:, [a-z0-9_]+)*)")


def run(board_name: str, scanner: str | None, json: bool, latch_ms: int) -> int:
    """Play the session on this board; 0 when everything came as expected, 1 when not. Raises Trouble.

    latch_ms: of the turnstile.
    """
    board = emulate.find(board_name)
    name = scanner or prepared.usual_scanner(board)
    if name == prepared.BARE and prepared.CAMERA not in board.scanners:
        raise Trouble("--scanner bare: the firmware believes a module only; choose gm65 or gm67")
    try:
        return _session(board, name, json, latch_ms)
    except BrokenPipeError:
        raise
    except (OSError, RuntimeMissing) as error:
        raise Trouble(f"the emulator does not start: {error}") from None


def _session(board: Board, name: str, json: bool, latch_ms: int) -> int:
    key = os.urandom(records.KEY_BYTES)
    setup = prepared.setup(board, name)
    with tempfile.TemporaryDirectory(prefix="ridegate-") as folder:
        path = Path(folder) / "flash.bin"
        image = build.build(board)
        prepared.write(board, path, prepared.files(board, image, name, key))
        scenes = played(prepared.CAMERA in board.scanners)
        facts = {"board": board.id, "scanner": name, "image": image.sha256, "scenes": len(scenes)}
        _tell(json, {"event": "start", **facts},
              f"The firmware of the board {board.title}, image {image.sha256[:16]}…, in the MicroPython VM. Gate, "
              "scanner and passengers are emulated, time is real.\n")  # fmt: skip
        with Emulator(prepared.wired(board), path, scanner=prepared.scanner(board, name)) as emulated:
            emulated.turnstile.latch_ms = latch_ms
            listener = Listener(emulated.port)
            try:
                started = _boot(emulated, listener)
                _tell(json, {"event": "boot", "words": started}, f"·  {started}\n")
                good = _scenes(emulated, listener, setup, scenes, json)
            finally:
                listener.close()
            sound = _journal(emulated, Path(folder), key, scenes, json)
            early = power_on.released(emulated.events.since(0))
    if early:
        lines = [f"    NOT AS EXPECTED: {line}" for line in early]
        _tell(json, {"event": "contacts", "ok": False, "faults": early}, "\n".join(["继电器  Contacts", *lines]))
    ok = sound and all(good) and not early
    words = f"{sum(good)} of {len(good)} scenes as expected"
    _tell(json, {"event": "end", "ok": ok, "words": words}, words)
    return 0 if ok else 1


def _boot(board: Emulator, log: Listener) -> str:
    board.power_on()
    line = log.wait_for(r"ridegate |out of service|Traceback", 0, _BOOT_MAX_S)
    if line is not None and line.startswith("Traceback"):
        error = log.wait_for(_EXCEPTION, 0, _EXCEPTION_MAX_S)
        line = line if error is None else scanner_wire.startup(error, board.board.name)
    if line is None or not line.startswith("ridegate "):
        raise Trouble(f"the firmware does not start: {line or f'no word within {_BOOT_MAX_S:.0f} s'}")
    return line


def _scenes(board: Emulator, log: Listener, setup: config.Config, scenes: tuple[Scene, ...], json: bool) -> list[bool]:
    camera, pulse_ms = setup.scanner.model == prepared.CAMERA, setup.gate.pulse_ms
    pki = issuer.make_pki()
    kept = Phone(pki, 0).code(int(time.time()))
    good = []
    for number, scene in enumerate(scenes, 1):
        play = Play(board, log, pki, pulse_ms, hexadecimal if camera else bytes, kept)
        mark, lines = board.events.mark(), log.mark()
        scene.play(play)
        if scene is not scenes[0]:  # whose code is still held there in the next
            board.hide()
        time.sleep(0.2)
        name = ANSWER.match(play.line or "")
        undone = _RECOVERED.search(play.line or "")
        recovered = tuple(one for one in (undone[1].split(", ") if undone else ()) if not (camera and one == "hex"))
        edges = [(event.t_us, event.level) for event in board.events.since(mark, "relay") if event.direction == "entry"]
        releases = _releases(edges, pulse_ms, play) if not scene.held else min(len(edges), 1)
        seen = Expected(name[1] if name else NOTHING, recovered, releases)
        if board.events.since(mark, "reset") or log.since(lines, "Traceback"):
            play.faults.append("the board restarted")
        ok = seen == scene.expected and not play.faults
        good.append(ok)
        _tell_scene(json, number, scene, seen, play, ok)
        if number == 1 and play.line is None:  # every other scene would wait for an answer, too
            words = scanner_wire.diagnose(board)
            _tell(json, {"event": "end", "ok": False, "words": words}, "")
            raise Trouble(words)
    return good


def _releases(edges: list[tuple[int, int]], pulse_ms: int, play: Play) -> int:
    """How many pulses there were; each must have its length."""
    for (up_us, up), (down_us, down) in zip(edges[::2], edges[1::2], strict=False):
        if not up or down or abs(down_us - up_us - 1000 * pulse_ms) > 1000 * _PULSE_SPARE_MS:
            play.faults.append("a pulse has not its length")
        play.remarks.append(f"the contact was closed for {(down_us - up_us) / 1000:.1f} ms")
    if len(edges) % 2:
        play.faults.append("a pulse does not end")
    return len(edges) // 2


def _journal(board: Emulator, folder: Path, key: bytes, scenes: tuple[Scene, ...], json: bool) -> bool:
    """Fetch the journal as an operator would, and check it."""
    device = Device(str(board.port))
    root = device.require().root
    device.enter()
    told = device.execute(f"import os; print(*[n for n in os.listdir({root!r} + '/state/journal') if n.isdigit()])")
    path = folder / "journal"
    path.mkdir()
    for name in told.split():
        size = device.execute(f"import os; print(os.stat({root!r} + '/state/journal/{name}')[6])")
        (path / name).write_bytes(device.get(f"{root}/state/journal/{name}", int(size)))
    store = SegmentFolder(path)
    store.open()
    try:
        found = audit.check(store, desktop_engine(), key)
    finally:
        store.close()
    rides = sum(scene.expected.releases for scene in scenes)
    ok = found.broken is None and found.rides == rides and sum(found.outcomes.values()) == rides
    facts = {"records": found.records, "rides": found.rides, "outcomes": found.outcomes}
    outcomes = ", ".join(f"{count} {name}" for name, count in sorted(found.outcomes.items())) or "none"
    verdict = found.broken or "every MAC holds, the chain is whole"
    _tell(json, {"event": "journal", **facts, "sound": found.broken is None, "broken": found.broken, "ok": ok},
          f"记录  Journal  {found.records} records, {found.rides} rides: {outcomes}; {verdict}")  # fmt: skip
    return ok


def _tell_scene(json: bool, number: int, scene: Scene, seen: Expected, play: Play, ok: bool) -> None:
    facts = {"event": "scene", "number": number, "zh": scene.zh, "en": scene.en, "expected": scene.expected.answer,
             "answer": seen.answer, "recovered": list(seen.recovered), "releases": seen.releases, "log": play.line,
             "remarks": play.remarks, "faults": play.faults, "ok": ok}  # fmt: skip
    lines = [f"{number:2d}  {scene.zh}  {scene.en}", f"    {(play.line or 'nothing is answered').strip()}"]
    lines += [f"    {remark}" for remark in play.remarks]
    lines += [f"    NOT AS EXPECTED: {reason}" for reason in play.faults]
    if seen != scene.expected:
        lines.append(f"    NOT AS EXPECTED: {seen.words()} instead of {scene.expected.words()}")
    _tell(json, facts, "\n".join([*lines, ""]))


def _tell(json: bool, facts: dict[str, Any], words: str) -> None:
    if json:
        show.json_line(facts)
    else:
        show.lines(words + "\n", flush=True)  # an end of its own is a blank line
