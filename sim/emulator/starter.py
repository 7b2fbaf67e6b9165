"""What happens between a reset and the first line of the firmware."""

import os
import secrets

from sim.emulator import board_table, vm_files
from sim.emulator.board_table import Board
from sim.emulator.chip import Chip
from sim.emulator.event import Events
from sim.emulator.flash import Flash
from sim.emulator.processor import Answer, Processor, Request, Start
from sim.emulator.usb import Usb

_HELP = 'Type "help()" for more information'


class Starter:
    """Starts the VM anew as this board. Call with the lock held."""

    def __init__(
        self,
        board: Board,
        heap_bytes: int,
        unique_id: bytes,
        processor: Processor,
        chip: Chip,
        usb: Usb,
        flash: Flash,
        events: Events,
    ) -> None:
        """heap_bytes: of the VM, see vm_files.heap_bytes."""
        self._board = board
        self._heap = heap_bytes
        self._unique_id = unique_id
        self._processor = processor
        self._chip = chip
        self._usb = usb
        usb.waits = processor.scheduler.paced
        if not usb.waits:  # else time goes on while a print waits, as on a board
            processor.speaking = usb.speaking
        self._flash = flash
        self._events = events
        self._files = vm_files.compiled()
        self._cause = 0
        self._raw = False

    def start(self, cause: str, raw: bool) -> None:
        """cause: a key of Board.causes; raw: the prompt is a raw one and main.py is left out."""
        number = self._board.causes[cause]
        self._cause = self._cause if number is None else number
        self._raw = raw
        mark = f"\x01{secrets.token_hex(4)}\x02"
        banner = "" if raw else f"MicroPython {board_table.VERSION}; {self._board.machine}\r\n{_HELP}"
        terminal = self._usb.plug(mark.encode(), banner.encode())
        how = Start(self._heap, raw, self._files, mark, terminal, self._flash.descriptor)
        try:
            self._processor.start(how)
        finally:
            os.close(terminal)
        self._chip.gpio.publish()
        self._events.tell(self._processor.scheduler.now_ns(), "boot", pid=self._processor.pid)

    def hello(self, _: Request) -> Answer:
        """calls.HELLO."""
        words = self._chip.description(self._cause, self._raw, self._unique_id)
        return Answer(len(words), words)
