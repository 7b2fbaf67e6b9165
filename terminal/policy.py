"""What an operator may decide about the checks, and the bounds of it. No field turns a signature check off."""

from collections import namedtuple

Policy = namedtuple(
    "Policy",
    (
        "versions",  # structure versions accepted, a tuple out of 0 and 1
        "services",  # service identifiers accepted, a tuple of 4-byte strings
        "zone_s",  # offset of the local time in which MMYY ends, seconds east of UTC
        "skew_s",  # how far ahead of this clock a phone's clock may be, 0..120
        "grace_s",  # how long after its last second a code still passes, 0..60 (step 16 only)
        "validity_max_s",  # the longest code validity accepted, 1..1200
        "account_types",  # account types accepted, a tuple of 0..255; None takes all
        "fare_fen",  # what this passage costs, 0..16777215
        "limit_enforced",  # whether a fare above the single-fare limit refuses
        "recoveries",  # what may be undone on a mangled code, names out of RECOVERIES
    ),
)

RECOVERIES = ("prefix", "line_end", "utf8", "hex", "base64")
SKEW_MAX_S = 120
GRACE_MAX_S = 60
VALIDITY_MAX_S = 1200
FARE_MAX_FEN = 0xFFFFFF
ZONE_MAX_S = 14 * 3600


def _bounded(key: str, value: object, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"policy.{key}: {value!r} is outside {low}..{high}")


def _chosen(key: str, values: object, known: tuple[object, ...]) -> None:
    if not isinstance(values, tuple):
        raise ValueError(f"policy.{key}: {values!r} is no tuple")
    for value in values:
        if value not in known:
            raise ValueError(f"policy.{key}: {value!r} is none of {known!r}")


def check(policy: Policy) -> Policy:
    """The policy itself, if every field is in its bounds; else ValueError names the first that is not.

    Clause: spec §4, last paragraph. A policy out of bounds is refused as a whole.
    """
    _chosen("versions", policy.versions, (0, 1))
    if not policy.versions:
        raise ValueError("policy.versions: name at least one structure version")
    if not isinstance(policy.services, tuple) or not policy.services:
        raise ValueError("policy.services: name at least one service identifier")
    for service in policy.services:
        if not isinstance(service, bytes) or len(service) != 4:
            raise ValueError(f"policy.services: {service!r} is not 4 bytes")
    _bounded("zone_s", policy.zone_s, -ZONE_MAX_S, ZONE_MAX_S)
    _bounded("skew_s", policy.skew_s, 0, SKEW_MAX_S)
    _bounded("grace_s", policy.grace_s, 0, GRACE_MAX_S)
    _bounded("validity_max_s", policy.validity_max_s, 1, VALIDITY_MAX_S)
    if policy.account_types is not None:
        if not isinstance(policy.account_types, tuple):
            raise ValueError(f"policy.account_types: {policy.account_types!r} is no tuple")
        for account_type in policy.account_types:
            _bounded("account_types", account_type, 0, 255)
    _bounded("fare_fen", policy.fare_fen, 0, FARE_MAX_FEN)
    if policy.limit_enforced is not True and policy.limit_enforced is not False:
        raise ValueError(f"policy.limit_enforced: {policy.limit_enforced!r} is neither True nor False")
    _chosen("recoveries", policy.recoveries, RECOVERIES)
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
            versions,
            services,
            zone_s,
            skew_s,
            grace_s,
            validity_max_s,
            account_types,
            fare_fen,
            limit_enforced,
            recoveries,
        )
    )


STANDARD = make()
