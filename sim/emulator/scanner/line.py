"""The bytes that a UART receives when the other end sends at another rate."""


def heard(data: bytes, sent_baud: int, heard_baud: int) -> bytes:
    """The bytes a receiver at `heard_baud` makes of `data` sent at `sent_baud`, 8N1, back to back.

    Each bit is sampled in its middle, as a UART does; a stop bit that is low does not discard the byte, because
    most UARTs hand it over with a flag that programs ignore. Equal rates give the data back.
    """
    if sent_baud == heard_baud:
        return data
    levels = [1]
    for byte in data:
        levels += [0, *(byte >> bit & 1 for bit in range(8)), 1]
    levels.append(1)
    end = len(levels) * heard_baud  # time in units of 1 / (sent_baud * heard_baud)

    def level(time: float) -> int:
        return levels[min(int(time // heard_baud), len(levels) - 1)]

    out = bytearray()
    bit = sent_baud  # one bit of the receiver in these units
    time: float = 0
    while True:
        while time < end and level(time) == 0:  # wait for the line to rest, then for a falling edge
            time = (time // heard_baud + 1) * heard_baud
        while time < end and level(time) == 1:
            time = (time // heard_baud + 1) * heard_baud
        if time >= end:
            return bytes(out)
        if level(time + bit / 2) == 1:  # a spike, no start bit
            time += bit / 2
            continue
        out.append(sum(level(time + bit * (index + 1.5)) << index for index in range(8)))
        time += bit * 9.5
