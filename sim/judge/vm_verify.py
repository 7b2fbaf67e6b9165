"""Runs inside the MicroPython VM: judges what `ridegate verify` hands over, a line of JSON for each payload.

The first line names the trust list (a file, or null), its operator's keys, the fare, the moment, the families that are
read (or null) and the ID number beside them; it is answered with {"ready": true}, or with {"refused": why} and the end.
Each further line is a payload in hexadecimal, answered with the facts of `sim.judge.verdict`, or with {"error": why}
when the list cannot be read.
"""

import json
import sys
import time
from binascii import unhexlify

from sim.judge.verdict import judge
from terminal import decide, policy, signed, sm2, trust
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def open_list(path: str, operator_keys: "list[str]") -> trust.TrustList:
    """Open a list in its file, as a terminal does. Raises ListRefused."""
    engine = sm2.REFERENCE
    binary = open(path, "rb")  # noqa: SIM115 - read in place for as long as this process lives
    length_bytes = binary.seek(0, 2)

    def readinto(offset: int, buffer: bytearray) -> None:
        binary.seek(offset)
        if binary.readinto(buffer) != len(buffer):
            raise OSError(5, f"the trust list ends before byte {offset + len(buffer)}")

    keys = tuple([engine.decode(unhexlify(key)) for key in operator_keys])
    opened: trust.TrustList = sm2.finish(trust.open_list(readinto, length_bytes, keys, engine, signed.EITHER))
    return opened


def main() -> None:
    task = json.loads(sys.stdin.readline())
    opened = None
    if task["trust"]:
        try:
            opened = open_list(task["trust"], task["operator_keys"])
        except trust.ListRefused as reason:
            print(json.dumps({"refused": str(reason)}))
            return
    rules = policy.make(fare_fen=task["fare_fen"])
    steps: Callable[..., Any] = decide.steps
    if task["families"] is not None:
        from terminal.family import judging, paper, relative

        reading = judging.reading(tuple(task["families"]), unhexlify(task["identity"]))
        steps = judging.Judging((paper, relative), reading).steps
    print(json.dumps({"ready": True}))
    for line in sys.stdin:
        try:
            payload = unhexlify(line.strip())
            answer = judge(payload, opened, rules, task["now_s"], time.ticks_us, time.ticks_diff, steps)  # type: ignore
        except OSError as error:
            print(json.dumps({"error": str(error.args[-1])}))
            continue
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
