"""Recordings of an emulated board, whose turns are its own: what is heard of it, replayed at each level."""

import pytest

from hal.desktop.engine import desktop_engine
from sim.capture import source
from sim.capture.gate_recording import GateRecording
from sim.capture.recorder import Recorder
from sim.capture.replay import Task, play
from sim.device import emulate, emulated_board
from sim.gate.event import Decided, Passage, Relay, Scanned, Stages
from sim.gate.lists import test_list as made_list
from terminal import codes, decide
from terminal.history import History
from tests.rig.command import AT_S, pki

BOARD = "pico2"


def recorded(path, level):
    """What a board says of a passenger, of that code held still and shown again, of a bank's code and of an old one."""
    board = emulate.find(BOARD)
    rules = emulated_board.setup(board, emulated_board.usual_scanner(board)).policy
    trust, history = made_list(pki()).open(desktop_engine()), History(8)
    recorder = Recorder(path, level, BOARD, "the board's own", lambda why: None)
    kept = GateRecording(recorder, BOARD, None, pki())
    good = pki().recipe(AT_S).encode()
    shown = [(good, 0), (good, 1), (good, 9), (b"6222020012345678901", 12), (pki().recipe(AT_S - 5000).encode(), 20)]
    results = []
    for payload, after_s in shown:
        now_s, ms = AT_S + after_s, 1000 * (after_s + 1)
        kept.hear(Scanned(ms, (payload,)), now_s)
        if after_s == 1:  # the phone is still there: no answer
            continue
        decision = decide.decide(payload, trust, rules, history, now_s)
        kept.hear(Decided(ms + 200, decision, payload, Stages(), None, now_s, None), now_s)
        results.append(decision.result)
        if decision.result == codes.ACCEPTED:
            history.add(decision.code.account, decision.code.generated_s, now_s + 60)
            kept.hear(Relay(ms + 210, "entry", True), now_s)
            kept.hear(Passage(ms + 900, 1), now_s)
    recorder.close()
    assert results[:3] == [codes.ACCEPTED, codes.CODE_ALREADY_USED, codes.FOREIGN_CODE] and len(results) == 4
    return results


@pytest.mark.parametrize("runtime", ["cpython", "micropython"])
@pytest.mark.parametrize("level", ["full", "masked"])
def test_what_a_board_answered_is_answered_again(tmp_path, level, runtime):
    """Of a masked one the recorded answers are used: stand-ins for its codes were judged, and each was malformed."""
    results = recorded(tmp_path / "board.mcap", level)
    capture, _ = source.load(tmp_path / "board.mcap")
    played = play(capture, Task(runtime=runtime))
    assert played.differences == [] and [answer.row[0] for answer in played.answers] == results
    assert played.releases == played.releases_recorded == 1 and played.unanswered == 1
