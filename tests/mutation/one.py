"""The suites on the reference with one fault in it: `python -m tests.mutation.one NAME`; a line of JSON.

The fault is planted while the module is imported, so nothing on the disk changes.
"""

import importlib.machinery
import json
import sys
import tempfile
import time
from importlib.abc import Loader, MetaPathFinder
from pathlib import Path

from tests.mutation.plants import PLANTS, Plant

ROOT = Path(__file__).resolve().parents[2]


class Planted(MetaPathFinder, Loader):
    """Imports one module from its changed text."""

    def __init__(self, plant: Plant) -> None:
        self._name = plant.file.removesuffix(".py").replace("/", ".")
        text = (ROOT / plant.file).read_text(encoding="utf-8")
        if text.count(plant.old) != 1:
            raise SystemExit(f"{plant.name}: its text is {text.count(plant.old)} times in {plant.file}, not once")
        self._text = text.replace(plant.old, plant.new)
        self._file = str(ROOT / plant.file)

    def find_spec(self, fullname, path=None, target=None):
        """Only the module with the fault."""
        return importlib.machinery.ModuleSpec(fullname, self) if fullname == self._name else None

    def exec_module(self, module):
        """Run its changed text."""
        exec(compile(self._text, self._file, "exec"), module.__dict__)


def first(plant):
    """The first case that fails, (suite, id, difference), or None. Cases that raise or hang count, too."""
    sys.meta_path.insert(0, Planted(plant))
    from sim.conformance import pack, scenes, vectors
    from sim.conformance.bench import ALL_SHOWN
    from sim.conformance.core_subject import CoreSubject
    from sim.conformance.outcome import FAILED
    from sim.gate.core_gate import CoreGate
    from sim.gate.virtual_clock import VirtualTime
    from sim.issuer.issuer import make_pki
    from sim.issuer.wallet import Wallet
    from sim.scenario.perform import every
    from terminal import sm2

    engine = sm2.REFERENCE if plant.file in ("terminal/sm2.py", "terminal/integers.py") else None
    for outcome in vectors.play(pack.load(pack.HERE), CoreSubject(engine=engine)):
        if outcome.verdict == FAILED:
            return outcome.suite, outcome.id, outcome.difference
    for played in sorted(every(), key=lambda one: one.name, reverse=True):
        wallet = Wallet(make_pki())
        with tempfile.TemporaryDirectory() as folder:
            used = engine or CoreSubject().engine
            gate = CoreGate(wallet.pki, used, Path(folder), VirtualTime(int(time.time())), fare_fen=0)
            for outcome in scenes.play(played, gate, wallet, ALL_SHOWN):
                if outcome.verdict == FAILED:
                    return outcome.suite, outcome.id, outcome.difference
    return None


def main(name):
    """Print what came of it."""
    plant = next(one for one in PLANTS if one.name == name)
    try:
        found = first(plant)
    except Exception as error:  # a fault may make the reference raise, which a gate shows by giving no answer
        found = "the gate as a whole", type(error).__name__, str(error)[:200]
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
