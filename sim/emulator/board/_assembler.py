"""The assembler of the programmable IO: a decorated function is called once with the instructions as its
globals.

Encoding: the tables of chapter 3.4 of the RP2040 datasheet. A program is its 16-bit words with delay and
side-set bits where the silicon has them.
"""

from micropython import const

_DELAY = const(8)  # first bit of the field that delay and side-set share
_CONDITIONS = ("", "not_x", "x_dec", "not_y", "y_dec", "x_not_y", "pin", "not_osre")
_IN = {"pins": 0, "x": 1, "y": 2, "null": 3, "isr": 6, "osr": 7}
_OUT = {"pins": 0, "x": 1, "y": 2, "null": 3, "pindirs": 4, "pc": 5, "isr": 6, "exec": 7}
_MOV_TO = {"pins": 0, "x": 1, "y": 2, "pindirs": 3, "exec": 4, "pc": 5, "isr": 6, "osr": 7}
_MOV_FROM = {"pins": 0, "x": 1, "y": 2, "null": 3, "status": 5, "isr": 6, "osr": 7}
_SET = {"pins": 0, "x": 1, "y": 2, "pindirs": 4}
_WAIT = {"gpio": 0, "pin": 1, "irq": 2}
_INVERT = const(1 << 3)
_REVERSE = const(2 << 3)
_NAMES = set(_CONDITIONS[1:]) | set(_IN) | set(_OUT) | set(_MOV_FROM) | set(_WAIT)


class PIOASMError(Exception):
    pass


class Program:
    """The words of a program and how a state machine is set up for it."""

    def __init__(self, in_shiftdir, out_shiftdir, autopush, autopull, push_thresh, pull_thresh, fifo_join):
        self.in_shiftdir = in_shiftdir
        self.out_shiftdir = out_shiftdir
        self.autopush = autopush
        self.autopull = autopull
        self.push_thresh = push_thresh
        self.pull_thresh = pull_thresh
        self.fifo_join = fifo_join
        self.entries = []  # [word, delay, side or None]
        self.labels = {}
        self.jumps = []  # (entry, label)
        self.wrap_target = 0
        self.wrap = None
        self.pins = [None] * 3  # initial states of out, set and side pins
        self.side_pindirs = False
        self.side_count = 0
        self.side_optional = False
        self.words = []

    def finish(self):
        for entry, label in self.jumps:
            if label not in self.labels:
                raise PIOASMError("unknown label", label)
            entry[0] |= self.labels[label]
        if len(self.entries) > 32:
            raise PIOASMError("program too long")
        self.side_count = len(self.pins[2] or ())
        if self.side_count:
            self.side_optional = any(entry[2] is None for entry in self.entries)
        self.words = [
            word | _shared_field(delay, side, self.side_count, self.side_optional) for word, delay, side in self.entries
        ]
        self.wrap = len(self.words) - 1 if self.wrap is None else self.wrap
        return self

    def configuration(self):
        """What goes to the chip behind the pins and thresholds."""
        flags = self.autopush | self.autopull << 1 | self.side_optional << 2 | self.side_pindirs << 3
        words = [flags, self.fifo_join, self.wrap_target, self.wrap, self.side_count, len(self.words)]
        for states in self.pins:
            states = states or ()
            words.append(len(states))
            words.append(sum(state << 2 * place for place, state in enumerate(states)))
        return words + self.words


def _shared_field(delay, side, count, optional):
    room = 5 - count - optional
    if delay >> room:
        raise PIOASMError("delay too large")
    field = delay
    if side is not None:
        field |= side << room
        if optional:
            field |= 16
    return field << _DELAY


class _Emitter:
    """The globals of a program's function: each call adds a word."""

    def __init__(self, program):
        self._program = program

    def table(self):
        table = {name: name for name in _NAMES}
        table.update({"block": 0x20, "noblock": 0x01, "iffull": 0x40, "ifempty": 0x40, "clear": 0x40})
        for name in ("jmp", "wait", "in_", "out", "push", "pull", "mov", "irq", "set", "nop", "word", "label",
                     "wrap", "wrap_target"):  # fmt: skip
            table[name] = getattr(self, "_" + name)
        table["rel"] = lambda number: 0x10 | number
        table["invert"] = lambda name: (name, _INVERT)
        table["reverse"] = lambda name: (name, _REVERSE)
        return table

    def _add(self, word):
        self._program.entries.append([word, 0, None])
        return self

    def __getitem__(self, delay):
        return self.delay(delay)

    def delay(self, delay):
        self._program.entries[-1][1] = delay
        return self

    def side(self, value):
        self._program.entries[-1][2] = value
        return self

    def _wrap_target(self):
        self._program.wrap_target = len(self._program.entries)

    def _wrap(self):
        self._program.wrap = len(self._program.entries) - 1

    def _label(self, name):
        self._program.labels[name] = len(self._program.entries)

    def _word(self, word, label=None):
        self._add(word)
        if label is not None:
            self._program.jumps.append((self._program.entries[-1], label))
        return self

    def _nop(self):
        return self._mov("y", "y")

    def _jmp(self, condition, label=None):
        if label is None:
            condition, label = "", condition
        word = _CONDITIONS.index(condition) << 5
        return self._word(word | label) if isinstance(label, int) else self._word(word, label)

    def _wait(self, polarity, source, index):
        return self._add(0x2000 | polarity << 7 | _WAIT[source if isinstance(source, str) else "irq"] << 5 | index)

    def _in_(self, source, count):
        return self._add(0x4000 | _IN[source] << 5 | count & 31)

    def _out(self, target, count):
        return self._add(0x6000 | _OUT[target] << 5 | count & 31)

    def _push(self, *options):
        return self._add(0x8000 | self._fifo(options))

    def _pull(self, *options):
        return self._add(0x8080 | self._fifo(options))

    def _fifo(self, options):
        word = 0x20
        for option in options:
            word = word & ~0x20 if option == 1 else word | option
        return word

    def _mov(self, target, source):
        operation = 0
        if isinstance(source, tuple):
            source, operation = source
        return self._add(0xA000 | _MOV_TO[target] << 5 | operation | _MOV_FROM[source])

    def _irq(self, mode, index=None):
        if index is None:
            mode, index = 0, mode
        return self._add(0xC000 | (mode & 0x60) | index)

    def _set(self, target, value):
        return self._add(0xE000 | _SET[target] << 5 | value)


def _states(value):
    return None if value is None else (value,) if isinstance(value, int) else tuple(value)


def asm_pio(
    *,
    out_init=None,
    set_init=None,
    sideset_init=None,
    side_pindir=False,
    in_shiftdir=0,
    out_shiftdir=0,
    autopush=False,
    autopull=False,
    push_thresh=32,
    pull_thresh=32,
    fifo_join=0,
):
    """Turns a function of instructions into a program."""

    def assemble(function):
        program = Program(in_shiftdir, out_shiftdir, autopush, autopull, push_thresh, pull_thresh, fifo_join)
        program.pins = [_states(out_init), _states(set_init), _states(sideset_init)]
        program.side_pindirs = side_pindir
        _run(function, _Emitter(program).table())
        return program.finish()

    return assemble


def _run(function, table):
    namespace = function.__globals__
    kept = namespace.copy()
    namespace.clear()
    namespace.update(table)
    try:
        function()
    finally:
        namespace.clear()
        namespace.update(kept)


def asm_pio_encode(text, sideset_count, sideset_opt=False):
    """One instruction as the 16 bits a state machine executes."""
    program = Program(0, 0, False, False, 32, 32, 0)
    eval(text, _Emitter(program).table())
    if len(program.entries) != 1:
        raise PIOASMError("expecting exactly 1 instruction")
    word, delay, side = program.entries[0]
    return word | _shared_field(delay, side, sideset_count, sideset_opt)
