"""Records a gate whose turns are its own, an emulated board: scans, edges and answers with their times."""

from typing import Any

from hal.desktop.engine import desktop_engine
from sim.capture.player import fields, plain
from sim.capture.recorder import Recorder
from sim.device import emulate, emulated_board as prepared
from sim.gate.event import Decided, Emergency, Event, Frame, Passage, Relay, Scanned
from sim.gate.lists import test_list
from sim.issuer.issuer import Pki


class GateRecording:
    """Listens to a gate; its frames, its scans, what it answered and did go into the recording."""

    def __init__(self, recorder: Recorder, board_name: str, scanner: str | None, pki: Pki) -> None:
        board = emulate.find(board_name)
        setup = prepared.setup(board, scanner or prepared.usual_scanner(board))
        self._recorder = recorder
        self._passed = self._n = 0
        self._emergency = False
        file = test_list(pki)
        recorder.accepts(file)
        facts: dict[str, Any] = {
            "gate": list(setup.gate),
            "capacity": setup.capacity,
            "seed": [],
            "floor_s": 0,
            "policy": fields(setup.policy),
            "walks": False,
        }
        recorder.started(facts, file.open(desktop_engine()))

    def hear(self, event: Event, now_s: int) -> None:
        """Take an event."""
        moment = {"ms": event.at_ms, "s": now_s}
        recorder = self._recorder
        if isinstance(event, Scanned):
            self._n += 1
            recorder.edge("/scan", {**moment, "scan": recorder.scanned(event.payloads)})
        elif isinstance(event, Frame):
            recorder.looked_at(event.pixels)
        elif isinstance(event, Decided):
            self._decided(event)
        elif isinstance(event, Relay) and event.closed and not self._emergency:
            recorder.edge("/relay", {"n": self._n, "do": "release", "arguments": [event.direction, 0]})
        elif isinstance(event, Emergency) and event.active != self._emergency:
            self._emergency = event.active
            recorder.edge("/emergency", {"n": self._n, "active": event.active, **moment})
        elif isinstance(event, Passage) and event.passed > self._passed:
            self._passed = event.passed
            recorder.edge("/sensor", {"n": self._n, "people": 1, **moment})

    def _decided(self, event: Decided) -> None:
        names = ("result", "step", "recovered", "family", "offset", "issuer", "account", "generated_s")
        out: dict[str, Any] = {"n": self._n, "now_s": event.now_s}
        out |= dict(zip(names, plain(event.decision), strict=True))
        stages = event.stages
        out["us"] = {"capture": stages.capture_us, "decode": stages.decode_us, "decide": stages.decide_us}
        out["cause"] = None
        code = event.decision.code
        out["validity_s"] = None if code is None else code.validity_s
        self._recorder.decided(out)
