"""Attacks on a depot, its gateways and its receipts: each has to be refused or shown, by its name.

    python -m tests.torture.fleet [NAME ...]

With the sources of another folder first on PYTHONPATH it says which attacks get through there: so a guard that is
missing is named.

Length: a table of attacks, each a few lines.
"""

import copy
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tuf.api.metadata import Metadata

from sim.fleet import cache, desk as desks, rollout
from sim.fleet.place import Settings
from sim.fleet.source import Source
from sim.issuer import sm2_sign
from sim.output.trouble import Trouble
from terminal import records
from tests.rig import fleet
from tests.rig.fleet import DAY_S, Fleet
from tests.rig.hostile_depot import served

NOTICE = "2026-11-14"
NOTICE_S = 1_794_585_600  # its first second, at UTC+8
_OTHER_OPERATOR = 0x5151

ATTACKS = {}


def attack(expected):
    """Enter an attack into the table. expected: what has to be named."""

    def enter(function):
        ATTACKS[function.__name__] = expected, function
        return function

    return enter


# On what a gateway fetches


@attack([cache.ROLLBACK])
def rollback(root):
    made = Fleet(root).publish(7)
    old = made.copy("old")
    made.publish(8)
    assert made.kinds() == [] and fleet.sequence_in(made.gates[0]) == 8
    found = made.kinds(old.as_uri())
    return found if fleet.sequence_in(made.gates[0]) == 8 else ["went back"]


@attack([cache.FREEZE])
def freeze(root):
    """A network holds back what the depot says, three days long."""
    return Fleet(root, now_s=int(time.time()) - 3 * DAY_S).publish(7).kinds()


@attack([cache.ALTERED])
def mix_and_match(root):
    """The targets of another time of the same number, all of them signed by the right keys."""
    made = Fleet(root).publish(7)
    fork = Path(shutil.copytree(made.depot.folder, made.root / "fork"))
    made.publish(8)
    other = fleet.Depot(fork, int(time.time()))
    other.offer([made.packed(9)])
    other.sign(fleet.keys())
    other.renew(fleet.keys())
    for path in (fork / "public" / "targets").rglob("*.bin"):
        shutil.copy(path, made.public / "targets" / "trust")
    shutil.copy(fork / "public" / "metadata" / "2.targets.json", made.public / "metadata")
    return made.kinds()


def _rewritten(made, name, change):
    path = made.public / "metadata" / name
    found = json.loads(path.read_bytes())
    change(found)
    path.write_text(json.dumps(found), "utf-8")


@attack([cache.WRONG_KEY])
def wrong_key(root):
    """Another key signs, under the name of the right one."""
    made = Fleet(root).publish(7)

    def sign(found):
        found["signed"]["version"] = 99
        found["signatures"][0]["sig"] = sm2_sign.sign(0x1234, b"").hex()

    _rewritten(made, "timestamp.json", sign)
    return made.kinds()


@attack([cache.WRONG_KEY])
def no_signature(root):
    made = Fleet(root).publish(7)
    _rewritten(made, "timestamp.json", lambda found: found["signatures"].clear())
    return made.kinds()


@attack(["waits for 1"])
def below_the_threshold(root):
    """One holder of a key for targets alone publishes nothing."""
    made = Fleet(root)
    made.depot.offer([made.packed(7)])
    made.depot.sign([fleet.key("targets", 0)])
    waiting = [f"waits for {one.missing}" for one in made.depot.waiting()]
    return waiting if made.depot.renew(fleet.keys()) == [] else ["published"]


@attack([cache.MALFORMED])
def a_key_under_two_names(root):
    """The holders of the root were made to add a second key for targets, which is the first one by another name."""
    made = Fleet(root).publish(7)
    found = Metadata.from_file(str(made.public / "metadata" / "1.root.json"))
    again = copy.deepcopy(found.signed.keys[fleet.key("targets", 0).public_key.keyid])
    again.keyid = "00" * 32
    found.signed.add_key(again, "targets")
    found.signed.version = 2
    for signer in fleet.keys("root"):
        found.sign(signer, append=True)
    (made.public / "metadata" / "2.root.json").write_bytes(found.to_bytes())
    return made.kinds()


@attack([cache.UNREACHABLE])
def cut_off(root):
    made = Fleet(root).publish(7)
    with served(made.public, "short", ".7.bin") as url:
        return made.kinds(url)


@attack([cache.ALTERED])
def cut_off_without_a_length(root):
    made = Fleet(root).publish(7)
    with served(made.public, "cut", ".7.bin") as url:
        return made.kinds(url)


@attack([cache.ENDLESS])
def endless_list(root):
    made = Fleet(root).publish(7)
    with served(made.public, "endless", ".7.bin") as url:
        return made.kinds(url)


@attack([cache.ENDLESS])
def endless_timestamp(root):
    made = Fleet(root).publish(7)
    with served(made.public, "endless", "timestamp.json") as url:
        return made.kinds(url)


@attack([cache.SLOW])
def byte_by_byte(root):
    made = Fleet(root).publish(7)
    with served(made.public, "drip", ".7.bin", drip_bytes=20) as url:
        return made.kinds(url, Source(file_max_s=0.4))


@attack([cache.SLOW])
def slow_head(root):
    made = Fleet(root).publish(7)
    with served(made.public, "slow_head", "timestamp.json") as url:
        return made.kinds(url, Source(file_max_s=0.4))


@attack([cache.NOT_OF_OPERATOR])
def not_of_the_operator(root):
    """All keys of the depot are stolen, and none of the operator."""
    made = Fleet(root)
    good = made.packed(7)
    made.depot.offer([good._replace(data=fleet.trust_list(7, _OTHER_OPERATOR))])
    made.depot.sign(fleet.keys())
    made.depot.renew(fleet.keys())
    return made.kinds()


@attack([cache.NOT_OF_OPERATOR])
def another_number(root):
    """An old list of the operator under a new number."""
    made = Fleet(root)
    new = made.packed(9)
    made.depot.offer([new._replace(data=fleet.trust_list(3))])
    made.depot.sign(fleet.keys())
    made.depot.renew(fleet.keys())
    return made.kinds()


@attack(["refused"])
def test_depot(root):
    """Test keys are for trials, and a gateway that is none does not take them."""
    made = Fleet(root).publish(7)
    return _refused(lambda: made.gateway(test=False))


@attack(["refused", 8])
def older_list_by_a_stolen_gateway(root):
    """A gateway with another folder, that serves what it likes: the gate's own counter refuses."""
    made = Fleet(root).publish(7)
    old = made.copy("old")
    made.publish(8)
    assert made.kinds() == []
    shutil.rmtree(made.keep)
    stolen = made.gateway(old.as_uri())
    assert stolen.fetch() == []
    list(stolen.install())
    from sim.eligibility import installed
    from sim.trust.file import TrustFile

    data = fleet.trust_list(7)
    opened = TrustFile("7", data, (fleet.desktop_engine().decode(fleet.pki().operator.public_xy),), True)
    found = _refused(lambda: installed.install(made.gates[0], data, opened.open(fleet.desktop_engine()), "trust"))
    return [*found, fleet.sequence_in(made.gates[0])]


@attack([])
def keys_in_a_stolen_gateway(root):
    """Nothing that a gateway has in its folder or settings is half of a key that signs or seals."""
    made = Fleet(root, gates=1).publish(7)
    made.kinds()
    settings: Settings = made.settings()
    files = [path for path in made.keep.rglob("*") if path.is_file()]
    data = b"".join(path.read_bytes() for path in (*files, settings.root, *settings.operator_keys))
    signers = fleet.keys()
    private = [fleet.pki().operator_private, *(one._private.private for one in signers)]
    forms = [form for one in private for form in (one.to_bytes(32, "big"), b"%064x" % one)]
    return ["a private key"] if any(form in data for form in (*forms, fleet.KEY, fleet.KEY.hex().encode())) else []


@attack(["refused", 9])
def a_copy_that_comes_back_late(root):
    """List 8 with one of its two signatures is kept, and brought to the next holder when list 9 is published."""
    made = Fleet(root).publish(7)
    made.overtaken(8, 9)
    return [*_refused(lambda: made.depot.sign([fleet.key("targets", 1)])), made.depot.highest_list()]


def _refused(action):
    try:
        action()
    except Trouble:
        return ["refused"]
    return ["taken"]


# On receipts


def _kinds(desk):
    return [one.kind for one in desk.incidents()]


@attack([desks.FORGED, 0])
def forged(root):
    """A stolen gateway seals a receipt itself, with a key of its own."""
    made = fleet.desk()
    made.take([fleet.receipt(5, 7, NOTICE_S, key_=bytes(32))], NOTICE_S)
    return [*_kinds(made), len(made.installed("trust"))]


@attack([desks.FORGED, 0])
def altered_receipt(root):
    made = fleet.desk()
    raw = bytearray(fleet.receipt(5, 7, NOTICE_S))
    raw[79] ^= 1  # the list's sequence
    made.take([bytes(raw)], NOTICE_S)
    return [*_kinds(made), len(made.installed("trust"))]


@attack([0, 1, 2])
def replayed(root):
    made = fleet.desk()
    raw = fleet.receipt(5, 7, NOTICE_S)
    made.take([raw], NOTICE_S)
    counts = made.take([raw, raw], NOTICE_S + 9)
    return [len(made.incidents()), len(made.installed("trust")), counts.again]


@attack([desks.CHANGED])
def changed(root):
    """The terminal's key seals two records of one sequence: two terminals with one key."""
    made = fleet.desk()
    made.take([fleet.receipt(5, 7, NOTICE_S), fleet.receipt(5, 8, NOTICE_S)], NOTICE_S)
    return _kinds(made)


@attack([desks.UNKNOWN])
def unknown_terminal(root):
    made = fleet.desk()
    made.take([fleet.receipt(5, 7, NOTICE_S, terminal=99)], NOTICE_S)
    return _kinds(made)


@attack([desks.MALFORMED] * 3)
def malformed(root):
    made = fleet.desk()
    booted = fleet.receipt(5, 1, NOTICE_S, event=records.BOOT)
    made.take([b"", b"no record", booted], NOTICE_S)
    return _kinds(made)


@attack([desks.NOT_PUBLISHED])
def not_published(root):
    made = fleet.desk(published=7)
    made.take([fleet.receipt(5, 7, NOTICE_S), fleet.receipt(6, 8, NOTICE_S)], NOTICE_S)
    return _kinds(made)


@attack([desks.WENT_BACK])
def went_back(root):
    made = fleet.desk()
    made.take([fleet.receipt(9, 7, NOTICE_S), fleet.receipt(5, 8, NOTICE_S)], NOTICE_S)  # in any order
    return _kinds(made)


@attack([[], [desks.LATE]])
def held_back(root):
    """A stolen gateway that says nothing: quiet on day 15, named on day 16."""
    made, notices = fleet.desk(), _notices(root)
    found = []
    for day in (15, 16):
        now_s = NOTICE_S + (day + 1) * DAY_S - 1
        rollout.note(rollout.rollouts(notices, made.terminals, made, now_s), made, now_s)
        found.append(_kinds(made))
    return found


def _notices(root):
    return Fleet(root).publish(7, notice=NOTICE).depot.notices()


def played(name):
    """What an attack ended in, and whether that is what has to be named."""
    expected, function = ATTACKS[name]
    with tempfile.TemporaryDirectory() as root:
        try:
            found = function(Path(root))
        except (AssertionError, Trouble) as error:
            found = [f"not as it began: {error}"]
    return found, found == expected


def main(names):
    bad = 0
    for name in names or ATTACKS:
        found, good = played(name)
        bad += not good
        print(f"{name}: {'refused or shown' if good else 'GETS THROUGH'}: {found}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
