"""How long one decision takes, on either runtime: `python -m tests.bench.timing`, or the same module in the VM.

Prints one line of JSON, milliseconds each.
"""

import json
import time

from terminal import sm2
from tests.tool import lines
from tests.tool.judge import VECTORS, Judge, expected


def accepted() -> dict:
    """The first vector whose code passes every check."""
    for line in lines.of(VECTORS):
        vector = json.loads(line)
        if vector["result"] == "ACCEPTED":
            return vector
    raise ValueError("no vector is accepted")


def _time_ms(judge: Judge, vector: dict) -> float:
    started = time.time()
    answer = judge.answer(vector)
    taken = time.time() - started
    if answer != expected(vector):
        raise ValueError(f"{vector['id']} answered {answer}")
    return taken * 1000


def measure(engine: sm2.Engine, runs: int) -> dict:
    """Means over `runs` in a row. cold_ms: nothing remembered, three signatures and three keys. warm_ms: the same
    phone again, one signature."""
    vector = accepted()
    cold, warm = [], []
    for _ in range(runs):
        judge = Judge(engine)
        judge.open_list(vector["trust"])
        cold.append(_time_ms(judge, vector))
        warm.append(_time_ms(judge, vector))
    return {"cold_ms": sum(cold) / runs, "warm_ms": sum(warm) / runs}


if __name__ == "__main__":
    print(json.dumps(measure(sm2.REFERENCE, 3)))
