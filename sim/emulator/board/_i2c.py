"""I2C: one transfer is one call; the chip takes the time the bits take."""

import _bus
import calls
from _pin import Pin
from _platform import board


class SoftI2C:
    def __init__(self, *arguments, scl=None, sda=None, freq=400000, timeout=50000):
        if arguments:
            scl, sda = arguments[:2]
        self._wires = Pin(sda)._index | Pin(scl)._index << 8
        self._freq = freq

    def init(self, *, scl=None, sda=None, freq=400000):
        self._freq = freq

    def deinit(self):
        pass

    def _transfer(self, address, buffer, give, take):
        wires = self._wires | (1 << 16 if give else 0)
        return _bus.exchange(calls.I2C, wires, address | self._freq << 8, buffer, give, take)

    def scan(self):
        found = []
        for address in range(8, 0x78):
            try:
                self._transfer(address, bytearray(1), 0, 0)
                found.append(address)
            except OSError:
                pass
        return found

    def readfrom_into(self, address, buffer, stop=True):
        self._transfer(address, buffer, 0, len(buffer))

    def readfrom(self, address, size, stop=True):
        buffer = bytearray(size)
        self.readfrom_into(address, buffer)
        return bytes(buffer)

    def writeto(self, address, data, stop=True):
        self._transfer(address, data, len(data), 0)
        return len(data)

    def writevto(self, address, parts, stop=True):
        return self.writeto(address, b"".join(bytes(part) for part in parts))

    def readfrom_mem_into(self, address, register, buffer, *, addrsize=8):
        both = bytearray(max(addrsize // 8, len(buffer)))
        both[: addrsize // 8] = register.to_bytes(addrsize // 8, "big")
        self._transfer(address, both, addrsize // 8, len(buffer))
        buffer[:] = memoryview(both)[: len(buffer)]

    def readfrom_mem(self, address, register, size, *, addrsize=8):
        buffer = bytearray(size)
        self.readfrom_mem_into(address, register, buffer, addrsize=addrsize)
        return bytes(buffer)

    def writeto_mem(self, address, register, data, *, addrsize=8):
        self.writeto(address, register.to_bytes(addrsize // 8, "big") + bytes(data))


class I2C(SoftI2C):
    def __init__(self, id=0, *, scl=None, sda=None, freq=400000, timeout=50000):
        if str(id) not in board["i2c"]:
            raise ValueError("I2C(%s) doesn't exist" % id)
        usual = board["i2c"][str(id)]
        super().__init__(scl=usual[1] if scl is None else scl, sda=usual[0] if sda is None else sda, freq=freq)
