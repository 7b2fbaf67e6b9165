"""What happens at the gate of the page, told as it happens: to the page, to a recorder, to a session."""

from dataclasses import dataclass, field
from typing import Any

# Kinds that say how things are: whoever begins to listen is told the last of each first.
LASTING = (
    "start", "power", "panel", "gate", "clock", "trust", "policy", "mode", "storage", "sensor", "scanner", "turnstile",
    "passenger", "phone", "session", "decision", "unjudged",
)  # fmt: skip
# Of these only the later one says how things are.
EITHER = {"decision": "unjudged", "unjudged": "decision"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened.

    at_us: the terminal's running count of microseconds. kind and data:

    start {how, engine, list_sequence, can, direction} · power {on} · panel {zh, en, lamp} · gate {relay, arms,
    passed, queue, emergency, faults} · passage {count} · frame {pixels, source, corners} · payloads {payloads} ·
    unjudged {why: of sim.page.unjudged} ·
    operator {do, arguments} · decision {decision, marks, timings, trace, payload, now_s, fare_fen} · clock {offset_s,
    trusted, now_s} · trust {state, sequence, data} · policy {fare_fen} · mode {direction} · storage, sensor,
    scanner, turnstile {state} · passenger {walks} · phone {user, fault} · session {playing} · scene {number, of, zh,
    en, expected, seen, ok} · log {zh, en} · notice {zh, en} · ended {ok}

    Trap: payloads, decisions and frames are in full here; `sim.page.message` says what of them may be shown.
    """

    at_us: int
    kind: str
    data: dict[str, Any] = field(default_factory=dict)
