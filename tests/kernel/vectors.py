"""Every SM2 vector of the project, and signatures of other people's libraries (oracle.py), good and tampered, through
every engine of boards as machine code.

    python -m tests.kernel.vectors                         all engines, 1,000 signatures and as many tampered
    python -m tests.kernel.vectors --count 50 thumb viper  some engines, fewer of them
    python -m tests.kernel.vectors --json                  for programs

Half of the keys are prepared. Exit status: 0, or 1 when an engine answers one wrongly.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator

from sim.micropython.vm import ROOT
from terminal import sm2
from tests.kernel import board, cpu, oracle
from tests.kernel.board import OWN, VIPER
from tests.kernel.cpu import Core
from tests.kernel.xtensa import LX7, Lx7

CORES: tuple[Core | Lx7, ...] = (cpu.ARMV7EM, cpu.ARMV6M, cpu.RV32IMC, LX7)
ENGINES = {OWN[core.name]: core for core in CORES}
COUNT = 1_000
SEED = 1


def vectors() -> list[dict]:
    """All of them."""
    text = (ROOT / "tests" / "vectors" / "sm2.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def held(engine: sm2.Engine, vector: dict, prepared: bool = False) -> bool:
    """What an engine says of one."""
    key = engine.decode(bytes.fromhex(vector["key"]))
    if key is None:
        return False
    if prepared:
        sm2.finish(engine.prepare(key))
    message, identity = bytes.fromhex(vector.get("message", "")), bytes.fromhex(vector.get("identity", ""))
    e = bytes.fromhex(vector.get("digest", "")) or sm2.message_digest(engine, key, identity, message)
    return bool(sm2.finish(engine.verify(key, e, bytes.fromhex(vector["signature"]))))


def wrong(engine: sm2.Engine, some: list[dict], prepared: bool = False) -> Iterator[str]:
    """The ids of those that an engine answers wrongly."""
    for vector in some:
        if held(engine, vector, prepared) is not vector["valid"]:
            yield vector["id"]


def through(name: str, core: Core | Lx7, count: int) -> dict[str, object]:
    """All vectors and 2 * count cases of the oracle through one engine."""
    began = time.process_time()
    engine = board.engine(core, name, counted=False).machine.engine
    sm2.prove(engine)
    found = [*wrong(engine, vectors()), *wrong(engine, vectors()[::10], prepared=True)]
    found += oracle.wrong(engine, oracle.cases(count, SEED))
    return {
        "engine": engine.name,
        "vectors": len(vectors()),
        "oracle": 2 * count,
        "wrong": found,
        "seconds": round(time.process_time() - began),
    }


def main(given: list[str]) -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.kernel.vectors", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [*ENGINES, VIPER]
    parser.add_argument("engine", nargs="*", help=f"any of {', '.join(names)}; all of them without one")
    parser.add_argument("--count", type=int, default=COUNT, help=f"signatures of the oracle, {COUNT}")
    parser.add_argument("--json", action="store_true", help="one object an engine on stdout instead of lines")
    args = parser.parse_args(given)
    unknown = set(args.engine) - set(names)
    if unknown:
        parser.error(f"no engine {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    if not all(oracle.confirmed(case) for case in oracle.cases(min(args.count, COUNT // 10), SEED)):
        print("gmssl-pyx and gmssl or gmalg disagree; run tests/desktop/test_oracles.py", file=sys.stderr)
        return 1
    failed = 0
    for name in args.engine or names:
        for core in (ENGINES[name],) if name in ENGINES else CORES[:1]:
            found = through(name, core, args.count)
            failed += bool(found["wrong"])
            print(json.dumps(found) if args.json else _line(found), flush=True)
    return 1 if failed else 0


def _line(found: dict[str, object]) -> str:
    verdict = f"WRONG: {found['wrong']}" if found["wrong"] else "all right"
    told = f"{found['engine']}: {found['vectors']} vectors, {found['oracle']} of the oracle in {found['seconds']} s"
    return f"{told}: {verdict}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
