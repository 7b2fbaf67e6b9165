"""Points of the SM2 curve by their y: the roots of x^3 + a x + b - y^2 modulo p."""

import functools

from terminal.sm2 import A, B, P

Polynomial = tuple[int, int, int]  # coefficients of 1, x, x^2


@functools.lru_cache(maxsize=64)  # readings of one code ask for the same bytes again and again
def points_of_y(y: int) -> tuple[tuple[int, int], ...]:
    """Up to three points with this y. Clause: the curve's equation, GB/T 32918.5."""
    if not 0 < y < P:
        return ()
    constant = (B - y * y) % P
    return tuple((x, y) for x in _roots(constant))


def _times(f: Polynomial, g: Polynomial, constant: int) -> Polynomial:
    """A product modulo x^3 + A x + constant."""
    c = [0] * 5
    for i in range(3):
        for j in range(3):
            c[i + j] += f[i] * g[j]
    for high in (4, 3):
        c[high - 2] -= c[high] * A
        c[high - 3] -= c[high] * constant
    return c[0] % P, c[1] % P, c[2] % P


def _power(base: Polynomial, exponent: int, constant: int) -> Polynomial:
    out: Polynomial = (1, 0, 0)
    for bit in bin(exponent)[2:]:
        out = _times(out, out, constant)
        if bit == "1":
            out = _times(out, base, constant)
    return out


def _trim(f: list[int]) -> list[int]:
    while f and not f[-1]:
        f.pop()
    return f


def _gcd(f: list[int], g: list[int]) -> list[int]:
    f, g = _trim(f[:]), _trim(g[:])
    while g:
        inverse = pow(g[-1], -1, P)
        while len(f) >= len(g):
            factor, shift = f[-1] * inverse % P, len(f) - len(g)
            for at, each in enumerate(g):
                f[at + shift] = (f[at + shift] - factor * each) % P
            _trim(f)
        f, g = g, f
    inverse = pow(f[-1], -1, P) if f else 0
    return [each * inverse % P for each in f]


def _roots(constant: int) -> list[int]:
    whole = [constant, A, 0, 1]
    power = list(_power((0, 1, 0), P, constant))
    power[1] = (power[1] - 1) % P
    return sorted(_split(_gcd(whole, power), constant))


def _split(f: list[int], constant: int) -> list[int]:
    """The roots of a product of different linear factors that divides the cubic."""
    if len(f) <= 1:
        return []
    if len(f) == 2:
        return [-f[0] % P]
    for shift in range(1, 64):
        power = list(_power((shift, 1, 0), (P - 1) // 2, constant))
        power[0] = (power[0] - 1) % P
        part = _gcd(f, power)
        if 1 < len(part) < len(f):
            rest = _quotient(f, part)
            return _split(part, constant) + _split(rest, constant)
    return []


def _quotient(f: list[int], g: list[int]) -> list[int]:
    f, out = f[:], [0] * (len(f) - len(g) + 1)
    for at in range(len(out) - 1, -1, -1):
        out[at] = f[at + len(g) - 1]
        for index, each in enumerate(g):
            f[at + index] = (f[at + index] - out[at] * each) % P
    return out
