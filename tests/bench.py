"""`make bench`: one decision, cold and warm, against other people's SM2 in the same run, and on both runtimes; look-ups
in lists of up to a million blocked accounts (tests/bench_trust.py); replays (tests/bench_replay.py); last, from the
wire to the relay on an emulated board (tests/latency.py).

A cold decision verifies three signatures under keys it has never seen; a warm one, the same phone a second time, one.
The peers verify the very same three signatures, alone: no parsing, no list, no decompression. All take turns, so that
a machine that slows down slows down everybody; what counts are the ratios.
"""

import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import gmalg
import gmssl.sm2

from hal.desktop.engine import desktop_engine, python_engine
from sim import vm
from terminal import policy, ridecode, sm2
from tests import bench_replay, bench_trust, latency
from tests.judge import Judge
from tests.on_micropython import compiled_tests
from tests.timing import accepted, measure

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
RUNS = 8  # decisions a round, so that ours are looked at for about as long as theirs
TARGET = 10  # a cold decision must be this many times quicker than three verifications by either peer


def signatures(vector: dict, judge: Judge) -> list[tuple[bytes, bytes, bytes]]:
    """(public key X||Y, signed bytes, r||s) of the three signatures of a vector's code."""
    code = ridecode.parse(bytes.fromhex(vector["payload"]), policy.STANDARD)
    trust = judge.open_list(vector["trust"])
    root = sm2.finish(trust.find(0, bytes([code.ca_index])))[2:]
    n = code.extension_bytes
    keys = [root, *(judge.engine.decode(key).xy for key in (code.issuer_key, code.user_key))]
    spans = [ridecode.CA_SIGNED, (3, 195 + n), (0, 267 + n)]
    held = [code.ca_signature, code.issuer_signature, code.ride_signature]
    return [(key, code.raw[at : at + size], rs) for key, (at, size), rs in zip(keys, spans, held, strict=True)]


def by_gmssl(three: list[tuple[bytes, bytes, bytes]]) -> None:
    for key, message, signature in three:
        verifier = gmssl.sm2.CryptSM2(private_key="", public_key=key.hex())
        if not verifier.verify_with_sm3(signature.hex(), message):
            raise SystemExit("gmssl refuses a good signature")


def by_gmalg(three: list[tuple[bytes, bytes, bytes]]) -> None:
    for key, message, signature in three:
        verifier = gmalg.SM2(uid=sm2.IDENTITY, pk=b"\4" + key)
        if not verifier.verify(message, signature[:32], signature[32:]):
            raise SystemExit("gmalg refuses a good signature")


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def on_micropython() -> dict[str, float]:
    process = vm.start("tests.timing", [compiled_tests("timing")], cwd=ROOT, stderr=subprocess.STDOUT)
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(out)
    times: dict[str, float] = json.loads(out)
    return times


def main() -> int:
    desktop = desktop_engine()
    vector = accepted()
    three = signatures(vector, Judge(desktop))
    rows: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for engine in {each.name: each for each in (desktop, python_engine(), sm2.REFERENCE)}.values():
            times = measure(engine, RUNS)
            rows.setdefault(f"cold decision, {engine.name}", []).append(times["cold_ms"])
            rows.setdefault(f"warm decision, {engine.name}", []).append(times["warm_ms"])
        rows.setdefault("three verifications, gmssl", []).append(milliseconds(lambda: by_gmssl(three)))
        rows.setdefault("three verifications, gmalg", []).append(milliseconds(lambda: by_gmalg(three)))
    unit = rows[f"cold decision, {desktop.name}"]
    print(
        f"CPython {platform.python_version()}, {ROUNDS} rounds in turn; medians, and the median of the round's ratios"
    )
    for name, values in rows.items():
        ratio = statistics.median(value / one for value, one in zip(values, unit, strict=True))
        print(f"{name:58} {statistics.median(values):8.2f} ms  {ratio:6.2f} x")
    for peer in ("gmssl", "gmalg"):
        ratios = [v / one for v, one in zip(rows[f"three verifications, {peer}"], unit, strict=True)]
        ratio = statistics.median(ratios)
        met = "met" if ratio >= TARGET else "MISSED"
        print(f"a cold decision takes 1/{ratio:.1f} of three verifications by {peer} (wanted 1/{TARGET}: {met})")
    try:
        times = on_micropython()
    except (vm.RuntimeMissing, SyntaxError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"MicroPython VM, {sm2.REFERENCE.name}: cold {times['cold_ms']:.1f} ms, warm {times['warm_ms']:.1f} ms")
    looked_up = bench_trust.main()
    replayed = bench_replay.main()
    return latency.main() or looked_up or replayed


if __name__ == "__main__":
    sys.exit(main())
