"""The operator's settings of the checks, and their bounds. No field turns a signature check off."""

from collections import namedtuple

from terminal.recover import RECOVERIES as RECOVERIES, recoveries as recoveries, recovery_bits as recovery_bits

Policy = namedtuple(
    "Policy",
    (
        "versions "  # structure versions accepted, a tuple out of 0 and 1
        "services "  # service identifiers accepted, a tuple of 4-byte strings
        "zone_s "  # offset of the local time in which MMYY ends, seconds east of UTC
        "skew_s "  # how far ahead of this clock a phone's clock may be, 0..120
        "grace_s "  # how long after its last second a code still passes, 0..60 (step 16 only)
        "validity_max_s "  # the longest code validity accepted, 1..1200
        "account_types "  # account types accepted, a tuple of 0..255; None takes all
        "fare_fen "  # what this passage costs, 0..16777215
        "limit_enforced "  # whether a fare above the single-fare limit refuses
        "recoveries "  # what may be undone on a mangled code, names out of RECOVERIES
    ),
)

SKEW_MAX_S = 120
GRACE_MAX_S = 60
VALIDITY_MAX_S = 1200
FARE_MAX_FEN = 0xFFFFFF
ZONE_MAX_S = 14 * 3600


_NUMBERS = (
    ("zone_s", -ZONE_MAX_S, ZONE_MAX_S),
    ("skew_s", 0, SKEW_MAX_S),
    ("grace_s", 0, GRACE_MAX_S),
    ("validity_max_s", 1, VALIDITY_MAX_S),
    ("fare_fen", 0, FARE_MAX_FEN),
)


def check(policy: Policy) -> Policy:
    """The policy itself, if every field is in its bounds; else ValueError names one that is not.

    Clause: spec §4, last paragraph. A policy out of bounds is refused as a whole.
    """
    for key, low, high in _NUMBERS:
        value = getattr(policy, key)
        if type(value) is not int or not low <= value <= high:
            raise ValueError(f"policy.{key}: {value!r} is outside {low}..{high}")
    for key, known, least in (
        ("versions", (0, 1), 1),
        ("services", None, 1),  # anything of 4 bytes
        ("account_types", range(256), 0),
        ("recoveries", RECOVERIES, 0),
    ):
        values = getattr(policy, key)
        if key == "account_types" and values is None:
            continue
        if isinstance(values, tuple) and len(values) >= least:
            if known is None:
                bad = [each for each in values if not isinstance(each, bytes) or len(each) != 4]
            else:
                bad = [each for each in values if each not in known]
            if not bad:
                continue
        raise ValueError(f"policy.{key}: {values!r} is no tuple out of {known or 'services of 4 bytes'}")
    if policy.limit_enforced is not True and policy.limit_enforced is not False:
        raise ValueError(f"policy.limit_enforced: {policy.limit_enforced!r} is no bool")
    return policy


def make(
    versions: tuple[int, ...] = (0, 1),
    services: tuple[bytes, ...] = (b"\x01\x01\x00\x00",),
    zone_s: int = 8 * 3600,
    skew_s: int = 20,
    grace_s: int = 0,
    validity_max_s: int = VALIDITY_MAX_S,
    account_types: tuple[int, ...] | None = None,
    fare_fen: int = 0,
    limit_enforced: bool = True,
    recoveries: tuple[str, ...] = RECOVERIES,
) -> Policy:
    """A checked policy: what is not named is standard. Raises ValueError as `check` does."""
    return check(
        Policy(
            versions, services, zone_s, skew_s, grace_s, validity_max_s, account_types, fare_fen, limit_enforced,
            recoveries,
        )
    )  # fmt: skip


STANDARD = make()
