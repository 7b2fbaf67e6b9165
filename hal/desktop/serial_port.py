"""A serial line of the computer, or a USB adapter that looks like one."""

import errno

import serial


class SerialPort:
    """A line at 8N1 that is read without waiting.

    path: "/dev/ttyUSB0" or "COM3". baud: modules leave the factory at 9600 and have to be set to 115200 once.
    """

    def __init__(self, path: str, baud: int = 115200) -> None:
        self._path = path
        self._baud = baud
        self._line: serial.Serial | None = None

    def open(self) -> None:
        """Take the line for ourselves and drop what waits in it.

        Raises OSError naming the line when it is missing, not permitted or taken.
        """
        if self._line is not None:
            return
        self._line = serial.Serial(self._path, self._baud, timeout=0, exclusive=True)  # drops what waits, too

    def close(self) -> None:
        """Let the line go."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """What has arrived, at most len(buffer) bytes, into the start of `buffer`; returns how many.

        Raises OSError when the adapter was pulled out.
        """
        if self._line is None:
            raise OSError(errno.EBADF, "this line is not open", self._path)
        try:
            data = self._line.read(len(buffer))
        except OSError:
            self.close()  # so that open() looks for the adapter anew
            raise
        buffer[: len(data)] = data
        return len(data)

    def hold(self, active: bool) -> None:
        """Nothing to do: the kernel keeps 4 KB, eleven codes, while nobody reads."""
