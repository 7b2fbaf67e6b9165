"""Sums s G + t Q of the curve for many signatures in step, compiled by numba.

All points are affine: an addition of two of them takes a division, and the divisions of all signatures take one
inversion together. So a step costs six or seven products of the field a signature.

A field element is a row of four words, least first, in Montgomery form, always below p. A row is one integer of 256
bits to LLVM, which makes the chains of carries of it. Public data only: the time depends on the values.

Trap: numba keeps compiled code by the age of this file alone, so nothing that is compiled may stand in another one.
Length: one file for that reason.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from terminal import sm2

_WORD, _WIDE, _ROW = ir.IntType(64), ir.IntType(128), ir.IntType(256)
_ROW_AT = _ROW.as_pointer()
_P = sm2.P
_R = 1 << 256


def rows(*values: int) -> Any:
    """Integers below 2^256 as rows of words."""
    return np.frombuffer(b"".join([each.to_bytes(32, "little") for each in values]), np.uint64).reshape(-1, 4).copy()


def montgomery(*values: int) -> Any:
    """Integers as rows of field elements."""
    return rows(*[each * _R % _P for each in values])


# --- the field: functions of LLVM, each made once in a module ---------------------------------------------------------


def _constant(value):
    return ir.Constant(_WORD, value & (1 << 64) - 1)


def _chain(build, name, left, right):
    """Words of a sum ("uadd") or difference ("usub"), and what is carried out of it.

    By words, because LLVM makes products of the same lines written for 256 bits.
    """
    pair = ir.LiteralStructType([_WORD, ir.IntType(1)])
    call = build.module.declare_intrinsic(f"llvm.{name}.with.overflow", [_WORD], ir.FunctionType(pair, [_WORD] * 2))
    out, carry = [], None
    for a, b in zip(left, right, strict=True):
        both = build.call(call, [a, b])
        word, over = build.extract_value(both, 0), build.extract_value(both, 1)
        if carry is not None:
            both = build.call(call, [word, build.zext(carry, _WORD)])
            word, over = build.extract_value(both, 0), build.or_(over, build.extract_value(both, 1))
        out.append(word)
        carry = over
    return out, carry


def _words(build, a):
    return [build.trunc(build.lshr(a, ir.Constant(_ROW, 64 * at)), _WORD) for at in range(4)]


def _joined(build, words):
    out = build.zext(words[0], _ROW)
    for at, word in enumerate(words[1:], 1):
        out = build.or_(out, build.shl(build.zext(word, _ROW), ir.Constant(_ROW, 64 * at)))
    return out


def _sum(build, left, right):
    """A sum of words that is below 2p, less p where it is not below p."""
    total, carry = _chain(build, "uadd", left, right)
    less, borrow = _chain(build, "usub", total, [_constant(_P >> 64 * at) for at in range(4)])
    negative = build.and_(borrow, build.not_(carry))
    return _joined(build, [build.select(negative, a, b) for a, b in zip(total, less, strict=True)])


def _add(build, a, b):
    return _sum(build, _words(build, a), _words(build, b))


def _subtract(build, a, b):
    less = build.sub(a, b)
    more = build.select(build.icmp_unsigned("<", a, b), ir.Constant(_ROW, _P), ir.Constant(_ROW, 0))
    return build.add(less, more)


def _halves(build, wide):
    return build.trunc(wide, _WORD), build.trunc(build.lshr(wide, ir.Constant(_WIDE, 64)), _WORD)


def _products(build, left, right, out, first):
    """Add the products of words to the words of out: each word of left with those of right from first(i) on."""
    for i in range(4):
        carry = None
        for j in range(first(i), 4):
            wide = build.mul(build.zext(left[i], _WIDE), build.zext(right[j], _WIDE))
            for more in (out[i + j], carry):
                if more is not None:
                    wide = build.add(wide, build.zext(more, _WIDE))
            out[i + j], carry = _halves(build, wide)
        if carry is not None:
            out[i + 4] = carry


def _divided(build, words):
    """Eight words / 2^256 mod p: four times the lowest word is taken off.

    p = 2^256 - 2^224 - 2^96 + 2^64 - 1, so the multiple of p that clears a word m is m itself times p, and
    (m p + m) / 2^64 is m 2^192 - (m 2^32) 2^128 + m - m 2^32.
    """
    zero, half = _constant(0), _constant(32)
    low = words[:4]
    for _ in range(4):
        m = low[0]
        up, down = build.shl(m, half), build.lshr(m, half)
        more, _none = _chain(build, "usub", [m, zero, zero, m], [up, down, up, down])
        low, _none = _chain(build, "uadd", [*low[1:], zero], more)
    return _sum(build, low, words[4:])


def _multiply(build, a, b):
    """a b / 2^256 mod p."""
    out = [None] * 8
    _products(build, _words(build, a), _words(build, b), out, lambda i: 0)
    return _divided(build, out)


def _square(build, a, _):
    """a^2 / 2^256 mod p: products of two different words once, doubled, then the squares of the words."""
    words = _words(build, a)
    out = [None] * 8
    _products(build, words, words, out, lambda i: i + 1)
    out[0] = out[7] = _constant(0)
    one, rest = _constant(1), _constant(63)
    twice = [build.shl(out[0], one)]
    twice += [build.or_(build.shl(b, one), build.lshr(a, rest)) for a, b in pairwise(out)]
    squares = [half for word in words for half in _halves(build, build.mul(*[build.zext(word, _WIDE)] * 2))]
    return _divided(build, _chain(build, "uadd", twice, squares)[0])


def _function(module, name, inputs, make):
    """A function of addresses of rows, made once in a module: `make(build, *addresses)` writes its body."""
    found = module.globals.get(name)
    if found is None:
        found = ir.Function(module, ir.FunctionType(ir.VoidType(), [_ROW_AT] * inputs), name)
        found.linkage = "internal"
        found.attributes.add("noinline")
        found.attributes.add("nounwind")
        build = ir.IRBuilder(found.append_basic_block())
        make(build, *found.args)
        build.ret_void()
    return found


def _row(context, builder, kind, value, number, rows_each=1):
    """The address of a row of an array, or of the first row of a place."""
    data = context.make_array(kind)(context, builder, value).data
    return builder.bitcast(builder.gep(data, [builder.mul(number, ir.Constant(number.type, 4 * rows_each))]), _ROW_AT)


def _load(build, at, row=0):
    return build.load(build.gep(at, [ir.Constant(_WORD, row)]), align=8)


def _store(build, value, at, row=0):
    build.store(value, build.gep(at, [ir.Constant(_WORD, row)]), align=8)


def _operation(name, make):
    """An intrinsic `name(out, i, a, j, b, k)`: row i of out becomes what `make` builds of two rows."""

    def body(build, out, a, b):
        _store(build, make(build, _load(build, a), _load(build, b)), out)

    @intrinsic
    def operation(typing, out, i, a, j, b, k):
        def code(context, builder, signature, args):
            at = [_row(context, builder, signature.args[n], args[n], args[n + 1]) for n in (0, 2, 4)]
            builder.call(_function(builder.module, name, 3, body), at)
            return context.get_dummy_value()

        return types.void(out, types.intp, a, types.intp, b, types.intp), code

    return operation


def _formula(name, make):
    """An intrinsic `name(places, n, total)`: `make(build, place, total)` loads and stores rows of place n and a row."""

    @intrinsic
    def formula(typing, places, n, total):
        def code(context, builder, signature, args):
            place = _row(context, builder, signature.args[0], args[0], args[1], PLACE)
            row = _row(context, builder, signature.args[2], args[2], ir.Constant(_WORD, 0))
            builder.call(_function(builder.module, name, 2, make), [place, row])
            return context.get_dummy_value()

        return types.void(places, types.intp, total), code

    return formula


# --- a place: the point of one signature, the one to be added to it, and what their sum takes -------------------------

X, Y, OTHER_X, OTHER_Y, SLOPE, BEFORE, PLACE = range(7)


def _twice_y(build, place, _):
    y = _load(build, place, Y)
    _store(build, _add(build, y, y), place, SLOPE)


def _apart(build, place, _):
    _store(build, _subtract(build, _load(build, place, OTHER_X), _load(build, place, X)), place, SLOPE)


def _forward(build, place, total):
    """The product of all slopes before this one is kept in its place; the total takes it in."""
    before = _load(build, total)
    _store(build, before, place, BEFORE)
    _store(build, _multiply(build, before, _load(build, place, SLOPE)), total)


def _backward(build, place, total):
    """total: the inverse of the product of the slopes up to this one. The slope becomes its inverse."""
    inverse, slope = _load(build, total), _load(build, place, SLOPE)
    _store(build, _multiply(build, inverse, slope), total)
    _store(build, _multiply(build, inverse, _load(build, place, BEFORE)), place, SLOPE)


def _doubled(build, place, _):
    """The point doubled. SLOPE: 1 / 2y. The slope is 3 (x^2 - 1) / 2y, as a = -3."""
    x, y = _load(build, place, X), _load(build, place, Y)
    part = _subtract(build, _square(build, x, x), ir.Constant(_ROW, _R % _P))
    part = _add(build, _add(build, part, part), part)
    _crossed(build, place, _multiply(build, part, _load(build, place, SLOPE)), x, y, x)


def _added(build, place, _):
    """The sum of the two points. SLOPE: one by the difference of their x."""
    x, y = _load(build, place, X), _load(build, place, Y)
    part = _subtract(build, _load(build, place, OTHER_Y), y)
    _crossed(build, place, _multiply(build, part, _load(build, place, SLOPE)), x, y, _load(build, place, OTHER_X))


def _crossed(build, place, slope, x, y, other_x):
    """The third point of the line with this slope, below the axis."""
    third = _subtract(build, _subtract(build, _square(build, slope, slope), x), other_x)
    _store(build, _subtract(build, _multiply(build, _subtract(build, x, third), slope), y), place, Y)
    _store(build, third, place, X)


twice_y = _formula("sm2_twice_y", _twice_y)
apart = _formula("sm2_apart", _apart)
forward = _formula("sm2_forward", _forward)
backward = _formula("sm2_backward", _backward)
doubled = _formula("sm2_doubled", _doubled)
added = _formula("sm2_added", _added)
add = _operation("sm2_add", _add)
sub = _operation("sm2_subtract", _subtract)
mul = _operation("sm2_multiply", _multiply)
square = _operation("sm2_square", _square)  # of its first row
copy = _operation("sm2_copy", lambda build, a, _: a)  # of its first row


@intrinsic
def take(typing, out, i, address, row):
    """Row i of out becomes a row of the table at an address."""

    def code(context, builder, signature, args):
        table = builder.inttoptr(args[2], _ROW_AT)
        value = builder.load(builder.gep(table, [args[3]]), align=8)
        builder.store(value, _row(context, builder, signature.args[0], args[0], args[1]), align=8)
        return context.get_dummy_value()

    return types.void(out, types.intp, types.uint64, types.intp), code


@njit(cache=True)
def each(a, b):
    """Of each pair of rows the product (by 2^256), the square of the first, sum and difference: for the proof."""
    out = np.empty((len(a), 4, 4), np.uint64)
    for n in range(len(a)):
        mul(out[n], 0, a, n, b, n)
        square(out[n], 1, a, n, a, n)
        add(out[n], 2, a, n, b, n)
        sub(out[n], 3, a, n, b, n)
    return out


# --- many at a time ---------------------------------------------------------------------------------------------------

_ZERO = rows(0)
_ONE = montgomery(1)
_CURVE_B = montgomery(sm2.B)
_PLAIN = rows(1)  # a product with it leaves Montgomery form
_ENTER = rows(_R * _R % _P)  # and one with it enters it
_G = montgomery(sm2.GX, sm2.GY)


def _nibbles(exponent):
    return np.array([int(digit, 16) for digit in f"{exponent:064x}"], np.uint8)


_INVERSE = _nibbles(_P - 2)
_ROOT = _nibbles((_P + 1) // 4)


@njit(cache=True)
def power(out, i, a, j, nibbles):
    """Row i of out becomes row j of a to the power of 64 digits of four bits. The rows are not the same."""
    table = np.empty((16, 4), np.uint64)
    copy(table, 0, _ONE, 0, _ONE, 0)
    for n in range(1, 16):
        mul(table, n, table, n - 1, a, j)
    copy(out, i, table, nibbles[0], table, 0)
    for digit in nibbles[1:]:
        for _ in range(4):
            square(out, i, out, i, out, i)
        if digit:
            mul(out, i, out, i, table, digit)


@njit(cache=True)
def invert_all(places):
    """Every slope becomes its inverse; none is 0."""
    total, product = np.empty((1, 4), np.uint64), np.empty((1, 4), np.uint64)
    copy(product, 0, _ONE, 0, _ONE, 0)
    for n in range(len(places)):
        forward(places, n, product)
    power(total, 0, product, 0, _INVERSE)
    for n in range(len(places) - 1, -1, -1):
        backward(places, n, total)


@njit(cache=True)
def double_all(places):
    """Every point is doubled."""
    for n in range(len(places)):
        twice_y(places, n, _ONE)
    invert_all(places)
    for n in range(len(places)):
        doubled(places, n, _ONE)


@njit(cache=True)
def add_all(places, state):
    """To every point the other one is added.

    state: 0: there is none to add; 1: there is; 2: the sum is empty, and the other becomes it; 3: given up. A pair with
    one x is a doubling, or its sum is at infinity: it is given up.
    """
    for n in range(len(places)):
        if state[n] == 1:
            apart(places, n, _ONE)
            slope = places[n, SLOPE]
            if slope[0] | slope[1] | slope[2] | slope[3] == 0:
                state[n] = 3
        if state[n] != 1:
            copy(places[n], SLOPE, _ONE, 0, _ONE, 0)
    invert_all(places)
    for n in range(len(places)):
        if state[n] == 1:
            added(places, n, _ONE)
        elif state[n] == 2:
            copy(places[n], X, places[n], OTHER_X, _ONE, 0)
            copy(places[n], Y, places[n], OTHER_Y, _ONE, 0)


@njit(cache=True)
def tables(points, bits, windows):
    """Of each point Q (rows x and y), for window j and m in 1..2^(bits-1), the point m 2^(bits j) Q: x and y in rows
    one behind the other."""
    count, half = len(points), 1 << (bits - 1)
    out = np.empty((count, windows * half * 2, 4), np.uint64)
    places = np.empty((count, PLACE, 4), np.uint64)
    places[:, X : Y + 1] = points
    state = np.ones(count, np.uint8)
    for j in range(windows):
        places[:, OTHER_X : OTHER_Y + 1] = places[:, X : Y + 1]
        for m in range(half):
            if m == 1:
                double_all(places)
            elif m:
                add_all(places, state)
            at = (j * half + m) * 2
            out[:, at : at + 2] = places[:, X : Y + 1]
        if j + 1 < windows:
            double_all(places)
    return out


@njit(cache=True)
def digits(scalars, bits):
    """Signed digits of scalars (rows of 32 bytes, least first): so many bits each, -2^(bits-1) excluded."""
    windows = 256 // bits + 1
    out = np.empty((len(scalars), windows), np.int16)
    for n in range(len(scalars)):
        carry = 0
        for j in range(windows):
            value, first = carry, bits * j
            for bit in range(first, min(first + bits, 256)):
                value += ((scalars[n, bit >> 3] >> (bit & 7)) & 1) << (bit - first)
            carry = int(value > 1 << (bits - 1))
            out[n, j] = value - (carry << bits)
    return out


@njit(cache=True)
def _gather(places, table, half, window, digit, empty, state):
    """The points that a window's digits name, and what is to be done with them."""
    for n in range(len(digit)):
        d = digit[n]
        if state[n] == 3:
            continue
        if d == 0:
            state[n] = 0
            continue
        row = (window * half + abs(d) - 1) * 2
        take(places[n], OTHER_X, table[n], row)
        take(places[n], OTHER_Y, table[n], row + 1)
        if d < 0:
            sub(places[n], OTHER_Y, _ZERO, 0, places[n], OTHER_Y)
        state[n] = 2 if empty[n] else 1
        empty[n] = False


@njit(cache=True)
def sums(base, base_bits, s, table, bits, t, tabled):
    """The x of s G + t Q for each pair of scalars, as plain rows; and whether it was given up, or is at infinity.

    base: address of the base's tables; table: addresses of those of Q: all windows where `tabled`, else the first.
    """
    count = len(s)
    places = np.empty((count, PLACE, 4), np.uint64)
    places[:, X : Y + 1] = _G  # a point to double while the sum is empty
    state, empty = np.zeros(count, np.uint8), np.ones(count, np.bool_)
    bases = np.full(count, base, np.uint64)
    of_s, of_t = digits(s, base_bits), digits(t, bits)
    last = of_t.shape[1] - 1
    for j in range(last, -1, -1):
        if not tabled and j < last:
            for _ in range(bits):
                double_all(places)
        _gather(places, table, 1 << (bits - 1), j if tabled else 0, of_t[:, j], empty, state)
        add_all(places, state)
    for j in range(of_s.shape[1]):
        _gather(places, bases, 1 << (base_bits - 1), j, of_s[:, j], empty, state)
        add_all(places, state)
    out = np.empty((count, 4), np.uint64)
    for n in range(count):
        mul(out, n, places[n], X, _PLAIN, 0)
    return out, (state == 3) | empty


@njit(cache=True)
def root(x):
    """A y of each plain x below p, as a plain row, and whether there is one."""
    count = len(x)
    out, found = np.empty((count, 4), np.uint64), np.empty(count, np.bool_)
    t = np.empty((3, 4), np.uint64)
    for n in range(count):
        mul(t, 0, x, n, _ENTER, 0)
        square(t, 1, t, 0, t, 0)
        for _ in range(3):
            sub(t, 1, t, 1, _ONE, 0)
        mul(t, 1, t, 1, t, 0)
        add(t, 1, t, 1, _CURVE_B, 0)  # x (x^2 - 3) + b
        power(t, 0, t, 1, _ROOT)
        square(t, 2, t, 0, t, 0)
        found[n] = np.all(t[1] == t[2])
        mul(out, n, t, 0, _PLAIN, 0)
    return out, found
