"""A capture out of an MCAP file. Everything in the file is checked before it is used.

Length: one reader, a method for each channel.
"""

import json
import re
from collections import Counter
from typing import Any, BinaryIO

from sim.capture import capture as captures, mcap_file, message, provenance, pseudonym
from sim.capture.capture import FIELDS, Capture, Hostile, Recorded
from sim.capture.message import MS_MAX
from sim.capture.player import UNSEEN
from sim.code.step import LAST_STEP
from sim.family import table
from sim.input.field import U32_MAX
from sim.trust.file import TrustFile
from terminal import sm2
from terminal.history import CAPACITY_MAX
from terminal.ridecode import INPUT_MAX_BYTES

READINGS_MAX = 64  # of a clock in one turn
PEOPLE_MAX = 1000
TURNS_MAX = 10_000_000  # in one line about idle ones
SCAN_MAX = 32
KEYS_MAX = 4
NAME_MAX = 100
SCANNER_MAX_BYTES = 65_536
_SILENT = {"/frame", "/event", "/panel"}  # for people; nothing is decided by them
_LIST = re.compile(r"trust-[0-9]+-[0-9a-f]{16}\.(bin|json)")
_FAMILY = FIELDS.index("family")
_FLAGS = ("emergency", "judge", "decided", "same_tap", "card")


def read(name: str, file: BinaryIO) -> Capture:
    """Raises Hostile (a ValueError) for what no recorder writes, OSError when the file cannot be read."""
    return _Reader(name).read(file)


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
        self._sequence = 0
        self._missing = 0
        self._unread: Counter[str] = Counter()

    def read(self, file: BinaryIO) -> Capture:
        capture, ending = self._capture, mcap_file.Ending()
        for one in mcap_file.beside(file):
            if isinstance(one, mcap_file.Attachment):
                self._attached(one)
            elif one.name == "ridegate":
                self._about(one.words)
            else:
                self._unread[f"metadata {one.name}"] += 1
        file.seek(0)
        for each in mcap_file.read(file, ending):
            if isinstance(each, mcap_file.Message):
                if not capture.about:
                    raise Hostile("its metadata record `ridegate`, which says what was recorded, is missing: another "
                                  "program left it out (`mcap filter` keeps it with --include-metadata), or it was "
                                  "not recorded by `ridegate run --record`")  # fmt: skip
                if each.topic in _TOPICS or each.topic in _SILENT:  # another program numbers its own as it likes
                    self._numbered(each.sequence)
                self._message(each)
        if not capture.about:
            raise Hostile("it was not recorded by `ridegate run --record`, or is cut off before its first message: its "
                          "metadata record `ridegate` is missing")  # fmt: skip
        if ending.cut is not None:
            capture.notes.append(f"{ending.cut}; everything complete before it is used")
        if self._missing:
            capture.notes.append(f"{self._missing} messages are missing: another program left them out")
        if capture.cards:
            words = "times a card was read: its answers stand as recorded, no card is judged again"
            capture.notes.append(f"{len(capture.cards)} {words}")
        self._unread.update({f"record of kind {kind}": count for kind, count in ending.unknown.items()})
        if self._unread:
            capture.notes.append(f"what no recorder writes is not read: {captures.names(self._unread)}")
        self._lists()
        self._settle()
        return capture

    def _about(self, words: dict[str, str]) -> None:
        """The metadata record of the recorder."""
        about = self._capture.about
        if about and about != words:
            raise Hostile("it holds two recordings that another program merged; replay each of them by itself")
        if words.get("format") != provenance.FORMAT:
            raise Hostile(f"its format {words.get('format', 'without a number')[:20]!r} is not {provenance.FORMAT}; "
                          "replay it with the version that recorded it")  # fmt: skip
        if words.get("level") not in provenance.LEVELS:
            raise Hostile(f"its level {words.get('level', '')[:20]!r} is none of {', '.join(provenance.LEVELS)}")
        self._capture.about, self._capture.level = words, words["level"]

    def _attached(self, one: mcap_file.Attachment) -> None:
        if not _LIST.fullmatch(one.name):
            self._unread[f"attachment {one.name}"] += 1
        elif self._files.setdefault(one.name, one.data) != one.data:
            raise Hostile(f"it holds two attachments {captures.quoted(one.name)}; replay merged recordings one by one")

    def _numbered(self, sequence: int) -> None:
        """Look at a message's number: a recorder counts them through all channels. An old recording has none."""
        if not sequence and not self._sequence:
            return
        if sequence <= self._sequence:
            raise Hostile(
                f"its message {sequence} comes behind message {self._sequence}: another program merged recordings, or "
                "put one in another order; replay them as they were written"
            )
        self._missing += sequence - self._sequence - 1
        self._sequence = sequence

    def _settle(self) -> None:
        """Of a file that is cut off, an answer whose turn is missing is not on record."""
        capture = self._capture
        capture.answers = list(self._answers.items())
        if capture.level == captures.DECISIONS:
            return
        capture.releases = self._pulses
        if capture.how == captures.TURNS:
            capture.recorded = {n: one for n, one in self._answers.items() if n <= self._last}
            self._answer_unseen()
        else:
            capture.recorded = dict(self._answers)
            if capture.level == captures.MASKED:
                for step in capture.script:
                    if step[0] == "scan":
                        step.append(self._stated(capture.recorded.get(step[1])))

    def _answer_unseen(self) -> None:
        """A masked capture has no codes, none has what a card said, and only CPython reads other families: what was
        decided stands where that ended.
        """
        card = False
        for step in self._capture.script:
            if step[0] != "turn":
                continue
            if step[4].get("judge"):
                card = step[4].get("card", False)
            if step[4].get("decided"):
                answer = self._capture.recorded.get(step[1])
                ticket = answer is not None and table.known(answer.row[_FAMILY]) is not None
                self._capture.tickets += ticket
                if answer is not None and (card or ticket or self._capture.level == captures.MASKED):
                    step[4]["answer"] = self._stated(answer)

    @staticmethod
    def _stated(answer: Recorded | None) -> dict[str, Any] | None:
        """An answer on record, as `Player` takes it."""
        if answer is None:
            return None
        return {**dict(zip(FIELDS, answer.row, strict=True)), "validity_s": answer.us.get("validity_s") or 1}

    def _lists(self) -> None:
        for name, data in self._files.items():
            if not name.endswith(".json"):
                continue
            try:
                told = json.loads(data)
                keys = [sm2.REFERENCE.decode(bytes.fromhex(message.hexadecimal(key, 64, "a key"))) for key in
                        message.several(told["keys"], KEYS_MAX, "keys")]  # fmt: skip
                title = str(told["name"])[:200]
            except (ValueError, KeyError, TypeError, RecursionError):
                raise Hostile(f"the attachment {name!r} is not as it must be") from None
            base = name.removesuffix(".json")
            binary = self._files.get(f"{base}.bin", b"")
            good = tuple(key for key in keys if key is not None)
            if not binary:
                raise Hostile(f"the attachment '{base}.bin' is missing; another program left it out")
            self._capture.lists[base] = TrustFile(f"{self._capture.name}, {title}", binary, good, True)

    def _message(self, said: mcap_file.Message) -> None:
        self._said += 1
        handle = _TOPICS.get(said.topic)
        if handle is None:
            self._capture.frames += said.topic == "/frame"
            if said.topic not in _SILENT:
                self._unread[said.topic] += 1
            return
        try:
            data = json.loads(said.data)
            if not isinstance(data, dict):
                raise Hostile("it is no object")
            handle(self, data, said.at_ns)
        except Hostile as why:
            raise Hostile(f"message {self._said}, {said.topic}: {why}") from None
        except (KeyError, TypeError, ValueError, RecursionError, OverflowError) as why:
            raise Hostile(f"message {self._said}, {said.topic} is not as a recorder writes it: {why!r:.80}") from None

    def _on_setup(self, data: dict[str, Any], at_ns: int) -> None:
        setup = {name: data[name] for name in ("gate", "capacity", "floor_s", "policy")}
        message.whole(setup["capacity"], 1, CAPACITY_MAX, "capacity")
        message.whole(setup["floor_s"], 0, U32_MAX, "floor_s")
        gate = message.several(setup["gate"], 4, "gate")
        if len(gate) != 4 or not isinstance(gate[0], str) or not all(type(one) is int for one in gate[1:]):
            raise Hostile("gate is no list of a direction and three numbers")
        seed = message.several(data["seed"], setup["capacity"], "seed")
        setup["seed"] = [
            [
                message.hexadecimal(account, 10, "an account"),
                message.whole(generated_s, 0, U32_MAX, "a time"),
                message.whole(until_s, 1, U32_MAX, "a time"),
            ]
            for account, generated_s, until_s in seed
        ]
        if any(len(account) != 20 for account, _, _ in setup["seed"]):
            raise Hostile("an account in the seed has not 10 bytes")
        setup["list"] = self._listed(data["list"])
        if data.get("trips") is not None:
            setup["trips"] = message.trips(data["trips"])
        if data.get("families") is not None:
            setup["families"] = message.families(data["families"], self._capture.level == captures.MASKED)
        if "walks" in data:
            setup["walks"] = message.flag(data["walks"], "walks")
        self._capture.script.append(["start", setup])
        self._setup = True

    def _listed(self, name: Any) -> str | None:
        if name is not None and not (isinstance(name, str) and len(name) <= NAME_MAX):
            raise Hostile(f"list is no name of at most {NAME_MAX} characters")
        return UNSEEN if name is not None and self._capture.level == captures.MASKED else name

    def _say(self, step: list[Any]) -> None:
        if not self._setup:
            raise Hostile("it comes before any /setup")
        self._capture.script.append(step)

    def _on_list(self, data: dict[str, Any], at_ns: int) -> None:
        self._say(["list", self._listed(data["list"])])

    def _on_policy(self, data: dict[str, Any], at_ns: int) -> None:
        self._say(["policy", message.fields(data["policy"])])

    def _on_clock(self, data: dict[str, Any], at_ns: int) -> None:
        idle = [
            [message.moment(s), message.whole(turns, 1, TURNS_MAX, "turns")]
            for s, turns in message.several(data["idle"], 1000, "idle")
        ]
        self._say(["idle", idle])

    def _on_payload(self, data: dict[str, Any], at_ns: int) -> None:
        number = message.whole(data["number"], 0, U32_MAX, "number")
        if number in self._payloads:
            raise Hostile(f"payload {number} is in it twice; replay merged recordings one by one")
        if "hex" in data:
            self._payloads[number] = message.hexadecimal(data["hex"], 64 * INPUT_MAX_BYTES, "hex")
        else:
            name = message.hexadecimal(data["name"], pseudonym.NAME_BYTES, "name")
            self._payloads[number] = pseudonym.stand_in(name, message.flag(data["ride"], "ride")).hex()

    def _scan(self, data: dict[str, Any]) -> list[str]:
        numbers = [message.whole(one, 0, U32_MAX, "scan") for one in message.several(data["scan"], SCAN_MAX, "scan")]
        missing = [one for one in numbers if one not in self._payloads]
        if missing:
            raise Hostile(f"payload {missing[0]} is missing; another program left it out")
        return [self._payloads[one] for one in numbers]

    def _on_turn(self, data: dict[str, Any], at_ns: int) -> None:
        if not self._setup:
            raise Hostile("it comes before any /setup; another program left the beginning out")
        number = message.whole(data["n"], self._last + 1, MS_MAX, "n")
        ms = [message.whole(one, 0, MS_MAX, "ms") for one in message.several(data["ms"], READINGS_MAX, "ms")] or [0]
        s = [message.moment(one) for one in message.several(data["s"], READINGS_MAX, "s")] or [None]
        facts: dict[str, Any] = {name: message.flag(data[name], name) for name in _FLAGS if name in data}
        if "scan" in data:
            facts["scan"] = self._capture.scans[number] = self._scan(data)
            if facts.get("card"):
                self._capture.cards.add(number)
        if "people" in data:
            facts["people"] = message.whole(data["people"], 0, PEOPLE_MAX, "people")
        if "failing" in data:
            facts["failing"] = [str(one) for one in message.several(data["failing"], 32, "failing")]
        if "list_at" in data:
            facts["list_at"] = message.whole(data["list_at"], 0, LAST_STEP, "list_at")
        self._say(["turn", number, ms, s, facts])
        self._last = number
        self._capture.how = captures.TURNS

    def _on_scan(self, data: dict[str, Any], at_ns: int) -> None:
        """Without turns: of a board, which keeps its own."""
        self._last += 1
        ms, s = message.whole(data["ms"], 0, MS_MAX, "ms"), message.moment(data["s"])
        scan = self._capture.scans[self._last] = self._scan(data)
        self._say(["scan", self._last, ms, s, scan])
        self._capture.how = captures.SCANS

    def _on_decision(self, data: dict[str, Any], at_ns: int) -> None:
        number = self._last if self._capture.how == captures.SCANS else message.whole(data["n"], 0, 1 << 53, "n")
        self._answers[number] = message.answer(data, self._capture.level == captures.DECISIONS)

    def _on_relay(self, data: dict[str, Any], at_ns: int) -> None:
        self._pulses += data["do"] == "release"

    def _on_scanner(self, data: dict[str, Any], at_ns: int) -> None:
        piece = bytes.fromhex(message.hexadecimal(data["hex"], SCANNER_MAX_BYTES, "hex"))
        self._capture.bytes.append((message.whole(data["ms"], 0, MS_MAX, "ms"), piece))

    def _on_sensor(self, data: dict[str, Any], at_ns: int) -> None:
        if "ms" in data:  # of a board
            self._say(["pass", message.whole(data["ms"], 0, MS_MAX, "ms"), message.moment(data.get("s"))])

    def _on_emergency(self, data: dict[str, Any], at_ns: int) -> None:
        if "ms" in data:
            ms, active = message.whole(data["ms"], 0, MS_MAX, "ms"), message.flag(data["active"], "active")
            self._say(["emergency", ms, message.moment(data.get("s")), active])


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
