"""The slot chooser: the first program of a board, and the one that decides which of its two images is started.

`ridegate build` makes main.py of this text, with lines before it that put the release pins at their safe level and one
behind it that calls `start`. It is written once and no update touches it, so it uses nothing of ours.

    a/, b/        the slots: an image each, with its manifest; verified before it got one of these names
    state/boot    SHA-256 in hexadecimal, then JSON: which slot is active, which is on trial, how often it was tried

An image on trial is started three times at most. Unless it then has confirmed itself (boards/trial.py), the active one
is started again, and `why` says what was wrong. A slot with a file that is not as its manifest lists it is not started.
"""

import gc
import json
import os
import sys
import time
from binascii import hexlify
from hashlib import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

SLOTS = "ab"
STARTS_MAX = 3
IMAGE_STARTED, IMAGE_WITHDRAWN, DAMAGED = 13, 14, 11  # events of the journal; `event` is one still to be written
OF_IMAGE = 3  # what is damaged
WHY_MAX = 200
MANIFEST = "/manifest"
_BOOT = "/state/boot"
_MANIFEST_MAX_BYTES = 8192
_HEADER_BYTES = 256
_SUM_BYTES = 64
_SAID_AGAIN_S = 5
_UNFINISHED = "it did not come to its end: it hung, or power failed"
# Not wanted behind the choice:
_ONCE = ["choose", "damage", "file_sum", "manifest_of", "names", "version", "_anew", "_head", "_is_test", "_stay"]


def read(root: str) -> "dict[str, Any] | None":
    """The state of the slots; None when there is none, or it is damaged.

    active, trial: a slot, "" for none. tries: starts of the one on trial. sums: slot -> SHA-256 of its manifest. event,
    value: to be written to the journal, 0 for none. why: what the last one was withdrawn for, or what is known so far.
    """
    try:
        with open(root + _BOOT, "rb") as file:
            data = file.read()
        if _sum(data[_SUM_BYTES:]) == data[:_SUM_BYTES].decode():
            boot: dict[str, Any] = json.loads(data[_SUM_BYTES:])
            return boot
    except (OSError, ValueError):
        pass
    return None


def write(root: str, boot: "dict[str, Any]") -> None:
    """Put another state in its place, in one step."""
    data = json.dumps(boot).encode()
    try:
        os.mkdir(root + "/state")
    except OSError as error:
        if error.args[0] != 17:  # EEXIST
            raise
    with open(root + _BOOT + ".new", "wb") as file:
        file.write(_sum(data).encode() + data)
    os.rename(root + _BOOT + ".new", root + _BOOT)
    sync()


def sync() -> None:
    """Have everything written; a port without such a call writes at once."""
    if hasattr(os, "sync"):
        os.sync()


def damage(folder: str, known: str | None = None) -> str:
    """What is wrong with an image, naming the file; "" when all its files are as its manifest lists them.

    known: SHA-256 of the manifest, if that is known. Trap: who signed it is not looked at here.
    """
    try:
        manifest = manifest_of(folder)
        table = memoryview(manifest)[_HEADER_BYTES:]
        if known is not None and _sum(manifest) != known:
            return "manifest: it is not the one that was put here"
        if not len(table) or sha256(table).digest() != manifest[46:78]:
            return "manifest: damaged"
        at = count = 0
        while at < len(table):
            end = at + 33 + table[at + 32]
            name = bytes(table[at + 33 : end]).decode()
            if file_sum(folder + "/" + name) != table[at : at + 32]:
                return name + ": damaged"
            at = end
            count += 1
        for name in names(folder):
            count -= 1
            if bytes([len(name)]) + name.encode() not in manifest and "/" + name != MANIFEST:
                return name + ": not a file of this image"
        return "" if count == -1 else "manifest: lists a file twice"
    except OSError as error:
        return "a file is missing or cannot be read: " + repr(error)
    except (ValueError, IndexError):
        return "manifest: damaged"


def manifest_of(folder: str) -> bytes:
    """The bytes of a manifest, one more than are allowed at most. No more memory is asked for than it is long: reading
    with a bound takes the whole bound in one piece. Raises OSError.
    """
    with open(folder + MANIFEST, "rb") as file:
        data: bytes = file.read(min(os.stat(folder + MANIFEST)[6], _MANIFEST_MAX_BYTES + 1))
        return data


def file_sum(path: str) -> bytes:
    """SHA-256 of a file."""
    digest = sha256()
    buffer = bytearray(1024)
    with open(path, "rb") as file:
        while True:
            count = file.readinto(buffer)
            if not count:
                found: bytes = digest.digest()
                return found
            digest.update(memoryview(buffer)[:count])


def names(folder: str, below: str = "") -> "Iterator[str]":
    """Every file in a folder, by its path from there."""
    for name in os.listdir(folder + "/" + below if below else folder):
        path = below + "/" + name if below else name
        if os.stat(folder + "/" + path)[0] & 0x4000:
            yield from names(folder, path)
        else:
            yield path


def version(folder: str) -> int:
    """The number that orders images; 0 when there is none."""
    return int.from_bytes(_head(folder)[20:24], "big")


def choose(root: str, say: "Callable[[str], object]" = print) -> tuple[str, bool]:
    """(the slot to start, whether it is on trial); ("", False) when none is whole. What it decided is kept and said."""
    boot = read(root)
    if boot is None:
        boot = _anew(root, say)
    trial = boot["trial"]
    if trial:
        why = damage(root + "/" + trial, boot["sums"].get(trial))
        if not why and boot["tries"] >= STARTS_MAX:
            why = str(STARTS_MAX) + " starts failed; the last: " + boot["why"]
        if not why:
            boot["tries"] += 1
            boot["why"] = _UNFINISHED
            if _keep(root, boot, say):
                return trial, True
            why = "its start cannot be written down"
        say("the image in slot " + trial + " is withdrawn: " + why)
        boot.update(trial="", tries=0, why=why[:WHY_MAX], event=IMAGE_WITHDRAWN, value=version(root + "/" + trial))
        _keep(root, boot, say)
    for slot in (boot["active"], SLOTS[boot["active"] == "a"]):
        why = damage(root + "/" + slot, boot["sums"].get(slot))
        if not why:
            if slot != boot["active"]:
                boot.update(active=slot, event=DAMAGED, value=OF_IMAGE)
                _keep(root, boot, say)
            return slot, False
        say("slot " + slot + " is not started: " + why)
        if slot == boot["active"]:
            boot["why"] = "slot " + slot + ": " + why[:WHY_MAX]
    return "", False


def forget(program: "dict[str, Any]") -> None:
    """Drop what was used once from the names of this program: the image needs the memory."""
    for name in _ONCE:
        if name in program:
            program[name] = None  # MicroPython keeps the value of what is deleted
            del program[name]


def start(root: str, board: str, watchdog_ms: int, service: int | str, program: "dict[str, Any]") -> None:
    """Start an image; a restart when it fails, but for a development image that is not on trial.

    service: the pin of the service jumper. When no image can be started, that jumper closed opens the prompt.
    program: the names of main.py.
    """
    import machine
    import micropython

    micropython.kbd_intr(-1)  # Ctrl-C over USB stops neither this nor an image on trial
    slot, trial = choose(root)
    if not slot:
        _stay(root, service)
        micropython.kbd_intr(3)
        return
    development = _is_test(root + "/" + slot)
    if trial:
        machine.WDT(timeout=watchdog_ms)
    elif development:
        micropython.kbd_intr(3)
    sys.path.insert(0, root + "/" + slot)
    forget(program)
    gc.collect()
    why = "it came to its end without a self-test"
    try:
        __import__("boards." + board + ".main")
        if not trial:
            return
    except BaseException as error:
        why = " ".join((type(error).__name__ + ": " + str(error)).split())
        print("@", "stop", "0", why, sep="\t")  # an event as in hal/micropython/log.py
        if development and not trial:
            raise
        sys.print_exception(error)
    boot = read(root)
    if trial and boot is not None:
        boot["why"] = why[:WHY_MAX]
        _keep(root, boot, print)
    machine.reset()


def _anew(root: str, say: "Callable[[str], object]") -> "dict[str, Any]":
    """A state out of what the slots hold: the higher version has to prove itself on trial."""
    say("there is no state of the slots, or it is damaged: made anew")
    whole = sorted([(version(root + "/" + slot), slot) for slot in SLOTS if not damage(root + "/" + slot)])
    active = whole[0][1] if whole else "a"
    trial = whole[1][1] if len(whole) == 2 and whole[1][0] > whole[0][0] else ""
    sums = {slot: hexlify(file_sum(root + "/" + slot + MANIFEST)).decode() for _, slot in whole}
    boot = {"active": active, "trial": trial, "tries": 0, "sums": sums, "why": ""}
    boot.update(event=IMAGE_STARTED, value=version(root + "/" + active))
    if whole:
        _keep(root, boot, say)
    return boot


def _keep(root: str, boot: "dict[str, Any]", say: "Callable[[str], object]") -> bool:
    try:
        write(root, boot)
    except OSError as error:
        say("state/boot: " + repr(error))
        return False
    return True


def _stay(root: str, service: int | str) -> None:
    """No image: idle contacts until the jumper is closed, or at once where an image for development was."""
    from machine import Pin

    jumper = Pin(service, Pin.IN, Pin.PULL_UP)
    while jumper.value() and not [slot for slot in SLOTS if _is_test(root + "/" + slot)]:
        print("out of service: there is no whole image; close the service jumper and put one on with `ridegate flash`")
        time.sleep(_SAID_AGAIN_S)


def _is_test(folder: str) -> bool:
    """Whether a test key signed this image, which makes it one for development."""
    return _head(folder)[9:10] == b"\1"


def _head(folder: str) -> bytes:
    try:
        with open(folder + MANIFEST, "rb") as file:
            head: bytes = file.read(24)
            return head
    except OSError:
        return b""


def _sum(data: bytes) -> str:
    return hexlify(sha256(data).digest()).decode()
