"""One cause, a hypothesis made of causes, and the answer: plain records that the search fills and the view prints."""

from dataclasses import dataclass, field

PROVED = "proved"
LIKELY = "likely"
EQUAL = "cannot be told apart"
STANDINGS = (PROVED, LIKELY, EQUAL)


@dataclass(frozen=True, slots=True)
class Cause:
    """One deviation of the issuer's program from the rule.

    kind: a row of `sim.explain.catalogue`. subject: a field, a signature, or "payload". offset, length: its bytes in
    the code as the terminal sees it, -1 where it has none. found, expected: hexadecimal, "" where not known; those of
    an account or of field 4 never come here in the clear. detail: a value that completes the sentence.
    """

    kind: str
    subject: str
    offset: int = field(default=-1, compare=False)
    length: int = field(default=0, compare=False)
    found: str = field(default="", compare=False)
    expected: str = field(default="", compare=False)
    detail: str = ""

    @property
    def name(self) -> str:
        """The stable machine name, as in `generated_s.little_endian`."""
        return f"{self.subject}.{self.kind}"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Causes that together would make the code good, and how sure that is. same: number of the group of hypotheses
    that nothing in the code distinguishes, 0 for none.
    """

    causes: tuple[Cause, ...]
    standing: str
    same: int = 0

    @property
    def name(self) -> str:
        """The machine names of all causes, joined by `+`."""
        return "+".join(one.name for one in self.causes)


@dataclass(frozen=True, slots=True)
class Answer:
    """The explanation of one payload. result: the terminal's, a name of `terminal.codes`. work: signatures computed."""

    result: str
    step: int | None
    hypotheses: tuple[Hypothesis, ...] = ()
    remarks: tuple[Cause, ...] = ()
    work: int = 0
