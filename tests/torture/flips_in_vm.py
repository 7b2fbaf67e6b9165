"""Runs in the VM: bit flips by scenario. Arguments: a folder with what a host would send, seed, every, variant, bytes
of each block that are looked at, names.

Prints a line of JSON for each flip, one for each outcome, and "END" at last.
"""

import json
import sys

from tests.builder.code_builder import NOW_S
from tests.torture import vm_modules

vm_modules.install(NOW_S)

from tests.torture import scenarios  # noqa: E402  the board's modules come first
from tests.torture.flips import flip  # noqa: E402
from tests.torture.rig import provisioned  # noqa: E402


def main(folder: str, seed: str, every: str, variant: str, first: str, names: list) -> None:
    with open(folder + "/config.bin", "rb") as file:
        base = provisioned(file.read(), unripe=variant == "unripe")
    for scenario in scenarios.ALL:
        if scenario.name in names:
            done = flip(scenario(folder), base, variant, int(seed), int(every), int(first), tell)
            print(json.dumps(dict(zip(("flash_bytes", "tried", "noticed", "harmless", "breaches"), done))))
    print("END")


def tell(tried: int) -> None:
    print(json.dumps({"cut": tried}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5], sys.argv[6:])
