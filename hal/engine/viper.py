"""The field machine (see program.py) for any 32-bit processor, without a line of assembler: slow, and everywhere the
same.

A product works on 20 limbs of 13 bits, of which 20 products fit into a word with space for what the reduction adds. No
number that is stored is below 0 and none leaves 31 bits; tests/desktop/test_kernel_range.py proves it. The first three
variables of a function are in registers: that is why `a`, `b` and `t` are used for everything that is hot.

Here a number x is kept as x * 2**260 mod p, a power of 13 bits. Length: one function, for calls cost more than they
save.
"""

import micropython

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    ptr8 = ptr16 = ptr32 = Any

R_BITS = 260
_limbs = bytearray(2 * 20)
_more = bytearray(2 * 20)
_columns = bytearray(4 * 40)
_digits = bytearray(2 * 59)  # 19 zeros, the 20 digits of the reduction, 20 zeros


def run(program: bytes | bytearray, slots: bytearray, at: int) -> None:
    """See program.py."""
    _run(_limbs, _more, _columns, _digits, program, slots, at)


@micropython.viper
def _run(a: ptr16, b: ptr16, t: ptr32, digit: ptr16, program: ptr8, slots: ptr8, at: int):
    limbs = ptr16(a)
    more = ptr16(b)
    columns = ptr32(t)
    back = 0
    again = 0
    start = 0
    s = 0
    n = 0
    q = 0
    while True:
        operation = int(program[at])
        if not operation:  # HALT
            return
        to = ptr16(int(slots) + (int(program[at + 1]) << 5))
        if operation == 4:  # CALL
            again = int(program[at + 1])
            start = (int(program[at + 2]) | int(program[at + 3]) << 8) << 2
            back = at + 4
            at = start
            continue
        if operation == 5:  # RET
            again -= 1
            at = start if again else back
            continue
        if operation == 6:  # LOAD
            a = ptr16(int(slots) + ((int(program[at + 2]) | int(program[at + 3]) << 8) << 5))
            b = to
            at += 4
            b[0] = a[0]
            b[1] = a[1]
            b[2] = a[2]
            b[3] = a[3]
            b[4] = a[4]
            b[5] = a[5]
            b[6] = a[6]
            b[7] = a[7]
            b[8] = a[8]
            b[9] = a[9]
            b[10] = a[10]
            b[11] = a[11]
            b[12] = a[12]
            b[13] = a[13]
            b[14] = a[14]
            b[15] = a[15]
            continue
        a = ptr16(int(slots) + (int(program[at + 2]) << 5))
        b = ptr16(int(slots) + (int(program[at + 3]) << 5))
        at += 4
        if operation == 1 or operation == 7:  # MUL, SQUARE
            square = operation >> 2
            source = b
            b = limbs
            n = 2 - square
            while n:
                b[0] = a[0] & 8191
                b[1] = (a[0] >> 13 | a[1] << 3) & 8191
                b[2] = (a[1] >> 10 | a[2] << 6) & 8191
                b[3] = (a[2] >> 7 | a[3] << 9) & 8191
                b[4] = (a[3] >> 4 | a[4] << 12) & 8191
                b[5] = a[4] >> 1 & 8191
                b[6] = (a[4] >> 14 | a[5] << 2) & 8191
                b[7] = (a[5] >> 11 | a[6] << 5) & 8191
                b[8] = (a[6] >> 8 | a[7] << 8) & 8191
                b[9] = (a[7] >> 5 | a[8] << 11) & 8191
                b[10] = a[8] >> 2 & 8191
                b[11] = (a[8] >> 15 | a[9] << 1) & 8191
                b[12] = (a[9] >> 12 | a[10] << 4) & 8191
                b[13] = (a[10] >> 9 | a[11] << 7) & 8191
                b[14] = (a[11] >> 6 | a[12] << 10) & 8191
                b[15] = a[12] >> 3
                b[16] = a[13] & 8191
                b[17] = (a[13] >> 13 | a[14] << 3) & 8191
                b[18] = (a[14] >> 10 | a[15] << 6) & 8191
                b[19] = a[15] >> 7
                a = source
                b = more
                n -= 1
            a = limbs
            t = columns
            if square:
                n = 2
                while n:  # low half, high half
                    t[0] = a[0] * a[0]
                    t[1] = a[0] * a[1] << 1
                    t[2] = (a[0] * a[2] << 1) + a[1] * a[1]
                    t[3] = (a[0] * a[3] + a[1] * a[2]) << 1
                    t[4] = ((a[0] * a[4] + a[1] * a[3]) << 1) + a[2] * a[2]
                    t[5] = (a[0] * a[5] + a[1] * a[4] + a[2] * a[3]) << 1
                    t[6] = ((a[0] * a[6] + a[1] * a[5] + a[2] * a[4]) << 1) + a[3] * a[3]
                    t[7] = (a[0] * a[7] + a[1] * a[6] + a[2] * a[5] + a[3] * a[4]) << 1
                    t[8] = ((a[0] * a[8] + a[1] * a[7] + a[2] * a[6] + a[3] * a[5]) << 1) + a[4] * a[4]
                    t[9] = (a[0] * a[9] + a[1] * a[8] + a[2] * a[7] + a[3] * a[6] + a[4] * a[5]) << 1
                    t[10] = ((a[1] * a[9] + a[2] * a[8] + a[3] * a[7] + a[4] * a[6]) << 1) + a[5] * a[5]
                    t[11] = (a[2] * a[9] + a[3] * a[8] + a[4] * a[7] + a[5] * a[6]) << 1
                    t[12] = ((a[3] * a[9] + a[4] * a[8] + a[5] * a[7]) << 1) + a[6] * a[6]
                    t[13] = (a[4] * a[9] + a[5] * a[8] + a[6] * a[7]) << 1
                    t[14] = ((a[5] * a[9] + a[6] * a[8]) << 1) + a[7] * a[7]
                    t[15] = (a[6] * a[9] + a[7] * a[8]) << 1
                    t[16] = (a[7] * a[9] << 1) + a[8] * a[8]
                    t[17] = a[8] * a[9] << 1
                    t[18] = a[9] * a[9]
                    t[19] = 0
                    a = ptr16(int(a) + 20)
                    t = ptr32(int(t) + 80)
                    n -= 1
                a = limbs
                b[0] = a[10] << 1
                b[1] = a[11] << 1
                b[2] = a[12] << 1
                b[3] = a[13] << 1
                b[4] = a[14] << 1
                b[5] = a[15] << 1
                b[6] = a[16] << 1
                b[7] = a[17] << 1
                b[8] = a[18] << 1
                b[9] = a[19] << 1
                t = ptr32(int(columns) + 40)
                n = 1
            else:
                t[0] = 0
                t[1] = 0
                t[2] = 0
                t[3] = 0
                t[4] = 0
                t[5] = 0
                t[6] = 0
                t[7] = 0
                t[8] = 0
                t[9] = 0
                t[10] = 0
                t[11] = 0
                t[12] = 0
                t[13] = 0
                t[14] = 0
                t[15] = 0
                t[16] = 0
                t[17] = 0
                t[18] = 0
                t[19] = 0
                t[20] = 0
                t[21] = 0
                t[22] = 0
                t[23] = 0
                t[24] = 0
                t[25] = 0
                t[26] = 0
                t[27] = 0
                t[28] = 0
                t[29] = 0
                t[30] = 0
                t[31] = 0
                t[32] = 0
                t[33] = 0
                t[34] = 0
                t[35] = 0
                t[36] = 0
                t[37] = 0
                t[38] = 0
                t[39] = 0
                b = more
                n = 4
            while n:  # halves: low and low, high and low, high and high, low and high; of a square only two
                t[0] = a[0] * b[0] + t[0]
                t[1] = a[0] * b[1] + a[1] * b[0] + t[1]
                t[2] = a[0] * b[2] + a[1] * b[1] + a[2] * b[0] + t[2]
                t[3] = a[0] * b[3] + a[1] * b[2] + a[2] * b[1] + a[3] * b[0] + t[3]
                t[4] = a[0] * b[4] + a[1] * b[3] + a[2] * b[2] + a[3] * b[1] + a[4] * b[0] + t[4]
                t[5] = a[0] * b[5] + a[1] * b[4] + a[2] * b[3] + a[3] * b[2] + a[4] * b[1] + a[5] * b[0] + t[5]
                t[6] = (
                    a[0] * b[6]
                    + a[1] * b[5]
                    + a[2] * b[4]
                    + a[3] * b[3]
                    + a[4] * b[2]
                    + a[5] * b[1]
                    + a[6] * b[0]
                    + t[6]
                )
                t[7] = (
                    a[0] * b[7]
                    + a[1] * b[6]
                    + a[2] * b[5]
                    + a[3] * b[4]
                    + a[4] * b[3]
                    + a[5] * b[2]
                    + a[6] * b[1]
                    + a[7] * b[0]
                    + t[7]
                )
                t[8] = (
                    a[0] * b[8]
                    + a[1] * b[7]
                    + a[2] * b[6]
                    + a[3] * b[5]
                    + a[4] * b[4]
                    + a[5] * b[3]
                    + a[6] * b[2]
                    + a[7] * b[1]
                    + a[8] * b[0]
                    + t[8]
                )
                t[9] = (
                    a[0] * b[9]
                    + a[1] * b[8]
                    + a[2] * b[7]
                    + a[3] * b[6]
                    + a[4] * b[5]
                    + a[5] * b[4]
                    + a[6] * b[3]
                    + a[7] * b[2]
                    + a[8] * b[1]
                    + a[9] * b[0]
                    + t[9]
                )
                t[10] = (
                    a[1] * b[9]
                    + a[2] * b[8]
                    + a[3] * b[7]
                    + a[4] * b[6]
                    + a[5] * b[5]
                    + a[6] * b[4]
                    + a[7] * b[3]
                    + a[8] * b[2]
                    + a[9] * b[1]
                    + t[10]
                )
                t[11] = (
                    a[2] * b[9]
                    + a[3] * b[8]
                    + a[4] * b[7]
                    + a[5] * b[6]
                    + a[6] * b[5]
                    + a[7] * b[4]
                    + a[8] * b[3]
                    + a[9] * b[2]
                    + t[11]
                )
                t[12] = (
                    a[3] * b[9]
                    + a[4] * b[8]
                    + a[5] * b[7]
                    + a[6] * b[6]
                    + a[7] * b[5]
                    + a[8] * b[4]
                    + a[9] * b[3]
                    + t[12]
                )
                t[13] = a[4] * b[9] + a[5] * b[8] + a[6] * b[7] + a[7] * b[6] + a[8] * b[5] + a[9] * b[4] + t[13]
                t[14] = a[5] * b[9] + a[6] * b[8] + a[7] * b[7] + a[8] * b[6] + a[9] * b[5] + t[14]
                t[15] = a[6] * b[9] + a[7] * b[8] + a[8] * b[7] + a[9] * b[6] + t[15]
                t[16] = a[7] * b[9] + a[8] * b[8] + a[9] * b[7] + t[16]
                t[17] = a[8] * b[9] + a[9] * b[8] + t[17]
                t[18] = a[9] * b[9] + t[18]
                n -= 1
                if n == 3:
                    a = ptr16(int(a) + 20)
                    t = ptr32(int(t) + 40)
                elif n == 2:
                    b = ptr16(int(b) + 20)
                    t = ptr32(int(t) + 40)
                elif n == 1:
                    a = limbs
                    t = ptr32(int(columns) + 40)
            t = columns
            b = digit
            s = 0
            n = 20
            while n:  # b[19]: how many p at this place make the 13 bits 0; p is 2**256 - 2**224 - 2**96 + 2**64 - 1
                s += t[0] + (b[15] << 12) - (b[12] << 5) - (b[2] << 3) + (b[0] << 9)
                b[19] = s & 8191
                s >>= 13
                b = ptr16(int(b) + 2)
                t = ptr32(int(t) + 4)
                n -= 1
            a = limbs
            n = 20
            while n:
                s += t[0] + (b[15] << 12) - (b[12] << 5) - (b[2] << 3) + (b[0] << 9)
                a[0] = s & 8191
                s >>= 13
                a = ptr16(int(a) + 2)
                b = ptr16(int(b) + 2)
                t = ptr32(int(t) + 4)
                n -= 1
            a = limbs
            b = to
            b[0] = a[0] | a[1] << 13
            b[1] = a[1] >> 3 | a[2] << 10
            b[2] = a[2] >> 6 | a[3] << 7
            b[3] = a[3] >> 9 | a[4] << 4
            b[4] = a[4] >> 12 | a[5] << 1 | a[6] << 14
            b[5] = a[6] >> 2 | a[7] << 11
            b[6] = a[7] >> 5 | a[8] << 8
            b[7] = a[8] >> 8 | a[9] << 5
            b[8] = a[9] >> 11 | a[10] << 2 | a[11] << 15
            b[9] = a[11] >> 1 | a[12] << 12
            b[10] = a[12] >> 4 | a[13] << 9
            b[11] = a[13] >> 7 | a[14] << 6
            b[12] = a[14] >> 10 | a[15] << 3
            b[13] = a[16] | a[17] << 13
            b[14] = a[17] >> 3 | a[18] << 10
            b[15] = a[18] >> 6 | a[19] << 7
            s = a[19] >> 9
        elif operation == 2:  # ADD
            s = 0
            s += a[0] + b[0]
            to[0] = s
            s >>= 16
            s += a[1] + b[1]
            to[1] = s
            s >>= 16
            s += a[2] + b[2]
            to[2] = s
            s >>= 16
            s += a[3] + b[3]
            to[3] = s
            s >>= 16
            s += a[4] + b[4]
            to[4] = s
            s >>= 16
            s += a[5] + b[5]
            to[5] = s
            s >>= 16
            s += a[6] + b[6]
            to[6] = s
            s >>= 16
            s += a[7] + b[7]
            to[7] = s
            s >>= 16
            s += a[8] + b[8]
            to[8] = s
            s >>= 16
            s += a[9] + b[9]
            to[9] = s
            s >>= 16
            s += a[10] + b[10]
            to[10] = s
            s >>= 16
            s += a[11] + b[11]
            to[11] = s
            s >>= 16
            s += a[12] + b[12]
            to[12] = s
            s >>= 16
            s += a[13] + b[13]
            to[13] = s
            s >>= 16
            s += a[14] + b[14]
            to[14] = s
            s >>= 16
            s += a[15] + b[15]
            to[15] = s
            s >>= 16
            b = to
        else:  # SUB
            s = 0
            s += a[0] - b[0]
            to[0] = s
            s >>= 16
            s += a[1] - b[1]
            to[1] = s
            s >>= 16
            s += a[2] - b[2]
            to[2] = s
            s >>= 16
            s += a[3] - b[3]
            to[3] = s
            s >>= 16
            s += a[4] - b[4]
            to[4] = s
            s >>= 16
            s += a[5] - b[5]
            to[5] = s
            s >>= 16
            s += a[6] - b[6]
            to[6] = s
            s >>= 16
            s += a[7] - b[7]
            to[7] = s
            s >>= 16
            s += a[8] - b[8]
            to[8] = s
            s >>= 16
            s += a[9] - b[9]
            to[9] = s
            s >>= 16
            s += a[10] - b[10]
            to[10] = s
            s >>= 16
            s += a[11] - b[11]
            to[11] = s
            s >>= 16
            s += a[12] - b[12]
            to[12] = s
            s >>= 16
            s += a[13] - b[13]
            to[13] = s
            s >>= 16
            s += a[14] - b[14]
            to[14] = s
            s >>= 16
            s += a[15] - b[15]
            to[15] = s
            s >>= 16
            if s:  # below 0: p more, which is 2**256 - p less
                b = to
                s = 0
                s += b[0] - 1
                b[0] = s
                s >>= 16
                s += b[1]
                b[1] = s
                s >>= 16
                s += b[2]
                b[2] = s
                s >>= 16
                s += b[3]
                b[3] = s
                s >>= 16
                s += b[4] - 65535
                b[4] = s
                s >>= 16
                s += b[5] - 65535
                b[5] = s
                s >>= 16
                s += b[6]
                b[6] = s
                s >>= 16
                s += b[7]
                b[7] = s
                s >>= 16
                s += b[8]
                b[8] = s
                s >>= 16
                s += b[9]
                b[9] = s
                s >>= 16
                s += b[10]
                b[10] = s
                s >>= 16
                s += b[11]
                b[11] = s
                s >>= 16
                s += b[12]
                b[12] = s
                s >>= 16
                s += b[13]
                b[13] = s
                s >>= 16
                s += b[14] - 1
                b[14] = s
                s >>= 16
                s += b[15]
                b[15] = s
                s >>= 16
            continue
        if s or (b[15] == 65535 and b[14] >= 65534):  # perhaps not below p
            q = s
            s = 0
            a = limbs
            s += b[0] + 1
            a[0] = s
            s >>= 16
            s += b[1]
            a[1] = s
            s >>= 16
            s += b[2]
            a[2] = s
            s >>= 16
            s += b[3]
            a[3] = s
            s >>= 16
            s += b[4] + 65535
            a[4] = s
            s >>= 16
            s += b[5] + 65535
            a[5] = s
            s >>= 16
            s += b[6]
            a[6] = s
            s >>= 16
            s += b[7]
            a[7] = s
            s >>= 16
            s += b[8]
            a[8] = s
            s >>= 16
            s += b[9]
            a[9] = s
            s >>= 16
            s += b[10]
            a[10] = s
            s >>= 16
            s += b[11]
            a[11] = s
            s >>= 16
            s += b[12]
            a[12] = s
            s >>= 16
            s += b[13]
            a[13] = s
            s >>= 16
            s += b[14] + 1
            a[14] = s
            s >>= 16
            s += b[15]
            a[15] = s
            s >>= 16
            if s or q:
                b[0] = a[0]
                b[1] = a[1]
                b[2] = a[2]
                b[3] = a[3]
                b[4] = a[4]
                b[5] = a[5]
                b[6] = a[6]
                b[7] = a[7]
                b[8] = a[8]
                b[9] = a[9]
                b[10] = a[10]
                b[11] = a[11]
                b[12] = a[12]
                b[13] = a[13]
                b[14] = a[14]
                b[15] = a[15]
