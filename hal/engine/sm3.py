"""SM3 over a compression function in machine code. Clause: GB/T 32905."""

from struct import pack

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_IV = (
    b"\x73\x80\x16\x6f\x49\x14\xb2\xb9\x17\x24\x42\xd7\xda\x8a\x06\x00"
    b"\xa9\x6f\x30\xbc\x16\x31\x38\xaa\xe3\x8d\xee\x4d\xb0\xfb\x0e\x4e"
)


def digester(compress: "Callable[[bytearray, bytearray, int], object]") -> "Callable[..., bytes]":
    """SM3 over compress(state, blocks, count), which takes so many blocks, at least one, into a state of 32 bytes."""

    def digest(*parts: bytes) -> bytes:
        """SM3 of the concatenation of `parts` (any length): 32 bytes."""
        length = sum([len(part) for part in parts])
        data = bytearray((length + 72) & -64)  # whole blocks, a byte and the length in them
        at = 0
        for part in parts:
            data[at : at + len(part)] = part
            at += len(part)
        data[at] = 0x80
        data[-8:] = pack(">Q", length << 3)
        state = bytearray(_IV)
        compress(state, data, len(data) >> 6)
        return bytes(state)

    return digest
