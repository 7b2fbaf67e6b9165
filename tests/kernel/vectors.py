"""Every SM2 vector of the project through every engine of boards, as machine code: `python -m tests.kernel.vectors`."""

import json
import sys
from collections.abc import Iterator

from sim.vm import ROOT
from terminal import sm2
from tests.kernel import board, cpu
from tests.kernel.xtensa import LX7

CORES = (cpu.ARMV7EM, cpu.ARMV6M, cpu.RV32IMC, LX7)


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


def main() -> int:
    """1 when one is answered wrongly."""
    failed = 0
    for core in CORES:
        for kernel in (board.OWN[core.name], board.VIPER)[: 1 if core is LX7 else 2]:
            engine = board.engine(core, kernel).machine.engine
            sm2.prove(engine)
            found = list(wrong(engine, vectors())) + list(wrong(engine, vectors()[::10], prepared=True))
            print(f"{engine.name}: {found or 'all right'}", flush=True)
            failed += len(found)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
