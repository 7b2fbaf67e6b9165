"""The description of a recording: everything that its decisions depend on and no channel holds."""

import platform
import subprocess
from typing import Any

from sim.micropython.vm import ROOT
from sim.version import VERSION

FORMAT = "1"
LEVELS = ("full", "masked", "decisions")
_GIT_MAX_S = 2

REPLAYS = {
    "full": "everything: every decision is judged again from its bytes",
    "masked": "the gate's state machine, totals and times; signatures, lists and dates are not judged again, because "
    "no code is in this file and accounts are pseudonyms under a key that was thrown away",
    "decisions": "nothing is judged or played again; totals and times are told as they were",
}


def versions(engine: str) -> dict[str, str]:
    """Of the project, its commit where it is known, and what it runs on."""
    out = {"version": VERSION, "runtime": f"{platform.python_implementation()} {platform.python_version()}"}
    out |= {"engine": engine, "machine": platform.machine()}
    commit = _commit()
    return out | ({"commit": commit} if commit else {})


def about(level: str, how: str, engine: str) -> dict[str, str]:
    """The metadata record `ridegate` of a file. how: "core", or the board that decided."""
    return {"format": FORMAT, "level": level, "replays": REPLAYS[level], "how": how, **versions(engine)}


def _commit() -> str | None:
    """The checkout's commit, with a + when something in it was changed since; None for an installed package."""
    if not (ROOT / ".git").exists():
        return None
    try:
        told = [
            subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, timeout=_GIT_MAX_S, check=True)
            for words in (("rev-parse", "HEAD"), ("status", "--porcelain", "--untracked-files=no"))
        ]
    except (OSError, subprocess.SubprocessError):
        return None
    return told[0].stdout.strip() + ("+" if told[1].stdout.strip() else "")


def topics(level: str) -> dict[str, Any]:
    """The channels of a level: topic to the JSON schema of its messages."""
    number, text, flag = {"type": "integer"}, {"type": "string"}, {"type": "boolean"}
    numbers, texts = {"type": "array", "items": number}, {"type": "array", "items": text}
    some = {"type": ["integer", "null"]}
    words = {"type": ["string", "null"]}

    def schema(title: str, **properties: Any) -> dict[str, Any]:
        return {"type": "object", "title": title, "properties": properties}

    decision = schema("ridegate.Decision", n=number, at_ms=some, now_s=some, result=number, step=some, recovered=texts,
                      family=words, offset=number, issuer=words, account=words, generated_s=some, us={"type": "object"},
                      name=text, medium=words, authenticated=words)  # fmt: skip
    every: dict[str, Any] = {"/decision": decision, "/event": schema("ridegate.Event", kind=text, text=text)}
    if level == "decisions":
        return every
    every |= {
        "/setup": schema("ridegate.Setup", gate={"type": "array"}, policy={"type": "object"}, list=words),
        "/list": schema("ridegate.List", list=words),
        "/policy": schema("ridegate.Policy", policy={"type": "object"}),
        "/clock": schema("ridegate.Clock", idle={"type": "array"}, ms=some, s=some),
        "/payload": schema("ridegate.Payload", number=number, hex=text, name=text, length=number, ride=flag),
        "/scan": schema("ridegate.Scan", ms=number, s=some, scan=numbers),
        "/turn": schema("ridegate.Turn", n=number, ms=numbers, s=numbers, scan=numbers, people=number, emergency=flag,
                        card=flag, same_tap=flag),
        "/relay": schema("ridegate.Relay", n=number, do=text, arguments={"type": "array"}),
        "/sensor": schema("ridegate.Sensor", n=number, people=number, ms=number),
        "/emergency": schema("ridegate.Emergency", n=number, active=flag, ms=number),
        "/panel": schema("ridegate.Panel", n=number, zh=text, en=text, lamp=text),
    }
    if level == "full":
        every["/scanner"] = schema("ridegate.ScannerBytes", ms=number, hex=text)
        stamp = schema("time", sec=number, nsec=number)
        every["/frame"] = schema("foxglove.CompressedImage", timestamp=stamp, frame_id=text,
                                 data={"type": "string", "contentEncoding": "base64"}, format=text)  # fmt: skip
    return every
