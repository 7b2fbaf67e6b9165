"""`make reverify-month`: a month of rides with planted faults, judged again and compared with what was planted.

Cut into several numbers of shards, and with a worker killed where there are several: each result has to be the same.
Processor time is that of this process and its workers, so that other programs do not count.
"""

import argparse
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path

from sim.backoffice import registry
from sim.reverify import month, report
from sim.trust.file import load
from terminal import sm2
from tests.builder.month_builder import Month, found

_TELL_EVERY = 500
SHARDS = (1, 2, 8)


def _processor_s():
    """Of this process, and of its workers."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return tuple(one.ru_utime + one.ru_stime for one in both)


def _kill_once():
    """A progress that ends a worker at the first task of each kind that is over."""
    killed = []

    def kill(what, over, total):
        children = multiprocessing.active_children()
        if over == 1 and children and what not in killed:
            killed.append(what)
            os.kill(children[0].pid, signal.SIGKILL)

    return kill


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rides", type=int, default=20_000, help="good ones (20000)")
    parser.add_argument("--gates", type=int, default=20, help="how many (20)")
    parser.add_argument("--people", type=int, default=2_000, help="user certificates (2000)")
    parser.add_argument("--each", type=int, default=10, help="how often each fault is planted (10)")
    parser.add_argument("--workers", type=int, default=1, help="processes (1); with more, one is killed, too")
    parser.add_argument("--segment-kb", type=int, default=4, help="KB a segment of a journal (4)")
    parser.add_argument("--engine", choices=month.ENGINES, default=month.DESKTOP, help="what verifies signatures")
    parser.add_argument("--seed", type=int, default=1, help="which month (1)")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="ridegate-month-") as folder:

        def progress(done):
            if done % _TELL_EVERY == 0 and sys.stderr.isatty():
                print(f"\r{done} rides made", end="", file=sys.stderr, flush=True)

        segment_bytes = args.segment_kb << 10
        made = Month(Path(folder), args.rides, args.gates, args.each, args.seed, args.people, progress, segment_bytes)
        length_bytes = month.length_bytes(made.folders)
        print(f"{made.rides} rides, {len(made.folders)} terminals, {length_bytes} bytes, {len(made.expected)} faults")
        lists = tuple(load(path, None, sm2.REFERENCE) for path in made.lists)
        rules = month.Rules(lists, registry.load(made.terminals, None), 20, engine=args.engine)
        results, took_s = [], {}
        runs = [(shards, args.workers, False) for shards in SHARDS]
        if args.workers > 1:
            runs += [(SHARDS[-1], args.workers, True), (SHARDS[-1], 1, False)]
        for shards, workers, killed in runs:
            before_s = _processor_s()
            more = {"report": _kill_once()} if killed else {}
            results.append(report.as_json(month.reverify(made.folders, rules, shards, workers, **more)))
            own_s, workers_s = (b - a for a, b in zip(before_s, _processor_s()))
            spent_s = own_s + workers_s
            words = f"{shards} shards, {workers} workers{', one killed' if killed else ''}"
            print(f"{words}: {spent_s:.1f} CPU-s, {own_s:.1f} of them this process's; "
                  f"{made.rides / spent_s:.0f} rides a second a core", flush=True)  # fmt: skip
            if not killed and shards == SHARDS[-1]:
                took_s[workers] = own_s + workers_s / workers
        if args.workers > 1:
            print(f"largest worker: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MiB")
            print(f"1 to {args.workers} workers: {took_s[1] / took_s[args.workers]:.2f} times, by processor time")
    told = found(results[0])
    missed, false = made.expected - told, told - made.expected
    same = all(one == results[0] for one in results)
    print(f"found {len(told & made.expected)}, missed {len(missed)}, false {len(false)}, the same each time: {same}")
    for one in sorted(map(str, missed | false))[:20]:
        print(("missed " if one in map(str, missed) else "false ") + one)
    return 0 if same and not missed and not false and results[0]["rides"] == made.rides else 1


if __name__ == "__main__":
    sys.exit(main())
