"""The families of codes that a gate of this computer reads beside the ride code, and the keys it has for them.

A gate reads tickets of railways and opens for none: their signatures say who signed, not what a ticket allows. So the
passenger is sent to the staff. Codes of any other family are named and not read.
"""

from typing import Any, NamedTuple

from sim.family import keys, table
from terminal import codes
from terminal.family.judging import Judging, reading

READ = tuple(family.NAME for family in table.FAMILIES if not family.TEST)
"""What a gate may read: the test families `paper` and `relative` are for sentinels and staff."""
_STAFF = (codes.STAFF[0], "please see the staff")


class Families(NamedTuple):
    """read: names out of READ. text: the file of keys, as it is recorded; keys: what it holds."""

    read: tuple[str, ...]
    text: str
    keys: keys.Keys

    def judging(self) -> Judging:
        """What judges as `decide.steps` does, with these families."""
        return Judging(table.FAMILIES, reading(self.read, keys=self.keys))

    def setup(self) -> dict[str, Any]:
        """As a recording has them at its start."""
        return setup(self.read, self.text)

    def words(self) -> dict[int, tuple[str, str]]:
        """What the panel says of their results, for `Gate.words`."""
        return words(self.read)


def words(read: tuple[str, ...]) -> dict[int, tuple[str, str]]:
    """What the panel of a gate that reads these families says of their results."""
    found = {codes.FAMILY_NOT_READ_HERE: codes.UNSUPPORTED}
    for name in read:
        for row in table.named(name).RESULTS:
            good = row.name in table.GOOD
            found[row.number] = (f"{row.zh} {_STAFF[0]}", f"{row.en}, {_STAFF[1]}") if good else (row.zh, row.en)
    return found


def setup(read: tuple[str, ...], text: str | None) -> dict[str, Any]:
    """Families as JSON holds them, for a recording and its player. text: of their keys, None where it is not kept."""
    said = [[number, *both] for number, both in words(read).items()]
    return {"read": list(read), "keys": text, "words": said}


def made(read: tuple[str, ...], text: str, where: str) -> Families:
    """Families with the keys of that file. where: the file's name. Raises Trouble."""
    return Families(read, text, keys.parse(text, where))
