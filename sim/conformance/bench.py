"""One run: suites on a gate, each case played once."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hal.desktop.engine import proved_engine
from sim.conformance import channel, pack, scenes, vectors
from sim.conformance.outcome import Outcome, Run
from sim.conformance.pack import Pack
from sim.conformance.subject import BenchBroken, Subject
from sim.gate.gate import Gate, Unable
from sim.issuer.issuer import make_pki
from sim.issuer.wallet import Wallet
from sim.output.progress import Report, silent
from sim.output.trouble import Trouble
from sim.scenario import scenario
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from sim.conformance.foreign import ForeignSubject

CORE, EMULATOR = "core", "emulator"
KINDS = (CORE, EMULATOR, *channel.KINDS)
_SHOWN = ("answer", "answers", "recovered", "trip", "lamp", "arms", "contact", "released", "passed", "rides", "journal")
ALL_SHOWN = frozenset(_SHOWN)


@dataclass(frozen=True, slots=True)
class GateName:
    """What --gate names. kind: one of KINDS. where: board, port, address or command; empty for the core."""

    kind: str
    where: str


def gate_name(text: str) -> GateName:
    """Parse --gate. Raises BenchBroken that shows the forms."""
    kind, _, where = text.partition(":")
    if kind == CORE and not where:
        return GateName(CORE, "")
    if kind in KINDS and kind != CORE and where:
        return GateName(kind, text if kind == "http" else where)
    forms = "core, emulator:pico2, serial:/dev/ttyUSB0, http://ADDRESS/ or exec:COMMAND"
    raise BenchBroken(f"--gate {text}: write {forms}")


def suites(paths: Sequence[Path]) -> list[Pack | Scenario]:
    """Read every suite before anything is played. Raises Trouble, also for two of one name, whose cases no report could
    tell apart.
    """
    read = [pack.load(path) if pack.is_pack(path) else scenario.load(path) for path in paths]
    names = [_name(one) for one in read]
    for at, name in enumerate(names):
        if name in names[:at]:
            raise Trouble(f"{paths[at]}: {name} is there twice; play one of them alone")
    return read


def play(
    read: Sequence[Pack | Scenario], gate: GateName, only: frozenset[str] = frozenset(), report: Report = silent
) -> Run:
    """Play suites on a gate. only: the vectors and scenes with these ids, and nothing of a scenario
    that has none of them. Raises BenchBroken and Trouble.
    """
    outcomes: list[Outcome] = []
    subject = _subject(gate)
    names = []
    try:
        total = sum(len(one.vectors) if isinstance(one, Pack) else len(one.scenes) + 1 for one in read)
        for suite in read:
            names.append(_name(suite))
            if isinstance(suite, Pack):
                found = vectors.play(suite, subject, only)
            else:
                wanted = not only or not only.isdisjoint(scenes.ids(suite))
                found = _scenes(suite, gate, subject) if wanted else iter(())
            for outcome in found:
                if not only or outcome.id in only:
                    outcomes.append(outcome)
                    report(outcome.id, len(outcomes), len(only) or total)
    finally:
        subject.close()
    order = {name: at for at, name in enumerate(names)}
    outcomes.sort(key=lambda one: (order[one.suite], one.id))
    return Run(subject.name, tuple(sorted(subject.abilities)), tuple(names), tuple(outcomes))


def _name(suite: Pack | Scenario) -> str:
    return f"{suite.name} {suite.version}" if isinstance(suite, Pack) else f"scenario {suite.name}"


def _subject(gate: GateName) -> Subject:
    if gate.kind == CORE:
        from sim.conformance.core_subject import CoreSubject

        return CoreSubject()
    if gate.kind == EMULATOR:
        from sim.conformance.emulated_subject import EmulatedSubject

        return EmulatedSubject(gate.where)
    from sim.conformance.foreign import ForeignSubject

    line = channel.reach(gate.kind, gate.where)
    try:
        return ForeignSubject(line)
    except BaseException:
        line.close()
        raise


def _scenes(suite: Scenario, name: GateName, subject: Subject) -> Iterator[Outcome]:
    wallet = Wallet(make_pki())
    with tempfile.TemporaryDirectory(prefix="ridegate-") as folder:
        try:
            gate, shows = _gate(name, subject, wallet, Path(folder))
        except Unable as reason:
            yield from scenes.skipped(suite, str(reason))
            return
        try:
            yield from scenes.play(suite, gate, wallet, shows)
        except OSError as error:
            raise BenchBroken(f"{name.kind}: the gate does not start: {error}") from None


def _gate(name: GateName, subject: Subject, wallet: Wallet, folder: Path) -> tuple[Gate, frozenset[str]]:
    if name.kind == CORE:
        from sim.gate.core_gate import CoreGate
        from sim.gate.virtual_clock import VirtualTime

        return CoreGate(wallet.pki, proved_engine(), folder, VirtualTime(int(time.time())), fare_fen=0), ALL_SHOWN
    if name.kind == EMULATOR:
        from sim.gate.emulated_gate import EmulatedGate

        return EmulatedGate(name.where, None, wallet.pki, folder, paced=False), ALL_SHOWN
    from sim.conformance.foreign_gate import ForeignGate

    foreign: ForeignSubject = subject  # type: ignore[assignment]
    able = foreign.abilities
    shows = {"answer", "answers"} | ({"recovered"} & able)
    if "contact" in able:
        shows |= {"contact", "released"}
    return ForeignGate(foreign, wallet.pki), frozenset(shows)
