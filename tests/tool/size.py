"""What terminal/ weighs as bytecode, module by module: `python -m tests.tool.size`.

The core is what every board loads. The modules of OPTIONAL are loaded where a configuration asks for them, and have a
limit of their own each. Those of LATER are loaded for the proof of an engine, or where an engine's own formulas end.
"""

import sys

from sim.micropython import vm

LIMIT_BYTES = 38 * 1024
OPTIONAL = {
    **{"card": 6144, "eligibility": 1536, "lane": 4096, "notice": 1536},
    **{"sentinel": 6144, "snapshot": 3072, "trip": 3072, "visit": 2048},
}
LATER = ("integers", "proof", "sm3")


def sizes() -> dict[str, int]:
    """Module of terminal/ -> bytes of its .mpy, as mpy-cross writes it without options."""
    tree = vm.compile_modules(vm.terminal_sources())
    return {path.stem: path.stat().st_size for path in sorted((tree / "terminal").glob("*.mpy"))}


def core(weights: dict[str, int]) -> int:
    """Bytes of the modules that every terminal keeps."""
    return sum(weight for module, weight in weights.items() if module not in OPTIONAL and module not in LATER)


def main() -> int:
    try:
        weights = sizes()
    except (vm.RuntimeMissing, SyntaxError) as error:
        print(error, file=sys.stderr)
        return 1
    for module, weight in sorted(weights.items(), key=lambda item: -item[1]):
        if module not in OPTIONAL:
            print(f"{module:12} {weight:7,} bytes")
    total = core(weights)
    print(f"{'kept':12} {total:7,} bytes of {LIMIT_BYTES:,}; loaded later: {', '.join(LATER)}")
    for module, limit in OPTIONAL.items():
        print(f"{module:12} {weights[module]:7,} bytes of {limit:,}, loaded where it is configured")
    return 0 if total < LIMIT_BYTES and all(weights[module] <= limit for module, limit in OPTIONAL.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
