"""The way from this VM to the chip model outside, and back by interrupt.

`native` is one function the host put into the VM; nothing of the VM runs while it waits for the answer.
`page` is memory shared with the chip: levels of the pins, flags, the board's time as this VM counts it, and what else
need not be asked for.
"""

import sys

import calls
import micropython
from micropython import const
from uctypes import addressof, bytearray_at

_CALL_NS = const(5000)  # of a call into the chip's registers and back, in bytecode
_PAGE_BYTES = const(1024)
_AWAKE = const(50)  # set when something has happened that a dozing firmware looks at now: see doze.py
# Places of numbers of 64 bits, in words of 32.
_FED = const(2)  # when the watchdog was fed
_UNIX_US = const(4)  # what the chip's own clock is ahead
_NOW = const(6)  # the board's time as this VM counts it
_DUE = const(10)  # nothing happens before
_STIRRED = const(80)  # for a board that dozes: the last event
_LISTENS = const(82)  # until when it looks often
_MOST = const(84)  # how long it waits at most
_LOOK = const(86)  # and while it looks often
_MOVED = const(88)  # no byte is moved before
_CHANNELS = const(96)  # the registers of direct memory access
_LINES = const(0x100)  # interrupt lines in the page, one byte each
_LINE_COUNT = const(64)
_SCHEDULED = const(0)  # set while a dispatch is scheduled and has not begun
_KEY = const(49)  # set when an interrupt character has come
_DISPATCHING = const(51)  # set while handlers run

native = None
page = None
_handlers = []


def call(operation, a=0, b=0, give=None, take=None):
    """Ask the chip. Bytes in `give` go out, answered bytes are stored in `take`. Raises OSError."""
    count(_CALL_NS)
    if give is not None:
        answer = native(operation, a + 0, b + 0, addressof(give), len(give), 0)
    elif take is not None:
        answer = native(operation, a + 0, b + 0, addressof(take), 0, len(take))
    else:
        answer = native(operation, a + 0, b + 0, 0, 0, 0)
    if answer < 0:
        raise OSError(-answer)
    return answer


def exchange(operation, a, b, buffer, give, take):
    """Like call(), with the first `give` bytes of one buffer going out and up to `take` coming back in
    place."""
    count(_CALL_NS)
    answer = native(operation, a, b, addressof(buffer), give, take)
    if answer < 0:
        raise OSError(-answer)
    return answer


def attach(address):
    """Map the shared page."""
    global page
    page = bytearray_at(address, _PAGE_BYTES)


# What follows is machine code, and sees the page as words of 32 bits, two for each of its numbers: every turn of a
# firmware comes here some thirty times, and bytecode would make an object of each number.


@micropython.viper
def count(ns: int) -> int:
    """Add to the board's time, and return it; a call follows."""
    words = ptr32(page)
    now = (words[_NOW] | words[_NOW + 1] << 32) + ns
    words[_NOW] = now
    words[_NOW + 1] = now >> 32
    return now


@micropython.viper
def spend(ns: int) -> int:
    """Work that took so long on the board. Returns its time in nanoseconds.

    While nothing happens around the VM, time passes without a call. Asking what is due takes no time.
    """
    words = ptr32(page)
    now = (words[_NOW] | words[_NOW + 1] << 32) + ns
    words[_NOW] = now
    words[_NOW + 1] = now >> 32
    if now < (words[_DUE] | words[_DUE + 1] << 32):
        return now
    native(calls.PASS, 0, 0, 0, 0, 0)
    return words[_NOW] | words[_NOW + 1] << 32


@micropython.viper
def feed(ns: int):
    """The same, with a meal for the watchdog at its end."""
    now = int(spend(ns))
    words = ptr32(page)
    words[_FED] = now
    words[_FED + 1] = now >> 32


@micropython.viper
def unix_us() -> int:
    """Microseconds between the time that spend() returns and the clock of the chip."""
    words = ptr32(page)
    return words[_UNIX_US] | words[_UNIX_US + 1] << 32


@micropython.viper
def channel(place: int) -> int:
    """A register of direct memory access, from the page; below zero when a byte may have moved since."""
    now = int(spend(_CALL_NS))
    words = ptr32(page)
    if now < (words[_MOVED] | words[_MOVED + 1] << 32):
        place = _CHANNELS + place + place
        return words[place] | words[place + 1] << 32
    return -1


@micropython.viper
def rest(ns: int, idle: int) -> int:
    """Let `ns` pass without a call if nothing happens meanwhile: 0. Otherwise what to wait by a call.

    idle: 1 for a firmware that has nothing to do; then a board that dozes waits longer, see doze.py.
    """
    words = ptr32(page)
    bits = ptr8(page)
    now = (words[_NOW] | words[_NOW + 1] << 32) + _CALL_NS
    wait = ns
    if idle and not bits[_AWAKE]:
        most = words[_MOST] | words[_MOST + 1] << 32
        if now < (words[_LISTENS] | words[_LISTENS + 1] << 32):
            most = words[_LOOK] | words[_LOOK + 1] << 32
        since = now - (words[_STIRRED] | words[_STIRRED + 1] << 32) >> 4
        if since > most:
            since = most
        if since > wait:
            wait = since
    if now + wait >= (words[_DUE] | words[_DUE + 1] << 32):
        return wait
    if idle:
        bits[_AWAKE] = 0
    now += wait
    words[_NOW] = now
    words[_NOW + 1] = now >> 32
    return 0


def sleep(ns):
    """Wait; interrupts are served meanwhile."""
    end = count(0) + ns
    while ns > 0:
        if rest(ns, 0):
            call(calls.SLEEP, ns)
        ns = end - count(0)


def idle(ns):
    """As sleep(), of a firmware that has nothing to do."""
    end = count(0) + ns
    wait = rest(ns, 1)
    if wait:
        call(calls.IDLE, ns, wait)
        sleep(end - count(0))


def line(handler):
    """An interrupt line of one's own that calls handler()."""
    for number in range(len(_handlers)):
        if _handlers[number] is None:
            _handlers[number] = handler
            return number
    if len(_handlers) == _LINE_COUNT:
        raise OSError(12)
    _handlers.append(handler)
    return len(_handlers) - 1


def release(number):
    """Give a line back."""
    _handlers[number] = None
    page[_LINES + number] = 0


def _handle(handler):
    try:
        if handler is not None:
            handler()
    except BaseException as error:  # as the VM treats a function that it has scheduled
        sys.print_exception(error)


def dispatch(_):
    """Run the handlers of the lines that are up; the host schedules it.

    An interrupt character comes last, also one that came with the answer to a handler's call, and nothing behind it:
    what the VM raises for it must not be raised in here.
    """
    page[_SCHEDULED] = 0
    page[_DISPATCHING] = 1
    try:
        for number in range(len(_handlers)):
            if page[_LINES + number]:
                page[_LINES + number] = 0
                _handle(_handlers[number])
    finally:
        page[_DISPATCHING] = 0
    if page[_KEY]:
        return native(calls.KEYBOARD, 0, 0, 0, 0, 0)
