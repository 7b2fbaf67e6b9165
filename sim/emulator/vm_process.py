"""The processor: a process whose main thread runs the MicroPython VM, beside one thread for what interrupts
it.

Started by processor.py as a script of its own, with nothing but the standard library. The VM is loaded as a
shared library and runs without this interpreter's lock. Calls from the VM come in through one function that
is put into it as a built-in; while such a call waits for the chip, nothing of the VM runs, as on a bus.
Interrupts are scheduled in the VM, and SIGURG breaks the system call it may be waiting in.
"""

import ctypes
import fcntl
import mmap
import os
import select
import signal
import socket
import struct
import sys
import termios
import threading
import time

REQUEST = struct.Struct("<IqqII")  # operation, a, b, bytes wanted, bytes that follow
NOTICE = struct.Struct("<BqI")  # kind; line, address or value; bytes that follow
LINE, KEYBOARD, MEMORY, ANSWER = range(4)  # two that interrupt; what other masters wrote; what ends a call
PAGE_BYTES = 1024
# Places in the page: a dispatch is scheduled and has not begun; a call waits for its answer; an interrupt character;
# handlers run; lines.
SCHEDULED, CALLING, KEY, DISPATCHING, LINES = 0, 48, 49, 51, 256
_KEYBOARD = 11  # the call that says that the interrupt character can be acted on now: board/calls.py
EXIT_FRIENDLY, EXIT_RAW = 64, 65  # the VM ended by itself, in this mode of its prompt

_OVERDUE_S = 0.02  # a dispatch that has not begun by then is signalled once more, with another notice scheduled, too


def receive(line: socket.socket, count: int) -> bytes:
    """Exactly `count` bytes; ends the process when the chip is gone."""
    data = b""
    while len(data) < count:
        more = line.recv(count - len(data), socket.MSG_WAITALL)  # a signal may cut it short
        if not more:
            os._exit(1)
        data += more
    return data


class Vm:
    """The library, and the few of its functions that another thread may call."""

    def __init__(self, path: str, calls: socket.socket, notices: socket.socket, page: mmap.mmap) -> None:
        self._library = ctypes.CDLL(path)
        self._calls = calls
        self._notices = notices
        self._acted = 0
        self._page = page
        self._schedule = self._library.mp_sched_schedule
        self._schedule.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        self._schedule.restype = ctypes.c_bool
        signature = ctypes.CFUNCTYPE(ctypes.c_size_t, ctypes.c_size_t, ctypes.POINTER(ctypes.c_size_t))
        self._entry = signature(self._call)
        # mp_obj_fun_builtin_var_t: type, argument count (at least 6, any number more), function
        kind = ctypes.addressof(ctypes.c_byte.in_dll(self._library, "mp_type_fun_builtin_var"))
        entry = ctypes.cast(self._entry, ctypes.c_void_p).value
        self._function = (ctypes.c_size_t * 3)(kind, 6 << 17 | 0xFFFF << 1, entry or 0)
        self._slot = ctypes.create_string_buffer(16)
        self._dispatch = 0
        self._scheduled_s = 0.0
        self._main = threading.get_ident()

    @property
    def slot(self) -> int:
        """Where the boot code leaves the address of an object it hands over."""
        return ctypes.addressof(self._slot)

    def _call(self, _: int, arguments: "ctypes._Pointer[ctypes.c_size_t]") -> int:
        operation, a, b, address, give, take = (ctypes.c_ssize_t(arguments[place]).value >> 1 for place in range(6))
        if operation == _KEYBOARD:
            self._act_on_key(self._page[KEY])
            return 1
        self._page[CALLING] = 1
        data = ctypes.string_at(address, give) if give else b""
        self._calls.sendall(REQUEST.pack(operation, a, b, take, give) + data)
        while True:
            kind, value, count = NOTICE.unpack(receive(self._calls, NOTICE.size))
            data = receive(self._calls, count)
            if count:
                ctypes.memmove(address if kind == ANSWER else value, data, count)
            if kind == ANSWER:
                self._page[CALLING] = 0
                return int(value << 1 | 1) & 0xFFFFFFFFFFFFFFFF
            if kind == LINE:  # served when this call is over
                self._page[LINES + value] = 1
                if not self._page[SCHEDULED] and self._schedule(self._dispatch, 3):
                    self._page[SCHEDULED] = 1
            elif kind == KEYBOARD and self._page[DISPATCHING]:  # a handler calls: it must not be ended
                self._page[KEY] = value
            elif kind == KEYBOARD:
                self._act_on_key(value)

    def _act_on_key(self, number: int) -> None:
        """End the program that runs, in its own thread, so that it cannot end meanwhile. The host hears whether there
        was one: for a prompt the character is one like others. number: of this key; it comes in two ways and acts once.
        """
        self._page[KEY] = 0
        if number in (0, self._acted):
            return
        self._acted = number
        runs = bool(termios.tcgetattr(0)[3] & termios.ISIG)
        if runs:
            self._library.mp_sched_keyboard_interrupt()
        self._notices.sendall(bytes([runs]))

    def _take(self) -> int:
        while not self._slot.raw[8]:
            time.sleep(0.0005)
        address = int.from_bytes(self._slot.raw[:8], "little")
        self._slot[8] = b"\0"
        return address

    def listen(self) -> None:
        """The thread of the interrupts."""
        receiver = self._take()
        self._interrupt(receiver, ctypes.addressof(self._function))
        self._dispatch = self._take()
        self.serve()

    def serve(self) -> None:
        """Pass on what interrupts. A signal that comes right before the VM enters a system call does not interrupt it,
        so it is repeated until the dispatch has begun; but not while a call waits for its answer, which brings what
        interrupts.
        """
        while True:
            while self._page[SCHEDULED] and not select.select([self._notices], [], [], _OVERDUE_S)[0]:
                if not self._page[CALLING]:
                    signal.pthread_kill(self._main, signal.SIGURG)
            kind, number, _ = NOTICE.unpack(receive(self._notices, NOTICE.size))
            if kind == LINE:
                self._raise(LINES + number, 1)
            else:
                self._raise(KEY, number)

    def _raise(self, place: int, value: int) -> None:
        self._page[place] = value
        now = time.monotonic()
        if not self._page[SCHEDULED] or now - self._scheduled_s > _OVERDUE_S:
            self._page[SCHEDULED] = 1
            self._scheduled_s = now
            self._interrupt(self._dispatch, 3)

    def _interrupt(self, function: int, argument: int) -> None:
        while not self._schedule(function, argument):
            time.sleep(0.0002)  # the VM's queue holds four
        signal.pthread_kill(self._main, signal.SIGURG)

    def run(self, heap: int, raw: bool, boot: str) -> int:
        """Run the VM in this thread until its prompt ends; the exit status."""
        mode = ctypes.c_int.in_dll(self._library, "pyexec_mode_kind")
        mode.value = int(raw)
        words = ["micropython", "-X", f"heapsize={heap}", "-i", "-c", boot]
        arguments = (ctypes.c_char_p * (len(words) + 1))(*(word.encode() for word in words))
        environment = ctypes.CDLL(None)
        environment.setenv(b"MICROPYPATH", b".", 1)  # modules keep their paths in the heap: always the same
        environment.unsetenv(b"HOME")
        self._library.micropython_unix_main(len(words), arguments)
        return EXIT_RAW if mode.value else EXIT_FRIENDLY


def main() -> None:
    """Arguments: library, descriptors of calls, notices, page and flash image, heap, raw, mark. The board's
    modules lie in the current folder.
    """
    library, calls_fd, notices_fd, page_fd, image_fd, heap, raw, mark = sys.argv[1:]
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGURG, lambda *_: None)
    signal.siginterrupt(signal.SIGURG, True)
    page = mmap.mmap(int(page_fd), PAGE_BYTES)
    image = mmap.mmap(int(image_fd), 0)
    vm = Vm(library, socket.socket(fileno=int(calls_fd)), socket.socket(fileno=int(notices_fd)), page)
    threading.Thread(target=vm.listen, daemon=True).start()
    addresses = [ctypes.addressof(ctypes.c_char.from_buffer(view)) for view in (page, image)]
    boot = f"__import__('_boot').run(globals(),{addresses[0]},{addresses[1]},{len(image)},{mark!r},{vm.slot})"
    os._exit(vm.run(int(heap), raw == "1", boot))


if __name__ == "__main__":
    main()
