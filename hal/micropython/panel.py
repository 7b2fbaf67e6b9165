"""The panel for the passenger: lamps, a buzzer, perhaps a display."""

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from hal.micropython.buzzer import Buzzer
    from hal.micropython.ssd1306 import Ssd1306

# One tone goes up, refusals go down: a passenger who cannot see the lamp can distinguish them.
TUNES = {
    "idle": (),
    "green": ((2000, 60), (2700, 120)),
    "red": ((1200, 120), (0, 60), (800, 240)),
    "amber": ((1600, 80), (0, 60), (1600, 80)),
}


class Panel:
    """See `Panel` in hal/interfaces.pyi.

    lamps: lamp -> `machine.Pin`, active high; a lamp without a pin is not there. The lamps say it all: a display that
    fails does not stop the gate. `display_fault` says why it is dark; every new prompt tries it again.
    """

    def __init__(self, lamps: "dict[str, Any]", buzzer: "Buzzer", display: "Ssd1306 | None") -> None:
        self._lamps = lamps
        self._buzzer = buzzer
        self._display = display
        self._shown: tuple[str, str, str] | None = None
        self._open = False
        self.display_fault = ""

    def open(self) -> None:
        """Lamps off, silent."""
        if not self._open:
            for pin in self._lamps.values():
                pin.init(pin.OUT, value=0)
            self._buzzer.open()
            self._shown = None
            self._open = True

    def close(self) -> None:
        """Lamps off, silent."""
        if self._open:
            for pin in self._lamps.values():
                pin.value(0)
            self._buzzer.close()
            self._open = False

    def show(self, zh: str, en: str, lamp: str) -> None:
        """Replace what is shown; repeating it changes nothing."""
        if not self._open:
            raise OSError(9, "the panel is not open")
        if lamp not in TUNES:
            raise ValueError("there is no lamp " + repr(lamp))
        if (zh, en, lamp) == self._shown:
            return
        self._shown = (zh, en, lamp)
        for name, pin in self._lamps.items():
            pin.value(name == lamp)
        self._buzzer.play(TUNES[lamp])
        if self._display is not None:
            try:
                self._display.show(zh, en)
                self.display_fault = ""
            except OSError as error:
                self.display_fault = "the display does not answer: " + str(error)
