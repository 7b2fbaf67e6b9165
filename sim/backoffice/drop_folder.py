"""Signed files in a folder, for companies that exchange files: a transport.

    FOLDER/to-sink/0000000017-3fa9c1d2.drop       from uplinks
    FOLDER/to-uplink/0000000004-77aa01fe.drop     from the sink
    FOLDER/refused/                               what was not taken

A file, big endian: magic "RGDROP01" | id of the signing key 8 | number of messages 4 | the messages | signature 64.
A message: kind 1 (0 record, 1 state, 2 answer) | terminal id 4 | provisioning id 4 | length 2 | payload.
The signature is SM2 with the standard identity, over everything before it. A file takes its name when it is complete.
"""

import os
import re
import secrets
import stat
import time
from collections.abc import Sequence
from pathlib import Path
from struct import pack, unpack_from

from hal.desktop import durable
from hal.desktop.engine import proved_engine
from sim.backoffice import seal
from sim.backoffice.message import KINDS, PAYLOAD_MAX_BYTES, TO_SINK, TO_UPLINK, Message, Terminal
from sim.issuer.signer import Signer
from sim.output.trouble import why
from terminal import signed, sm2

MAGIC = b"RGDROP01"
MESSAGES_MAX = 5000  # in a file
FILES_MAX = 100  # read at once
FILE_MAX_BYTES = MESSAGES_MAX * (PAYLOAD_MAX_BYTES + 11) + 84
PATIENCE_MS = 600_000
_HEAD_BYTES = 20
_NUMBER_MAX = 9_999_999_999
_NAME = re.compile(r"([0-9]{10})-[0-9a-f]{8}\.drop")
_LOOK_AGAIN_S = 0.2
_FOLDERS = {TO_SINK: "to-sink", TO_UPLINK: "to-uplink"}
_REFUSED = "refused"


class NotTaken(ValueError):
    """A file that is not taken; the text says why."""


def encode(messages: Sequence[Message], signer: Signer) -> bytes:
    """A file with these messages, MESSAGES_MAX at most."""
    parts = [MAGIC, signer.key_id, pack(">I", len(messages))]
    for terminal, kind, payload in messages:
        parts += [pack(">BIIH", KINDS.index(kind), *terminal, len(payload)), payload]
    body = b"".join(parts)
    return body + seal.signature(signer, body)


def parse(data: bytes, keys: Sequence[sm2.Key], engine: sm2.Engine) -> list[Message]:
    """The messages of a file that one of these keys has signed. Raises NotTaken."""
    if len(data) < _HEAD_BYTES + seal.SIGNATURE_BYTES or not data.startswith(MAGIC):
        raise NotTaken("it is no file of records or answers")
    key = next((key for key in keys if signed.key_id(engine.digest, key) == data[8:16]), None)
    if key is None:
        raise NotTaken(f"it is signed with key {data[8:16].hex()}, which is none that was named")
    body, signature = data[: -seal.SIGNATURE_BYTES], data[-seal.SIGNATURE_BYTES :]
    if not seal.holds(engine, key, body, signature):
        raise NotTaken("its signature does not hold")
    messages = []
    at = _HEAD_BYTES
    for _ in range(unpack_from(">I", body, 16)[0]):
        if len(body) < at + 11:
            raise NotTaken("it ends in the middle of a message")
        kind, terminal_id, provisioning_id, size = unpack_from(">BIIH", body, at)
        at += 11
        if kind >= len(KINDS) or size > PAYLOAD_MAX_BYTES or len(body) < at + size:
            raise NotTaken("a message in it has no known kind, or no payload of its length")
        messages.append(Message(Terminal(terminal_id, provisioning_id), KINDS[kind], body[at : at + size]))
        at += size
    if at != len(body):
        raise NotTaken("something stands behind its last message")
    return messages


class DropFolder:
    """One end of a folder. sends: message.TO_SINK for an uplink, TO_UPLINK for a sink. signer: of what is sent.
    senders: public keys, X||Y, of what is taken. own: terminals whose messages are taken, None for all: several
    uplinks may share a folder.
    """

    window = MESSAGES_MAX
    patience_ms = PATIENCE_MS
    asks_first = False

    def __init__(
        self,
        folder: Path,
        sends: tuple[str, ...],
        signer: Signer,
        senders: Sequence[bytes],
        own: Sequence[Terminal] | None = None,
        disk: durable.Disk = durable,
    ) -> None:
        self.fault = ""
        self._engine = proved_engine()
        self._keys = seal.decoded(self._engine, senders)
        self._signer = signer
        self._sends = sends
        self._takes = TO_UPLINK if sends == TO_SINK else TO_SINK
        self._folder = folder
        self._out, self._in = folder / _FOLDERS[sends], folder / _FOLDERS[self._takes]
        self._own = own
        self._disk = disk
        self._read: list[Path] = []
        self._seen: set[str] = set()  # read, and for other uplinks; or not readable, and still there
        self._came: dict[Terminal, str] = {}  # the file that a terminal's messages last came in
        self._faults: list[str] = []

    def open(self) -> None:
        """See `Transport`: makes the folders."""
        for folder in (self._out, self._in, self._folder / _REFUSED):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def up(self) -> bool:
        """See `Transport`."""
        return self._out.is_dir() and not self.fault

    def send(self, messages: Sequence[Message]) -> None:
        """See `Transport`: one file, or more where they are many. Answers to one uplink stand in files of their own,
        since the reader of a file removes it: what came together in a file is answered together.
        """
        files: dict[object, list[Message]] = {}
        for message in messages:
            whose = None if self._sends == TO_SINK else self._came.get(message.terminal, message.terminal)
            files.setdefault(whose, []).append(message)
        number = max((number for number, _ in self._files(self._out)), default=0)
        for each in files.values():
            for start in range(0, len(each), MESSAGES_MAX):
                number = min(number + 1, _NUMBER_MAX)  # anyone who shares the folder may have used that
                data = encode(each[start : start + MESSAGES_MAX], self._signer)
                name = f"{number:010d}-{secrets.token_hex(4)}.drop"
                durable.replace(str(self._out / name), data, self._disk, mode=0o600)

    def receive(self, wait_s: float) -> list[Message]:
        """See `Transport`: of FILES_MAX files at most."""
        self._read.clear()
        end_s = time.monotonic() + wait_s
        while not (found := self._receive()) and not self._faults and time.monotonic() < end_s:
            time.sleep(min(_LOOK_AGAIN_S, max(end_s - time.monotonic(), 0)))
        return found

    def _receive(self) -> list[Message]:
        found: list[Message] = []
        try:
            files = [path for _, path in self._files(self._in) if path.name not in self._seen]
            self.fault = ""
        except OSError as error:
            self.fault = f"{self._in}: {why(error)}; is it mounted, and may this user read it?"
            return []
        for path in files[:FILES_MAX]:
            try:
                messages = self._parsed(path)
            except FileNotFoundError:  # another uplink took it
                continue
            except NotTaken as words:
                self._refuse(path, str(words))
                continue
            except OSError as error:
                self._left(path, error)
                continue
            mine = [each for each in messages if self._own is None or each.terminal in self._own]
            if not mine:
                self._seen.add(path.name)
                continue
            self._read.append(path)
            self._came.update(dict.fromkeys({each.terminal for each in mine}, path.name))
            found += mine
        return found

    def _parsed(self, path: Path) -> list[Message]:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NotTaken("it is no plain file")
        with open(path, "rb", opener=_opened) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise NotTaken("it is no plain file")
            data = file.read(FILE_MAX_BYTES + 1)
        if len(data) > FILE_MAX_BYTES:
            raise NotTaken("it is too long")
        messages = parse(data, self._keys, self._engine)
        if any(each.kind not in self._takes for each in messages):
            raise NotTaken("it holds messages that go the other way")
        return messages

    def _refuse(self, path: Path, words: str) -> None:
        try:
            os.replace(path, self._folder / _REFUSED / path.name)
        except OSError as error:
            self._left(path, error)
        else:
            self._faults.append(f"file {path.name}: {words}; it is in {self._folder / _REFUSED}")

    def _left(self, path: Path, error: OSError) -> None:
        """It stays, and is looked at again by the next start."""
        self._seen.add(path.name)
        self._faults.append(f"file {path.name}: {why(error)}; remove it, or let this user read and remove it")

    def _files(self, folder: Path) -> list[tuple[int, Path]]:
        found = ((name, _NAME.fullmatch(name.name)) for name in folder.iterdir())
        return sorted((int(match[1]), path) for path, match in found if match is not None)

    def taken(self) -> None:
        """See `Transport`: removes the files."""
        for path in self._read:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                self._left(path, error)
        self._read.clear()

    def faults(self) -> list[str]:
        """See `Transport`."""
        found, self._faults = self._faults, []
        return found

    def close(self) -> None:
        """See `Transport`: what was read and not taken stays."""
        self._read.clear()


def _opened(path: str, flags: int) -> int:
    """Without waiting for the other end of a pipe that took the place of a file, and not through a link."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
