"""A terminal's journal, an uplink and a sink, over files in a folder, as commands see them."""

import json

from sim.backoffice.books import Books
from sim.backoffice.database import Database
from sim.issuer import operator_key
from tests.builder.journal_maker import KEY, PLACE, Maker
from tests.rig.command import ridegate, trust

SINK_PRIVATE, UPLINK_PRIVATE = 0x51, 0x52


class Exchange:
    """Folders and keys of one exchange below `folder`; `maker` writes the journal of terminal 7/1."""

    def __init__(self, folder, **options):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.maker = Maker(folder / "gate7", **options)
        self.drop, self.books = folder / "drop", folder / "books.db"
        self.terminals = folder / "terminals.toml"
        self.register(PLACE.terminal_id, PLACE.provisioning_id, KEY)
        for name, private in (("sink", SINK_PRIVATE), ("uplink", UPLINK_PRIVATE)):
            (folder / name).mkdir(exist_ok=True)
            operator_key.write(folder / name, private)

    def register(self, terminal_id, provisioning_id, key):
        """Add a terminal to the registry."""
        with self.terminals.open("a", encoding="utf-8") as file:
            file.write(f"[[terminal]]\nterminal_id = {terminal_id}\nprovisioning_id = {provisioning_id}\n")
            file.write(f'record_key = "{key.hex()}"\n\n')

    def way(self, own, peer):
        """The options of the folder, as one side names them."""
        keys = ["--sign-key", self.folder / own / "operator.key", "--peer-key", self.folder / peer / "operator.pub"]
        return ["--drop", self.drop, *keys]

    def uplink(self, *folders, more=()):
        """Send what there is and take the answers that are there: (status, out, err)."""
        folders = folders or (self.maker.folder,)
        return ridegate("uplink", *folders, "--once", *self.way("uplink", "sink"), *more)

    def acquire(self, more=()):
        """Take what is there into the books: (status, what was taken, err)."""
        books = ["--books", self.books, "--terminals", self.terminals, "--trust", trust()]
        status, out, err = ridegate("acquire", "run", *books, "--once", "--json", *self.way("sink", "uplink"), *more)
        return status, json.loads(out) if out else None, err

    def round(self):
        """Send, take, and bring back the answer; what was taken."""
        assert self.uplink()[0] == 0
        told = self.acquire()[1]
        self.uplink()
        return told

    def opened(self):
        """The books, for questions."""
        return Books(Database(str(self.books)))

    def rows(self, columns="sequence", table="record"):
        """What a table holds, in order."""
        found = self.opened().database.all(f"SELECT {columns} FROM {table} ORDER BY terminal, provisioning, sequence")
        return [row[0] if len(row) == 1 else tuple(row) for row in found]

    def kinds(self):
        """The kinds of the incidents, in order."""
        return [one.kind for one in self.opened().incidents()]
