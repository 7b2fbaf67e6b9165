"""A capture out of an MCAP file. Nothing in the file is believed before it is looked at."""

import json
from typing import Any, BinaryIO

from sim.capture import capture as captures, mcap_file, pseudonym
from sim.capture.capture import Capture, Hostile, Recorded
from sim.capture.drive import UNSEEN
from sim.trust.file import TrustFile
from terminal import codes, sm2
from terminal.history import CAPACITY_MAX
from terminal.ridecode import INPUT_MAX_BYTES

U32_MAX = 0xFFFFFFFF
MS_MAX = 1 << 53
READINGS_MAX = 64  # of a clock in one turn
PEOPLE_MAX = 1000
TURNS_MAX = 10_000_000  # in one line about idle ones
SCAN_MAX = 32
KEYS_MAX = 4
_FLAGS = ("emergency", "judge", "decided")


def read(name: str, file: BinaryIO) -> Capture:
    """Raises Hostile (a ValueError) for what no recorder writes, OSError when the file cannot be read."""
    return _Reader(name).read(file)


def _whole(value: Any, low: int, high: int, what: str) -> int:
    if type(value) is not int or not low <= value <= high:
        raise Hostile(f"{what} is no number from {low} to {high}")
    return value


def _moment(value: Any) -> int | None:
    return None if value is None else _whole(value, 0, U32_MAX, "a time")


def _hex(value: Any, most: int, what: str) -> str:
    if not isinstance(value, str) or len(value) > 2 * most:
        raise Hostile(f"{what} is no hexadecimal of at most {most} bytes")
    bytes.fromhex(value)
    return value


def _list(value: Any, most: int, what: str) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise Hostile(f"{what} is no list of at most {most}")
    return value


class _Reader:
    def __init__(self, name: str) -> None:
        self._capture = Capture(name, how=captures.NOTHING)
        self._payloads: dict[int, str] = {}
        self._files: dict[str, bytes] = {}
        self._answers: dict[int, Recorded] = {}
        self._last = 0
        self._setup = False
        self._pulses = 0
        self._said = 0

    def read(self, file: BinaryIO) -> Capture:
        capture, ending = self._capture, mcap_file.Ending()
        for one in mcap_file.read(file, ending):
            if isinstance(one, mcap_file.Attachment):
                self._files[one.name] = one.data
            elif isinstance(one, mcap_file.Metadata):
                if one.name == "ridegate":
                    capture.about = one.words
                    capture.level = one.words.get("level", captures.FULL)
            else:
                self._message(one)
        if not capture.about:
            raise Hostile("it was not recorded by `ridegate run --record`, or is cut off before its first message")
        if ending.cut is not None:
            capture.notes.append(f"{ending.cut}; everything complete before it is used")
        self._lists()
        self._settle()
        return capture

    def _settle(self) -> None:
        """Of a file that is cut off, an answer whose turn is missing is not on record."""
        capture = self._capture
        capture.answers = list(self._answers.items())
        if capture.level == captures.DECISIONS:
            return
        capture.releases = self._pulses
        if capture.how == captures.TURNS:
            capture.recorded = {n: one for n, one in self._answers.items() if n <= self._last}
            self._answer_masked()
        else:
            capture.recorded = dict(self._answers)

    def _answer_masked(self) -> None:
        """A masked capture has no codes: what was decided stands where a decision ended."""
        if self._capture.level != captures.MASKED:
            return
        names = ("result", "step", "recovered", "family", "offset", "issuer", "account", "generated_s")
        for step in self._capture.script:
            if step[0] == "turn" and step[4].get("decided"):
                answer = self._capture.recorded.get(step[1])
                if answer is not None:
                    step[4]["answer"] = dict(zip(names, answer.row, strict=True)) | {
                        "validity_s": self._validity(answer)
                    }

    def _validity(self, answer: Recorded) -> int:
        return answer.us.get("validity_s") or 1

    def _lists(self) -> None:
        for name, data in self._files.items():
            if not name.endswith(".json"):
                continue
            try:
                told = json.loads(data)
                keys = [sm2.REFERENCE.decode(bytes.fromhex(_hex(key, 64, "a key"))) for key in
                        _list(told["keys"], KEYS_MAX, "keys")]  # fmt: skip
                title = str(told["name"])[:200]
            except (ValueError, KeyError, TypeError, RecursionError):
                raise Hostile(f"the attachment {name!r} is not as it must be") from None
            base = name.removesuffix(".json")
            binary = self._files.get(f"{base}.bin", b"")
            good = tuple(key for key in keys if key is not None)
            self._capture.lists[base] = TrustFile(f"{self._capture.name}, {title}", binary, good, True)

    def _message(self, message: mcap_file.Message) -> None:
        self._said += 1
        handle = _TOPICS.get(message.topic)
        if handle is None:
            self._capture.frames += message.topic == "/frame"
            return
        try:
            data = json.loads(message.data)
            if not isinstance(data, dict):
                raise Hostile("it is no object")
            handle(self, data, message.at_ns)
        except Hostile as why:
            raise Hostile(f"message {self._said}, {message.topic}: {why}") from None
        except (KeyError, TypeError, ValueError, RecursionError, OverflowError) as why:
            raise Hostile(
                f"message {self._said}, {message.topic} is not as a recorder writes it: {why!r:.80}"
            ) from None

    def _on_setup(self, data: dict[str, Any], at_ns: int) -> None:
        setup = {name: data[name] for name in ("gate", "capacity", "floor_s", "policy")}
        _whole(setup["capacity"], 1, CAPACITY_MAX, "capacity")
        _whole(setup["floor_s"], 0, U32_MAX, "floor_s")
        gate = _list(setup["gate"], 4, "gate")
        if len(gate) != 4 or not isinstance(gate[0], str) or not all(type(one) is int for one in gate[1:]):
            raise Hostile("gate is no list of a direction and three numbers")
        seed = _list(data["seed"], setup["capacity"], "seed")
        setup["seed"] = [
            [
                _hex(account, 10, "an account"),
                _whole(generated_s, 0, U32_MAX, "a time"),
                _whole(until_s, 1, U32_MAX, "a time"),
            ]
            for account, generated_s, until_s in seed
        ]
        if any(len(account) != 20 for account, _, _ in setup["seed"]):
            raise Hostile("an account in the seed has not 10 bytes")
        setup["list"] = self._listed(data["list"])
        if "walks" in data:
            setup["walks"] = bool(data["walks"])
        self._capture.script.append(["start", setup])
        self._setup = True

    def _listed(self, name: Any) -> str | None:
        if name is not None and not isinstance(name, str):
            raise Hostile("list is no name")
        return UNSEEN if name is not None and self._capture.level == captures.MASKED else name

    def _say(self, step: list[Any]) -> None:
        if not self._setup:
            raise Hostile("it comes before any /setup")
        self._capture.script.append(step)

    def _on_list(self, data: dict[str, Any], at_ns: int) -> None:
        self._say(["list", self._listed(data["list"])])

    def _on_policy(self, data: dict[str, Any], at_ns: int) -> None:
        if not isinstance(data["policy"], dict):
            raise Hostile("policy is no object")
        self._say(["policy", data["policy"]])

    def _on_clock(self, data: dict[str, Any], at_ns: int) -> None:
        idle = [[_moment(s), _whole(turns, 1, TURNS_MAX, "turns")] for s, turns in _list(data["idle"], 1000, "idle")]
        self._say(["idle", idle])

    def _on_payload(self, data: dict[str, Any], at_ns: int) -> None:
        number = _whole(data["number"], 0, U32_MAX, "number")
        if "hex" in data:
            self._payloads[number] = _hex(data["hex"], 64 * INPUT_MAX_BYTES, "hex")
        else:
            name = _hex(data["name"], pseudonym.NAME_BYTES, "name")
            self._payloads[number] = pseudonym.stand_in(name, data["ride"] is True).hex()

    def _scan(self, data: dict[str, Any]) -> list[str]:
        return [self._payloads[_whole(one, 0, U32_MAX, "scan")] for one in _list(data["scan"], SCAN_MAX, "scan")]

    def _on_turn(self, data: dict[str, Any], at_ns: int) -> None:
        number = _whole(data["n"], self._last + 1, 1 << 53, "n")
        ms = [_whole(one, 0, MS_MAX, "ms") for one in _list(data["ms"], READINGS_MAX, "ms")] or [0]
        s = [_moment(one) for one in _list(data["s"], READINGS_MAX, "s")] or [None]
        facts: dict[str, Any] = {name: data[name] is True for name in _FLAGS if name in data}
        if "scan" in data:
            facts["scan"] = self._capture.scans[number] = self._scan(data)
        if "people" in data:
            facts["people"] = _whole(data["people"], 0, PEOPLE_MAX, "people")
        if "failing" in data:
            facts["failing"] = [str(one) for one in _list(data["failing"], 32, "failing")]
        if "list_at" in data:
            facts["list_at"] = _whole(data["list_at"], 0, 25, "list_at")
        self._say(["turn", number, ms, s, facts])
        self._last = number
        self._capture.how = captures.TURNS

    def _on_scan(self, data: dict[str, Any], at_ns: int) -> None:
        """Without turns: of a board, which keeps its own."""
        self._last += 1
        ms, s = _whole(data["ms"], 0, MS_MAX, "ms"), _moment(data["s"])
        scan = self._capture.scans[self._last] = self._scan(data)
        self._say(["scan", self._last, ms, s, scan])
        self._capture.how = captures.SCANS

    def _on_decision(self, data: dict[str, Any], at_ns: int) -> None:
        codes.of(data["result"])
        names = ("result", "step", "recovered", "family", "offset", "issuer", "account", "generated_s")
        row = [data[name] for name in names]
        recovered = [str(one) for one in _list(row[2], 8, "recovered")]
        row[1] = None if row[1] is None else _whole(row[1], 0, 25, "step")
        row[2] = recovered
        row[4] = _whole(row[4], -1, U32_MAX, "offset")
        row[5] = None if row[5] is None else _hex(row[5], 4, "issuer")
        if self._capture.level != captures.DECISIONS:
            row[6] = None if row[6] is None else _hex(row[6], 10, "account")
        row[7] = _moment(row[7])
        us: dict[str, int | None] = {
            str(name): value for name, value in data.get("us", {}).items() if type(value) is int
        }
        if data.get("validity_s") is not None:
            us["validity_s"] = _whole(data["validity_s"], 0, 0xFFFF, "validity_s")
        number = self._last if self._capture.how == captures.SCANS else _whole(data["n"], 0, 1 << 53, "n")
        now_s = _moment(data["now_s"])
        self._answers[number] = Recorded(row, now_s if now_s is not None else None, us)

    def _on_relay(self, data: dict[str, Any], at_ns: int) -> None:
        self._pulses += data["do"] == "release"

    def _on_scanner(self, data: dict[str, Any], at_ns: int) -> None:
        piece = bytes.fromhex(_hex(data["hex"], 65_536, "hex"))
        self._capture.bytes.append((_whole(data["ms"], 0, MS_MAX, "ms"), piece))

    def _on_sensor(self, data: dict[str, Any], at_ns: int) -> None:
        if "ms" in data:  # of a board
            self._say(["pass", _whole(data["ms"], 0, MS_MAX, "ms"), _moment(data.get("s"))])

    def _on_emergency(self, data: dict[str, Any], at_ns: int) -> None:
        if "ms" in data:
            step = ["emergency", _whole(data["ms"], 0, MS_MAX, "ms"), _moment(data.get("s")), data["active"] is True]
            self._say(step)


_TOPICS: dict[str, Any] = {
    "/setup": _Reader._on_setup,
    "/list": _Reader._on_list,
    "/policy": _Reader._on_policy,
    "/clock": _Reader._on_clock,
    "/payload": _Reader._on_payload,
    "/turn": _Reader._on_turn,
    "/scan": _Reader._on_scan,
    "/decision": _Reader._on_decision,
    "/relay": _Reader._on_relay,
    "/scanner": _Reader._on_scanner,
    "/sensor": _Reader._on_sensor,
    "/emergency": _Reader._on_emergency,
}
