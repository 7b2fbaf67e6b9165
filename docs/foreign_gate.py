"""A gate of another maker in some 50 lines of code, for `ridegate test --gate exec:"python docs/foreign_gate.py"`.

It decides with the library and has a contact that closes for 500 ms. It takes no policy and no list of codes that were
accepted before, and declares neither. docs/conformance.md explains each word.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from sim import library

CAN = ["clock", "list", "forget", "raw", "result", "step", "recovered", "offset", "family", "contact"]
HOLD_S, PULSE_S = 2.0, 0.5
trust, clock, answer, released_s, accepted, shown = None, None, None, -1.0, set(), (b"", -HOLD_S)


def install(said):
    """Set the list, the clock and the memory, as far as they are named."""
    global trust, clock
    if "list" in said:
        trust = None
    if said.get("list") is not None:
        with tempfile.TemporaryDirectory() as folder:
            blob, key = Path(folder, "trust.bin"), Path(folder, "operator.pub")
            blob.write_bytes(bytes.fromhex(said["list"]))
            key.write_text(said["operator"])
            trust = library.load_trust(blob, key)
    clock = (said["clock"], time.monotonic()) if "clock" in said else clock
    if said.get("forget"):
        accepted.clear()


def present(payload):
    """Judge what is shown, and release."""
    global answer, released_s, shown
    now = time.monotonic()
    held, shown = payload == shown[0] and now - shown[1] < HOLD_S, (payload, now)
    if held:
        return
    at_s = int(time.time()) if clock is None else clock[0] and clock[0] + int(now - clock[1])
    found = library.verify(payload, trust, at_s)
    answer = {name: getattr(found, name) for name in ("result", "step", "recovered", "offset", "family")}
    taken = library.inspect(payload, show_account=True).fields if found.accepted else ()
    code = tuple(one.value for one in taken if one.name in ("account", "generated_s"))
    if found.accepted and code in accepted:
        answer.update(result="CODE_ALREADY_USED", step=20)
    elif found.accepted:
        accepted.add(code)
        released_s = time.monotonic()


for line in sys.stdin:
    said = json.loads(line)
    reply = {}
    if said["do"] == "describe":
        reply = {"name": "the foreign gate of 50 lines", "can": CAN}
    elif said["do"] == "set":
        install(said)
    elif said["do"] == "present":
        answer = None
        present(bytes.fromhex(said["payload"]))
    elif said["do"] == "answer":
        reply = {"answer": answer}
    elif said["do"] == "contact":
        reply = {"closed": time.monotonic() - released_s < PULSE_S}
    print(json.dumps(reply), flush=True)
