"""Who still holds a text or bytes: a search of all that the collector can reach in this process.

A worker that runs all tests has a million objects: they are followed many at a time, and each text is judged once. What
an object of C keeps to itself, as io.BytesIO does, is out of reach.
"""

import gc
from collections.abc import Callable
from types import FrameType

Text = str | bytes | bytearray
_MANY = 20_000  # objects that are followed at once


def texts() -> list[Text]:
    """Every text and all bytes in reach, once each."""
    return _reached()[0]


def holders(of: Callable[[Text], bool]) -> set[str]:
    """The types of the objects that hold a text or bytes for which of() is true."""
    reached, left_out = _reached()
    held: list[object] = [text for text in reached if of(text)]
    if not held:
        return set()
    ids = {id(one) for one in held}
    for one in reversed(left_out):  # what is inside another came behind it
        if any(id(inner) in ids for inner in gc.get_referents(one)):
            ids.add(id(one))
            held.append(one)
    found = _referrers(tuple(held))
    search = [reached, left_out, held, found]
    return {_owner(one, search) for one in found if not _of_this_search(one, search)}


def _reached() -> tuple[list[Text], list[object]]:
    """The texts and bytes in reach, and the tuples and dicts of nothing but texts and numbers: the collector does not
    know those.
    """
    gc.collect()
    everything = gc.get_objects()
    found: dict[int, Text] = {}
    left_out: list[object] = []
    for at in range(0, len(everything), _MANY):
        inside = everything[at : at + _MANY]
        while inside:
            inside = gc.get_referents(*inside)
            once = dict(zip(map(id, inside), inside, strict=True))
            kinds = {kind for kind in set(map(type, inside)) if issubclass(kind, Text)}
            found |= {name: one for name, one in once.items() if type(one) in kinds}
            inside = [one for one in once.values() if type(one) in (tuple, dict) and not gc.is_tracked(one)]
            left_out += inside
    return list(found.values()), left_out


def _owner(one: object, search: list[list[object]]) -> str:
    """The type of the object that a container belongs to."""
    for _ in range(4):
        if type(one).__module__ != "builtins":
            break
        mine = [each for each in _referrers((one,)) if not _of_this_search(each, search)]
        search = [*search, mine]
        known = [each for each in mine if type(each).__module__ != "builtins"]
        if not mine:
            break
        one = (known or mine)[0]
    return type(one).__name__


def _referrers(objects: tuple[object, ...]) -> list[object]:
    """What refers to them, but for this tuple: from Python 3.13 on a call's own arguments are among what is found."""
    return [each for each in gc.get_referrers(*objects) if each is not objects]


def _of_this_search(one: object, search: list[list[object]]) -> bool:
    if isinstance(one, FrameType):
        return one.f_code.co_filename == __file__
    return any(one is each for each in search)
