"""Runs in the MicroPython VM of a browser: opens trust lists, and judges one code slice by slice.

Between two slices the page collects the garbage: inside a call this VM cannot.
"""

import json
from binascii import hexlify, unhexlify

from sim.explain import fact
from sim.judge.verdict import facts_of
from sim.judge.vm_verify import open_list
from terminal import decide, history, policy, recover, ridecode, sm2, trust
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

_PAST_MAX = 16  # codes of a question that count as seen before

lists: "dict[str, trust.TrustList]" = {}
_walk: "list[Generator[Any, Any, decide.Decision]]" = []
_payload = [b""]
_at: "list[Any]" = [None, False]  # the moment of the question, and whether it has a list


def install(name: str, path: str, operator_keys: str) -> str:
    """Open the list in a file under this name: "" or why it is refused. operator_keys: a list in JSON, hexadecimal."""
    lists.pop(name, None)
    keys = json.loads(operator_keys)
    if not keys or None in [sm2.REFERENCE.decode(unhexlify(key)) for key in keys]:
        return "the operator's key is no public key"
    try:
        lists[name] = open_list(path, keys)
    except (trust.ListRefused, OSError) as why:
        return str(why)
    return ""


def begin(question: str) -> None:
    """Take up a question, in JSON: payload (hexadecimal), list (a name or null), now_s (or null), policy (what differs
    from the standard one), history (account, generated_s, until_s of codes that were seen before).
    """
    asked = json.loads(question)
    fields = {}
    for name, value in asked["policy"].items():
        if isinstance(value, list):
            value = tuple([unhexlify(one) if name == "services" else one for one in value])
        fields[name] = value
    past = history.History(_PAST_MAX)
    for account, generated_s, until_s in asked["history"]:
        past.add(unhexlify(account), generated_s, until_s)
    opened = None if asked["list"] is None else lists[asked["list"]]
    payload = unhexlify(asked["payload"])
    _payload[0] = payload
    _at[:] = [asked["now_s"], opened is not None]
    _walk[:] = [decide.steps(payload, opened, policy.make(**fields), past, asked["now_s"])]


def go_on() -> "int | str":
    """One slice. Returns the step that passed, 0 inside arithmetic, or in the end the answer in JSON: the facts of
    `sim.judge.verdict`; `stated`, what they say of a refusal (`sim.explain.fact`); and `body`, the code with what was
    done to it undone. {"error"} when the list cannot be read.
    """
    try:
        return next(_walk[0]) or 0
    except StopIteration as end:
        facts = facts_of(end.value)
        stated = fact.stated(end.value, _at[0] or 0, _at[1])
    except OSError as why:
        return json.dumps({"error": str(why)})
    payload = _payload[0]
    body = payload
    if len(payload) <= ridecode.INPUT_MAX_BYTES:
        body = recover.recover(payload, policy.RECOVERIES)[0]
    return json.dumps({"facts": facts, "stated": stated, "body": hexlify(body).decode()})
