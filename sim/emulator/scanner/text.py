"""The changes a firmware makes to bytes that it takes for text."""


def guess(data: bytes) -> bytes:
    """Characters of two bytes that are Japanese in Shift-JIS, as GBK; everything else as it is."""
    out = bytearray()
    at = 0
    while at < len(data):
        pair = data[at : at + 2]
        try:
            if len(pair) < 2 or not (0x81 <= pair[0] <= 0x9F or 0xE0 <= pair[0] <= 0xFC):
                raise UnicodeError
            out += pair.decode("shift_jis").encode("gbk")
            at += 2
        except UnicodeError:
            out.append(data[at])
            at += 1
    return bytes(out)
