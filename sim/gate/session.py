"""The session of `ridegate run`: a gate of real parts, the scenes at it, and its journal checked at the end.

Real are the codes and their signatures, the pictures and their decoding, every decision, the journal's file.
Simulated are the passengers, their phones, the turnstile, and time: it passes when the session says so, so
nobody waits for time-outs.
"""

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sim.gate import audit
from sim.gate.scene import SCENES, Play, settle
from sim.gate.stage import Stage
from sim.gate.telling import Teller
from sim.gate.turnstile import LATCH_MS
from sim.issuer import issuer
from sim.issuer.phone import Phone
from terminal import records

if TYPE_CHECKING:
    from sim.capture.recorder import Recorder

_INTRODUCTION = (
    "A gate with real parts: codes from a test issuer, shown on simulated phones, photographed, decoded, judged by the "
    "terminal's own core, recorded in a journal. The turnstile, its passengers and the passing of time are simulated."
)


def play(teller: Teller, pause_s: float, recorder: "Recorder | None" = None, latch_ms: int = LATCH_MS) -> bool:
    """Play all scenes and tell them; whether everything came as expected. pause_s: real seconds between two
    scenes. latch_ms: of the turnstile.

    Raises OSError when the computer's own disk fails.
    """
    started_s = time.monotonic()
    pki = issuer.make_pki()
    utc_s = int(time.time())
    with tempfile.TemporaryDirectory(prefix="ridegate-") as folder:
        stage = Stage(pki, utc_s, Path(folder), recorder, latch_ms)
        stage.open()
        try:
            engine = stage.station.engine.name
            facts = {"engine": engine, "utc_s": utc_s, "list_sequence": stage.list_sequence, "scenes": len(SCENES)}
            teller.start(_INTRODUCTION, facts)
            good, written = _scenes(teller, stage, pki, pause_s)
            checked = audit.check(stage.station.store, stage.station.engine, stage.station.key)
        finally:
            stage.station.close()
    sound = checked.broken is None and checked.records == written and checked.rides == written // 2
    sound = sound and sum(checked.outcomes.values()) == checked.rides
    sound = sound and audit.OUTCOMES[records.UNKNOWN] not in checked.outcomes
    teller.journal(checked, sound)
    seconds = time.monotonic() - started_s
    kept = sum(good)
    teller.end(sound and all(good), f"{kept} of {len(good)} scenes as expected, in {seconds:.1f} s")
    return sound and all(good)


def _scenes(teller: Teller, stage: Stage, pki: issuer.Pki, pause_s: float) -> tuple[list[bool], int]:
    """Play the scenes: which of them came as expected, and how many records they wrote."""
    kept = Phone(pki, 0).code(stage.clock.now_s())
    good = []
    written = 0
    for at, scene in enumerate(SCENES):
        now = Play(stage, pki, at + 1, kept)
        ending = scene.run(now)
        as_expected = ending.seen == scene.expected
        good.append(as_expected)
        written += scene.expected.records
        teller.scene(at + 1, scene, ending, as_expected)
        settle(now, SCENES[at + 1] if at + 1 < len(SCENES) else None)
        if pause_s:
            time.sleep(pause_s)
    return good, written
