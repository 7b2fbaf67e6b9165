"""The JSON schemas of the pack (draft 2020-12), one a file, and a check of the keywords that they use.

Length: a table, one entry a file of the pack.
"""

import re
from typing import Any

from terminal import codes
from terminal.card import AUTHENTICATED
from terminal.policy import FARE_MAX_FEN, GRACE_MAX_S, RECOVERIES, SKEW_MAX_S, VALIDITY_MAX_S, ZONE_MAX_S
from terminal.ridecode import INPUT_MAX_BYTES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FLAGS = ("recovery", "policy", "history", "no_clock", "no_list")
SM2_FLAGS = ("digest", "identity", "compressed", "bare", "uncompressed")
FAMILIES = ("bank", "wechat", "alipay", "city_card", "unified", "shanghai_citizen", "shanghai_metro")
TEST_FAMILIES = ("paper", "relative")
RAIL_FAMILIES = ("uic", "dosipas")
STEP_LAST = 22
FAMILY_STEP_LAST = 10
_BLOB_REASONS = ("magic", "format", "key", "signature", "fields", "kind", "length", "table", "file", "count")

_ID = {"type": "string", "pattern": "^[!-~]+$"}
_U32 = {"type": "integer", "minimum": 0, "maximum": 0xFFFFFFFF}


def _hex(least: int = 0, most: int | None = None) -> dict[str, Any]:
    """Bytes, at least and at most so many, as pairs of lower-case hexadecimal digits."""
    return {"type": "string", "pattern": f"^([0-9a-f]{{2}}){{{least},{'' if most is None else most}}}$"}


def _some(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _names(names: tuple[str, ...]) -> dict[str, Any]:
    return _some({"type": "string", "enum": list(names)})


def _whole(low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high}


def _object(title: str, required: dict[str, Any], optional: dict[str, Any]) -> dict[str, Any]:
    body = {"type": "object", "required": list(required), "additionalProperties": False}
    return {"$schema": DIALECT, "title": title, **body, "properties": {**required, **optional}}


_POLICY = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "versions": _some(_whole(0, 1)),
        "services": _some(_hex(4, 4)),
        "zone_s": _whole(-ZONE_MAX_S, ZONE_MAX_S),
        "skew_s": _whole(0, SKEW_MAX_S),
        "grace_s": _whole(0, GRACE_MAX_S),
        "validity_max_s": _whole(1, VALIDITY_MAX_S),
        "account_types": _some(_whole(0, 255)),
        "fare_fen": _whole(0, FARE_MAX_FEN),
        "limit_enforced": {"type": "boolean"},
        "recoveries": _names(RECOVERIES),
    },
}

_RIDE = {"type": "array", "prefixItems": [_hex(10, 10), _U32, _U32], "minItems": 3, "maxItems": 3}

DECISIONS = _object(
    "One decision of a terminal",
    {
        "id": _ID,
        "comment": {"type": "string"},
        "flags": _names(FLAGS),
        "trust": {"enum": ["main", "forever", None]},
        "clock": {"type": ["integer", "null"], "minimum": 0, "maximum": 0xFFFFFFFF},
        "payload": {"type": "string", "pattern": "^([0-9a-f]{2})*$"},
        "result": {"type": "string", "enum": [code.name for code in codes.TABLE]},
        "step": {"type": ["integer", "null"], "minimum": 1, "maximum": STEP_LAST},
        "recovered": _names(RECOVERIES),
    },
    {
        "policy": _POLICY,
        "history": _some(_RIDE),
        "offset": _whole(0, INPUT_MAX_BYTES),
        "family": {"type": "string", "enum": list(FAMILIES)},
    },
)

FAMILY_CODES = _object(
    "One code of a test family, and who reads it",
    {
        "id": _ID,
        "comment": {"type": "string"},
        "read": _names(TEST_FAMILIES),
        "identity": _hex(),
        "trust": {"enum": ["main", None]},
        "clock": {"type": ["integer", "null"], "minimum": 0, "maximum": 0xFFFFFFFF},
        "payload": _hex(),
        "result": {"type": "string", "pattern": "^[A-Z0-9_]+$"},
        "step": {"type": ["integer", "null"], "minimum": 1, "maximum": FAMILY_STEP_LAST},
        "family": {"type": "string", "enum": list(TEST_FAMILIES)},
        "recovered": _names(("line_end",)),
    },
    {"offset": _whole(0, INPUT_MAX_BYTES), "subjects": _some(_hex(1)), "presenter": _hex(10, 10)},
)

RAIL = _object(
    "One rail ticket, and what becomes of it",
    {
        "id": _ID,
        "comment": {"type": "string"},
        "family": {"type": "string", "enum": list(RAIL_FAMILIES)},
        "clock": _U32,
        "payload": _hex(),
        "result": {"type": "string", "pattern": "^[A-Z0-9_]+$"},
        "step": {"type": ["integer", "null"], "minimum": 1, "maximum": FAMILY_STEP_LAST},
    },
    {"offset": _whole(0, INPUT_MAX_BYTES)},
)

SM2 = _object(
    "One SM2 signature",
    {
        "id": _ID,
        "comment": {"type": "string"},
        "flags": _names(SM2_FLAGS),
        "key": _hex(),
        "signature": _hex(64, 64),
        "valid": {"type": "boolean"},
        "reason": {"type": "string", "enum": ["", "key", "range", "sum", "mismatch"]},
    },
    {"identity": _hex(), "message": _hex(), "digest": _hex(32, 32)},
)
SM2["oneOf"] = [{"required": ["identity", "message"]}, {"required": ["digest"]}]

BLOBS = _object(
    "One signed file, and whether a terminal takes it",
    {
        "id": _ID,
        "blob": {"type": "string", "enum": ["image"]},
        "by": _hex(64, 64),
        "test": {"type": "boolean"},
        "reason": {"enum": [*_BLOB_REASONS, None]},
        "data": _hex(),
    },
    {},
)

_WORDS_SHOWN = {"type": ["array", "null"], "items": {"type": "string"}, "minItems": 2, "maxItems": 2}

ELIGIBILITY = _object(
    "One decision at a lane with an eligibility service",
    {
        "id": _ID,
        "comment": {"type": "string"},
        "decision": _ID,
        "service": {"type": "string", "enum": ["allow", "deny", "unknown", "late", "down", "malformed", "lying"]},
        "unknown": {"type": "string", "enum": ["open", "staffed", "shut"]},
        "lane": {"type": "string", "enum": ["system", "staffed"]},
        "result": {"type": "string", "enum": [code.name for code in codes.TABLE]},
        "step": {"type": ["integer", "null"], "minimum": 1, "maximum": 24},
        "asked": {"type": "boolean"},
        "recorded": {"enum": ["allow", "unknown", None]},
        "staff": {"type": "boolean"},
        "words": _WORDS_SHOWN,
    },
    {},
)

_PASSAGE = {"type": "array", "prefixItems": [{"enum": ["inside", "outside"]}, _U32], "minItems": 2, "maxItems": 2}

TRIPS = _object(
    "One passage at a gate with trips",
    {
        "id": _ID,
        "comment": {"type": "string"},
        "mode": {"type": "string", "enum": ["flat", "entry", "exit", "on_off"]},
        "trip": {"type": "string", "enum": ["off", "mark", "enforce"]},
        "trip_max_s": _whole(600, 86_400),
        "tap_min_s": _whole(0, 120),
        "clock": _U32,
        "known_from": _U32,
        "passages": _some(_PASSAGE),
        "waiting": {"enum": ["entry", "exit", None]},
        "result": {"type": "string", "enum": ["ACCEPTED", "ALREADY_INSIDE", "NO_ENTRY"]},
        "step": {"enum": [23, None]},
        "changes": {"type": "boolean"},
        "seen": {"enum": ["paired", "entry_only", "exit_only", "already_inside", "not_known", None]},
        "side": {"enum": ["entry", "exit", None]},
    },
    {},
)

_EXCHANGE = {
    "type": "array",
    "prefixItems": [_hex(4, 64), {"type": ["string", "null"], "pattern": "^([0-9a-f]{2})*$"}],
    "minItems": 2,
    "maxItems": 2,
}

CARDS = _object(
    "One card at a reader",
    {
        "id": _ID,
        "comment": {"type": "string"},
        "trust": {"enum": ["main", "forever", None]},
        "clock": {"type": ["integer", "null"], "minimum": 0, "maximum": 0xFFFFFFFF},
        "sam": {"type": ["string", "null"], "pattern": "^[0-9a-f]{16}$"},
        "exchange": _some(_EXCHANGE),
        "result": {"enum": [*(code.name for code in codes.TABLE), None]},
        "step": {"type": ["integer", "null"], "minimum": 1, "maximum": STEP_LAST},
        "account": {"type": ["string", "null"], "pattern": "^[0-9a-f]{20}$"},
        "authenticated": {"enum": [*AUTHENTICATED, None]},
        "words": _WORDS_SHOWN,
    },
    {"policy": _POLICY, "history": _some(_RIDE), "family": {"enum": ["other_card"]}},
)

_LISTED = {
    "type": "object",
    "required": ["file", "sha256"],
    "additionalProperties": False,
    "properties": {
        "file": {"type": "string"},
        "sha256": _hex(32, 32),
        "schema": {"type": "string"},
        "vectors": _whole(1, 1_000_000),
    },
}

PACK = _object(
    "What the pack holds",
    {
        "pack": {"enum": ["ridegate-vectors"]},
        "version": {"type": "string", "pattern": "^[0-9]+[.][0-9]+$"},
        "files": _some(_LISTED),
    },
    {},
)

SCHEMAS = {
    "decisions.jsonl": DECISIONS,
    "eligibility.jsonl": ELIGIBILITY,
    "trips.jsonl": TRIPS,
    "cards.jsonl": CARDS,
    "families.jsonl": FAMILY_CODES,
    "rail.jsonl": RAIL,
    "sm2.jsonl": SM2,
    "blobs.jsonl": BLOBS,
    "pack.json": PACK,
}

_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
_WORDS = {"$schema", "title", "type", "enum", "pattern", "minimum", "maximum", "properties", "required",
          "additionalProperties", "items", "prefixItems", "minItems", "maxItems", "oneOf"}  # fmt: skip


def path_of(name: str) -> str:
    """Where the schema of a file stands in the pack: decisions.jsonl to schema/decisions.schema.json."""
    return f"schema/{name.partition('.')[0]}.schema.json"


def faults(value: Any, schema: dict[str, Any], place: str = "$") -> list[str]:
    """What in a value is against a schema, one line each. Raises ValueError for a keyword that is not checked here."""
    unknown = schema.keys() - _WORDS
    if unknown:
        raise ValueError(f"{place}: {sorted(unknown)} is not checked here")
    found = []
    if "type" in schema and not any(_is(value, name) for name in _listed(schema["type"])):
        return [f"{place}: {value!r:.40} is not of type {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value!r:.40} is none of {schema['enum']}")
    if isinstance(value, str) and "pattern" in schema and not re.fullmatch(schema["pattern"], value):
        found.append(f"{place}: {value!r:.40} does not match {schema['pattern']}")
    if _is(value, "integer") and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        found.append(f"{place}: {value} is out of bounds")
    if isinstance(value, dict):
        found += _faults_of_object(value, schema, place)
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            found.append(f"{place}: it has {len(value)} items")
        first = schema.get("prefixItems", [])
        for at, item in enumerate(value):
            found += faults(item, first[at] if at < len(first) else schema.get("items", {}), f"{place}[{at}]")
    if "oneOf" in schema and sum(not faults(value, one, place) for one in schema["oneOf"]) != 1:
        found.append(f"{place}: not exactly one form fits")
    return found


def _faults_of_object(value: dict[str, Any], schema: dict[str, Any], place: str) -> list[str]:
    properties = schema.get("properties", {})
    found = [f"{place}.{name}: is missing" for name in schema.get("required", []) if name not in value]
    for name, item in value.items():
        if name in properties:
            found += faults(item, properties[name], f"{place}.{name}")
        elif schema.get("additionalProperties") is False:
            found.append(f"{place}.{name}: is not known")
    return found


def _is(value: Any, name: str) -> bool:
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, _TYPES[name])


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names
