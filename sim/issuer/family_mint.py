"""Good test codes of the other families, and what it takes to judge them: `ridegate mint --family`."""

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

from sim.family import dosipas, paper, relative, signature, uic
from sim.issuer import family_code, rail_code
from sim.issuer.issuer import Pki
from sim.issuer.mint import Minted

KEYS = "family-keys.toml"
WITH_KEYS = (uic.NAME, dosipas.NAME)
_ISSUED_AGO_S = 86_400
_SUBJECTS = 2


def _paper(pki: Pki, at_s: int) -> Iterator[Minted]:
    root = pki.roots[0]
    code = family_code.paper_code(root.private, root.index, at_s - _ISSUED_AGO_S)
    card = family_code.IDENTITY.decode()
    yield Minted("paper", code, "PAPER_READ", None, f"issued a day ago for ID card {card}", paper.NAME)


def _relative(pki: Pki, at_s: int) -> Iterator[Minted]:
    root = pki.roots[0]
    presenter, *subjects = (bytes.fromhex(pki.user(number).account) for number in range(1 + _SUBJECTS))
    code = family_code.relative_code(root.private, root.index, at_s, presenter, subjects)
    yield Minted("relative", code, "RELATIVE_READ", None, f"{_SUBJECTS} subjects, good for 1200 s", relative.NAME)


def _uic(pki: Pki, at_s: int) -> Iterator[Minted]:
    for version in (1, 2):
        code = rail_code.uic_code(pki.seed, version, at_s)
        yield Minted(f"uic-0{version}", code, "UIC_VALID", None, f"version 0{version}", uic.NAME)


def _dosipas(pki: Pki, at_s: int) -> Iterator[Minted]:
    for version in (1, 2):
        for level, words in ((1, "signed by the issuer"), (2, "signed by issuer and phone")):
            code = rail_code.dosipas_code(pki.seed, version, at_s, level)
            name = f"dosipas-{version}-level-{level}"
            yield Minted(name, code, "DOSIPAS_VALID", None, f"version {version}, {words}", dosipas.NAME)


_MAKERS: dict[str, Callable[[Pki, int], Iterator[Minted]]] = {
    paper.NAME: _paper,
    relative.NAME: _relative,
    uic.NAME: _uic,
    dosipas.NAME: _dosipas,
}
NAMES = tuple(_MAKERS)


def minted(pki: Pki, at_s: int, family: str) -> Iterator[Minted]:
    """One good code of each version of a family, for the moment `at_s`. Raises Trouble without what signs it."""
    if family in WITH_KEYS:
        signature.check_installed()
    return _MAKERS[family](pki, at_s)


def keys(pki: Pki) -> str:
    """The file of keys for rail tickets of this seed."""
    return rail_code.keys_toml(pki.seed)


def options(out: Path, family: str) -> str:
    """What `verify` needs beside the list to judge a code of this family."""
    more = f" --family-keys {shlex.quote(str(out / KEYS))}" if family in WITH_KEYS else ""
    card = f" --identity {family_code.IDENTITY.decode()}" if family == paper.NAME else ""
    return f"--family {family}{more}{card}"
