"""From scalars to the script of a field machine: signed digits, and the words that add what they stand for.

Compiled to machine code on boards. What it looks at is never more than 16 bits of a scalar at once.
"""

import micropython

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    ptr8 = Any


@micropython.viper
def digits(scalars: ptr8, count: int, length: int, out: ptr8):
    """The wNAF of width 5 of each of `count` scalars. scalars: `length` bytes each, little endian; out: zeros, becomes
    8 * length + 1 digits for each, least significant first, odd or 0, modulo 256, of which at most one in five is not
    0."""
    byte = 0
    at = 0
    while count:
        end = byte + length
        top = at + (length << 3)
        rest = 0  # bits that were read and not used yet, and how many
        have = 0
        carry = 0
        while at < top:
            if have < 5:
                if byte < end:
                    rest |= int(scalars[byte]) << have
                    byte += 1
                have += 8
            if (rest & 1) == carry:
                rest >>= 1
                have -= 1
                at += 1
            else:
                digit = (rest & 31) + carry
                carry = 0
                if digit > 16:
                    digit += 224  # less 32, modulo 256
                    carry = 1
                out[at] = digit
                rest >>= 5
                have -= 5
                at += 5
        out[top] = carry
        at = top + 1
        count -= 1


@micropython.viper
def turn(source: ptr8, at: int, out: ptr8, to: int):
    """The 32 bytes from `at` in the other order, to `to` in `out`."""
    last = to + 31
    while last >= to:
        out[last] = source[at]
        last -= 1
        at += 1


@micropython.viper
def pause(script: ptr8, at: int) -> int:
    """The place behind the next HALT of a script."""
    while script[at]:
        at += 4
    return at + 4


@micropython.viper
def plan(script: ptr8, digit: ptr8, job: ptr8, length: int) -> int:
    """Write the script that computes the sum of all strings of digits times their points; its length in bytes.

    digit: strings of `length` digits, one behind the other. job: number of strings, doublings between two HALTs, then
    the words at which double, add_affine, subtract_affine, add_point, subtract_point start; then for each string the
    slot of its table and the slots of an entry, 2 or 5. A script that adds nothing is one HALT.
    """
    strings = int(job[0])
    most = int(job[1])
    out = 0
    waiting = 0  # doublings not written yet
    done = 0  # doublings since the last HALT
    begun = 0
    place = length
    while place:
        place -= 1
        waiting += begun
        at = place
        string = 0
        while string < strings:
            value = int(digit[at])
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
                parts = size
                if not begun and size == 5:
                    parts = 3
                while parts:
                    script[out] = 6  # LOAD
                    script[out + 1] = to
                    script[out + 2] = slot
                    script[out + 3] = 0
                    out += 4
                    to += 1
                    slot += 1
                    parts -= 1
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
            at += length
            string += 1
        if waiting == 128:
            script[out] = 4
            script[out + 1] = 128
            script[out + 2] = job[2]
            script[out + 3] = 0
            out += 4
            done += 128
            waiting = 0
        if done >= most and place:
            script[out] = 0  # HALT
            script[out + 1] = 255
            script[out + 2] = 255
            script[out + 3] = 255
            out += 4
            done = 0
    if waiting:
        script[out] = 4
        script[out + 1] = waiting
        script[out + 2] = job[2]
        script[out + 3] = 0
        out += 4
    script[out] = 0
    script[out + 1] = 255
    script[out + 2] = 255
    script[out + 3] = 255
    return out + 4
