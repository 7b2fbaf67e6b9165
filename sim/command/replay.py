"""`ridegate replay`: plays captures to the terminal's core again and reports what differs."""

import argparse
import time
from pathlib import Path
from typing import Any

from sim.command import options, written_file
from sim.output import show, whole_file
from sim.output.trouble import Trouble

CAPTURES_MAX = 1000

_DESCRIPTION = """\
重放读头所见: 同样的输入, 同样的判定, 或第一处不同。
Play captures to the terminal's own core again and compare its decisions with
those on record. A capture is one of

  FILE.mcap   what `ridegate run --record` wrote; everything a decision depended
              on is in it: codes, times, sensor and contact, trust list, policy
  FOLDER      of photographs: each is one look of the reader
  FILE        of text: JSON lines {"hex": "8101…", "at": 1793000000} or CSV with
              the columns hex,at; result and step, where given, are what to expect

A replay is deterministic: one capture gives one trace_hash, the SHA-256 over its
decisions in their order, at any speed and on either runtime."""

_EPILOG = """\
examples:
  ridegate replay gate.mcap
  ridegate replay gate.mcap --runtime micropython
                                  the bytecode that boards run decides
  ridegate replay gate.mcap --trust newer.bin --operator-key operator.pub
                                  whom would another list have let in?
  ridegate replay monday.mcap tuesday.mcap --report week.html
                                  each on a core of its own
  ridegate replay photos/ --trust trust.toml --at 2026-11-01T08:00:00+08:00
  ridegate replay scans.jsonl --trust trust.toml --json

--at TIME moves the clock: the first second of a capture becomes TIME, the rest
follows as recorded; where no times are on record, all of it happens at TIME.
Without a sensor on record, an admitted passenger passes at once.
--family reads rail tickets in a capture of text or photographs; a recording of a
gate that read some holds them and their keys.
--runtime emulator boots a board's firmware and puts what arrived on its
scanner's line, in real time; it takes captures of a serial scanner and of text,
and compares results and steps alone.

exit status: 0 the same decisions, or none were on record; 1 something differs;
2 bad usage, or a capture cannot be read, or nothing in it could be played.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `replay`; its function is `run`."""
    parser = options.command(
        subparsers, "replay", "play captures again: the same decisions? 重放", _DESCRIPTION, _EPILOG, run
    )
    parser.add_argument("captures", nargs="+", type=Path, metavar="CAPTURE", help="an MCAP file, a folder, or text")
    parser.add_argument("--speed", choices=("max", "1"), default="max", help="as fast as it goes, or as it was (max)")
    options.trust(parser, "use this list in the place of those on record", Path)
    options.operator_key(parser, kind=Path)
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--at-recorded", action="store_true", help="at the times on record (so it is)")
    options.at(when, "as if it began then: 2026-11-01T08:00:00+08:00 or Unix seconds")
    options.runtime(parser, ("cpython", "micropython", "emulator"), "what decides (cpython)")
    options.gate_families(parser)
    options.json(parser, "print one JSON object a line for each capture, then one")
    written_file.option(parser, "--report", "write a page with plots and explanations", "OUT.html")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; returns the exit status that its help describes. Raises Trouble."""
    from sim.capture import report
    from sim.capture.worker_pool import Job, cores, work

    if len(args.captures) > CAPTURES_MAX:
        raise Trouble(f"{len(args.captures)} captures are more than {CAPTURES_MAX}; replay them in parts")
    if args.report is not None:
        whole_file.prepare(args.report)
    if args.trust is not None and args.runtime == "emulator":
        raise Trouble("--runtime emulator believes the test list of `ridegate emulate`; leave --trust out")
    if args.family is not None and args.runtime != "cpython":
        raise Trouble(f"--family: only --runtime cpython reads rail tickets, not {args.runtime}; leave one of them out")
    read = options.read_families(args)
    families = None if read is None else read.setup()
    trust = options.trust_file(args)
    at_s = None if args.at is None else options.judged_at(args.at)
    speed = 0 if args.speed == "max" else 1
    explain = args.report is not None
    jobs = [Job(path, trust, at_s, speed, args.runtime, explain, families) for path in args.captures]
    processes = min(len(jobs), cores())
    started_s = time.perf_counter()
    status = 0
    played = []
    for job, outcome in zip(jobs, work(jobs, processes), strict=True):
        if isinstance(outcome, str):
            show.complain("replay", outcome)
            if args.json:
                show.json_line({"capture": str(job.path), "error": outcome})
            status = 2
            continue
        played.append(outcome)
        if outcome.nothing:
            outcome.notes.append("nothing was judged again, so nothing was compared: exit status 2")
        status = max(status, 2 if outcome.unread or outcome.nothing else 0 if outcome.same else 1)
        if args.json:
            show.json_line(report.record(outcome))
        else:
            report.show_one(outcome, job.path)
    if played:
        _end(args, played, processes, time.perf_counter() - started_s)
    return status


def _end(args: argparse.Namespace, played: list[Any], cores: int, seconds: float) -> None:
    from sim.capture import report

    total = report.total(played, cores, seconds)
    if args.json:
        show.json_line(total)
    else:
        report.show_total(total)
    if args.report is not None:
        from sim.capture import report_page

        whole_file.write(args.report, report_page.page(played, total).encode())
        show.complain("replay", f"{args.report} is written; open it in a browser")
