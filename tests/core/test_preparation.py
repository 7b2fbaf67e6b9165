"""Tables for keys that stay: which, how many, and when they give way."""

from boards import preparation as module
from boards.preparation import CERTIFICATE_BYTES, KEEP_EVERY_MS, TABLES_MAX, Preparation, recall
from terminal import codes, decide, sm2
from terminal.history import History
from terminal.policy import STANDARD
from tests.builder import code_builder, list_builder, signer

NAMES = ("root", "issuer", "user", "operator", "other")


def counting() -> tuple:
    """An engine whose tables take three steps, and the keys it prepared."""
    prepared = []

    def prepare(key: sm2.Key) -> object:
        assert not key.table
        yield
        yield
        key.table.append(b"table")
        prepared.append(key.xy)

    good = sm2.REFERENCE
    return sm2.Engine("counting", good.digest, good.decode, good.verify, prepare), prepared


def opened(engine: sm2.Engine, roots: tuple = ("root",)) -> object:
    entries = [list_builder.ca_entry(index, name) for index, name in enumerate(roots)]
    trust = list_builder.opened(list_builder.build(ca_keys=tuple(entries), issuers=(list_builder.issuer_entry(),)))
    trust.engine = engine
    return trust


def settle(preparation: Preparation, trust: object, most: int = 60) -> None:
    for _ in range(most):
        preparation.step(trust)


def meet(trust: object, name: str) -> sm2.Key:
    return trust.signer(signer.public_xy(name), sm2.IDENTITY)[0]


def test_roots_of_a_list_are_prepared_before_anybody_comes():
    engine, prepared = counting()
    trust = opened(engine)
    preparation = Preparation()
    settle(preparation, None)
    assert prepared == []
    settle(preparation, trust)
    assert prepared == [signer.public_xy("root")]
    assert meet(trust, "root").table == [b"table"]


def test_a_slice_a_step():
    engine, prepared = counting()
    preparation, trust = Preparation(), opened(engine)
    steps = 0
    while not prepared:
        preparation.step(trust)
        steps += 1
    assert steps >= 5


def test_issuers_follow_once_they_were_met_and_the_oldest_give_way():
    engine, prepared = counting()
    trust = opened(engine, ())
    preparation = Preparation()
    keys = []
    for number, name in enumerate(NAMES):
        keys.append(meet(trust, name))
        settle(preparation, trust)
        assert len(prepared) == number + 1
        with_table = [key for key in keys if key.table]
        assert with_table == keys[-TABLES_MAX:]
    settle(preparation, trust)
    assert len(prepared) == len(NAMES), "what has a table is left alone"
    meet(trust, NAMES[0])
    settle(preparation, trust)
    assert keys[0].table and not keys[2].table


def test_without_room_for_a_table_keys_do_without_until_another_list():
    asked = []

    def prepare(key: sm2.Key) -> object:
        asked.append(key.xy)
        yield
        raise MemoryError

    good = sm2.REFERENCE
    engine = sm2.Engine("full", good.digest, good.decode, good.verify, prepare)
    preparation, trust = Preparation(), opened(engine)
    settle(preparation, trust)
    meet(trust, "issuer")
    settle(preparation, trust)
    assert asked == [signer.public_xy("root")] and preparation.prepared == []
    assert not meet(trust, "root").table
    settle(preparation, opened(engine, ("other",)))
    assert asked == [signer.public_xy("root"), signer.public_xy("other")]


def test_a_new_list_begins_anew():
    engine, prepared = counting()
    preparation = Preparation()
    settle(preparation, opened(engine))
    settle(preparation, opened(engine, ("issuer", "user", "other")))
    assert prepared == [signer.public_xy(name) for name in ("root", "issuer", "user")]
    settle(preparation, None)
    assert preparation.prepared == []


def test_a_damaged_list_is_nothing_to_stop_for():
    engine, prepared = counting()
    trust = opened(engine)

    def broken(*_: object) -> bool:
        raise OSError(5)

    trust.load = broken
    settle(Preparation(), trust)
    trust.load = lambda *_: False
    settle(Preparation(), trust)
    assert prepared == []


class Files:
    """Files in memory. failing: every access is an OSError."""

    def __init__(self) -> None:
        self.held: dict = {}
        self.written = 0
        self.failing = False

    def read(self, name: str) -> bytes | None:
        if self.failing:
            raise OSError(5)
        return self.held.get(name)

    def write(self, name: str, data: bytes) -> None:
        if self.failing:
            raise OSError(5)
        self.held[name] = data
        self.written += 1


class Scanner:
    """held: what `hold` was called with."""

    def __init__(self) -> None:
        self.held: list = []

    def hold(self, active: bool) -> None:
        self.held.append(active)


def started(files: Files, **changes: object) -> tuple:
    """A list as after a restart, with what was recalled, and the list of verifications from here on."""
    trust = list_builder.opened(list_builder.build(**changes) if changes else list_builder.usual())
    verified: list = []

    def verify(key: sm2.Key, e: bytes, rs: bytes) -> object:
        verified.append(key.xy)
        return sm2.REFERENCE.verify(key, e, rs)

    good = sm2.REFERENCE
    trust.engine = sm2.Engine("counting", good.digest, good.decode, verify, good.prepare)
    sm2.finish(recall(trust, files))
    return trust, verified


def judged(trust: object, **changes: object) -> int:
    code = code_builder.build(**changes)
    return decide.decide(code, trust, STANDARD, History(4), code_builder.NOW_S).result


def kept() -> Files:
    """The files of a terminal that one passenger went through."""
    files = Files()
    trust, verified = started(files)
    assert verified == []
    assert judged(trust) == codes.ACCEPTED
    assert len(verified) == 3
    Preparation().keep(trust, files, Scanner(), 0)
    return files


def test_the_first_scan_after_a_restart_is_a_warm_one():
    files = kept()
    assert len(files.held["issuers"]) == CERTIFICATE_BYTES
    trust, verified = started(files)
    assert verified == [signer.public_xy("root")]
    verified.clear()
    preparation = Preparation()
    settle(preparation, trust, 3000)
    keys = [key.xy for key in preparation.prepared]
    assert signer.public_xy("root") in keys and signer.public_xy("issuer") in keys
    verified.clear()
    assert judged(trust) == codes.ACCEPTED
    assert verified == [signer.public_xy("issuer"), signer.public_xy("user")]


def test_a_certificate_is_believed_for_its_signature_alone():
    good = kept().held["issuers"]
    for at in range(0, CERTIFICATE_BYTES, 5):
        files = Files()
        files.held["issuers"] = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        trust, _ = started(files)
        assert trust.certificates.held == [], at
        assert [key.xy for _, (key, _) in trust.signers.held if key.xy != signer.public_xy("root")] == []


def test_a_torn_file_or_another_one_is_nothing_to_stop_for():
    good = kept().held["issuers"]
    for data in (b"", good[:-1], bytes(CERTIFICATE_BYTES), b"\xff" * 1000, good[1:] + good):
        files = Files()
        files.held["issuers"] = data
        trust, verified = started(files)
        assert trust.certificates.held == []
        verified.clear()
        assert judged(trust) == codes.ACCEPTED
        assert len(verified) == 3
    files.failing = True
    assert started(files)[0].certificates.held == []


def test_what_the_list_says_counts_for_a_recalled_issuer():
    files = kept()
    revoked = list_builder.issuer_entry()[:4] + code_builder.build()[16:19]
    parts = {"ca_keys": (list_builder.ca_entry(),), "issuers": (list_builder.issuer_entry(),)}
    trust, _ = started(files, revoked=(revoked,), **parts)
    assert len(trust.certificates.held) == 1
    assert judged(trust) == codes.ISSUER_CERT_REVOKED
    other = {"ca_keys": (list_builder.ca_entry(name="other"),), "issuers": (list_builder.issuer_entry(),)}
    assert started(files, **other)[0].certificates.held == []
    assert started(files, ca_keys=(list_builder.ca_entry(),))[0].certificates.held == []


def test_the_file_is_written_once_an_hour_at_most_and_when_issuers_are_others():
    files, scanner = Files(), Scanner()
    trust, _ = started(files)
    preparation = Preparation()
    preparation.keep(None, files, scanner, 0)
    preparation.keep(trust, files, scanner, 0)
    assert files.written == 0 and scanner.held == []
    first, second, third = (bytes([number]) * CERTIFICATE_BYTES for number in (1, 2, 3))
    trust.certificates.put(first + b"root", True)
    preparation.keep(trust, files, scanner, 1)
    assert files.held["issuers"] == first and scanner.held == [True, False]
    trust.certificates.put(second + b"root", True)
    preparation.keep(trust, files, scanner, KEEP_EVERY_MS)
    assert files.written == 1
    preparation.keep(trust, files, scanner, KEEP_EVERY_MS + 1)
    assert sorted(module._certificates(files.held["issuers"])) == [first, second]
    preparation.keep(trust, files, scanner, 2 * KEEP_EVERY_MS + 1)
    assert files.written == 2
    again, _ = started(Files())
    again.certificates.put(third + b"root", True)
    files.failing = True
    Preparation().keep(again, files, scanner, 0)
    files.failing = False
    Preparation().keep(again, files, scanner, 0)
    assert module._certificates(files.held["issuers"])[0] == third and files.written == 3
    assert len(files.held["issuers"]) == 2 * CERTIFICATE_BYTES
