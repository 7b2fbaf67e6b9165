"""The findings about a scanner module, for the report; `Finding` in interfaces.pyi defines the words."""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from hal.interfaces import Finding

_NOTES_MAX = const(24)
_FAULTS_MAX = const(64)


class Findings:
    """What is wrong now, and the newest of what was put right."""

    def __init__(self) -> None:
        self._faults: list[Finding] = []
        self._notes: list[Finding] = []

    def begin(self) -> None:
        """Look anew: what was wrong may be right by now."""
        self._faults = []

    def fault(self, kind: str, register: str, detail: str) -> None:
        """Something is wrong and stays so."""
        if len(self._faults) < _FAULTS_MAX:
            self._faults.append((kind, register, detail, False))

    def note(self, kind: str, register: str, detail: str) -> None:
        """Something was put right."""
        self._notes.append((kind, register, detail, True))
        if len(self._notes) > _NOTES_MAX:
            self._notes.pop(0)

    def report(self) -> "tuple[Finding, ...]":
        """Faults first, then notes, oldest first."""
        return tuple(self._faults + self._notes)
