"""Runs inside the MicroPython VM: one test file, its functions in the order given.

Arguments: the module, how the builders of tests hash ("machine code" or "bytecode"), then the names of its functions
(the driver reads them: MicroPython's dicts keep no order). Prints `FAIL name` with a traceback for each failure and
ends with `RESULT passed failed peak_bytes heap_bytes`.

How the peak is found. MicroPython's own `peak` does not go down when the collector frees, so it only grows.
Instead the free heap is painted with a pattern before the module is imported; the collector runs whenever 32
KB have been allocated, and the allocator fills the heap from below; afterwards the lowest byte above which
the paint is whole is the high-water mark. It is an upper bound of what was alive at once: up to 32 KB of
garbage and the holes of fragmentation are in it, and so are the test's own code and data and the bytecode,
which a board may keep in flash.
"""

import gc
import sys

import uctypes

_PAINT = b"\xa5"
_STEP = 64
_COLLECT_EVERY = 32 * 1024


def _paint() -> tuple:
    """Fill the largest free run of the heap; returns its address and length, and keeps no reference to it."""
    gc.collect()
    length = gc.mem_free()
    while True:
        try:
            run = _PAINT * length
            return uctypes.addressof(run), length
        except MemoryError:
            length -= 512


def _forget(depth: int) -> list:
    """Overwrite the stack, so that the collector finds no stale pointer to the painted run."""
    return [0] * 16 if depth == 0 else _forget(depth - 1)


def _peak(address: int, length: int) -> int:
    view = memoryview(uctypes.bytearray_at(address, length))
    paint = _PAINT * _STEP
    top = length
    while top >= _STEP and view[top - _STEP : top] == paint:
        top -= _STEP
    return gc.mem_alloc() + gc.mem_free() - (length - top)


def main(module_name: str, hashing: str, names: list) -> int:
    address, length = _paint()
    _forget(20)
    gc.collect()
    if gc.mem_free() < length:
        raise RuntimeError("the painted run is still in use: the peak cannot be measured")
    gc.threshold(_COLLECT_EVERY)
    passed = failed = 0
    module = __import__(module_name, None, None, ("*",))
    signer = sys.modules.get("tests.builder.signer")
    if signer is not None and hashing == "machine code":  # a file without signatures has its heap to itself
        from hal.engine import sm3, sm3_viper

        signer.hash_by(sm3.digester(sm3_viper.compress))
    for name in names:
        gc.collect()
        try:
            getattr(module, name)()
            passed += 1
        except Exception as error:
            failed += 1
            print("FAIL", name)
            sys.print_exception(error, sys.stdout)
    print("RESULT", passed, failed, _peak(address, length), gc.mem_alloc() + gc.mem_free())
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
