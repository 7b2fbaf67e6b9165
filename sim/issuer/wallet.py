"""The virtual phones: test accounts, codes that renew themselves, and one of every kind of bad code."""

from dataclasses import dataclass

from sim.issuer import fault, ticket
from sim.issuer.issuer import Pki, with_first_user

RENEW_S = 30
FARE_FEN = 200  # what a ride costs on the page, so that the limit of a code can be too low for it
AHEAD_MAX_S = 10  # how far ahead of its moment a code is generated; the standard configuration allows 20
BEHIND_MAX_S = 300  # and how far behind it, of the 1,200 that it is good for
_USED_S = 1200

USED, HALF, TEXT, TWO = "USED", "HALF", "TEXT", "TWO"


@dataclass(frozen=True, slots=True)
class Account:
    """A test account. `user`: its number in the test industry; `issuer`: which of its issuers."""

    number: int
    zh: str
    en: str
    user: int
    issuer: int
    version: int
    extension_bytes: int


ACCOUNTS = (
    Account(0, "林晓 · 测试机构一", "Lin Xiao · test issuer one", 0, 0, 1, 0),
    Account(1, "周岩 · 测试机构二", "Zhou Yan · test issuer two", 1, 1, 0, 11),
    Account(2, "陈静 · 测试机构一", "Chen Jing · test issuer one", 2, 0, 1, 32),
    Account(3, "赵宁 · 测试机构二", "Zhao Ning · test issuer two", 3, 1, 1, 0),
)


@dataclass(frozen=True, slots=True)
class Bad:
    """A kind of code that is not simply good, and what a terminal must answer to it. `group`: for the picker."""

    name: str
    group: str
    zh: str
    en: str
    answer: str


# fmt: off
BAD = (
    *(Bad(one.name, one.group, one.zh, one.en, one.result) for one in fault.FAULTS),
    Bad(USED, "account", "重复使用", "Used before", "CODE_ALREADY_USED"),
    Bad(HALF, "structure", "残缺", "Cut in half", "BAD_LENGTH"),
    Bad(TEXT, "structure", "被转码", "Re-encoded", "ACCEPTED"),
    Bad(TWO, "structure", "两个码", "Two codes", "ONE_CODE"),
)
# fmt: on
GROUPS = (
    ("structure", "结构", "Structure"),
    ("foreign", "其他二维码", "Other codes"),
    ("issuer", "机构", "Issuer"),
    ("time", "时间", "Time"),
    ("signature", "签名", "Signatures"),
    ("account", "账户", "Account"),
)
_FAULTS = {one.name: one for one in fault.FAULTS}


class Wallet:
    """What the virtual phones show. Every code it makes belongs to the test issuer: no real gate accepts it."""

    def __init__(self, pki: Pki) -> None:
        self.pki = pki
        self._made: dict[int, set[int]] = {}  # the seconds of each account that have a code
        self._accepted: tuple[bytes, int] | None = None

    def good(self, number: int, now_s: int) -> bytes:
        """A fresh code of that account, good now. Two of one second would be one code used twice, so the next second is
        taken, and where too many lie ahead the newest one before. With none left it is the code of this second.
        """
        account = ACCOUNTS[number]
        made = {at_s for at_s in self._made.get(number, ()) if at_s > now_s - BEHIND_MAX_S}
        seconds = (*range(now_s, now_s + AHEAD_MAX_S + 1), *range(now_s - 1, now_s - BEHIND_MAX_S, -1))
        at_s = next((each for each in seconds if each not in made), now_s)
        self._made[number] = made | {at_s}
        issuer = self.pki.issuers[account.issuer]
        recipe = self.pki.recipe(at_s, self.pki.user(account.user), issuer)
        return recipe.set(version=bytes([0x80 | account.version]), extension=bytes(account.extension_bytes)).encode()

    def show(self, number: int, bad: str | None, now_s: int) -> tuple[bytes, ...] | None:
        """What that phone shows: good, or bad in that way (a name out of BAD), or a code of another family (a name out
        of TICKETS); None where there is nothing to show yet, as no code was accepted that could be used again.
        """
        if bad is None:
            return (self.good(number, now_s),)
        other = ticket.named(bad)
        if other is not None:
            return (other.make(self.pki, now_s),)
        if bad == USED:
            kept = self._accepted
            return (kept[0],) if kept is not None and now_s - kept[1] < _USED_S else None
        if bad == HALF:
            code = self.good(number, now_s)
            return (code[: len(code) // 2],)
        if bad == TEXT:
            return (self.good(number, now_s).decode("latin-1").encode("utf-8"),)
        if bad == TWO:
            return self.good(number, now_s), self.good((number + 1) % len(ACCOUNTS), now_s)
        return (_FAULTS[bad].make(with_first_user(self.pki, ACCOUNTS[number].user), now_s),)

    def accepted(self, code: bytes, now_s: int) -> None:
        """This code has opened the gate: it can be shown again."""
        self._accepted = (code, now_s)


def known(bad: str) -> bool:
    """Whether that is the name of a kind of bad code, or of a code of another family."""
    return any(one.name == bad for one in BAD) or ticket.named(bad) is not None
