"""What the test service knows: people and their accounts, the answer for each, and counters. In memory only.

A TEST implementation: the public documents name the rules (one plastic and one phone card a person, five more on behalf
of others) and no format. A question leaves nothing but a count, and a visit its random id: no subject is kept that an
operator did not enter.
"""

import hashlib
import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sim.code import mask

PLASTIC, PHONE, OTHER = "plastic", "phone", "other"
MEDIA = (PLASTIC, PHONE, OTHER)  # a person's own card, own phone, and an account bound on behalf of another person
OTHERS_MAX = 5
ACCOUNTS_MAX = 1000
PERSON_MAX_CHARACTERS = 32
VISITS_MAX = 100_000
PLACES_MAX = 1000
ACCOUNT_BYTES, PLACE_MAX_BYTES, VISIT_ID_BYTES = 10, 32, 16

ALLOW, DENY, UNKNOWN = "allow", "deny", "unknown"
SLOW, DOWN, LYING, MALFORMED = "slow", "down", "lying", "malformed"
ANSWERS = (ALLOW, DENY, UNKNOWN)
STATUSES = (*ANSWERS, SLOW, DOWN, LYING, MALFORMED)
_MEDIUM_WORDS = {PLASTIC: ("一张实体卡", "one plastic card"), PHONE: ("一张手机卡", "one phone card")}


class Refused(Exception):
    """A request that cannot be granted. zh: the same in Chinese; status: of HTTP."""

    def __init__(self, words: str, zh: str, status: int = 409) -> None:
        super().__init__(words)
        self.zh = zh
        self.status = status


@dataclass(slots=True)
class Account:
    """One account that an operator entered. person, medium: None while it is bound to no one. status: of STATUSES, or
    None: allow where it is bound, else unknown.
    """

    number: int
    account: bytes
    person: str | None
    medium: str | None
    status: str | None

    @property
    def effective(self) -> str:
        """The status by which it is answered."""
        return self.status or (ALLOW if self.person is not None else UNKNOWN)


class Registry:
    """unregistered: the answer about an account that is not entered here."""

    def __init__(self, unregistered: str = UNKNOWN) -> None:
        self.status: str | None = None  # of the whole service: overrides each account's
        self.questions: Counter[str] = Counter()
        self.visits: Counter[str] = Counter()
        self.places: Counter[str] = Counter()
        self._unregistered = unregistered
        self._accounts: dict[bytes, Account] = {}
        self._next = 1
        self._seen: dict[bytes, bytes] = {}  # id of a visit -> keyed digest of what it said
        self._key = secrets.token_bytes(32)

    # the operator

    def bind(self, person: str, medium: str, account: bytes) -> Account:
        """Bind an account to a person. Raises Refused."""
        mine = [each for each in self._accounts.values() if each.person == person]
        there = self._accounts.get(account)
        if there is not None and there.person is not None:
            raise Refused("this account is bound already; unbind it first", "此账户已绑定, 请先解绑")
        held = sum(each.medium == medium for each in mine)
        if medium == OTHER and held >= OTHERS_MAX:
            raise Refused(f"at most {OTHERS_MAX} accounts on behalf of others", f"最多代他人绑定 {OTHERS_MAX} 个")
        if medium != OTHER and held:
            zh, en = _MEDIUM_WORDS[medium]
            raise Refused(f"a person has {en} only; unbind that one first", f"每人只可绑定{zh}, 请先解绑")
        row = self._row(account)
        row.person, row.medium = person, medium
        return row

    def unbind(self, number: int) -> Account:
        """Let an account go, with its status: nothing of it is kept. Raises Refused."""
        row = self._by_number(number)
        del self._accounts[row.account]
        return row

    def set_status(self, account: bytes | int | None, status: str | None) -> Account | None:
        """Set the status of an account, or of a row by its number, or (None) of the whole service."""
        if account is None:
            self.status = status
            return None
        row = self._by_number(account) if isinstance(account, int) else self._row(account)
        row.status = status
        return row

    def _by_number(self, number: int) -> Account:
        for row in self._accounts.values():
            if row.number == number:
                return row
        raise Refused("there is no such entry", "没有这一条", 404)

    def _row(self, account: bytes) -> Account:
        row = self._accounts.get(account)
        if row is None:
            if len(self._accounts) >= ACCOUNTS_MAX:
                raise Refused(f"the registry holds {ACCOUNTS_MAX} accounts; unbind some", f"登记已满 {ACCOUNTS_MAX} 个")
            row = self._accounts[account] = Account(self._next, account, None, None, None)
            self._next += 1
        return row

    # a gate

    def answer(self, account: bytes) -> str:
        """The status by which a question is to be answered, counted."""
        row = self._accounts.get(account)
        found = self.status or (row.effective if row is not None else self._unregistered)
        self.questions[found] += 1
        return found

    def visit(self, visit_id: bytes, account: bytes, place: bytes, time_s: int) -> bool:
        """Register a visit; whether it is a new one. Raises Refused for another visit under a known id."""
        told = account + time_s.to_bytes(8, "big") + place
        digest = hashlib.blake2b(told, digest_size=16, key=self._key).digest()
        known = self._seen.get(visit_id)
        if known is not None:
            if known != digest:
                raise Refused("another visit has this id", "该编号已用于另一次到访")
            self.visits["repeated"] += 1
            return False
        name = place.hex()
        if len(self._seen) >= VISITS_MAX or (name not in self.places and len(self.places) >= PLACES_MAX):
            raise Refused("no more visits are taken; start the test service anew", "到访登记已满, 请重启测试服务", 503)
        self._seen[visit_id] = digest
        self.visits["registered"] += 1
        self.places[name] += 1
        return True

    # what a page shows

    def facts(self) -> dict[str, Any]:
        """Everything for the operator's page; accounts by their last four digits."""
        rows = [
            {
                "number": row.number,
                "account": mask.account(row.account)[-mask.SHOWN_DIGITS :],
                "person": row.person,
                "medium": row.medium,
                "status": row.status,
                "effective": row.effective,
            }
            for row in sorted(self._accounts.values(), key=lambda row: (row.person is None, row.person, row.number))
        ]
        return {
            "test": True,
            "status": self.status,
            "unregistered": self._unregistered,
            "accounts": rows,
            "questions": {status: self.questions[status] for status in STATUSES},
            "visits": {name: self.visits[name] for name in ("registered", "repeated")},
            "places": [{"place": place, "visits": count} for place, count in self.places.most_common(8)],
        }
