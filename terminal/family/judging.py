"""Which family a code belongs to, and who judges it: the one place where other families meet the checks of ride codes.

A family is a module with NAME, RESULTS (rows as those of `codes.TABLE`, numbers of its own range; the one whose `fault`
is "nobody" is the good answer), `matches(payload)` and `steps(payload, trust, policy, now_s)`: docs/families.md. No
family answers `codes.ACCEPTED`, so none opens a gate, whatever its mode.
"""

from collections import namedtuple

from terminal import codes, decide
from terminal.decide import Decision
from terminal.port import TYPE_CHECKING
from terminal.ridecode import INPUT_MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

# What a mode hands in beside the families themselves.
FamilyPolicy = namedtuple(
    "FamilyPolicy",
    (
        "read "  # names of the families read in this mode; the others are FAMILY_NOT_READ_HERE
        "identity "  # the number of the ID card that is presented beside the code, b"" for none
        "skew_s "  # how far ahead of this clock a code may be dated, 0..120
        "keys "  # of a desktop family: its keys, from a file; None on a board, which has its trust list
    ),
)


def reading(read: tuple[str, ...] = (), identity: bytes = b"", skew_s: int = 20, keys: "Any" = None) -> FamilyPolicy:
    """A FamilyPolicy; what is left out is a gate's, which names every family and refuses it."""
    return FamilyPolicy(read, identity, skew_s, keys)


# What a family found, in Decision.code: not kept (spec §11).
Found = namedtuple(
    "Found",
    (
        "raw "  # the code as judged
        "subjects "  # who is asked about: one or more, bytes
        "presenter "  # who shows the code, bytes; None where that is the subject
        "issued_s "  # Unix UTC; None where it says none
        "ends_s "  # its last good second; None where it says none
    ),
)


def refused(family: str, result: int, step: int, offset: int = -1) -> Decision:
    """A code of that family that a check refuses."""
    return Decision(result, step, None, (), family, offset, None)


class Judging:
    """Hands `steps` to a loop in the place of `decide.steps`.

    families: the modules this build contains. policy: what is read, nothing when left out; who runs a
    mode replaces it between scans. judge: of ride codes, `decide.steps` or what stands around it, such as a lane's.
    """

    def __init__(
        self,
        families: "tuple[Any, ...]",
        policy: FamilyPolicy | None = None,
        judge: "Callable[..., Generator[int | None, None, Decision]]" = decide.steps,
    ) -> None:
        self.families = families
        self.policy = policy or reading()
        self._judge = judge

    def of(self, payload: bytes) -> "Any":
        """The family whose first bytes these are, None for none: a ride code, or what is judged as one."""
        for family in self.families:
            if family.matches(payload):
                return family
        return None

    def row(self, number: int) -> codes.Code:
        """The row of a result: of a family's table, else of the terminal's. Raises KeyError."""
        for family in self.families:
            for row in family.RESULTS:
                if row.number == number:
                    return row  # type: ignore[no-any-return]
        return codes.of(number)

    def steps(self, payload: bytes, *rest: "Any") -> "Generator[int | None, None, Decision]":
        """As `decide.steps`, with its arguments: a ride code is judged by nothing else.

        A family that this mode does not read is FAMILY_NOT_READ_HERE, by its first bytes alone. Size comes first (§3).
        """
        trust, now_s = rest[0], rest[3]
        family = self.of(payload)
        if family is None:
            return (yield from self._judge(payload, *rest))
        passed = 0
        try:
            if len(payload) > INPUT_MAX_BYTES:
                return refused(family.NAME, codes.OVERSIZED, 1)
            if family.NAME not in self.policy.read:
                return refused(family.NAME, codes.FAMILY_NOT_READ_HERE, 1)
            steps = family.steps(payload, trust, self.policy, now_s)
            while True:
                step = next(steps)
                if step is not None:
                    passed = step
                yield step
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        except OSError:
            raise
        except Exception as cause:
            return Decision(codes.INTERNAL, passed + 1, None, (), family.NAME, -1, cause)
