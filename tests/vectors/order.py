"""The order of the checks is the contract: of several faults in a code the first one answers (spec §4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sim.issuer.recipe import Recipe
from sim.issuer.sm2_sign import lift_x
from tests.vectors.scene import (
    BLOCKED,
    NOW_S,
    REVOKED,
    ROOT_ENDED,
    ROOT_INDEX,
    ROOT_UNKNOWN,
    STRANGER,
    UNLISTED_ISSUER,
    Book,
    recipe,
    root_key,
    step_of,
)

_OFF_CURVE = b"\x02" + next(x for x in range(1, 99) if lift_x(x, False) is None).to_bytes(32, "big")


@dataclass
class Draft:
    """A code and its stage. Faults are put on it from the last to the first."""

    recipe: Recipe
    clock: int | None = NOW_S
    trust: str | None = "main"
    used: bool = False
    policy: dict[str, Any] = field(default_factory=dict)

    def set(self, **values: bytes | int) -> None:
        """Change fields before signing."""
        self.recipe = self.recipe.set(**values)

    def sign(self, signer: str) -> None:
        """Sign with a key that no list knows."""
        self.recipe = self.recipe.sign_with(signer, private=STRANGER)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and what the rule answers to it when it is the first."""

    name: str
    result: str
    put: Callable[[Draft], None]
    step: int | None = None
    more: dict[str, Any] = field(default_factory=dict)


def _high_nibble(draft: Draft) -> None:
    draft.set(version=bytes([0x70 | draft.recipe.values["version"][0] & 15]))


def _root_ended(draft: Draft) -> None:
    draft.set(ca_index=ROOT_ENDED)
    if draft.recipe.signers["ca"].private == root_key(ROOT_INDEX):
        draft.recipe = draft.recipe.sign_with("ca", private=root_key(ROOT_ENDED))


FAULTS = (
    Fault("type", "NOT_A_RIDE_CODE", _high_nibble),
    Fault("version", "UNSUPPORTED_VERSION", lambda draft: draft.set(version=b"\x82")),
    Fault("length", "BAD_LENGTH", lambda draft: draft.set(data_length=330)),
    Fault("header", "MALFORMED", lambda draft: draft.set(record_header=0x22), more={"offset": 3}),
    Fault("service", "UNSUPPORTED_SERVICE", lambda draft: draft.set(service=bytes(4))),
    Fault("clock", "CLOCK_UNTRUSTED", lambda draft: setattr(draft, "clock", None)),
    Fault("list", "TRUST_LIST_MISSING", lambda draft: setattr(draft, "trust", None)),
    Fault("issuer", "ISSUER_NOT_ACCEPTED", lambda draft: draft.set(issuer=bytes.fromhex(UNLISTED_ISSUER))),
    Fault("month", "ISSUER_CERT_EXPIRED", lambda draft: draft.set(cert_expiry=b"\x10\x26")),
    Fault("revoked", "ISSUER_CERT_REVOKED", lambda draft: draft.set(cert_serial=bytes.fromhex(REVOKED[-1][1]))),
    Fault("root-unknown", "CA_KEY_UNKNOWN", lambda draft: draft.set(ca_index=ROOT_UNKNOWN)),
    Fault("root-ended", "CA_KEY_EXPIRED", _root_ended),
    Fault("ca", "BAD_CA_SIGNATURE", lambda draft: draft.sign("ca")),
    Fault("user-expiry", "USER_CERT_EXPIRED", lambda draft: draft.set(user_expiry_s=NOW_S - 2000)),
    Fault("validity", "BAD_VALIDITY", lambda draft: draft.set(validity_s=1201)),
    Fault("ahead", "CODE_NOT_YET_VALID", lambda draft: draft.set(generated_s=NOW_S + 100)),
    Fault("expired", "CODE_EXPIRED", lambda draft: draft.set(generated_s=NOW_S - 5000)),
    Fault("issuer-key", "BAD_PUBLIC_KEY", lambda draft: draft.set(issuer_key=_OFF_CURVE), 17),
    Fault("issuer-signature", "BAD_ISSUER_SIGNATURE", lambda draft: draft.sign("issuer")),
    Fault("user-key", "BAD_PUBLIC_KEY", lambda draft: draft.set(user_key=_OFF_CURVE), 18),
    Fault("ride-signature", "BAD_RIDE_SIGNATURE", lambda draft: draft.sign("ride")),
    Fault("blocked", "ACCOUNT_BLOCKED", lambda draft: draft.set(account=bytes.fromhex(BLOCKED[0]))),
    Fault("used", "CODE_ALREADY_USED", lambda draft: setattr(draft, "used", True)),
    Fault(
        "account-type",
        "ACCOUNT_TYPE_NOT_ACCEPTED",
        lambda draft: draft.policy.update(account_types=[2, 3]),
    ),
    Fault("fare", "FARE_ABOVE_LIMIT", lambda draft: draft.policy.update(fare_fen=20001)),
)
"""In the order of spec §4."""

EXCLUSIVE = ({"ahead", "expired"}, {"root-unknown", "root-ended"})


def write(book: Book) -> None:
    """Faults of neighbouring steps, of distant ones, and everything wrong from a step on."""
    for first, second in pairwise(FAULTS):
        if {first.name, second.name} not in EXCLUSIVE:
            _add(book, f"order-next-{first.name}-{second.name}", (first, second))
    for first, second in zip(FAULTS, FAULTS[2:], strict=False):  # across a pair that excludes itself
        if {first.name, second.name} & set().union(*EXCLUSIVE):
            _add(book, f"order-next-{first.name}-{second.name}", (first, second))
    for place, first in enumerate(FAULTS):
        for second in FAULTS[place + 4 :: 9]:
            _add(book, f"order-far-{first.name}-{second.name}", (first, second))
    for place, first in enumerate(FAULTS[:-2]):
        _add(book, f"order-all-from-{first.name}", FAULTS[place:])
    nothing: dict[str, Any] = {"clock": None, "trust": None}
    book.add("order-family-before-clock", "no clock, no list", b"TX", "FOREIGN_CODE", family="wechat", **nothing)
    book.add("order-length-before-clock", "no clock, no list", b"\x81", "BAD_LENGTH", **nothing)


def _add(book: Book, name: str, faults: Sequence[Fault]) -> None:
    chosen: list[Fault] = []
    for fault in faults:
        if not any({fault.name, other.name} in EXCLUSIVE for other in chosen):
            chosen.append(fault)
    draft = Draft(recipe())
    for fault in reversed(chosen):
        fault.put(draft)
    first = chosen[0]
    more: dict[str, Any] = dict(first.more)
    if draft.policy:
        more["policy"] = draft.policy
    if draft.used:
        values = draft.recipe.values
        generated_s = int.from_bytes(values["generated_s"], "big")
        more["history"] = [[values["account"].hex(), generated_s, NOW_S + 1320]]
    comment = f"{first.name} (step {first.step or step_of(first.result)}) comes before " + ", ".join(
        fault.name for fault in chosen[1:]
    )
    book.add(
        name,
        comment,
        draft.recipe.encode(),
        first.result,
        step=first.step,
        clock=draft.clock,
        trust=draft.trust,
        **more,
    )
