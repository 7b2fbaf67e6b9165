"""The trust lists an operator can put into the page's terminal."""

from dataclasses import replace

from sim.gate.stage import test_list
from sim.issuer.issuer import Pki, trust_toml
from sim.show import utc
from sim.trust.file import TrustFile

_DAY_S = 86400


def lists(pki: Pki, now_s: int) -> dict[str, TrustFile | None]:
    """The trust lists to choose among. The older one knows the first issuer only and blocks nobody."""
    text = trust_toml(pki)
    newer = text.replace("sequence = 1\n", "sequence = 2\n", 1)
    ended = newer.replace("sequence = 2\n", f"sequence = 2\nexpires = {utc(now_s - _DAY_S)}\n", 1)
    older = trust_toml(replace(pki, issuers=pki.issuers[:1], revoked=(), blocked=()))
    return {
        "current": test_list(pki, newer),
        "older": test_list(pki, older),
        "expired": test_list(pki, ended),
        "missing": None,
    }
