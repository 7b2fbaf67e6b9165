"""Test codes of other families for a gate that reads some: good ones, and one of each kind that it refuses.

Each is made for the moment at which it is shown. `answer` is what a gate says that reads its family; the test families
`paper` and `relative` are read by no gate.
"""

from collections.abc import Callable
from typing import NamedTuple

from sim.family import dosipas, paper, relative, table, uic
from sim.issuer import family_mint, rail_code
from sim.issuer.issuer import Pki

_OLD_S = 2 * rail_code.DURATION_S
_AHEAD_S = 60  # more than any gate's skew is here
_DAY_S = 86_400


class Ticket(NamedTuple):
    """A kind of test code. make(pki, now_s): its bytes."""

    name: str
    family: str
    zh: str
    en: str
    answer: str
    make: Callable[[Pki, int], bytes]

    @property
    def good(self) -> bool:
        """Whether its family finds nothing wrong with it."""
        return self.answer in table.GOOD


def _turned(code: bytes, at: int) -> bytes:
    """The same with one bit of that byte turned."""
    return code[:at] + bytes([code[at] ^ 1]) + code[at + 1 :]


def _uic(version: int) -> Callable[[Pki, int], bytes]:
    return lambda pki, now_s: rail_code.uic_code(pki.seed, version, now_s)


def _stranger(pki: Pki, now_s: int) -> bytes:
    code = rail_code.uic_code(pki.seed, 2, now_s)
    return code[:5] + b"9998" + code[9:]


def _dosipas(version: int, level: int = 2, ticket_s: int = 0, phone_s: int = 0) -> Callable[[Pki, int], bytes]:
    """ticket_s, phone_s: how far ahead of now its day and the moment on the phone are."""
    return lambda pki, now_s: rail_code.dosipas_code(pki.seed, version, now_s + ticket_s, level, now_s + phone_s)


def _moved(pki: Pki, now_s: int) -> bytes:
    """The moment that the phone signed, altered afterwards."""
    code = rail_code.dosipas_code(pki.seed, 2, now_s)
    return _turned(code, next(part.offset + 8 for part in dosipas.parts(code) if part.name == "dynamic.data"))


def _first(family: str) -> Callable[[Pki, int], bytes]:
    return lambda pki, now_s: next(family_mint.minted(pki, now_s, family)).code


_NOT_HERE = "FAMILY_NOT_READ_HERE"
# fmt: off
TICKETS = (
    Ticket("UIC_01", uic.NAME, "UIC 01", "UIC 01", "UIC_VALID", _uic(1)),
    Ticket("UIC_02", uic.NAME, "UIC 02", "UIC 02", "UIC_VALID", _uic(2)),
    Ticket("UIC_FORGED", uic.NAME, "UIC 改动", "UIC, altered", "UIC_BAD_SIGNATURE",
           lambda pki, now_s: _turned(rail_code.uic_code(pki.seed, 2, now_s), 100)),
    Ticket("UIC_STRANGER", uic.NAME, "UIC 未知发行方", "UIC, unknown issuer", "UIC_KEY_UNKNOWN", _stranger),
    Ticket("UIC_CUT", uic.NAME, "UIC 残缺", "UIC, cut off", "UIC_MALFORMED",
           lambda pki, now_s: rail_code.uic_code(pki.seed, 2, now_s)[:-1]),
    Ticket("DOSIPAS_1", dosipas.NAME, "DOSIPAS 1", "DOSIPAS 1", "DOSIPAS_VALID", _dosipas(1)),
    Ticket("DOSIPAS_2", dosipas.NAME, "DOSIPAS 2", "DOSIPAS 2", "DOSIPAS_VALID", _dosipas(2)),
    Ticket("DOSIPAS_LEVEL_1", dosipas.NAME, "DOSIPAS 仅发行方", "DOSIPAS, issuer alone", "DOSIPAS_VALID",
           _dosipas(2, 1)),
    Ticket("DOSIPAS_FORGED", dosipas.NAME, "DOSIPAS 改动", "DOSIPAS, altered", "DOSIPAS_BAD_SIGNATURE",
           lambda pki, now_s: _turned(rail_code.dosipas_code(pki.seed, 2, now_s), 20)),
    Ticket("DOSIPAS_MOVED", dosipas.NAME, "DOSIPAS 改时", "DOSIPAS, moment altered", "DOSIPAS_BAD_PHONE_SIGNATURE",
           _moved),
    Ticket("DOSIPAS_ENDED", dosipas.NAME, "DOSIPAS 昨日", "DOSIPAS, of yesterday", "DOSIPAS_ENDED",
           _dosipas(2, ticket_s=-_DAY_S)),
    Ticket("DOSIPAS_AHEAD", dosipas.NAME, "DOSIPAS 手机快", "DOSIPAS, phone ahead", "DOSIPAS_NOT_YET_VALID",
           _dosipas(2, phone_s=_AHEAD_S)),
    Ticket("DOSIPAS_OLD", dosipas.NAME, "DOSIPAS 截图", "DOSIPAS, a screenshot", "DOSIPAS_EXPIRED",
           _dosipas(2, phone_s=-_OLD_S)),
    Ticket("PAPER", paper.NAME, "离线码", "Paper code", _NOT_HERE, _first(paper.NAME)),
    Ticket("RELATIVE", relative.NAME, "亲属码", "Relative's code", _NOT_HERE, _first(relative.NAME)),
)
# fmt: on
_BY_NAME = {one.name: one for one in TICKETS}


def named(name: str) -> Ticket | None:
    """The kind of that name."""
    return _BY_NAME.get(name)


def shown_at(read: tuple[str, ...]) -> tuple[Ticket, ...]:
    """What is shown to a gate that reads these families: their codes, and those that no gate reads."""
    return tuple(one for one in TICKETS if read and (one.family in read or table.named(one.family).TEST))
