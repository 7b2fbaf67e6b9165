"""Runs in the VM: scenarios by name. Arguments: a folder with what a host would send, seed, every, variant, names.

Prints a line of JSON for each cut, one for each outcome, and "END" at last.
"""

import json
import sys

from tests.builder.code_builder import NOW_S
from tests.torture import vm_modules

vm_modules.install(NOW_S)

from tests.torture import flash, scenarios  # noqa: E402  the board's modules come first
from tests.torture.cutting import fail, torture  # noqa: E402
from tests.torture.rig import provisioned  # noqa: E402


def main(folder: str, seed: str, every: str, variant: str, names: list) -> None:
    with open(folder + "/config.bin", "rb") as file:
        base = provisioned(file.read(), variant == "fat")
    for scenario in scenarios.ALL:
        if scenario.name in names:
            run, ways = (fail, flash.FAILURES) if variant == "failing" else (torture, flash.WAYS)
            done = run(scenario(folder), base, variant, ways, int(seed), int(every), tell)
            outcome = {"scenario": scenario.name, "operations": done.operations, "cuts": done.cuts}
            outcome["second"] = done.second
            outcome["breaches"] = done.breaches
            worst = done.recovery
            outcome["recovery"] = [list(worst.work), worst.hashed, worst.verified] if worst else None
            print(json.dumps(outcome))
    print("END")


def tell(cuts: int) -> None:
    print(json.dumps({"cut": cuts}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:])
