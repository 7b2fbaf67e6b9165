"""The camera of an OpenMV board as a scanner of QR codes.

Trap: `find_qrcodes` of today's stock firmware hands payloads out as text and raises as soon as a symbol in the picture
holds bytes that are no UTF-8, which is every ride code shown raw. Such a board reads codes shown in hexadecimal or
base64 only; `unreadable` counts the pictures with others in them.
"""

from hal.scanner.transparency import compare
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class OpenMvCamera:
    """See `Scanner` in hal/interfaces.pyi. make: gives the camera, set up (`csi.CSI` or the module `sensor`)."""

    def __init__(self, make: "Callable[[], Any]") -> None:
        self._make = make
        self._camera: Any = None
        self.unreadable = 0

    def open(self) -> None:
        """Start to look. Raises OSError when there is no camera."""
        if self._camera is None:
            try:
                self._camera = self._make()
            except RuntimeError as why:  # the module's own way to say so
                raise OSError(19, "the camera does not answer: " + str(why)) from None

    def close(self) -> None:
        """Stop looking."""
        self._camera = None

    def poll(self, now_ms: int) -> tuple[bytes, ...]:
        """Every distinct payload of one new picture, as its characters in UTF-8. Takes a picture's time, 100 ms."""
        if self._camera is None:
            raise OSError(9, "the camera is not open")
        payloads: list[bytes] = []
        try:
            for symbol in self._camera.snapshot().find_qrcodes():
                payload = symbol.payload().encode()
                if payload not in payloads:
                    payloads.append(payload)
        except UnicodeError:
            self.unreadable += 1
        except RuntimeError as why:
            self._camera = None
            raise OSError(5, "the camera gave no picture: " + str(why)) from None
        return tuple(payloads)

    def setup(self, now_ms: int) -> bool:
        """A camera needs no set-up."""
        return True

    def report(self) -> "tuple[tuple[str, str, str, bool], ...]":
        """What a scanner module would report: see `Finding` in hal/interfaces.pyi."""
        seen = f", {self.unreadable} pictures so far" if self.unreadable else ""
        return (("altered", "find_qrcodes", "this firmware cannot read codes shown raw, only as text" + seen, False),)

    def transparency(self, arrived: bytes, shown: bytes) -> "tuple[tuple[str, str, str, bool], ...]":
        """What became of a test symbol, as a scanner module's driver would report it."""
        return tuple([(kind, "find_qrcodes", detail, False) for kind, detail in compare(arrived, shown)])

    def hold(self, active: bool) -> None:
        """Nothing to do: a picture waits in front of the camera."""
