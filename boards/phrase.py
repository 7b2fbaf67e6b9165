"""The phrases of an image, in a file beside its modules: each is read when it is said.

In the image of a small board the build writes `phrase(number)` where a module has a phrase (sim/device/phrase.py).
"""

_FILE = __file__.rsplit("/", 2)[0] + "/boards/phrases"
_MOST_BYTES = 160  # of a phrase, with the zero behind it: the build refuses longer ones
_last = [(-1, "")]  # a fault that lasts says the same every turn


def phrase(number: int) -> str:
    """The phrase that begins at this byte of the file. Never raises: where it cannot be read, its number says which."""
    known, text = _last[0]
    if known != number:
        try:
            with open(_FILE, "rb") as file:
                file.seek(number)
                text = file.read(_MOST_BYTES).split(b"\0", 1)[0].decode()
        except (OSError, ValueError, MemoryError) as error:
            return f"phrase {number} ({error!r})"
        _last[0] = number, text
    return text
