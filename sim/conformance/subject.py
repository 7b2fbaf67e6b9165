"""A gate under test, as the bench meets it: bytes are shown to it, it answers, its contact closes or stays open.

What a gate cannot be asked it does not declare, and what it does not declare is not judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sim.output.trouble import Trouble
from terminal.policy import Policy

ABILITIES: Mapping[str, str] = {
    "clock": "its clock can be set to a moment, or be made untrusted",
    "list": "a trust list and its operator's key can be installed",
    "policy": "its configuration of the checks can be set",
    "history": "it takes a list of codes that were accepted before",
    "forget": "it can be made to forget the codes it accepted",
    "raw": "it takes any bytes, not text alone",
    "result": "it names its result; without this its lamp says accepted or refused",
    "step": "it names the check that answered",
    "recovered": "it names what was undone on a mangled code",
    "offset": "it names the byte at fault",
    "family": "it names the family of a foreign code",
    "contact": "its release contact can be read",
}
"""What a gate may declare, and what each word means. docs/conformance.md explains them to its maker."""


class BenchBroken(Trouble):
    """The bench or the line to the gate fails: nothing can be said of the gate. The exit status is 2."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What must be so before a code is shown; a gate is handed what it is able to take.

    clock_s: Unix seconds, None for a clock that is not trusted. steady_s: so many seconds later the answer is still the
    same. list_name: None for no list; list_data, operator_xy: its bytes, and the key (X||Y) it is signed with.
    policy: what differs from the standard configuration; rules: all of it. history: (account, generated_s, remembered
    until_s) of codes that were accepted before.
    """

    clock_s: int | None
    steady_s: int
    list_name: str | None
    list_data: bytes
    operator_xy: bytes
    policy: Mapping[str, Any]
    rules: Policy
    history: tuple[tuple[bytes, int, int], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of showing one payload; None for what the gate does not say. accepted: by its lamp or its result.

    released: whether the contact was closed for it.
    """

    accepted: bool
    result: str | None = None
    step: int | None = None
    recovered: tuple[str, ...] | None = None
    offset: int | None = None
    family: str | None = None
    released: bool | None = None


class Unreachable(Exception):
    """A case that this gate cannot be brought into; the text says why. It is skipped by name."""


class Subject(Protocol):
    """A gate under test. name: for people. abilities: out of ABILITIES."""

    name: str
    abilities: frozenset[str]

    def prepare(self, setup: Setup, fresh: bool) -> None:
        """Bring it into this state. fresh: it has to forget the codes that it accepted.

        Raises Unreachable for a state that it cannot be in, BenchBroken when it does not answer.
        """

    def present(self, payload: bytes) -> Answer | None:
        """Show these bytes and wait for the answer; None when none comes. Raises BenchBroken."""

    def close(self) -> None:
        """Let the gate go."""
