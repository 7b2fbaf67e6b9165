"""A depot with its keys, gateways and gates of a computer, for the tests of the fleet."""

import functools
import shutil
import tarfile
import time
from pathlib import Path

from hal.desktop import durable
from hal.desktop.engine import desktop_engine, proved_engine
from sim.backoffice.database import Database
from sim.backoffice.message import Terminal
from sim.fleet import target
from sim.fleet.depot import ROLES, Depot, Role
from sim.fleet.desk import INCIDENTS_MAX, Desk
from sim.fleet.gateway import Gateway
from sim.fleet.place import Place, Settings
from sim.fleet.sm2_key import Sm2Signer
from sim.issuer import issuer, operator_key
from sim.trust import source as trust_source
from terminal import records
from tests.builder.journal_maker import DIGEST, KEY, PLACE
from tests.rig.command import folder, pki

COUNTS = {"root": (2, 3), "targets": (2, 3), "snapshot": (1, 1), "timestamp": (1, 1)}
DAY_S = 86_400
OPERATOR = ("--operator-key", folder() / "operator.pub")


def private(role, number):
    return 0x7000 + 16 * ROLES.index(role) + number


@functools.cache
def key(role, number):
    return Sm2Signer(operator_key.signer(private(role, number), True))


def keys(*roles):
    return [key(role, number) for role in roles or ROLES for number in range(COUNTS[role][1])]


@functools.cache
def trust_list(sequence, private=None, effective="2020-02-01"):
    """The test industry's list with another sequence; signed by its operator, or by another key."""
    text = issuer.trust_toml(pki()).replace("sequence = 1\n", f"sequence = {sequence}\n")
    text = text.replace("effective_from = 2020-02-01", f"effective_from = {effective}")
    signer = pki().operator if private is None else operator_key.signer(private, True)
    return trust_source.compile_list(trust_source.parse_source(text), signer)


def list_file(where, sequence, **more):
    """A signed list in a file."""
    path = where / f"{sequence}.bin"
    path.write_bytes(trust_list(sequence, **more))
    return path


class Fleet:
    """A depot in a folder, and a gateway with so many gates of a computer."""

    def __init__(self, root, gates=1, now_s=None, thresholds=True):
        self.root = Path(root)
        self.depot = Depot(self.root / "depot", int(time.time()) if now_s is None else now_s)
        roles = {}
        for role, (threshold, count) in COUNTS.items():
            public = tuple(key(role, number).public_key for number in range(count))
            roles[role] = Role(public, threshold if thresholds else 1)
        self.depot.begin(roles)
        self.depot.sign(keys("root"))
        self.public = self.depot.folder / "public"
        self.gates = [self.root / "here" / f"gate{number}" for number in range(1, gates + 1)]
        for gate in self.gates:
            gate.mkdir(parents=True)
        self.keep = self.root / "here" / "gateway"

    def packed(self, sequence, notice=None, data=None):
        path = self.root / f"{sequence}.bin"
        path.write_bytes(trust_list(sequence) if data is None else data)
        return target.read(path, [folder() / "operator.pub"], notice)

    def publish(self, *sequences, notice=None, signers=None):
        """Publish lists, one after the other."""
        for sequence in sequences:
            self.put(self.packed(sequence, notice), signers)
        return self

    def put(self, packed, signers=None):
        """Publish this."""
        self.depot.offer([packed])
        self.depot.sign(signers or keys())
        self.depot.renew(signers or keys())

    def overtaken(self, sequence, newer):
        """The path of a pending list: with one of its two signatures it was away while a newer one was published."""
        path = self.depot.folder / "pending" / "targets.json"
        self.depot.offer([self.packed(sequence)])
        self.depot.sign([key("targets", 0)])
        data = path.read_bytes()
        path.unlink()
        self.publish(newer)
        path.write_bytes(data)
        return path

    def later(self, sequence):
        """A list whose day is far off."""
        return self.packed(sequence, data=trust_list(sequence, effective="2099-01-01"))

    def settings(self, url=None, here=None, test=True):
        """As of a gateway whose folder and gates are in `here`."""
        here = here or self.root / "here"
        places = [Place(Terminal(n, 1), None, here / f"gate{n}", False) for n in range(1, len(self.gates) + 1)]
        root = self.public / "metadata" / "1.root.json"
        operator = (folder() / "operator.pub",)
        return Settings(url or self.public.as_uri(), root, here / "gateway", operator, None, test, tuple(places))

    def gateway(self, url=None, disk=durable, here=None, **more):
        return Gateway(self.settings(url, here, **more), disk)

    def kinds(self, url=None, source=None):
        """The faults of one pass, and no terminal is left without a good list by it."""
        made = self.gateway(url)
        kinds = [one.kind for one in made.fetch(source)]
        for done in made.install():
            assert done.trouble is None, done
        return kinds

    def copy(self, name):
        """The public folder as it is now, elsewhere."""
        return Path(shutil.copytree(self.public, self.root / name))


def sequence_in(gate):
    """The sequence of the list in the folder of a gate, every page of it as its operator signed it; None without."""
    from sim.trust.file import TrustFile, checked

    path = gate / "trust.bin"
    if not path.is_file():
        return None
    key_ = desktop_engine().decode(pki().operator.public_xy)
    return checked(TrustFile(str(path), path.read_bytes(), (key_,), True)).sequence


def tar_entry(kind=tarfile.REGTYPE, size=512, sparse=None, name="main.py"):
    """A file of one entry, whose header says this; 512 bytes follow it. sparse: the size that it grows to."""
    entry = tarfile.TarInfo(name)
    entry.type, entry.size = kind, size
    head = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
    if sparse is not None:
        head[386:410] = b"%011o\0%011o\0" % (sparse - 512, 512)
        head[483:495] = b"%011o\0" % sparse
        head[148:156] = b" " * 8
        head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + b"x" * 512 + bytes(10_240 - 1_024)


def desk(terminals=(7,), published=0, name=None, incidents_max=INCIDENTS_MAX):
    named = {Terminal(one, 1): KEY for one in terminals}
    return Desk(Database(name and str(name)), named, published, proved_engine().digest, incidents_max)


def receipt(sequence, number, at_s, terminal=7, key_=KEY, event=records.LIST_INSTALLED):
    """A terminal's record of an installation, as it seals it."""
    place = PLACE._replace(terminal_id=terminal, provisioning_id=1)
    body = records.event_body(event, at_s, number)
    return records.encode(records.EVENT, sequence, place, at_s, bytes(32), body, records.sealer(DIGEST, key_))
