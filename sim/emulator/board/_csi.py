"""`csi` of OpenMV: a camera whose frames hold what it is shown.

As in the stock firmware a symbol's payload is a `str`, and bytes that are no UTF-8 raise.
"""

import _bus
import calls
from micropython import const

_BUFFER_BYTES = const(1100)  # for most texts; a symbol holds up to 7089
RGB565 = 4
GRAYSCALE = 2
QVGA = 9
VGA = 13


class _Symbol:
    def __init__(self, text):
        self._text = text

    def payload(self):
        return self._text


class _Image:
    def __init__(self, payload):
        self._payload = payload

    def find_qrcodes(self, roi=None):
        return [_Symbol(str(self._payload, "utf-8"))] if self._payload else []


class CSI:
    def reset(self, hard=True):
        pass

    def pixformat(self, value=None):
        return GRAYSCALE

    def framesize(self, value=None):
        return QVGA

    def snapshot(self, time=0, **_):
        size = _BUFFER_BYTES
        while True:
            buffer = bytearray(size)
            count = _bus.call(calls.CAMERA, 0, 0, None, buffer)
            if count <= size:
                return _Image(bytes(memoryview(buffer)[:count]))
            size = count
