"""A passenger's phone: asks the test issuer for a code and shows it on its screen."""

from dataclasses import dataclass

from hal.desktop.pixel import Pixels
from hal.desktop.virtual_camera import Pose, screen_of
from sim.issuer import symbol
from sim.issuer.issuer import Pki

WIDTH_PX, HEIGHT_PX = 360, 720
_MARGIN_PX = 8


@dataclass(frozen=True, slots=True)
class Phone:
    """The phone of one test user (0 or more)."""

    pki: Pki
    user: int

    def code(self, now_s: int) -> bytes:
        """A fresh ride code of this user, raw."""
        return self.pki.recipe(now_s, self.pki.user(self.user)).encode()


def screen(payload: bytes) -> Pixels:
    """A screen that shows this payload as a QR symbol, as large as whole pixels a module allow.

    Refuses with ValueError what needs a larger symbol than the screen can show.
    """
    rows = symbol.matrix(payload, symbol.QUIET_MODULES)
    module_px = (WIDTH_PX - _MARGIN_PX) // len(rows)
    if not module_px:
        raise ValueError(f"{len(payload)} bytes need {len(rows)} modules, more than {WIDTH_PX} pixels can show")
    return screen_of(symbol.drawn(rows, module_px), WIDTH_PX, HEIGHT_PX)


def held(payloads: tuple[bytes, ...], scene: int) -> tuple[tuple[Pixels, Pose], ...]:
    """One phone for each payload, side by side in the view of a VGA camera, held a little differently in
    every scene.
    """
    size_px = 330.0 if len(payloads) == 1 else 290.0
    step_px = 640 / max(1, len(payloads))
    return tuple(
        (
            screen(payload),
            Pose(
                size_px=size_px,
                x_px=step_px * (at + 0.5),
                y_px=240.0 + scene % 3 * 4,
                rotation_deg=(scene * 5 + at * 7) % 17 - 8,
                tilt_deg=scene * 3 % 16,
                tilt_axis_deg=scene * 40 % 360,
            ),
        )
        for at, payload in enumerate(payloads)
    )
