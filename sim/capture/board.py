"""Records a board behind the page: its turns are its own, so the capture holds scans, edges and answers with their
times.
"""

import time
from typing import TYPE_CHECKING, Any

from sim.capture.drive import fields, plain
from sim.capture.recorder import Recorder
from sim.device import emulate, emulated_board as prepared
from sim.device.emulated_scene import hexadecimal
from sim.gate.stage import test_list
from sim.issuer.issuer import Pki
from terminal import codes

if TYPE_CHECKING:
    from sim.page.happening import Happening


class BoardRecording:
    """A listener for the page's gate with a board in it."""

    def __init__(self, recorder: Recorder, board_name: str, scanner: str | None, pki: Pki) -> None:
        board = emulate.find(board_name)
        setup = prepared.setup(board, scanner or prepared.usual_scanner(board))
        self._recorder = recorder
        self._camera = prepared.CAMERA in board.scanners
        self._passed = 0
        self._emergency = False
        self._n = 0
        file = test_list(pki)
        recorder.believes(file)
        facts: dict[str, Any] = {
            "gate": list(setup.gate),
            "capacity": setup.capacity,
            "seed": [],
            "floor_s": 0,
            "policy": fields(setup.policy),
            "walks": False,
        }
        from hal.desktop.engine import desktop_engine

        recorder.started(facts, file.open(desktop_engine()))

    def __call__(self, happening: "Happening") -> None:
        """Listen."""
        kind, data = happening.kind, happening.data
        moment = {"ms": happening.at_us // 1000, "s": int(time.time())}
        recorder = self._recorder
        if kind == "payloads":
            shown = data["payloads"][:1] if self._camera else data["payloads"]
            numbers = recorder.scanned(tuple(hexadecimal(one) if self._camera else one for one in shown))
            self._n += 1
            recorder.edge("/scan", {**moment, "scan": numbers})
        elif kind == "decision":
            self._decided(data)
        elif kind == "gate":
            if data["emergency"] != self._emergency:
                self._emergency = data["emergency"]
                recorder.edge("/emergency", {"n": self._n, "active": self._emergency, **moment})
            if data["passed"] > self._passed:
                self._passed = data["passed"]
                recorder.edge("/sensor", {"n": self._n, "people": 1, **moment})

    def _decided(self, data: dict[str, Any]) -> None:
        decision = data["decision"]
        names = ("result", "step", "recovered", "family", "offset", "issuer", "account", "generated_s")
        out: dict[str, Any] = {"n": self._n, "now_s": data["now_s"]}
        out |= dict(zip(names, plain(decision), strict=True))
        capture_us, decode_us = data["timings"] or (None, None)
        out["us"] = {"capture": capture_us, "decode": decode_us, "decide": data.get("us")}
        out["cause"] = None
        self._recorder.decided(out)
        if decision.result == codes.ACCEPTED:
            arguments = ["entry", 0]
            self._recorder.edge("/relay", {"n": self._n, "do": "release", "arguments": arguments})
