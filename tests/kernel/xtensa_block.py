"""Runs of Xtensa code as Python functions, a few times as fast as one instruction after the other;
tests/desktop/test_kernel_field.py holds them against each other.

A run goes on until its code leaves for somewhere else, with all registers in variables. A branch over one or two
instructions is an `if` around them.
"""

from collections.abc import Callable
from types import CodeType

from tests.kernel import xtensa_code as x
from tests.kernel.cpu import Fault

Block = Callable[[list[int], list[int]], tuple[int, int]]  # registers, shift -> where to go on, instructions done
_LENGTH_MAX = 2_000  # instructions
_OVER_MAX = 2  # instructions in an `if`

_LOAD = "at = {address} - B\nif at & 3 or not 0 <= at < S: raise F('a word at %#x' % (at + B))\n{to} = W[at >> 2]"
_STORE = "at = {address} - B\nif at & 3 or not 0 <= at < S: raise F('a word at %#x' % (at + B))\nW[at >> 2] = {to}"
_LOAD_BYTE = "at = {address} - B\nif not 0 <= at < S: raise F('a byte at %#x' % (at + B))\n{to} = M[at]"
_STORE_BYTE = "at = {address} - B\nif not 0 <= at < S: raise F('a byte at %#x' % (at + B))\nM[at] = {to} & 255"
# By instruction; s, t and r are registers, e what else.
_PLAIN = {
    x.NOP: "pass", x.NOP_N: "pass",
    x.ADD: "{r} = {s} + {t} & A", x.ADD_N: "{r} = {s} + {t} & A", x.SUB: "{r} = {s} - {t} & A",
    x.OR: "{r} = {s} | {t}", x.AND: "{r} = {s} & {t}", x.XOR: "{r} = {s} ^ {t}",
    x.MULL: "{r} = {s} * {t} & A", x.MULUH: "{r} = {s} * {t} >> 32",
    x.ADDI: "{t} = {s} + {e} & A", x.ADDI_N: "{r} = {s} + {e} & A", x.MOV_N: "{t} = {s}",
    x.MOVI: "{t} = {e} & A", x.MOVI_N: "{s} = {e} & A",
    x.SLLI: "{r} = {s} << {e} & A", x.SRAI: "{r} = ({t} - (({t} >> 31) << 32)) >> {e} & A",
    x.EXTUI: "{r} = {t} >> {low} & {mask}",
    x.ADDX2: "{r} = ({s} << 1) + {t} & A", x.ADDX4: "{r} = ({s} << 2) + {t} & A",
    x.SSL: "h[0] = 32 - ({s} & 31)", x.SSR: "h[0] = {s} & 31",
    x.SLL: "{r} = {s} << 32 - h[0] & A", x.SRL: "{r} = {t} >> h[0]",
    x.SRA: "{r} = ({t} - (({t} >> 31) << 32)) >> h[0] & A",
    x.L32I: _LOAD, x.L32I_N: _LOAD, x.S32I: _STORE, x.S32I_N: _STORE,
    x.L8UI: _LOAD_BYTE, x.S8I: _STORE_BYTE, x.L32R: "{t} = {literal}",
}  # fmt: skip
_CONDITION = {
    x.BEQ: "{s} == {t}", x.BNE: "{s} != {t}", x.BLTU: "{s} < {t}", x.BGEU: "{s} >= {t}",
    x.BEQZ: "not {s}", x.BNEZ: "{s}",
    x.BLT: "{s} ^ 1 << 31 < {t} ^ 1 << 31", x.BGE: "{s} ^ 1 << 31 >= {t} ^ 1 << 31",
}  # fmt: skip


def compiled(pc: int, decoded: Callable[[int], tuple[int, ...]], literal: Callable[[int], int]) -> CodeType | None:
    """The run that begins at pc, for `bound`; None when its first instruction is none that is known here."""
    body: list[str] = []
    done = 0  # instructions for certain; those in an `if` count themselves
    start = pc
    while done < _LENGTH_MAX:
        try:
            code, s, t, r, extra = decoded(pc)
        except Fault:
            break
        size = 2 if code >= 100 else 3
        if code == x.J:
            body.append(f"return {_ALL}, {extra}, n + {done + 1}")
            pc = -1
            break
        if code in _CONDITION:
            condition = _CONDITION[code].format(s=f"a{s}", t=f"a{t}")
            done += 1
            over = _over(pc + size, extra, decoded)
            if over:
                inside = [_plain(*each, literal) for each in over]
                inner = "\n".join(inside).replace("\n", "\n ")
                body.append(f"if not ({condition}):\n n += {len(over)}\n {inner}")
                pc = extra
                continue
            body.append(f"if {condition}: return {_ALL}, {extra}, n + {done}")
        elif code in _PLAIN:
            body.append(_plain(code, s, t, r, extra, literal))
            done += 1
        else:
            break
        pc += size
    if pc == start:
        return None
    if pc >= 0:
        body.append(f"return {_ALL}, {pc}, n + {done}")
    lines = "\n".join(body).replace("\n", "\n ")
    return compile(f"def run({_ALL}, h):\n n = 0\n {lines}\n", f"xtensa {start:#x}", "exec")


_ALL = ", ".join(f"a{number}" for number in range(16))


def bound(code: CodeType, memory: bytearray, base: int) -> Callable[..., tuple[int, ...]]:
    """A run over this memory: run(sixteen registers, [shift]) -> sixteen registers, where to go on, instructions."""
    names = {"A": 0xFFFF_FFFF, "B": base, "S": len(memory), "F": Fault, "M": memory, "W": memoryview(memory).cast("I")}
    exec(code, names)
    return names["run"]  # type: ignore[return-value]


def _over(pc: int, target: int, decoded: Callable[[int], tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The plain instructions between here and a target, if they are few and nothing else; else none."""
    found: list[tuple[int, ...]] = []
    while pc < target and len(found) < _OVER_MAX:
        each = decoded(pc)
        if each[0] not in _PLAIN:
            return []
        found.append(each)
        pc += 2 if each[0] >= 100 else 3
    return found if pc == target else []


def _plain(code: int, s: int, t: int, r: int, extra: int, literal: Callable[[int], int]) -> str:
    names = {"s": f"a{s}", "t": f"a{t}", "r": f"a{r}", "to": f"a{t}", "e": extra, "address": f"a{s} + {extra}"}
    if code == x.EXTUI:
        names |= {"low": extra & 31, "mask": (1 << (extra >> 5)) - 1}
    if code == x.L32R:
        names["literal"] = literal(extra)
    return _PLAIN[code].format(**names)
