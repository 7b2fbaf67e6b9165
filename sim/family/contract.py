"""What a family of codes is: the interface of one module (docs/families.md)."""

from collections.abc import Callable, Generator, Mapping
from typing import NamedTuple, Protocol

from terminal.codes import Code
from terminal.decide import Decision
from terminal.family.judging import FamilyPolicy
from terminal.trust import TrustList


class Words(NamedTuple):
    """The same said in both languages."""

    zh: str
    en: str


class Reason(NamedTuple):
    """Why a result is given and what to do, in the order of `sim.code.reason_table`."""

    why: str
    do: str
    why_zh: str
    do_zh: str


class Part(NamedTuple):
    """One field as it stands in a code.

    name: for programs; words: for people. start_bit, bits: where, in the code itself, or in what `inside` names (such
    as "inflated"). value: in a form for people and programs. secret: it may say who a person is: shown when asked for.
    """

    name: str
    words: Words
    start_bit: int
    bits: int
    value: int | str | None
    secret: bool = False
    inside: str = ""

    @property
    def offset(self) -> int:
        """The first byte that holds a bit of it."""
        return self.start_bit // 8

    @property
    def length(self) -> int:
        """The bytes that hold bits of it."""
        return -(-(self.start_bit + self.bits) // 8) - self.offset if self.bits else 0


class Family(Protocol):
    """One family. Nothing here raises for hostile bytes; `steps` raises OSError as `decide.steps` does.

    STEPS: what each check is called, the first is step 1. RESULTS: rows with numbers of its own range; the one whose
    fault is "nobody" is the good answer. REASONS: of each.
    WORDS: what it is called. TEST: whether it is this project's own and no real code has it. ON_BOARDS: whether its
    steps run on boards (then they are terminal/family/<NAME>.py).
    """

    @property
    def NAME(self) -> str: ...

    @property
    def WORDS(self) -> Words: ...

    @property
    def TEST(self) -> bool: ...

    @property
    def ON_BOARDS(self) -> bool: ...

    @property
    def STEPS(self) -> tuple[Words, ...]: ...

    @property
    def RESULTS(self) -> tuple[Code, ...]: ...

    @property
    def REASONS(self) -> Mapping[int, Reason]: ...

    @property
    def matches(self) -> Callable[[bytes], bool]: ...

    @property
    def steps(
        self,
    ) -> Callable[[bytes, TrustList | None, FamilyPolicy, int | None], Generator[int | None, None, Decision]]: ...

    @property
    def parts(self) -> Callable[[bytes], tuple[Part, ...]]: ...


def reasons(rows: tuple[Code, ...], texts: tuple[Reason, ...]) -> dict[int, Reason]:
    """Rows and their reasons, in the same order, as one table."""
    return {row.number: reason for row, reason in zip(rows, texts, strict=True)}

