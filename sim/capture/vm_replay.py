"""Runs inside the MicroPython VM: plays a script to the terminal's core, a line of JSON for each step.

The first line names the trust lists: {name: [file, [operator's key, …]]}. It is answered with {"ready": true}, or with
{"refused": why, "list": name} and the end. Each further line is a step of `sim.capture.player`, answered with the list
of what came of it, or with {"error": why} and the end.
"""

import json
import sys
import time

from sim.capture.player import Player
from sim.judge.vm_verify import open_list
from terminal import sm2, trust


def main() -> None:
    lists = {None: None}
    for name, (path, keys) in json.loads(sys.stdin.readline()).items():
        try:
            lists[name] = open_list(path, keys)  # type: ignore[assignment]
        except trust.ListRefused as reason:
            print(json.dumps({"refused": str(reason), "list": name}))
            return
    rows: list = []  # type: ignore[type-arg]
    player = Player(sm2.REFERENCE, lists, time.ticks_us, time.ticks_diff, rows.append)  # type: ignore
    print(json.dumps({"ready": True}))
    for line in sys.stdin:
        rows.clear()
        try:
            player.step(json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError) as error:
            print(json.dumps({"error": repr(error)}))
            return
        print(json.dumps(rows))


if __name__ == "__main__":
    main()
