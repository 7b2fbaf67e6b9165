"""Films for the browser's camera: a phone comes into the picture, is held there, and is taken away."""

from hal.desktop.virtual_camera import HEIGHT, WIDTH, Pose, VirtualCamera
from sim.issuer.phone import screen

FRAMES_S = 10
_EMPTY, _WAY, _HELD, _AWAY = 6, 6, 22, 20  # frames; between two showings more than the still-held time passes
_FAR_PX = 900.0  # below the picture


def shoot(path, payload):
    """Write a film of a phone that shows this payload, as YUV4MPEG2: about five seconds, 640x480."""
    camera = VirtualCamera(seed=7)
    camera.open()
    picture = screen(payload)
    colour = bytes([128]) * (WIDTH * HEIGHT // 2)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_S}:1 Ip A1:1 C420\n".encode())
        for y_px in _heights():
            camera.show(*([(picture, _pose(y_px))] if y_px is not None else []))
            out.write(b"FRAME\n" + camera.frame().tobytes() + colour)
    return path


def _heights():
    """Where the phone's middle is in each frame, None where it is not in the picture."""
    way = [_FAR_PX + (HEIGHT / 2 - _FAR_PX) * step / _WAY for step in range(_WAY)]
    held = [HEIGHT / 2 + shake % 3 for shake in range(_HELD)]
    return [None] * _EMPTY + way + held + way[::-1] + [None] * _AWAY


def _pose(y_px):
    return Pose(size_px=330.0, x_px=WIDTH / 2, y_px=y_px, rotation_deg=4.0, tilt_deg=6.0, tilt_axis_deg=40.0)
