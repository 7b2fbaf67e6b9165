"""A sentinel in the terminal window: what is typed is shown to it, and what it shows is printed.

A line is an ID number, the number of a test phone, `paper` or `relative` for codes of the test families.
"""

import queue
import sys
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from hal.desktop.engine import desktop_engine
from hal.desktop.stand_still import Had
from sim.gate.event import Event, Log, Shown
from sim.gate.lists import test_list
from sim.gate.sentinel_gate import SENTINEL, STAFF, SentinelGate
from sim.issuer import family_mint
from sim.issuer.issuer import make_pki
from sim.issuer.wallet import ACCOUNTS, Wallet
from sim.output import show
from sim.output.text import Text
from sim.scenario import session
from sim.scenario.play import TURN_MAX_MS
from terminal import eligibility
from terminal.sentinel import CHECKING, READY, REFUSED

if TYPE_CHECKING:
    from hal.interfaces import FrameSource, Scanner
    from sim.gate.asked import Asked
    from sim.trust.file import TrustFile

_WORDS = {
    SENTINEL: "数字哨兵: 不收费, 不开闸, 不留记录  A sentinel: no fare, no gate, no record; only counters are kept.",
    STAFF: "工作人员手持机: 离线码与身份证一起读  An attendant's handheld: a paper code is read beside its ID card.",
}
_TURN_MS = 2
_ANSWER_MAX_MS = 5000  # a code that is still held up is not answered again
_STYLES = {"green": "bold green", "red": "bold red", "amber": "bold yellow"}
_COUNTS = (
    (eligibility.ALLOW, "allowed"),
    (eligibility.DENY, "denied"),
    (eligibility.UNKNOWN, "unknown"),
    (REFUSED, "refused"),
)
_FAMILIES = ("paper", "relative")
_HELP = (
    f"输入 18 位证件号, 或 1 至 {len(ACCOUNTS)} (测试手机), 或 paper, relative (测试码)  "
    f"type an ID number of 18 characters, 1 to {len(ACCOUNTS)} for a test phone, paper or relative for a test code"
)


def run(
    mode: str,
    file: "TrustFile | None",
    asked: "Asked",
    show_ms: int,
    json: bool,
    camera: "FrameSource | None",
    scanner: "Scanner | None",
) -> None:
    """A sentinel or an attendant's handheld. file: the trust list, None for the test industry's. camera, scanner: a
    reader of this computer. Raises OSError when it does not open.
    """
    wallet, engine = Wallet(make_pki()), desktop_engine()
    file = file or test_list(wallet.pki)
    gate = SentinelGate(file, engine, session.real_time(file), asked, camera, scanner, show_ms, mode)
    play(gate, wallet, json, _WORDS[mode], camera is not None or scanner is not None)


def play(gate: SentinelGate, wallet: Wallet, json: bool, words: str, waits: bool) -> None:
    """Run it until standard input ends, or until interrupted where a reader is watched (waits)."""

    def hear(event: Event) -> None:
        if isinstance(event, Shown) and (event.zh, event.en) not in (CHECKING, READY):
            _print(event, json)
        elif isinstance(event, Log):
            show.complain("run", event.en)

    typed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    gate.listen(hear)
    gate.open()
    try:
        if json:
            show.json_line({"event": "start", "gate": "sentinel", "engine": gate.facts.engine})
        else:
            show.line(words, flush=True)
            show.line(_HELP, flush=True)
        threading.Thread(target=_read, args=(sys.stdin, typed.put), daemon=True).start()
        _turns(gate, wallet, typed, waits)
    except KeyboardInterrupt:
        pass
    finally:
        counts = {name: gate.sentinel.counts[key] for key, name in _COUNTS}
        gate.close()
    if json:
        show.json_line({"event": "end", **counts})
    else:
        show.line(", ".join(f"{count} {name}" for name, count in counts.items()) + "; nothing else is kept")


def _read(lines: Iterable[str], put: Callable[[str | None], None]) -> None:
    for line in lines:
        put(line.strip())
    put(None)


def _turns(gate: SentinelGate, wallet: Wallet, typed: "queue.SimpleQueue[str | None]", waits: bool) -> None:
    """Turn; a line is taken when the one before was answered, and that was shown for its least time."""
    shown, had_ms = -1, Had(gate.now_ms(), TURN_MAX_MS)  # answers before the line at hand, and how long the gate had it
    while True:
        busy = gate.turn()
        now_ms = gate.now_ms()
        had_ms.look(now_ms)
        if not busy and (gate.answers > shown or had_ms.time > _ANSWER_MAX_MS):
            if shown >= 0:
                gate.hide()
                shown = -1
            if not typed.empty() and gate.sentinel.ready(now_ms):
                line = typed.get()
                if line is None and not waits:
                    return
                if line and _shown(gate, wallet, line):
                    shown = gate.answers
                    had_ms.time = 0.0
        gate.pass_time(0 if busy else _TURN_MS)


def _shown(gate: SentinelGate, wallet: Wallet, line: str) -> bool:
    """Hold up what a line names; whether there is an answer to wait for."""
    now_s = gate.now_s()
    if line in _FAMILIES:
        gate.show(next(family_mint.minted(wallet.pki, now_s, line)).code)
    elif line.isascii() and line.isdigit() and 1 <= int(line) <= len(ACCOUNTS):
        gate.show(wallet.good(int(line) - 1, now_s))
    elif len(line) < 8:
        show.complain("run", _HELP)
        return False
    else:
        gate.present(line)
    return True


def _print(shown: Shown, json: bool) -> None:
    if json:
        show.json_line({"event": "shown", "zh": shown.zh, "en": shown.en, "lamp": shown.lamp})
        return
    text = Text(f"{shown.zh}  {shown.en}", _STYLES.get(shown.lamp or "", "bold"))
    show.console().print(text)
