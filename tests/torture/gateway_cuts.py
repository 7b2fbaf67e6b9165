"""Power fails before each write of a gateway's pass, and what is left is looked at, then gone on with.

    python -m tests.torture.gateway_cuts [--seeds N]

In the pass a new root, a new list for every gate and a receipt are new. Whatever of what was not synced is on the disk:
every gate has the old list or the new one, whole; the next pass ends with the new one, and with the receipt.
"""

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from hal.desktop.engine import desktop_engine
from sim.fleet import receipt
from sim.gate.core_gate import CoreGate
from sim.gate.virtual_clock import VirtualTime
from sim.trust.file import load
from terminal.sm2 import REFERENCE
from tests.rig import fleet
from tests.rig.command import AT_S, folder, pki
from tests.rig.fleet import Fleet, sequence_in
from tests.torture.disk import Disk, PowerCut

GATES = 2
OLD, NEW = 7, 8


def started(gate):
    """A gate of this computer that was started with the list in its folder, and ended."""
    own = load(gate / "trust.bin", folder() / "operator.pub", REFERENCE)
    running = CoreGate(pki(), desktop_engine(), gate, VirtualTime(AT_S), own=own, kept=True)
    running.open()
    running.close()
    return running


def one_pass(gateway):
    """One pass of a gateway in which all is well; what was put on which terminal."""
    assert gateway.fetch() == []
    done = list(gateway.install())
    assert [one.trouble for one in done] == [None] * len(done)
    return [one.installed for one in done]


def prepared(root):
    """A fleet with the old list on its gates and a receipt at one of them, and the new list in the depot."""
    made = Fleet(root, gates=GATES).publish(OLD)
    one_pass(made.gateway())
    started(made.gates[0])
    made.depot.rotate("timestamp", [fleet.key("timestamp", 1).public_key], [], 1)
    made.depot.sign(fleet.keys("root"))
    return made.publish(NEW)


def cut_everywhere(made, seeds=1):
    """Every cut of a pass: (writes there are, how often which lists were left). Raises AssertionError."""
    here = made.root / "cut"
    shutil.copytree(made.root / "here", here)
    disk = Disk(here)
    one_pass(made.gateway(here=here, disk=disk))
    syncs = disk.syncs
    disk.close()
    shutil.rmtree(here)
    seen = Counter()
    for at in range(syncs):
        shutil.copytree(made.root / "here", here)
        disk = Disk(here, cut_before=at)
        try:
            one_pass(made.gateway(here=here, disk=disk))
        except PowerCut:
            for seed in range(seeds):
                seen[_looked_at(made, disk, seed * syncs + at)] += 1
        finally:
            disk.close()
        shutil.rmtree(here)
    return syncs, seen


def _looked_at(made, disk, seed):
    left = made.root / "left"
    left.mkdir()
    disk.left(left, seed)
    found = tuple(sequence_in(left / gate.name) for gate in made.gates)
    assert set(found) <= {OLD, NEW}, (seed, found)
    one_pass(made.gateway(here=left))
    (raw,) = receipt.split((left / "gateway" / "receipts" / "1-1.receipts").read_bytes())
    assert receipt.is_one(raw) and [sequence_in(left / gate.name) for gate in made.gates] == [NEW] * GATES, seed
    shutil.rmtree(left)
    return found


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.torture.gateway_cuts")
    parser.add_argument("--seeds", type=int, default=20, help="of what is left behind each cut (20)")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as root:
        syncs, seen = cut_everywhere(prepared(Path(root)), args.seeds)
    print(f"{syncs} writes, {seen.total()} cuts: every gate had a good list, and the new one after the next pass")
    for found, count in sorted(seen.items()):
        print(f"  lists {found}: {count}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
