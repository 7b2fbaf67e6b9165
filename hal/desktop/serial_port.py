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
        # drops what waits, too; a write that the kernel cannot take at once means that the line is stuck
        self._line = serial.Serial(self._path, self._baud, timeout=0, write_timeout=0, exclusive=True)

    def close(self) -> None:
        """Let the line go."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Read what has arrived, at most len(buffer) bytes, into the start of `buffer`; returns how many.

        Raises OSError when the adapter was pulled out.
        """
        line = self._opened()
        try:
            data = line.read(len(buffer))
        except OSError:
            self.close()  # so that open() looks for the adapter anew
            raise
        buffer[: len(data)] = data
        return len(data)

    def hold(self, active: bool) -> None:
        """Nothing to do: the kernel keeps 4 KB, eleven codes, while the terminal does not read."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Hand `data` to the kernel, which keeps 4 KB. Raises OSError when the adapter was pulled out or is stuck."""
        line = self._opened()
        try:
            if line.write(data) != len(data):
                raise OSError(errno.EAGAIN, "this line takes nothing more", self._path)
        except OSError:
            self.close()
            raise

    def set_baud(self, baud: int) -> None:
        """Change the rate at once; the next open() begins with it. Raises OSError when the adapter was pulled out."""
        line = self._opened()
        try:
            line.baudrate = baud
        except Exception as error:  # a termios.error is no OSError
            self.close()
            raise OSError(errno.EIO, f"this line does not change to {baud} baud: {error}", self._path) from error
        self._baud = baud

    def _opened(self) -> serial.Serial:
        if self._line is None:
            raise OSError(errno.EBADF, "this line is not open", self._path)
        return self._line
