"""`make bench`: how fast it is, in one table, and whether that is slower than what is kept in the repository.

    python -m tests.bench                   everything
    python -m tests.bench --quick           fewer rounds, and not what takes minutes
    python -m tests.bench decision replay   some subjects
    python -m tests.bench --keep            five runs, and their figures become the kept ones

What is compared are ratios within one run, all taking turns, and counts; never milliseconds. "wanted" is shown and not
judged. Exit status: 0; 1 when something is slower, larger or worse than kept, beyond its tolerance, or is missing;
2 bad usage.
"""

import argparse
import platform
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import acquirer, board, decision, kept, month, network, reading, replay, stage, trust
from tests.bench.kept import Kept, Verdict
from tests.bench.line import Absent, Effort, Line, Subject

SUBJECTS = (board.SUBJECT, decision.SUBJECT, stage.SUBJECT, reading.SUBJECT, replay.SUBJECT,
            trust.SUBJECT, acquirer.SUBJECT, month.SUBJECT, network.SUBJECT)  # fmt: skip
_STYLES = {"slower": "bold red", "larger": "bold red", "worse": "bold red", kept.MISSING: "bold red",
           "faster": "green", "smaller": "green", "better": "green"}  # fmt: skip


def main(arguments: list[str], subjects: tuple[Subject, ...] = SUBJECTS, file: Path = kept.FILE) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=(__doc__ or "").split("\n")[0])
    names = [subject.name for subject in subjects]
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"of the table: {', '.join(names)} (all)")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and not what takes minutes")
    parser.add_argument("--long", action="store_true", help="everything, however long it takes")
    parser.add_argument("--keep", action="store_true", help=f"{kept.RUNS} runs; their figures become the kept ones")
    options = parser.parse_args(arguments)
    if {*options.subjects} - {*names}:
        parser.error(f"no such subject; there are {', '.join(names)}")
    if options.keep and options.quick:
        parser.error("--keep wants whole figures: leave --quick out")
    chosen = [subject for subject in subjects if not options.subjects or subject.name in options.subjects]
    effort = Effort(options.quick, options.long)
    began_s = time.monotonic()
    runs = measured(chosen, effort, kept.RUNS if options.keep else 1)
    where, before = kept.read(file)
    if options.keep:
        now = kept.settled(runs)
        lines: list[Line | Absent] = [one.line for one in now.values()]
        lines += [each for each in runs[0] if isinstance(each, Absent)]
    else:
        now, lines = {}, runs[0]
    verdicts = kept.compared(before, lines, [subject.name for subject in chosen])
    for subject in chosen:
        _print(subject, [each for each in verdicts if each.key.split("/")[0] == subject.name])
    if options.keep:
        others = {key: one for key, one in before.items() if key.split("/")[0] not in {each.name for each in chosen}}
        _keep(others | now, names, file)
    return _end(verdicts, where, options.keep, time.monotonic() - began_s)


def measured(chosen: list[Subject], effort: Effort, runs: int) -> list[list[Line | Absent]]:
    """The lines of each run; what is counted is counted once."""
    out: list[list[Line | Absent]] = []
    for number in range(runs):
        out.append([])
        for subject in chosen:
            if number and subject.counted:
                continue
            tell(f"{subject.title.lower()}, run {number + 1} of {runs}" if runs > 1 else subject.title.lower())
            out[-1] += subject.measure(effort)
    return out


def tell(words: str) -> None:
    """What is under way, on standard error."""
    print(f"measuring: {words} ...", file=sys.stderr, flush=True)


def machine() -> dict[str, str]:
    """Where this runs."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":")[1] for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        name = " ".join(names[0].split()) if names else name
    return {"processor": name, "system": platform.system(), "python": platform.python_version()}


def _print(subject: Subject, verdicts: list[Verdict]) -> None:
    table = Table(title=f"{subject.title} ({subject.command})", title_justify="left")
    table.add_column("what", ratio=1)
    for name in ("measured", "figure", "wanted", "kept"):
        table.add_column(name, justify="right", no_wrap=name != "measured")
    table.add_column("verdict", no_wrap=True)
    for each in verdicts:
        table.add_row(*_row(each), style=_STYLES.get(each.word))
    Console(width=None if sys.stdout.isatty() else 140).print(table)


def _row(verdict: Verdict) -> tuple[str, ...]:
    line = verdict.now or (verdict.kept.line if verdict.kept else None)
    if line is None:
        return f"{verdict.key}: {verdict.why}", "", "", "", "", verdict.word
    before = ""
    if verdict.kept is not None:
        before = figure(verdict.kept.line.value, line.unit)
        before += "" if line.told else f" ±{verdict.kept.tolerance:.1%}".replace(".0%", "%")
    if verdict.now is None:
        return f"{line.title}: {verdict.why}" if verdict.why else line.title, "", "", "", before, verdict.word
    return line.title, line.measured, figure(line.value, line.unit), wanted(line), before, verdict.word


def figure(value: float, unit: str) -> str:
    """A figure with three digits and its unit."""
    digits = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{digits} {unit}".strip()


def wanted(line: Line) -> str:
    """What is wanted, and whether it is so."""
    if line.wanted is None:
        return ""
    return f"{'≤' if line.less else '≥'} {line.wanted:g} {'met' if line.met else 'MISSED'}"


def _keep(lines: dict[str, Kept], order: list[str], file: Path) -> None:
    kept.write(machine(), dict(sorted(lines.items(), key=lambda item: order.index(item[0].split("/")[0]))), file)
    print(f"{len(lines)} figures are kept in {file.name}; `make performance` writes the page that shows them")


def _end(verdicts: list[Verdict], where: dict[str, str], keeping: bool, took_s: float) -> int:
    bad = [each for each in verdicts if each.bad]
    missed = [each for each in verdicts if each.now is not None and each.now.met is False]
    better = [each for each in verdicts if each.word in ("faster", "smaller", "better")]
    words = f"{len(bad)} of {len(verdicts)} lines worse than kept, {len(better)} better; {len(missed)} not as wanted"
    print(f"{words}; {took_s:.0f} s on {machine()['processor']}, Python {machine()['python']}")
    if where and where != machine():
        print(f"kept on {where['processor']}, Python {where['python']}: ratios may differ for that alone")
    if better and not bad and not keeping:
        print("what is better can be kept: make bench ARGS=--keep")
    return 1 if bad and not keeping else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
