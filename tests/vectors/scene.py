"""The stage of every decision vector: keys, trust lists, a moment, and how a vector is written down."""

from datetime import UTC, datetime
from typing import Any

from sim.code import result_table
from sim.issuer import issuer
from sim.issuer.recipe import Recipe
from sim.issuer.sm2_sign import private_key, public_key
from sim.trust import image as trust_image

NOW_S = 1795000000  # 2026-11-18T11:06:40Z, an evening in Beijing
EFFECTIVE_S = 1793491200  # 2026-11-01T00:00:00Z
EXPIRES_S = 1825027200  # 2027-11-01T00:00:00Z
ISSUED_S = 1793178000  # 2026-10-28T09:00:00Z

PKI = issuer.make_pki("ridegate vectors")
STRANGER = private_key(b"ridegate vectors", "stranger")
OPERATOR = PKI.operator

ROOT_INDEX = 0x02
ROOT_ENDING = 0x03  # its own MMYY is 1126
ROOT_ENDED = 0x05  # 1026, the month before NOW
ROOT_OTHER = 0x04
ROOT_UNKNOWN = 0x7F
ROOT_INDICES = (0x00, 0x02, 0x03, 0x04, 0x05, 0x20, 0x21, 0x22, 0x80, 0xFE, 0xFF)  # 11: two leaf pages
# 16: two leaf pages, the second begins with 10000000
# fmt: off
ISSUER_IDS = (
    "00000001", "01021000", "02000000", "03041729", "03041730", "03041731", "03050000", "04000000",
    "05000000", "06000000", "07000000", "08000000", "09000000", "10000000", "20000000", "99999998",
)
# fmt: on
UNLISTED_ISSUER = "99999999"
BLOCKED = tuple(f"310418{number:013d}f" for number in range(0, 1400, 2))  # 700: 14 leaf pages in three levels
REVOKED = tuple(("03041730", f"{0x900100 + 2 * number:06x}") for number in range(79, 157)) + (
    ("02000000", "000000"),
    ("20000000", "ffffff"),
    (UNLISTED_ISSUER, "9001a0"),
)  # 81: two leaf pages

OFFSETS = {"UNSUPPORTED_VERSION": 0, "BAD_LENGTH": 1, "UNSUPPORTED_SERVICE": 4}
"""The field at fault; MALFORMED names a byte of its own each time."""


def at(text: str) -> int:
    """Unix seconds of an ISO 8601 moment with zone."""
    return int(datetime.fromisoformat(text).timestamp())


def utc(moment_s: int) -> str:
    """A moment in UTC, for comments."""
    return datetime.fromtimestamp(moment_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def root_key(index: int) -> int:
    """The private half of the root key with that index."""
    return private_key(b"ridegate vectors", f"root {index}")


def recipe(at_s: int = NOW_S, n: int = 0, version: int = 1) -> Recipe:
    """A code that the list "main" makes good at `at_s`: root 2, issuer 03041730, N bytes of extension."""
    drawn = PKI.recipe(at_s).sign_with("ca", private=root_key(ROOT_INDEX))
    return drawn.set(
        version=0x80 | version,
        ca_index=ROOT_INDEX,
        cert_expiry=b"\x12\x40",
        extension=bytes(range(0xA0, 0xA0 + n)),
    )


def _ca_key(index: int, mmyy: str) -> bytes:
    return bytes([index]) + bytes.fromhex(mmyy) + public_key(root_key(index), "xy")


def _issuer(identifier: str, name: str = "") -> bytes:
    return bytes.fromhex(identifier) + b"\0" + name.encode().ljust(32, b"\0")


def trust_lists() -> dict[str, bytes]:
    """The binary lists by name.

    main: tables of two and three levels, in force for a year. forever: one root, one issuer, nothing else,
    in force from the second 1 of 1970 on.
    """
    ends = {ROOT_ENDING: "1126", ROOT_ENDED: "1026"}
    main = (
        [_ca_key(index, ends.get(index, "1240")) for index in ROOT_INDICES],
        [_issuer(identifier, "测试机构 test issuer") for identifier in ISSUER_IDS],
        sorted(bytes.fromhex(identifier + serial) for identifier, serial in REVOKED),
        [bytes.fromhex(account) for account in BLOCKED],
    )
    forever = ([_ca_key(ROOT_INDEX, "1299")], [_issuer("03041730")], (), ())
    return {
        "main": trust_image.image(trust_image.Header(7, ISSUED_S, EFFECTIVE_S, EXPIRES_S), main, OPERATOR),
        "forever": trust_image.image(trust_image.Header(1, 1, 1, 0), forever, OPERATOR),
    }


def step_of(result: str) -> int | None:
    """The step that gives a result; None for one of no step."""
    step = result_table.by_name(result).step
    return None if step < 0 else step


class Book:
    """Decision vectors in the order in which they were written down; each id is used once."""

    def __init__(self) -> None:
        self.vectors: list[dict[str, Any]] = []
        self._ids: set[str] = set()

    def add(
        self,
        name: str,
        comment: str,
        payload: bytes,
        result: str,
        *,
        clock: int | None = NOW_S,
        trust: str | None = "main",
        recovered: tuple[str, ...] = (),
        step: int | None = None,
        **more: Any,
    ) -> None:
        """Write one vector down. more: policy, history, offset, family."""
        if name in self._ids:
            raise ValueError(f"two vectors are called {name}")
        self._ids.add(name)
        if result in OFFSETS:
            more.setdefault("offset", OFFSETS[result])
        if (result == "MALFORMED") != ("offset" in more and result not in OFFSETS):
            raise ValueError(f"{name}: an offset belongs to MALFORMED, and MALFORMED has one")
        if (result == "FOREIGN_CODE") != ("family" in more):
            raise ValueError(f"{name}: a family belongs to FOREIGN_CODE, and FOREIGN_CODE has one")
        flags = {
            "recovery": bool(recovered),
            "policy": "policy" in more,
            "history": "history" in more,
            "no_clock": clock is None,
            "no_list": trust is None,
        }
        self.vectors.append(
            {
                "id": name,
                "comment": comment,
                "flags": [flag for flag in flags if flags[flag]],
                "trust": trust,
                "clock": clock,
                **{key: more[key] for key in ("policy", "history") if key in more},
                "payload": payload.hex(),
                "result": result,
                "step": step_of(result) if step is None else step,
                "recovered": list(recovered),
                **{key: more[key] for key in ("offset", "family") if key in more},
            }
        )
