"""`make exchange-kills`: broker, sink and uplinks killed at random while terminals ride, and the books compared.

The broker keeps nothing. Kills are SIGKILL, drawn from a seed; a terminal is switched off and on; the link between
uplink and broker is cut in the middle of a message, or slowed. Now and then the sink comes back with an older copy of
its books. Each acknowledgement that reaches a terminal is looked up in the books at once. At the end the books have to
hold every record that was ever written, once, and no incident.
"""

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sim.backoffice.books import Books
from sim.backoffice.database import Database
from sim.backoffice.message import Terminal
from sim.journal.acknowledge import ACQUIRED, acquired
from sim.output.trouble import Trouble
from terminal import records
from tests.builder.journal_maker import DIGEST, KEY, PLACE, Maker, raw_records
from tests.rig.command import ROOT, trust, words
from tests.rig.link import Link
from tests.rig.mosquitto import Mosquitto

WHAT = ("broker", "sink", "uplink", "terminal", "link")
SLOW_MAX_S = 0.3
SETTLE_MAX_S = 600  # a hang, not a slow machine
RIDES = (4, 50)  # between two kills


class TerminalAtWork:
    """A terminal in a folder, with what it has ever written: hash by sequence."""

    def __init__(self, folder, terminal_id):
        self.terminal = Terminal(terminal_id, 1)
        self.folder = folder
        self.place = PLACE._replace(terminal_id=terminal_id)
        self.written = {}
        self.acknowledged = 0
        self.maker = Maker(folder, segments_max=4096, place=self.place)

    def ride(self, user):
        """One ride; its records are noted from the disk."""
        self.maker.ride(user)
        for path in self.maker.files()[-2:]:
            for raw in raw_records(path):
                self.written[records.parse(raw).sequence] = DIGEST(raw)

    def restart(self):
        """Switch it off and on."""
        self.maker.close()
        now_s = self.maker.now_s
        self.maker = Maker(self.folder, segments_max=4096, place=self.place, start=False)
        self.maker.now_s = now_s + 1
        self.maker.open()

    def take(self):
        """Take what the uplink left; (sequence, hash) when that is news."""
        try:
            through, digest = acquired(self.folder / ACQUIRED)
        except Trouble:
            return None
        if through <= self.acknowledged + 1:  # what would be acknowledged is the last acknowledgement
            return None
        self.maker.journal.acknowledge(through, digest, self.maker.now_s)
        self.acknowledged = through
        return through, digest


class Torture:
    """Everything of one run, below a folder. root: the sources of what is killed."""

    def __init__(self, folder, seed, terminals=3, root=ROOT):
        self.folder = folder
        self.root = root
        self.draw = random.Random(seed)
        self.broker = Mosquitto(folder / "broker")
        self.link = Link(self.broker.port)
        self.books = folder / "books.db"
        self.registry = folder / "terminals.toml"
        entry = '[[terminal]]\nterminal_id = {}\nprovisioning_id = 1\nrecord_key = "{}"\n'
        self.registry.write_text("".join(entry.format(7 + at, KEY.hex()) for at in range(terminals)))
        self.terminals = [TerminalAtWork(folder / f"gate{7 + at}", 7 + at) for at in range(terminals)]
        self.processes = {}
        self.committed = set()  # in books that were replaced by an older copy
        self.kills = dict.fromkeys((*WHAT, "restored"), 0)
        self.early = []  # acknowledged and not committed
        self.acknowledgements = 0
        self.ended = []  # by themselves

    def start(self, name):
        """Start a process that is not there."""
        if name == "broker":
            self.broker.start()
            return
        if name == "sink":
            given = ["acquire", "run", "--books", self.books, "--terminals", self.registry, "--trust", trust()]
            given += ["--broker", self.broker.url]
        else:
            given = [
                "uplink",
                *(one.folder for one in self.terminals),
                "--broker",
                f"mqtt://127.0.0.1:{self.link.port}",
            ]
        environment = {**os.environ, "PYTHONPATH": str(self.root)}
        with (self.folder / f"{name}.said").open("ab") as said:
            self.processes[name] = subprocess.Popen(
                words(*given), cwd=self.root, env=environment, stdout=subprocess.DEVNULL, stderr=said
            )

    def kill(self, name):
        """End one at once."""
        self.kills[name] += 1
        if name == "broker":
            self.broker.kill()
        elif name == "terminal":
            self.draw.choice(self.terminals).restart()
        elif name == "link":
            self.link.delay_s = self.draw.choice((0, self.draw.uniform(0, SLOW_MAX_S)))
            self.link.cut()
        else:
            self._end(name)

    def _end(self, name):
        """Kill a process; one that has ended by itself is noted with the last line it printed."""
        process = self.processes[name]
        if process.poll() is not None:
            said = (self.folder / f"{name}.said").read_text(encoding="utf-8").splitlines()
            self.ended.append(f"{name}: {process.returncode}, {' '.join(said[-1:])}")
        process.kill()
        process.wait()

    def rows(self):
        """(terminal, sequence, hash) of every committed record."""
        if not self.books.exists():
            return []
        with sqlite3.connect(f"file:{self.books}?mode=ro", uri=True, timeout=20) as books:
            try:
                found = books.execute("SELECT terminal, sequence, digest FROM record").fetchall()
            except sqlite3.OperationalError:  # no table yet
                return []
        books.close()
        return found

    def restore(self):
        """Put an older copy of the books in their place, or make one for later."""
        copy = self.folder / "copy.db"
        self.committed |= set(self.rows())
        if copy.exists():
            for path in self.folder.glob("books.db*"):
                path.unlink()
            copy.rename(self.books)
            self.kills["restored"] += 1
            return
        source = sqlite3.connect(self.books)
        with sqlite3.connect(copy) as target:
            source.backup(target)
        target.close()
        source.close()

    def acknowledge(self):
        """Let every terminal take its answer, and look each of them up."""
        for one in self.terminals:
            news = one.take()
            if news is None:
                continue
            self.acknowledgements += 1
            row = (one.terminal.terminal_id, *news)
            held = {each for each in self.rows() if each[0] == row[0] and each[1] <= news[0]} | self.committed
            wanted = {(row[0], at, digest) for at, digest in one.written.items() if at <= news[0]}
            if not wanted <= held:
                self.early.append(row)

    def run(self, kills, report=lambda said: None):
        """Kill so often, then let everything settle."""
        for name in ("broker", "sink", "uplink"):
            self.start(name)
        try:
            for at in range(kills):
                for _ in range(self.draw.randint(*RIDES)):
                    self.draw.choice(self.terminals).ride(self.draw.randrange(5))
                    self.acknowledge()
                    time.sleep(0.02)
                name = self.draw.choice(WHAT)
                self.kill(name)
                if name == "sink" and self.books.exists() and self.draw.random() < 1 / 3:
                    self.restore()
                if name not in ("terminal", "link"):
                    self.start(name)
                report(f"{at + 1}/{kills} {name}")
            self.link.delay_s = 0
            self.settle()
        finally:
            self.close()
        return self.result()

    def close(self):
        """End everything."""
        self.link.close()
        for name in self.processes:
            self._end(name)
        self.broker.kill()
        for one in self.terminals:
            one.maker.close()

    def settle(self):
        """Wait until the books have everything and the terminals know."""
        limit = time.monotonic() + SETTLE_MAX_S
        while time.monotonic() < limit:
            self.acknowledge()
            wanted = {(one.terminal.terminal_id, at) for one in self.terminals for at in one.written}
            newest = all(one.acknowledged >= max(one.written) for one in self.terminals)
            if newest and wanted <= {row[:2] for row in self.rows()}:
                return
            for one in self.terminals:  # a record after the acknowledgement, which is one itself
                if one.acknowledged < max(one.written) - 50:
                    one.ride(0)
            time.sleep(0.2)

    def result(self):
        """What the run has shown."""
        rows = self.rows()
        wanted = {
            (one.terminal.terminal_id, at, digest) for one in self.terminals for at, digest in one.written.items()
        }
        found = {tuple(row) for row in rows}
        return {
            "kills": dict(self.kills),
            "records": len(wanted),
            "lost": len(wanted - found),
            "twice": len(rows) - len({row[:2] for row in rows}),
            "changed": len({row for row in found - wanted if (row[0], row[1]) in {each[:2] for each in wanted}}),
            "acknowledgements": self.acknowledgements,
            "acknowledged before commit": len(self.early),
            "incidents": len(Books(Database(str(self.books))).incidents()),
            "ended by themselves": self.ended,
        }


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how many (200)")
    parser.add_argument("--seed", type=int, default=1, help="which (1)")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="ridegate-kills-") as folder:
        told = Torture(Path(folder), args.seed).run(args.kills, lambda said: print(f"\r{said:30}", end="", flush=True))
    print()
    for name, value in told.items():
        print(f"{name:28} {value}")
    return 0 if good(told) else 1


def good(told):
    """Whether nothing was lost, doubled, acknowledged early, or wrongly held against anyone."""
    faults = ("lost", "twice", "changed", "acknowledged before commit", "incidents", "ended by themselves")
    return not any(told[name] for name in faults)


if __name__ == "__main__":
    sys.exit(main())
