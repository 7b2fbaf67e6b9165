"""The shape of the facts that `sim.judge.verdict` gives. Types only: a MicroPython VM never loads this."""

from typing import NotRequired, TypedDict


class CodeFacts(TypedDict):
    """What a code holds, byte fields as hexadecimal. Trap: the account is there in full."""

    issuer: str
    account: str
    account_type: int
    limit_fen: int
    ca_index: int
    cert_expiry: str
    cert_serial: str
    user_expiry_s: int
    validity_s: int
    generated_s: int


class FoundFacts(TypedDict):
    """What a good code of another family says, bytes as hexadecimal. Trap: all of it is there in full."""

    subjects: list[str]
    presenter: str | None
    issued_s: int | None
    ends_s: int | None


class Facts(TypedDict):
    """One judgement as JSON can carry it. code: None where neither ride code nor card was parsed. found: of a good code
    of another family. us: microseconds, where it was timed. authenticated: of a card, how sure it is which
    (`terminal.card.AUTHENTICATED`).
    """

    result: int
    step: int
    recovered: list[str]
    family: str | None
    offset: int | None
    cause: str | None
    code: CodeFacts | None
    found: NotRequired[FoundFacts]
    us: NotRequired[int]
    authenticated: NotRequired[str]
