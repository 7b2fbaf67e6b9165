"""Writes the vectors: `python -m tests.vectors.generate`, or with --check says whether they are up to date.

decisions.jsonl   one decision a line: payload, stage (trust, clock, policy, history), the answer of the rule
sm2.jsonl         one signature a line
eligibility.jsonl a decision at a lane with an eligibility service, step 24
trips.jsonl       a passage at a gate with trips, step 23
cards.jsonl       one card a line: what it answers to each command, and what becomes of it
families.jsonl    one code of a TEST family a line, and who reads it
rail.jsonl        one self-made rail ticket a line; rail-keys.toml: the keys that judge them
blobs.jsonl       one signed file a line: what it is, who holds which key, why it is refused
schema/*.json     the JSON schema of each of these files, and of pack.json
pack.json         the version of the pack, and each file's SHA-256, schema and count of vectors
trust/*.bin       the trust lists that the decisions name, signed by the key of trust/operator.hex (X||Y)

Equal sources give equal bytes: every key, nonce and moment is fixed.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.vectors import (
    account,
    arithmetic,
    blob,
    card,
    family,
    lane,
    near_miss,
    order,
    period,
    rail,
    recovery,
    scene,
    schema,
    signature,
    structure,
)

VERSION = "1.2"  # the README says when which part of it rises
FOLDER = Path(__file__).resolve().parent
_PARTS = (structure, recovery, near_miss, period, signature, account, order)
_SHOWN_MAX = 20


def decisions() -> list[dict[str, Any]]:
    """All decision vectors, in the order of the file."""
    book = scene.Book()
    for part in _PARTS:
        part.write(book)
    return book.vectors


def files() -> dict[str, bytes]:
    """Path below the folder of vectors to content, for every file that is generated."""
    decided = decisions()
    made = {
        "decisions.jsonl": _lines(decided),
        "eligibility.jsonl": _lines(lane.eligibility(decided)),
        "trips.jsonl": _lines(lane.trips()),
        "sm2.jsonl": _lines(arithmetic.vectors()),
        "cards.jsonl": _lines(card.vectors()),
        "families.jsonl": _lines(family.vectors()),
        "rail.jsonl": _lines(rail.vectors()),
        rail.KEYS: rail.keys(),
        "blobs.jsonl": _lines(blob.vectors()),
        "trust/operator.hex": scene.OPERATOR.public_xy.hex().encode() + b"\n",
    }
    for name, data in scene.trust_lists().items():
        made[f"trust/{name}.bin"] = data
    for name, content in schema.SCHEMAS.items():
        made[schema.path_of(name)] = _document(content)
    made["pack.json"] = _document(_pack(made))
    return made


def _pack(made: dict[str, bytes]) -> dict[str, Any]:
    """What the pack holds."""
    listed = []
    for name, data in made.items():
        one: dict[str, Any] = {"file": name, "sha256": hashlib.sha256(data).hexdigest()}
        if name in schema.SCHEMAS:
            one |= {"schema": schema.path_of(name), "vectors": data.count(b"\n")}
        listed.append(one)
    return {"pack": "ridegate-vectors", "version": VERSION, "files": listed}


def _document(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"


def _lines(vectors: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(vector, ensure_ascii=False) + "\n" for vector in vectors).encode()


def differences(folder: Path, made: dict[str, bytes]) -> list[str]:
    """What in the folder is not as made, one line each; for a file of vectors the ids that differ."""
    found = []
    for name, data in made.items():
        path = folder / name
        if not path.exists():
            found.append(f"{name}: is missing")
        elif path.read_bytes() != data:
            found += [f"{name}: {line}" for line in _changes(name, path.read_bytes(), data)]
    for path in sorted([*folder.glob("trust/*"), *folder.glob("schema/*")]):
        name = path.relative_to(folder).as_posix()
        if name not in made:
            found.append(f"{name}: is not generated any more")
    return found


def _changes(name: str, old: bytes, new: bytes) -> list[str]:
    if not name.endswith(".jsonl"):
        return [f"{len(old)} bytes differ from the {len(new)} made now"]
    before, after = _by_id(old), _by_id(new)
    changes = [f"{key} is new" for key in after if key not in before]
    changes += [f"{key} is gone" for key in before if key not in after]
    changes += [f"{key} changed" for key in after if key in before and before[key] != after[key]]
    return changes or ["the order of the lines differs"]


def _by_id(data: bytes) -> dict[str, bytes]:
    try:
        return {str(json.loads(line)["id"]): line for line in data.splitlines()}
    except (ValueError, KeyError, TypeError):
        return {}


def main(arguments: list[str] | None = None) -> int:
    """The command: 0 written or up to date, 1 stale."""
    parser = argparse.ArgumentParser(prog="python -m tests.vectors.generate", description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is stale")
    check = parser.parse_args(arguments).check
    made = files()
    found = differences(FOLDER, made)
    if check:
        for line in found[:_SHOWN_MAX]:
            print(line)
        if len(found) > _SHOWN_MAX:
            print(f"and {len(found) - _SHOWN_MAX} more")
        print("stale: run python -m tests.vectors.generate" if found else "the vectors are up to date")
        return 1 if found else 0
    for name, data in made.items():
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    counts = Counter(json.loads(line)["result"] for line in made["decisions.jsonl"].splitlines())
    for result, count in sorted(counts.items()):
        print(f"{count:5} {result}")
    signatures = made["sm2.jsonl"].count(b"\n")
    print(f"{counts.total()} decisions, {signatures} signatures, {len(found)} differences to what was there")
    return 0


if __name__ == "__main__":
    sys.exit(main())
