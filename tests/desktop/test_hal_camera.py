"""The webcam's code over a video file: the same capture, thread and errors without a camera."""

import errno
import queue
import threading
import time
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from hal.desktop.camera import Camera
from hal.desktop.reading.decoder import ZxingDecoder
from hal.desktop.system_clock import SystemClock
from hal.scanner.camera import CameraScanner
from sim.issuer.symbol import render
from tests.rig import hal_contract

PAYLOAD = hal_contract.payload(1)


@pytest.fixture
def video(tmp_path):
    """Three seconds of a symbol; long enough that the thread is still at it while a test looks."""
    path = str(tmp_path / "video.avi")
    picture = cv2.cvtColor(cv2.copyMakeBorder(np.asarray(render(PAYLOAD)), 94, 94, 174, 174, cv2.BORDER_CONSTANT), 8)
    writer = cv2.VideoWriter(path, cv2.VideoWriter_fourcc(*"MJPG"), 30.0, (640, 480))
    assert writer.isOpened()
    for _ in range(90):
        writer.write(picture)
    writer.release()
    return path


def wait(ms):
    time.sleep(ms / 1000)


@pytest.mark.parametrize("obligation", hal_contract.of("source"), ids=hal_contract.name)
def test_source(obligation, video):
    camera = Camera(video)
    obligation(hal_contract.SourceRig(camera, lambda: None, wait))
    camera.close()


def test_what_the_camera_sees_comes_through_the_scanner(video):
    clock = SystemClock()
    scanner = CameraScanner(Camera(video), ZxingDecoder(), clock.ticks_us)
    scanner.open()
    got = ()
    for _ in range(1000):
        got = scanner.poll(clock.now_ms())
        if got:
            break
        wait(1)
    assert got == (PAYLOAD,)
    scanner.close()


def opened(camera):
    """Open it; again while it has not been let go, as its error says."""
    limit_s = time.monotonic() + 60
    while True:
        try:
            return camera.open()
        except OSError as error:
            if error.errno != errno.EBUSY or time.monotonic() > limit_s:
                raise
            time.sleep(0.01)


def test_a_camera_that_ends_says_so_and_can_be_opened_anew(video):
    camera = Camera(video)
    for _ in range(2):
        opened(camera)
        frames = 0
        with pytest.raises(OSError, match="delivers no more frames"):
            for _ in range(5000):
                frames += camera.frame() is not None
                wait(1)
        assert frames >= 1
        with pytest.raises(OSError):
            camera.frame()
    camera.close()


@pytest.mark.parametrize("device", [97, "/nowhere/video"])
def test_a_camera_that_does_not_open_says_what_to_look_at(device, capfd):
    camera = Camera(device)
    with pytest.raises(OSError, match="plugged in") as error:
        camera.open()
    assert str(device) in str(error.value)
    assert capfd.readouterr().err == ""
    with pytest.raises(OSError, match="not open"):
        camera.frame()


class Stuck:
    """A capture whose camera was pulled out: OpenCV waits, and reports nothing."""

    def __init__(self, device):
        self.freed = threading.Event()
        self.released = False

    def isOpened(self):
        return True

    def set(self, key, value):
        return True

    def read(self):
        self.freed.wait()
        return False, None

    def release(self):
        self.released = True


class Fed:
    """A capture that delivers a frame for each that is put in, and nothing at the end."""

    def __init__(self):
        self.frames = queue.Queue()

    def isOpened(self):
        return True

    def set(self, key, value):
        return True

    def read(self):
        frame = self.frames.get()
        return frame is not None, frame

    def release(self):
        pass


def test_a_frame_ends_the_silence_and_a_camera_that_recovers_stays(monkeypatch):
    fed, now_s = [], [0.0]
    monkeypatch.setattr("hal.desktop.camera.time", SimpleNamespace(monotonic=lambda: now_s[0]))

    def capture(device):
        fed.append(Fed())
        return fed[-1]

    def deliver():
        fed[0].frames.put(np.zeros((2, 2, 3), np.uint8))
        limit_s = time.monotonic() + 60
        while camera._newest is None and time.monotonic() < limit_s:
            time.sleep(0.001)

    def silent(looks):
        for _ in range(looks):
            now_s[0] += 0.125
            assert camera.frame() is None

    camera = Camera(stall_s=1.0, capture=capture)
    camera.open()
    silent(8)
    deliver()
    assert camera.frame() is not None
    silent(8)
    now_s[0] += 0.125
    with pytest.raises(OSError, match="unplugged"):
        camera.frame()
    deliver()  # while the gate waits before it tries again
    camera.open()
    assert len(fed) == 1 and camera.frame() is not None
    fed[0].frames.put(None)
    camera.close()


def test_a_camera_that_hangs_is_told_from_one_that_sees_nothing(monkeypatch):
    stuck, now_s = [], [0.0]
    monkeypatch.setattr("hal.desktop.camera.time", SimpleNamespace(monotonic=lambda: now_s[0]))

    def capture(device):
        stuck.append(Stuck(device))
        return stuck[-1]

    camera = Camera(stall_s=1.0, capture=capture)
    camera.open()
    now_s[0] = 60.0  # the computer stood still, and no frame was asked for
    assert camera.frame() is None
    for _ in range(6):
        now_s[0] += 0.125
        assert camera.frame() is None
    now_s[0] += 0.125
    with pytest.raises(OSError, match="unplugged"):
        camera.frame()
    with pytest.raises(OSError, match="hangs"):
        camera.open()  # at once: the thread still sits in the old capture
    stuck[0].freed.set()
    opened(camera)
    assert len(stuck) == 2 and stuck[0].released
    stuck[1].freed.set()
    camera.close()
    assert stuck[1].released
