"""What the refused codes of a capture are explained by: the first hypotheses, counted by result."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.capture import capture as captures
from sim.capture.capture import Capture
from sim.family import table
from terminal import codes

if TYPE_CHECKING:
    from sim.trust.file import TrustFile
    from terminal.trust import TrustList

CODES_MAX = 3  # explained of one result in one capture: each may take a second or two
FACT = "–"


def explained(
    capture: Capture, answers: Sequence[tuple[int, int, int | None]], lists: "dict[str, TrustFile]", other: str | None
) -> dict[str, dict[str, int]]:
    """Result name -> name and standing of the first hypothesis -> codes. Empty of a capture without codes.

    answers: turn, result and the terminal's time of each. lists: by the names of the script; other: the list in the
    place of each, None where they are as recorded.
    """
    if capture.level != captures.FULL:
        return {}
    from hal.desktop.engine import proved_engine
    from sim.explain import meaning, record
    from sim.explain.explain import explain
    from terminal.history import History
    from terminal.policy import STANDARD

    opened: dict[str, TrustList] = {}
    believed = _believed(capture)
    scans = sorted(turn for turn in capture.scans if capture.scans[turn])
    taken: Counter[int] = Counter()
    out: dict[str, Counter[str]] = {}
    for number, result, now_s in answers:
        turns = [turn for turn in scans if turn <= number]
        if result == codes.ACCEPTED or table.reason(result) is not None:  # a family's own says why by itself
            continue
        if taken[result] >= CODES_MAX or not turns or turns[-1] in capture.cards:
            continue
        taken[result] += 1
        name = other or believed.get(turns[-1])
        if name is not None and name not in opened and name in lists:
            opened[name] = lists[name].open(proved_engine())
        payload = bytes.fromhex(capture.scans[turns[-1]][0])
        found = explain(payload, opened.get(name or ""), STANDARD, History(1), now_s)
        words = record.short(found)
        if found.result != codes.of(result).name or not words:  # it takes more than the code alone, such as its history
            fact = meaning.fact_of(result)
            words = fact.name if fact is not None else FACT
        out.setdefault(codes.of(result).name, Counter())[words] += 1
    return {name: dict(counted.most_common()) for name, counted in out.items()}


def _believed(capture: Capture) -> dict[int, str | None]:
    """Turn -> name of the list that the gate had then."""
    out: dict[int, str | None] = {}
    now: Any = None
    for step in capture.script:
        if step[0] == "start":
            now = step[1]["list"]
        elif step[0] == "list":
            now = step[1]
        elif step[0] in ("turn", "scan"):
            out[step[1]] = now
    return out
