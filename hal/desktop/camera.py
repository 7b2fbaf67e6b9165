"""A webcam, by OpenCV."""

import errno
import threading
import time
from collections.abc import Callable
from typing import Any

import cv2

from hal.desktop.opencv import quiet
from hal.desktop.pixel import Pixels, of_array
from hal.desktop.stand_still import Had

STALL_S = 3.0  # a camera that delivers nothing for so long has stopped seeing
_COUNTED_MAX_S = 0.25  # of the time between two calls of frame()
_JOIN_S = 12.0  # OpenCV waits up to 10 s for a frame of a camera that was pulled out


class Camera:
    """A frame source over a camera of this computer, or over a video that stands in for one.

    device: 0 is the first camera; a path names a device ("/dev/video2") or a video file. width, height: asked
    of the camera, which may deliver something else. stall_s: silence after which it counts as dead, see frame().
    capture: what makes an OpenCV VideoCapture of the device.
    A thread takes the frames as they come and keeps the newest.
    """

    def __init__(
        self,
        device: int | str = 0,
        width: int = 1280,
        height: int = 720,
        stall_s: float = STALL_S,
        capture: Callable[..., Any] = cv2.VideoCapture,
    ) -> None:
        self._device = device
        self._name = str(device)
        self._width = width
        self._height = height
        self._stall_s = stall_s
        self._capture = capture
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        self._newest: Pixels | None = None
        self._silent_s = Had(0.0, _COUNTED_MAX_S)
        self._ended = False

    def open(self) -> None:
        """Start the camera, or start it anew when it delivers no more; waits for it.

        Raises OSError that says what to look at when it does not start.
        """
        if self._thread is not None:
            if self._sees():
                return
            self._closing.set()
            if self._thread.is_alive():
                raise OSError(errno.EBUSY, "this camera hangs and is not let go yet: try again", self._name)
            self._thread = None
        with quiet():
            capture = self._capture(self._device)
        if not capture.isOpened():
            raise OSError(
                errno.ENODEV,
                "this camera does not open. Is it plugged in, and closed in every other program? May this "
                "user read it (Linux: group video; macOS, Windows: privacy settings)? Has it another number "
                "(Linux: the N of /dev/videoN)?",
                self._name,
            )
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._height)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._closing = threading.Event()
        self._newest = None
        self._silent_s = Had(time.monotonic(), _COUNTED_MAX_S)
        self._ended = False
        self._thread = threading.Thread(target=self._watch, args=(capture, self._closing), name="camera", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop the camera; waits until it has let go, at most 12 s."""
        if self._thread is not None:
            self._closing.set()
            self._thread.join(_JOIN_S)
            self._thread = None
            self._newest = None

    def frame(self) -> Pixels | None:
        """The newest frame, in colour, if it was not handed out before.

        Raises OSError when the camera has ended, or when no frame came for `stall_s` in which it was asked: of the time
        between two calls a quarter of a second counts at most.
        """
        if self._thread is None:
            raise OSError(errno.EBADF, "this camera is not open", self._name)
        self._silent_s.look(time.monotonic())
        with self._lock:
            newest, self._newest = self._newest, None
        if newest is not None:
            self._silent_s.time = 0.0
        if newest is None and not self._sees():
            raise OSError(errno.EIO, "this camera delivers no more frames: was it unplugged?", self._name)
        return newest

    def _sees(self) -> bool:
        with self._lock:
            ended = self._ended or self._closing.is_set()
            return not ended and (self._newest is not None or self._silent_s.time <= self._stall_s)

    def _watch(self, capture: Any, closing: threading.Event) -> None:
        """The thread: take frames until `closing` is set or none come."""
        while True:
            good, frame = capture.read()
            with self._lock:
                if closing.is_set():  # perhaps long ago: another thread may be at work by now
                    break
                if not good:
                    self._ended = True
                    break
                self._newest = of_array(frame)
        capture.release()
