"""An MCAP file that is written by a thread of its own, so that a recording gate never waits for a disk.

What stands in it a second ago is on its way to the disk; a crash leaves a file from which every complete message can be
read. When the disk fails or is full the file is ended where it was whole, its owner is notified once, and what comes
after is dropped.
"""

import base64
import contextlib
import json
import os
import queue
import struct
import threading
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from mcap.writer import MCAP0_MAGIC, CompressionType, Writer

from hal.desktop.pixel import Pixels
from sim.input.field import U32_MAX

CHUNK_BYTES = 256 * 1024
FLUSH_S = 0.5
SYNC_S = 5.0
WAITING_MAX = 20_000  # messages
FRAMES_WAITING_MAX = 4  # pictures are given up first
JPEG_QUALITY = 80
_DATA_END, _FOOTER = 0x0F, 0x02


class Disk:
    """A new file that only its owner may read, as a recording holds accounts. Nothing is kept back: what was written
    is the kernel's. Raises OSError, also when the file is there already.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        self._at = 0

    def write(self, data: bytes) -> int:
        """All of it, or OSError."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        """Bytes written."""
        return self._at

    def flush(self) -> None:
        """Nothing is kept back."""

    def sync(self) -> None:
        """Have it on the disk itself."""
        os.fsync(self._file)

    def cut(self, length: int) -> None:
        """Give up everything behind so many bytes."""
        os.ftruncate(self._file, length)
        os.lseek(self._file, length, os.SEEK_SET)
        self._at = length

    def close(self) -> None:
        """Close it."""
        os.close(self._file)


Open = Callable[[Path], Disk]


class McapWriter:
    """topics: name to JSON schema. metadata: of the record `ridegate`. failed: called once, with why recording ended.

    Raises OSError when the file cannot be made; nothing else here does.
    """

    def __init__(
        self,
        path: Path,
        topics: dict[str, Any],
        metadata: dict[str, str],
        failed: Callable[[str], None],
        opened: Open = Disk,
        waiting_max: int = WAITING_MAX,
    ) -> None:
        self._file = opened(path)
        self._waiting_max = waiting_max
        self._failed = failed
        self._queue: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
        self._frames = 0
        self._good_bytes = 0
        self._sequence = 0
        self.dropped_frames = 0
        self.failure: str | None = None
        self._writer = Writer(
            self._file,  # type: ignore[arg-type]
            chunk_size=CHUNK_BYTES,
            compression=CompressionType.NONE,
            use_chunking=True,
        )
        try:
            self._writer.start("", f"ridegate {metadata['version']}")
            self._writer.add_metadata("ridegate", metadata)
            self._channels = {
                topic: self._writer.register_channel(
                    topic, "json", self._writer.register_schema(schema["title"], "jsonschema", _json(schema))
                )
                for topic, schema in topics.items()
            }
            self._flush()
        except OSError:
            self._file.close()
            raise
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    # From the thread that records

    def message(self, topic: str, data: dict[str, Any], at_ns: int) -> None:
        """A message, written soon. at_ns: Unix."""
        if self.failure is None:
            if self._queue.qsize() >= self._waiting_max:
                self._end("the disk does not keep up")
            else:
                self._queue.put(("message", topic, data, at_ns))

    def frame(self, pixels: Pixels, at_ns: int) -> None:
        """A picture; given up when others still wait."""
        if self.failure is None and "/frame" in self._channels:
            if self._frames >= FRAMES_WAITING_MAX:
                self.dropped_frames += 1
            else:
                self._frames += 1
                self._queue.put(("frame", pixels, at_ns))

    def attach(self, name: str, media_type: str, data: bytes, at_ns: int) -> None:
        """An attachment."""
        if self.failure is None:
            self._queue.put(("attachment", name, media_type, data, at_ns))

    def close(self) -> None:
        """Write what waits and end the file."""
        self._queue.put(None)
        self._thread.join()

    # The thread that writes

    def _run(self) -> None:
        flushed_s = synced_s = time.monotonic()
        try:
            while True:
                with contextlib.suppress(queue.Empty):
                    one = self._queue.get(timeout=FLUSH_S)
                    if one is None:
                        break
                    self._write(*one)
                now_s = time.monotonic()
                if now_s - flushed_s >= FLUSH_S:
                    self._flush()
                    flushed_s = now_s
                if now_s - synced_s >= SYNC_S:
                    self._sync()
                    synced_s = now_s
            self._writer.finish()  # type: ignore[no-untyped-call]
            self._sync()
        except OSError as error:
            self._end(error.strerror or str(error))
            self._mend()
        with contextlib.suppress(OSError):
            self._file.close()

    def _end(self, why: str) -> None:
        if self.failure is None:
            self.failure = why
            self._failed(why)

    def _write(self, kind: str, *what: Any) -> None:
        if kind == "message":
            topic, data, at_ns = what
            self._add(topic, data, at_ns)
        elif kind == "attachment":
            name, media_type, data, at_ns = what
            self._flush()
            self._writer.add_attachment(at_ns, at_ns, name, media_type, data)
            self._flush()
        else:
            pixels, at_ns = what
            self._frames -= 1
            self._add("/frame", _compressed(pixels, at_ns), at_ns)

    def _add(self, topic: str, data: dict[str, Any], at_ns: int) -> None:
        """Messages are numbered through all channels, so that a reader notices what another program left out, put in
        another order or merged."""
        self._sequence = self._sequence % U32_MAX + 1
        self._writer.add_message(self._channels[topic], at_ns, _json(data), at_ns, self._sequence)

    def _flush(self) -> None:
        self._writer.flush()  # type: ignore[no-untyped-call]
        self._good_bytes = self._file.tell()

    def _sync(self) -> None:
        with contextlib.suppress(OSError):  # a file system that cannot
            self._file.sync()

    def _mend(self) -> None:
        """End the file behind the last thing that was written whole. A full disk takes these few bytes in the place of
        the many that it did not take."""
        end = struct.pack("<BQI", _DATA_END, 4, 0) + struct.pack("<BQQQI", _FOOTER, 20, 0, 0, 0) + MCAP0_MAGIC
        with contextlib.suppress(OSError):
            self._file.cut(self._good_bytes)
            self._file.write(end)


def _json(data: Any) -> bytes:
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()


def _compressed(pixels: Pixels, at_ns: int) -> dict[str, Any]:
    out = BytesIO()
    pixels.save(out, "JPEG", quality=JPEG_QUALITY)
    stamp = {"sec": at_ns // 10**9, "nsec": at_ns % 10**9}
    text = base64.b64encode(out.getvalue()).decode()
    return {"timestamp": stamp, "frame_id": "reader", "data": text, "format": "jpeg"}
