"""`ridegate test`: plays the published vectors and scenarios on any gate, and judges its answers."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sim.command import options, written_file
from sim.output import show
from sim.output.trouble import Trouble

if TYPE_CHECKING:
    from sim.conformance.outcome import Run

_SHOWN_MAX = 20

_DESCRIPTION = """\
对任何一台闸机运行测试向量和场景, 逐条判定。
Play the published test vectors and scenarios on a gate, your own or another
maker's, and compare each answer, and whether the contact closed, with what they
must be. A SUITE is a folder or zip file of vectors (`ridegate vectors export`)
or a scenario (docs/scenarios.md); without one, the vectors of this checkout and
the scenarios of this project are played.

What a gate cannot do or show is skipped by name, and never counts as passed. A
foreign gate says what it can do; docs/conformance.md is the page for its maker,
docs/foreign_gate.py a whole one in some 50 lines of code."""

_EPILOG = """\
examples:
  ridegate test
  ridegate test --gate emulator:pico2
  ridegate test --gate exec:'python docs/foreign_gate.py' --report gate.html
  ridegate test vectors.zip my.toml --gate http://10.0.0.20/ --junit out.xml
  ridegate test --only used --only accepted-version-1-extension-32

exit status: 0 all that could be judged is as it must be; 1 something is not;
2 the bench is broken: a suite cannot be read, the gate does not answer, or
nothing could be judged.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `test`; its function is `run`."""
    parser = subparsers.add_parser(
        "test",
        help="vectors and scenarios against any gate 一致性测试",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = "vectors (folder, zip) or a scenario (TOML)"
    parser.add_argument("suites", nargs="*", type=Path, metavar="SUITE", help=what)
    parser.add_argument(
        "--gate",
        default="core",
        metavar="GATE",
        help="core, emulator:BOARD, serial:PORT, http://ADDRESS/ or exec:COMMAND (core)",
    )
    parser.add_argument("--only", action="append", default=[], metavar="ID", help="only this case; may be repeated")
    written_file.option(parser, "--junit", "write JUnit XML, for build servers", "OUT.xml")
    written_file.option(parser, "--report", "write a page for people", "OUT.html")
    options.json(parser, "print one JSON object a line for each case, then one for the run")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status as its help says. Raises Trouble."""
    from sim.conformance import bench, junit, pack, report
    from sim.output import whole_file
    from sim.output.progress import bar
    from sim.scenario import perform

    for out in (args.junit, args.report):
        if out is not None:
            whole_file.prepare(out)
    gate = bench.gate_name(args.gate)
    if args.suites:
        suites = bench.suites(args.suites)
    elif pack.HERE.is_dir():
        suites = [pack.load(pack.HERE), *perform.every()]
    else:
        raise Trouble("no suite is installed: name a folder or zip file of test vectors, or a scenario")
    only = frozenset(args.only)
    with bar(args.json) as moved:
        played = bench.play(suites, gate, only, moved)
    missing = sorted(only - {one.id for one in played.outcomes})
    if missing:
        raise Trouble(f"--only {missing[0]}: no suite has a case of that name")
    if args.junit is not None:
        whole_file.write(args.junit, junit.xml(played))
    if args.report is not None:
        whole_file.write(args.report, report.page(played))
    if args.json:
        _json(played)
    else:
        _words(played)
    return played.status


def _json(played: "Run") -> None:
    for one in played.outcomes:
        show.json_line(
            {
                "case": one.id,
                "suite": one.suite,
                "verdict": one.verdict,
                "clause": one.clause or None,
                "difference": one.difference or None,
                "not_judged": list(one.unjudged),
            },
            flush=False,
        )
    counts = played.counts
    show.json_line(
        {
            "gate": played.gate,
            "abilities": list(played.abilities),
            "suites": list(played.suites),
            "passed": counts["passed"],
            "failed": counts["failed"],
            "skipped": counts["skipped"],
        }
    )


def _words(played: "Run") -> None:
    from collections import Counter

    from sim.output.text import Text

    console = show.console()
    failed = [one for one in played.outcomes if one.verdict == "failed"]
    for one in failed[:_SHOWN_MAX]:
        console.print(Text("✗ ", "red") + Text(one.id, "bold") + Text(f"  {one.clause}"))
        show.indented(console, Text(one.difference), 4)
        show.indented(console, Text(one.comment, "dim"), 4)
    if len(failed) > _SHOWN_MAX:
        show.line(f"  … and {len(failed) - _SHOWN_MAX} more; --report and --json have them all")
    for why, count in Counter(one.difference for one in played.outcomes if one.verdict == "skipped").items():
        show.indented(console, Text(f"skipped 未判定 {count}: {why}", "yellow"), 0, 4)
    unjudged = sorted({name for one in played.outcomes for name in one.unjudged})
    if unjudged:
        show.indented(console, Text(f"not judged of what passed 未判定: {', '.join(unjudged)}", "yellow"), 0, 4)
    counts = played.counts
    show.line(f"{played.gate}: {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    if played.status == 2:
        show.line("nothing could be judged: the gate declares too little, or no case was chosen", error=True)
