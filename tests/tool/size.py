"""What terminal/ weighs as bytecode, module by module: `python -m tests.tool.size`."""

import sys

from sim.micropython import vm

LIMIT_BYTES = 40 * 1024


def sizes() -> dict[str, int]:
    """Module of terminal/ -> bytes of its .mpy, as mpy-cross writes it without options."""
    tree = vm.compile_modules(vm.terminal_sources())
    return {path.stem: path.stat().st_size for path in sorted((tree / "terminal").glob("*.mpy"))}


def main() -> int:
    try:
        weights = sizes()
    except (vm.RuntimeMissing, SyntaxError) as error:
        print(error, file=sys.stderr)
        return 1
    for module, weight in sorted(weights.items(), key=lambda item: -item[1]):
        print(f"{module:12} {weight:7,} bytes")
    total = sum(weights.values())
    print(f"{'total':12} {total:7,} bytes of {LIMIT_BYTES:,}")
    return 0 if total < LIMIT_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
