"""The calls that vm.mjs makes: runs in the 32-bit VM, beside the firmware."""

import sys

import _host
import recode
from hardware import Module, Reset, board, nothing  # noqa: F401
from uctypes import addressof

_kept = []  # pieces of the heap that stand for something else
_loop = []  # the terminal and its files
_codes = []  # held up, not read yet


def hold(length_bytes):
    """Take a piece of the heap."""
    _kept.append(bytearray(length_bytes))


def load(name):
    """Import one module."""
    __import__(name)
    if name == "terminal.sm3":  # it makes much garbage and looks at no hardware
        module = sys.modules[name]
        plain = module._compress
        module._compress = lambda state, block: (nothing(), plain(state, block))[1]


class _Field:
    R_BITS = 256

    @staticmethod
    def run(program, slots, at):
        _host.field(addressof(program), addressof(slots), at)


def _compress(state, blocks, count):
    _host.compress(addressof(state), addressof(blocks), count)


def machine_code(name, kind, length_bytes):
    """A module of machine code, which this VM does not take: its size, and something that does the same."""
    if kind == "field":
        module = _Field
    elif kind == "sm3":
        module = Module(compress=_compress, tables=bytearray(560))
    else:
        module = recode
    parent = name.rsplit(".", 1)[0]
    sys.modules[name] = module
    setattr(__import__(parent, None, None, ("*",)), name.rsplit(".", 1)[1], module)
    if length_bytes > 0:
        _kept.append(bytearray(length_bytes))


# what the firmware does


def make(name):
    """What boards/start.py does up to the start of a terminal."""
    from boards import start, state as files

    own = __import__("boards." + name + ".board", None, None, ("*",)).board
    relay = own.relay()
    relay.open()
    state = start.State(own.limits.STATE)
    _loop.append(start.Terminal(own, relay, state, files.build(start._SLOT)))
    _loop.append(state)


def begin():
    """Start it."""
    _loop[0].start()
    scanner = _loop[0].scanner
    scanner.setup = lambda now_ms: True
    scanner.poll = _shown


def _shown(now_ms):
    _host.pause()
    return (_codes.pop(0),) if _codes else ()


def turns(count):
    """So many turns of the loop, and the pause between them."""
    terminal = _loop[0]
    for _ in range(count):
        terminal.turn()


def show(hexadecimal):
    """Hold up a code."""
    from binascii import unhexlify

    _codes.append(unhexlify(hexadecimal))


def turn():
    """One turn; whether a decision is under way."""
    _loop[0].turn()
    return bool(_codes) or _loop[0].loop.busy()


def on_trial(name):
    """The start of an image on trial."""
    from boards import start, trial

    terminal, state = _loop
    try:
        trial.run(terminal, terminal.board, state, start._SLOT[:-2])
    except Reset:
        return
    raise RuntimeError("an image on trial came to its end without a restart")


def in_service():
    """A start in service mode."""
    _loop[1].write("service", b"")
    _loop[0].enter_service()
    _loop[1].close()
    _loop.clear()


def service(function, arguments):
    """Call a service function; raises what it says is wrong."""
    import json

    said = []
    module = __import__("boards.service", None, None, ("*",))
    module.print = said.append
    getattr(module, function)(*json.loads(arguments))
    answer = json.loads(said[0])
    wrong = [each["name"] for each in answer.get("checks", ()) if not each["ok"]]
    if not answer["ok"] and wrong != ["scanner"]:  # a module stays silent here
        raise RuntimeError(said[0])


def _call(name, *arguments):
    return globals()[name](*arguments)
