"""Steps 23 and 24: the truth table of eligibility, over decisions of the pack, and the table of trips."""

from typing import Any

from terminal import codes
from terminal.trip import TAP_MIN_S, TRIP_MAX_S
from tests.vectors.scene import NOW_S

SERVICES = ("allow", "deny", "unknown", "late", "down", "malformed", "lying")
POLICIES = ("open", "staffed", "shut")
LANES = ("system", "staffed")
ASKED_BEHIND = 17


def _examples(decisions: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """A decision of each step, 0 for a good code: the first of the file that is nothing but that."""
    found: dict[int, dict[str, Any]] = {}
    for vector in decisions:
        if vector["trust"] == "main" or vector["step"] == 7:
            found.setdefault(vector["step"] or 0, vector)
    return dict(sorted(found.items()))


def eligibility(decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every service under every policy at every lane, for a good code and one that fails at each earlier step."""
    vectors = []
    for step, example in _examples(decisions).items():
        for service in SERVICES:
            for policy in POLICIES:
                for lane in LANES:
                    vectors.append(_asked(step, example, service, policy, lane))
    return vectors


DENIED = ("未通过核验 请走人工通道", "Not eligible, please see the staff")  # never said where the answer is unknown


def _asked(step: int, example: dict[str, Any], service: str, policy: str, lane: str) -> dict[str, Any]:
    """The rule of spec §10, written down once more: not what the terminal computes."""
    result, at = example["result"], example["step"]
    verdict = words = None
    if step == 0:
        verdict = service if service in ("allow", "deny") else "unknown"
        if verdict == "deny":
            result, at, words = "NOT_ELIGIBLE", 24, DENIED
        elif verdict == "unknown" and policy != "open":
            result, at = "ELIGIBILITY_UNKNOWN", 24
            words = codes.STAFF if policy == "staffed" else codes.OUT_OF_SERVICE
    name = f"step-{step}" if step else "good"
    return {
        "id": f"eligibility-{name}-{service}-{policy}-{lane}",
        "comment": f"a code that is {'good' if not step else f'refused at step {step}'}, the service: {service}",
        "decision": example["id"],
        "service": service,
        "unknown": policy,
        "lane": lane,
        "result": result,
        "step": at,
        "asked": step == 0 or step > ASKED_BEHIND,
        "recorded": verdict if at is None else None,
        "staff": lane == "staffed" and at == 24,
        "words": None if words is None else list(words),
    }


# name, passages before (state, seconds before now), the ride that waits, what is known since (seconds before now)
_MEMORIES: tuple[tuple[str, tuple[tuple[str, int], ...], str | None, int], ...] = (
    ("never-seen", (), None, TRIP_MAX_S),
    ("not-known", (), None, TRIP_MAX_S - 1),
    ("inside", (("inside", 600),), None, TRIP_MAX_S),
    ("inside-not-known", (("inside", 600),), None, 0),
    ("inside-last-second", (("inside", TRIP_MAX_S - 1),), None, TRIP_MAX_S),
    ("inside-too-long", (("inside", TRIP_MAX_S),), None, TRIP_MAX_S),
    ("inside-ahead", (("inside", -120),), None, TRIP_MAX_S),
    ("inside-just-now", (("inside", TAP_MIN_S - 1),), None, TRIP_MAX_S),
    ("inside-a-moment-ago", (("inside", TAP_MIN_S),), None, TRIP_MAX_S),
    ("outside", (("inside", 900), ("outside", 300)), None, TRIP_MAX_S),
    ("outside-just-now", (("inside", 900), ("outside", TAP_MIN_S - 1)), None, TRIP_MAX_S),
    ("outside-a-moment-ago", (("inside", 900), ("outside", TAP_MIN_S)), None, TRIP_MAX_S),
    ("outside-not-known", (("outside", 300),), None, 0),
    ("late-notice", (("outside", 300), ("inside", 900)), None, TRIP_MAX_S),
    ("doubled-notice", (("inside", 900), ("outside", 300), ("inside", 900)), None, TRIP_MAX_S),
    ("waits-to-enter", (), "entry", TRIP_MAX_S),
    ("waits-to-leave", (("inside", 600),), "exit", TRIP_MAX_S),
)
MODES = ("flat", "entry", "exit", "on_off")
TRIPS = ("off", "mark", "enforce")


def trips() -> list[dict[str, Any]]:
    """Every mode and strictness over every state of the memory."""
    return [_trip(mode, trip, *memory) for mode in MODES for trip in TRIPS for memory in _MEMORIES]


def _trip(
    mode: str, trip: str, name: str, passages: tuple[tuple[str, int], ...], waiting: str | None, known_s: int
) -> dict[str, Any]:
    """The rule of spec §9, written down once more."""
    state, ago_s = max(passages, key=lambda passage: -passage[1], default=(None, 0))
    inside = state == "inside" and ago_s < TRIP_MAX_S
    if waiting:
        inside = waiting == "entry"
    result, seen, side, changes = "ACCEPTED", None, None, True
    if mode != "flat" and trip != "off":
        known = bool(waiting or (state and ago_s <= known_s) or known_s >= TRIP_MAX_S)
        if mode == "on_off" and (waiting or (state and 0 <= ago_s < TAP_MIN_S)):
            changes = False
        elif mode == "exit" or (mode == "on_off" and inside):
            side = "exit"
            seen = "paired" if inside else "exit_only" if known else "not_known"
        else:
            side = "entry"
            seen = "already_inside" if inside else "entry_only" if known else "not_known"
        if trip == "enforce":
            result = {"already_inside": "ALREADY_INSIDE", "exit_only": "NO_ENTRY"}.get(seen or "", result)
    return {
        "id": f"trip-{mode}-{trip}-{name}",
        "comment": f"mode {mode}, trips {trip}, the account: {name.replace('-', ' ')}",
        "mode": mode,
        "trip": trip,
        "trip_max_s": TRIP_MAX_S,
        "tap_min_s": TAP_MIN_S,
        "clock": NOW_S,
        "known_from": NOW_S - known_s,
        "passages": [[to, NOW_S - before_s] for to, before_s in passages],
        "waiting": waiting,
        "result": result,
        "step": None if result == "ACCEPTED" else 23,
        "changes": changes,
        "seen": seen,
        "side": side,
    }
