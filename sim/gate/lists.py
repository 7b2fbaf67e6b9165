"""The trust lists an operator can install in a simulated gate."""

from dataclasses import dataclass, replace

from hal.desktop.engine import desktop_engine
from sim.issuer.issuer import Pki, trust_toml
from sim.output.show import utc
from sim.trust.file import TrustFile, signed_by
from sim.trust.source import compile_list, parse_source

_DAY_S = 86400


@dataclass(frozen=True, slots=True)
class ListChoice:
    """A list that was installed. state: its name of `lists`. sequence, file: None without a list."""

    state: str
    sequence: int | None
    file: TrustFile | None


def test_list(pki: Pki, source: str | None = None) -> TrustFile:
    """The test industry's list, compiled and signed by its operator, as a terminal would be handed it.

    source: another list than that of the whole industry, as TOML.
    """
    image = compile_list(parse_source(source or trust_toml(pki)), pki.operator)
    return signed_by("the test industry's list", image, pki.operator.public_xy, desktop_engine())


def lists(pki: Pki, now_s: int) -> dict[str, TrustFile | None]:
    """The trust lists to choose among. The older one knows the first issuer only and blocks no account."""
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
