"""From scalars to the script of a field machine: signed digits, and the words that add what they stand for.

Compiled to machine code on boards. What it looks at is never more than 16 bits of a scalar at once.
"""

import micropython

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    ptr8 = Any


@micropython.viper
def digits(scalar: ptr8, length: int, out: ptr8):
    """The wNAF of width 5. scalar: `length` bytes, little endian; out: 8 * length + 1 digits, least significant
    first, odd or 0, each modulo 256, of which at most one in five is not 0."""
    bits = length << 3
    at = 0
    carry = 0
    while at < bits:
        byte = at >> 3
        window = int(scalar[byte])
        if byte + 1 < length:
            window |= int(scalar[byte + 1]) << 8
        window = (window >> (at & 7)) & 31
        if (window & 1) == carry:
            out[at] = 0
            at += 1
        else:
            window += carry
            carry = 0
            if window > 16:
                window += 224  # less 32, modulo 256
                carry = 1
            out[at] = window
            end = at + 5
            at += 1
            while at < end:
                if at < bits:
                    out[at] = 0
                at += 1
    out[bits] = carry


@micropython.viper
def plan(script: ptr8, digit: ptr8, job: ptr8, length: int) -> int:
    """Write the script that computes the sum of all strings of digits times their points; its length in bytes.

    digit: strings of `length` digits, one behind the other. job: number of strings, doublings between two HALTs, then
    the
    words at which double, add_affine, subtract_affine, add_point, subtract_point start; then for each string the slot
    of its table and the slots of an entry, 2 or 5. A script that adds nothing is one HALT.
    """
    strings = int(job[0])
    out = 0
    waiting = 0  # doublings not written yet
    done = 0  # doublings since the last HALT
    begun = 0
    place = length
    while place > 0:
        place -= 1
        waiting += begun
        string = 0
        while string < strings:
            value = int(digit[string * length + place])
            if value:
                negative = value >> 7
                if negative:
                    value = 256 - value
                size = int(job[8 + 2 * string])
                slot = int(job[7 + 2 * string]) + size * (value >> 1)
                to = 3  # EX
                if not begun:
                    to = 0  # X
                elif waiting:
                    script[out] = 4  # CALL
                    script[out + 1] = waiting
                    script[out + 2] = job[2]
                    script[out + 3] = 0
                    out += 4
                    done += waiting
                    waiting = 0
                part = 0
                while part < size and (begun or part < 3):
                    script[out] = 6  # LOAD
                    script[out + 1] = to + part
                    script[out + 2] = slot + part
                    script[out + 3] = 0
                    out += 4
                    part += 1
                if begun:
                    script[out] = 4
                    script[out + 1] = 1
                    how = 3 + negative
                    if size == 5:
                        how += 2
                    script[out + 2] = job[how]
                    script[out + 3] = 0
                    out += 4
                else:
                    begun = 1
                    if size == 2:
                        script[out] = 6
                        script[out + 1] = 2  # Z
                        script[out + 2] = 8  # ONE
                        script[out + 3] = 0
                        out += 4
                    if negative:
                        script[out] = 3  # SUB
                        script[out + 1] = 1  # W
                        script[out + 2] = 9  # ZERO
                        script[out + 3] = 1
                        out += 4
            string += 1
        if waiting >= 128 or (waiting and not place):
            script[out] = 4
            script[out + 1] = waiting
            script[out + 2] = job[2]
            script[out + 3] = 0
            out += 4
            done += waiting
            waiting = 0
        if done >= int(job[1]) or not place:
            script[out] = 0  # HALT
            script[out + 1] = 255
            script[out + 2] = 255
            script[out + 3] = 255
            out += 4
            done = 0
    return out
