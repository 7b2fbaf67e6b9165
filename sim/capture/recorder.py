"""Records a station, and the events that the page shows of one, into an MCAP file at one of three levels."""

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.capture import provenance
from sim.capture.mcap_writer import Disk, McapWriter, Open
from sim.capture.probe import Probe
from sim.capture.pseudonym import Pseudonyms, line
from sim.code import mask
from sim.family import table
from sim.output.trouble import Trouble
from sim.trust.file import TrustFile
from terminal.trust import TrustList

PAYLOADS_KEPT = 1024  # whose bytes are not written again
FRAME_S = 0.5  # between two pictures in which nothing new is seen


class Recorder:
    """Writes a recording. `probe` is for a `Station`; each trust list goes to `accepts` before the station opens it.

    level: one of `provenance.LEVELS`. how: "core" or a board's name. failed: called once, in the writer's thread, with
    why recording ended; the gate goes on. Raises Trouble when the file cannot be made.
    """

    def __init__(
        self,
        path: Path,
        level: str,
        how: str,
        engine: str,
        failed: Callable[[str], None],
        opened: Open = Disk,
    ) -> None:
        self.level = level
        self.path = path
        self.probe = Probe(self)
        self._masks = Pseudonyms()
        self._list: TrustFile | None = None
        self._attached: set[str] = set()
        self._payloads: dict[bytes, int] = {}
        self._count = 0
        self._frame_s = 0.0
        self._seen: tuple[bytes, ...] = ()
        about = provenance.about(level, how, engine)
        try:
            self._writer = McapWriter(path, provenance.topics(level), about, failed, opened)
        except FileExistsError:
            raise Trouble(f"--record {path}: it is there already; name a new file") from None
        except OSError as error:
            raise Trouble(f"--record {path}: {error.strerror or error}; name a file in a folder with room") from None

    @property
    def failure(self) -> str | None:
        """Why recording has ended before its time, None while it goes on."""
        return self._writer.failure

    def accepts(self, file: TrustFile | None) -> None:
        """The list that the station is about to be handed."""
        self._list = file

    def close(self) -> None:
        """End the recording and its file."""
        self.probe.close()
        if self._writer.dropped_frames:
            self.event("recorder", f"{self._writer.dropped_frames} frames were not recorded: the disk was busy")
        self._writer.close()

    def event(self, kind: str, text: str) -> None:
        """Something that is no channel of its own."""
        self._say("/event", {"kind": kind, "text": line(text)})

    def bytes_arrived(self, ms: int, data: bytes) -> None:
        """Bytes of a serial scanner, as they came."""
        if self.level == "full":
            self._say("/scanner", {"ms": ms, "hex": data.hex()})

    def looked_at(self, pixels: Any) -> None:
        """A frame: kept now and then."""
        now_s = time.monotonic()
        if self.level == "full" and now_s - self._frame_s >= FRAME_S:
            self._frame_s = now_s
            self._writer.frame(pixels, time.time_ns())

    # What the probe reports

    def started(self, setup: dict[str, Any], trust: TrustList | None) -> None:
        """Power on."""
        if self.level == "decisions":
            return self.event("power", "on")
        if self.level == "masked":
            setup = {**setup, "seed": [[self._masks.account(one[0]), *one[1:]] for one in setup["seed"]]}
            setup.pop("trips", None)  # the recorded answers are used, and no account is looked up in them
            if "families" in setup:
                setup["families"] = {**setup["families"], "keys": None}
        self._say("/setup", {**setup, "list": self._name(trust)})

    def believed(self, trust: TrustList | None) -> None:
        """Another list."""
        if self.level == "decisions":
            return self.event("list", f"sequence {None if trust is None else trust.sequence}")
        self._say("/list", {"list": self._name(trust)})

    def ruled(self, rules: dict[str, Any]) -> None:
        """Another policy."""
        if self.level == "decisions":
            return self.event("policy", json.dumps(rules))
        self._say("/policy", {"policy": rules})

    def idled(self, seconds: list[list[Any]]) -> None:
        """Nothing happened."""
        self._say("/clock", {"idle": seconds})

    def turned(self, turn: dict[str, Any], payloads: tuple[bytes, ...]) -> None:
        """One turn in which something did."""
        if payloads:
            turn["scan"] = self.scanned(payloads)
        self._say("/turn", turn)

    def scanned(self, payloads: tuple[bytes, ...]) -> list[int]:
        """The numbers of these payloads, which are written when they are new."""
        return [self._number(payload) for payload in payloads]

    def decided(self, decision: dict[str, Any]) -> None:
        """An answer."""
        decision["name"] = table.row(decision["result"]).name
        decision["cause"] = line(decision["cause"])
        account = decision["account"]
        if account is not None and self.level == "masked":
            decision["account"] = self._masks.account(account)
        elif account is not None and self.level == "decisions":
            decision["account"] = mask.account(bytes.fromhex(account))
        self._say("/decision", decision)

    def edge(self, topic: str, data: dict[str, Any]) -> None:
        """A contact, a sensor, the panel."""
        self._say(topic, data)

    def _say(self, topic: str, data: dict[str, Any]) -> None:
        if self.level != "decisions" or topic in ("/decision", "/event"):
            self._writer.message(topic, data, time.time_ns())

    def _number(self, payload: bytes) -> int:
        found = self._payloads.get(payload)
        if found is None:
            if len(self._payloads) >= PAYLOADS_KEPT:
                self._payloads.clear()
            found = self._payloads[payload] = self._count
            self._count += 1
            what = {"hex": payload.hex()} if self.level == "full" else self._masks.payload(payload)
            self._say("/payload", {"number": found, **what})
        return found

    def _name(self, trust: TrustList | None) -> str | None:
        """The attachment that is this list. A masked capture has none: a list names accounts."""
        file = self._list
        if trust is None or file is None:
            return None
        if self.level != "full":
            return f"sequence {trust.sequence}"
        name = f"trust-{trust.sequence}-{hashlib.sha256(file.data).hexdigest()[:16]}"
        if name not in self._attached:
            self._attached.add(name)
            at_ns = time.time_ns()
            keys = {"keys": [key.xy.hex() for key in file.operator_keys], "name": file.name}
            self._writer.attach(f"{name}.bin", "application/octet-stream", file.data, at_ns)
            self._writer.attach(f"{name}.json", "application/json", json.dumps(keys).encode(), at_ns)
        return name
