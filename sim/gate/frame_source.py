"""The frames that a gate sees: of phones held up, a browser's camera, dropped pictures, a camera of this computer.
One frame source over all of them, and the faults a reader can have.
"""

import errno
from collections import defaultdict, deque
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image

from hal.desktop.pixel import Pixels
from hal.desktop.reading.decoder import ZxingDecoder
from hal.desktop.reading.live_decoder import LiveDecoder
from hal.desktop.virtual_camera import VirtualCamera
from hal.scanner.symbol import Symbol
from sim.issuer import phone

if TYPE_CHECKING:
    from collections.abc import Callable

    from hal.interfaces import FrameSource, Scanner

FRAME_MS = 40  # between two photographs of the simulated phones
STILLS_MAX = 4  # dropped pictures that wait to be looked at
FAULTS = ("sound", "dead", "covered", "utf8", "prefix", "cut")

PHONE, BROWSER, PICTURE, HOST = "phone", "browser", "picture", "host"


class GateFrames:
    """A frame source: a dropped picture first, then phones, then the browser's camera, then this computer's.

    now_ms: of the gate. host: a camera of this computer, or None. `source` says where the last frame came from.
    `offer` may be called from any thread.
    """

    def __init__(self, now_ms: "Callable[[], int]", host: "FrameSource | None" = None) -> None:
        self.source = PHONE
        self._now_ms = now_ms
        self.covered = False
        self._host = host
        self._camera = VirtualCamera(seed=1)
        self._held = False
        self._next_ms = 0
        self._browser: deque[Pixels] = deque(maxlen=1)
        self._stills: deque[Pixels] = deque(maxlen=STILLS_MAX)

    def open(self) -> None:
        """Open the cameras. Raises OSError when that of this computer does not open."""
        self._camera.open()
        if self._host is not None:
            self._host.open()

    def close(self) -> None:
        """Close them."""
        self._camera.close()
        if self._host is not None:
            self._host.close()

    def hold_up(self, payloads: tuple[bytes, ...], turn: int) -> None:
        """Hold up phones that show these payloads; none takes them away. turn: how they are held."""
        self._camera.show(*phone.held(payloads, turn))
        self._held = bool(payloads)

    def offer(self, pixels: Pixels, still: bool) -> None:
        """A frame of the browser's camera, which only counts while it is the newest, or a picture, which waits."""
        (self._stills if still else self._browser).append(pixels)

    def frame(self) -> Pixels | None:
        """The next frame; None when there is nothing new."""
        seen = self._look()
        if seen is not None and self.covered:
            return Image.new("L", seen.size, 8)
        return seen

    def _look(self) -> Pixels | None:
        if self._stills:
            self.source = PICTURE
            return self._stills.popleft()
        if self._held:
            now_ms = self._now_ms()
            if now_ms < self._next_ms:
                return None
            self._next_ms = now_ms + FRAME_MS
            self.source = PHONE
            return self._camera.frame()
        if self._browser:
            self.source = BROWSER
            return self._browser.popleft()
        if self._host is not None:
            self.source = HOST
            return self._host.frame()
        return None


class FrameDecoder:
    """Reads films frame by frame and pictures thoroughly; reports what it looked at."""

    def __init__(self, frames: GateFrames, looked: "Callable[[Pixels, tuple[Symbol, ...]], None]") -> None:
        self._frames = frames
        self._thorough = ZxingDecoder(thorough=True)
        self._films: defaultdict[str, LiveDecoder] = defaultdict(LiveDecoder)  # of each camera
        self._looked = looked

    def decode(self, frame: Pixels) -> tuple[Symbol, ...]:
        """The symbols of a frame."""
        source = self._frames.source
        symbols = (self._thorough if source == PICTURE else self._films[source]).decode(frame)
        self._looked(frame, symbols)
        return symbols


class FaultyScanner:
    """A scanner with a switch for its faults: `state` is one of FAULTS. heard: called with what it hands out."""

    def __init__(self, scanner: "Scanner", frames: GateFrames, heard: "Callable[[tuple[bytes, ...]], None]") -> None:
        self.state = "sound"
        self._scanner = scanner
        self._frames = frames
        self._heard = heard

    def open(self) -> None:
        """Open it; OSError while it is dead."""
        self._check()
        self._scanner.open()

    def close(self) -> None:
        """Close it."""
        self._scanner.close()

    def switch(self, state: str) -> None:
        """Give it this fault, or none ("sound")."""
        if state not in FAULTS:
            raise ValueError(f"a scanner has no fault {state!r}")
        self.state = state
        self._frames.covered = state == "covered"

    def poll(self, now_ms: int) -> tuple[bytes, ...]:
        """The payloads of the scanner, changed by the fault."""
        self._check()
        seen = self._scanner.poll(now_ms)
        if not seen:
            return ()
        payloads = tuple(self._mangled(payload) for payload in seen)
        self._heard(payloads)
        return payloads

    def hold(self, active: bool) -> None:
        """Pass it on."""
        self._scanner.hold(active)

    def silent(self) -> str | None:
        """Why a module on a line answers nothing, None while it does and for a camera."""
        report: Any = getattr(self._scanner, "report", tuple)()
        return next((detail for kind, _, detail, _ in report if kind == "silent"), None)

    @property
    def timings(self) -> tuple[int, int] | None:
        """The camera's."""
        return getattr(self._scanner, "timings", None)

    def _check(self) -> None:
        if self.state == "dead":
            raise OSError(errno.EIO, "the scanner does not answer (a fault chosen on the page)")

    def _mangled(self, payload: bytes) -> bytes:
        if self.state == "utf8":
            return payload.decode("latin-1").encode("utf-8")
        if self.state == "prefix":
            return b"]Q1" + payload + b"\r"
        return payload[:-32] if self.state == "cut" else payload


def jpeg(pixels: Pixels, width: int, quality: int = 70) -> bytes:
    """A frame as a JPEG of this width at most, for showing."""
    if pixels.width > width:
        height = max(1, round(pixels.height * width / pixels.width))  # a picture may be no more than a line
        pixels = pixels.resize((width, height), Image.Resampling.BOX)
    out = BytesIO()
    pixels.save(out, "JPEG", quality=quality)
    return out.getvalue()
