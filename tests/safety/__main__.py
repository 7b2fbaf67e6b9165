"""Search every state of the gate, whole, and show that each of its guards is needed.

    python -m tests.safety                  all of it: the domains, then each guard taken out; some ten minutes
    python -m tests.safety --states 500     no more states of a domain than so many
    python -m tests.safety Gate._release    only guards of these places
    python -m tests.safety --keep           write guards.json anew, which the tests read
"""

import argparse
import json
import sys
import time
from pathlib import Path

from terminal.gate import Gate
from terminal.run import Loop
from tests.safety import guard as guards
from tests.safety.domain import DOMAINS
from tests.safety.redundant import REDUNDANT
from tests.safety.search import search

KEPT = Path(__file__).with_name("guards.json")
_FEW = 700  # states: most guards are missed among so many
_TURNS = 100_000  # of a domain: without some guards a single turn has millions of ways


def domains(states: int) -> bool:
    """Search them; whether nothing was found."""
    well = True
    for domain in DOMAINS:
        began_s = time.monotonic()
        searched = search(domain, Gate, Loop, states=states)
        words = f"{searched.states:,} states, {searched.turns:,} turns, {searched.deep} deep"
        print(f"{domain.name}: {words}, {time.monotonic() - began_s:.0f} s", flush=True)
        if searched.found:
            well = False
            print(f"  violated: {searched.found.name} ({searched.found.clause})")
            print("  " + _story(searched.found.path))
    return well


def missed(guard: guards.Guard, states: int) -> "tuple[str, object] | None":
    """The first domain in which something is violated without this guard, and what; few states of each at first."""
    classes = guards.without(guard)
    known = guards.key(guard) in REDUNDANT
    for most in (_FEW,) if known else (_FEW, states):
        for domain in DOMAINS:
            found = search(domain, *classes, states=min(most, states), turns=_TURNS).found
            if found:
                return domain.name, found
    return None


def _story(path: list) -> str:
    return " · ".join(f"{number} {words}" for number, words in enumerate(path, 1))


def main(arguments: list) -> int:
    """0 when nothing is violated and each guard is missed, or known to be redundant."""
    parser = argparse.ArgumentParser(prog="make safety", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--states", type=int, default=1 << 30, help="of a domain at most")
    parser.add_argument("--keep", action="store_true", help="write guards.json anew")
    parser.add_argument("places", nargs="*", help="guards of these functions only, as Gate._release; then no domains")
    options = parser.parse_args(arguments)
    well = bool(options.places) or domains(options.states)
    kept = {}
    number = redundant = 0
    for guard in guards.guards():
        if options.places and guard.place not in options.places:
            continue
        number += 1
        key = guards.key(guard)
        found = missed(guard, options.states)
        if found:
            domain, violation = found
            kept[key] = [domain, violation.name]
            print(f"{key}\n  {domain}: {violation.name} ({violation.clause})\n  {_story(violation.path)}", flush=True)
            if key in REDUNDANT:
                well = False
                print("  it is listed as redundant, and is not")
        elif key in REDUNDANT:
            redundant += 1
            print(f"{key}\n  redundant: {REDUNDANT[key]}", flush=True)
        else:
            well = False
            print(f"{key}\n  NOT MISSED: a rule is missing, or it is redundant", flush=True)
    if options.keep:
        if options.places:
            kept = {**json.loads(KEPT.read_text(encoding="utf-8")), **kept}
        KEPT.write_text(json.dumps(kept, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{number} guards, {len(kept)} missed when they are gone, {redundant} redundant")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
