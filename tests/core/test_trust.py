"""The trust list: a signed header, checked pages, and absence as good as presence.

Length: the look-up, the header and the pages are tested with one small set of lists.
"""

from struct import pack

from terminal import signed, sm2, sm3, trust
from tests.builder import list_builder, signer
from tests.builder.code_builder import ISSUER
from tests.builder.list_builder import Storage, ca_entry, issuer_entry
from tests.core.raising import raised

ENGINE = signer.QUICK  # takes real signatures too


def account(number: int) -> bytes:
    return b"\x31" + bytes(5) + pack(">I", number)


def finds(opened: trust.TrustList, table: int, key: bytes) -> bytes | None:
    return sm2.finish(opened.find(table, key))


def refusal(whole: bytes, length: int | None = None, keys: tuple = ("operator",), test: int = signed.EITHER) -> str:
    """Why this list is not opened."""
    storage = Storage(whole)
    operators = tuple([signer.key(name) for name in keys])
    size = len(whole) if length is None else length
    steps = trust.open_list(storage.readinto, size, operators, ENGINE, test)
    return str(raised(trust.ListRefused, sm2.finish, steps))


def unsound(whole: bytes) -> str:
    """What check_pages finds in a list that opens."""
    return str(raised(trust.ListRefused, sm2.finish, trust.check_pages(list_builder.opened(whole))))


def with_bytes(whole: bytes, at: int, data: bytes) -> bytes:
    return whole[:at] + data + whole[at + len(data) :]


# what a list says


def test_the_header_comes_back():
    for test in (True, False):
        opened = list_builder.opened(
            list_builder.usual(sequence=8, issued_s=11, effective_s=22, expires_s=33, test=test)
        )
        assert (opened.sequence, opened.issued_s, opened.effective_s, opened.expires_s) == (8, 11, 22, 33)
        assert opened.test is test
        assert opened.length_bytes == 512 * 3
        assert [table.count for table in opened.tables] == [1, 1, 0, 0]


def test_in_force_with_both_ends_inclusive():
    opened = list_builder.opened(list_builder.usual(effective_s=1000, expires_s=2000))
    for now_s, expected in ((0, False), (999, False), (1000, True), (2000, True), (2001, False)):
        assert opened.in_force(now_s) is expected, now_s
    for_ever = list_builder.opened(list_builder.usual(effective_s=1000, expires_s=0))
    assert not for_ever.in_force(999) and for_ever.in_force(1000) and for_ever.in_force(0xFFFFFFFF)


def test_every_table_answers():
    issuer = b"\x99\x99\x99\x99"
    opened = list_builder.opened(
        list_builder.build(
            (ca_entry(0, "zero"), ca_entry(2), ca_entry(255, "last", b"\x01\x30")),
            (issuer_entry(), issuer_entry(issuer, 0, b"x" * 32)),
            (ISSUER + b"\x00\x00\x01", ISSUER + b"\x90\x01\x22"),
            (account(1), account(3)),
        )
    )
    assert finds(opened, trust.CA_KEY, b"\x02") == b"\x12\x40" + signer.public_xy("root")
    assert finds(opened, trust.CA_KEY, b"\x00") == b"\x12\x40" + signer.public_xy("zero")
    assert finds(opened, trust.CA_KEY, b"\xff") == b"\x01\x30" + signer.public_xy("last")
    for index in (1, 3, 254):
        assert finds(opened, trust.CA_KEY, bytes([index])) is None
    assert finds(opened, trust.ISSUER, issuer) == b"\x00" + b"x" * 32
    assert finds(opened, trust.ISSUER, b"\x03\x04\x17\x31") is None
    assert finds(opened, trust.REVOKED, ISSUER + b"\x90\x01\x22") == b""
    assert finds(opened, trust.REVOKED, ISSUER + b"\x90\x01\x23") is None
    assert finds(opened, trust.BLOCKED, account(3)) == b""
    assert finds(opened, trust.BLOCKED, account(2)) is None
    sm2.finish(trust.check_pages(opened))


def test_empty_tables_hold_nothing():
    opened = list_builder.opened(list_builder.build())
    for table, width in enumerate(trust.KEY_BYTES):
        for byte in (b"\x00", b"\xff"):
            assert finds(opened, table, byte * width) is None
    sm2.finish(trust.check_pages(opened))


def test_a_key_of_zeros_is_not_found_in_the_padding():
    opened = list_builder.opened(list_builder.usual(blocked=(account(5),), revoked=(b"\x01" * 7,)))
    assert finds(opened, trust.BLOCKED, bytes(10)) is None
    assert finds(opened, trust.REVOKED, bytes(7)) is None
    assert finds(opened, trust.ISSUER, bytes(4)) is None
    listed = list_builder.opened(list_builder.usual(blocked=(bytes(10),)))
    assert finds(listed, trust.BLOCKED, bytes(10)) == b""


# trees


def test_pages_of_each_level():
    assert trust.page_counts(trust.BLOCKED, 0) == ()
    for count, pages in (
        (1, (1,)),
        (51, (1,)),
        (52, (2, 1)),
        (51 * 12, (12, 1)),
        (51 * 12 + 1, (13, 2, 1)),
        (51 * 144, (144, 12, 1)),
        (51 * 144 + 1, (145, 13, 2, 1)),
        (1_000_000, (19608, 1634, 137, 12, 1)),
    ):
        assert trust.page_counts(trust.BLOCKED, count) == pages, count
    assert trust.page_counts(trust.CA_KEY, 256) == (37, 3, 1)


def test_presence_and_absence_in_trees_of_every_height():
    for count in (1, 2, 51, 52, 612, 613):
        opened = list_builder.opened(list_builder.usual(blocked=tuple([account(2 * n + 1) for n in range(count)])))
        for number in (0, 1, 50, 51, 101, 102, 560, 561, 610, 611, 612):
            if number < count:
                assert finds(opened, trust.BLOCKED, account(2 * number + 1)) == b"", (count, number)
                assert finds(opened, trust.BLOCKED, account(2 * number)) is None, (count, number)
        assert finds(opened, trust.BLOCKED, account(2 * count)) is None
        assert finds(opened, trust.BLOCKED, bytes(10)) is None
        assert finds(opened, trust.BLOCKED, b"\xff" * 10) is None
        if count in (51, 52, 613):
            sm2.finish(trust.check_pages(opened))


def test_a_look_up_reads_one_page_a_level():
    storage = Storage(list_builder.usual(blocked=tuple([account(n) for n in range(613)])))
    opened = list_builder.opened_from(storage)
    for key, pages in ((account(0), 3), (account(612), 3), (account(300), 3), (bytes(10), 1), (b"\xff" * 10, 3)):
        storage.reads = 0
        finds(opened, trust.BLOCKED, key)
        assert storage.reads == pages, key


def test_a_damaged_page_is_an_equipment_fault_and_no_answer():
    whole = list_builder.usual(blocked=tuple([account(n) for n in range(0, 120, 2)]))
    storage = Storage(whole)
    opened = list_builder.opened_from(storage)
    leaf = opened.tables[trust.BLOCKED].levels[0][0] * 512
    root = opened.tables[trust.BLOCKED].levels[1][0] * 512
    for at in (leaf, leaf + 300, leaf + 511, root, root + 42, root + 500):
        storage.bytes[at] ^= 0x10
        raised(OSError, finds, opened, trust.BLOCKED, account(0))
        raised(OSError, finds, opened, trust.BLOCKED, account(1))
        storage.bytes[at] ^= 0x10
        assert finds(opened, trust.BLOCKED, account(0)) == b""
    storage.bytes[leaf] ^= 1  # the other leaf is as good as before
    assert finds(opened, trust.BLOCKED, account(118)) == b""


def test_a_page_of_another_place_is_refused():
    whole = list_builder.usual(blocked=tuple([account(n) for n in range(120)]))
    opened = list_builder.opened(whole)
    first = opened.tables[trust.BLOCKED].levels[0][0] * 512
    swapped = whole[:first] + whole[first + 512 : first + 1024] + whole[first : first + 512] + whole[first + 1024 :]
    raised(OSError, finds, list_builder.opened(swapped), trust.BLOCKED, account(0))
    assert "damaged" in unsound(swapped)


def test_storage_that_cannot_be_read():
    storage = Storage(list_builder.usual())
    opened = list_builder.opened_from(storage)
    storage.broken = True
    raised(OSError, finds, opened, trust.ISSUER, ISSUER)
    raised(OSError, sm2.finish, trust.check_pages(opened))
    raised(OSError, list_builder.opened_from, storage)


def test_two_look_ups_at_once_do_not_disturb_each_other():
    """A look-up is a generator: a caller with two of them may advance them in turn."""
    blocked = tuple([account(n) for n in range(120)])
    opened = list_builder.opened(list_builder.usual(blocked=blocked, revoked=(ISSUER + b"\x00\x00\x01",)))
    for table, key in ((trust.BLOCKED, account(119)), (trust.REVOKED, ISSUER + b"\x00\x00\x01")):
        first = opened.find(table, key)
        answer = None
        while True:
            try:
                next(first)
            except StopIteration as end:
                answer = end.value
                break
            assert finds(opened, trust.ISSUER, ISSUER) is not None
        assert answer == b""


# the header


def test_any_byte_of_the_header_changed_is_refused():
    whole = list_builder.usual(sign=signer.sign)
    places = list(range(0, 512, 23)) + [8, 9, 447, 448, 511]  # every one: tests/desktop
    for at in places:
        refusal(with_bytes(whole, at, bytes([whole[at] ^ 1 << at % 8])))


def test_lengths_that_are_no_list():
    whole = list_builder.usual()
    for length in (0, 1, 511, 513, 1023):
        assert "512" in refusal(whole[:length])
    assert "promises" in refusal(whole[:512])
    assert "promises" in refusal(whole[:-512])
    assert "promises" in refusal(whole + bytes(512))


def test_signed_nonsense_is_still_nonsense():
    whole = list_builder.usual()
    for at, data in (
        (8, b"\x02"),  # another format
        (8, b"\x00"),
        (9, b"\x03"),  # an unknown flag
        (9, b"\x81"),
        (10, b"\x04\x00"),  # another page size
        (10, b"\x02\x01"),
        (184, b"\x01"),  # bytes that format 1 leaves zero
        (447, b"\x80"),
        (36, pack(">I", 1024)),  # a length that is not the file's
        (40, pack(">I", 8)),  # a table that would need another page
        (40, pack(">I", 0xFFFFFFFF)),
        (0, b"RGTRUST2"),
    ):
        refusal(list_builder.resign(with_bytes(whole, at, data)))


def test_the_signer_must_be_one_of_the_operators_keys():
    whole = list_builder.usual(operator="stranger")
    assert "none of this terminal's operator keys" in refusal(whole)
    refusal(whole, keys=())
    assert refusal(list_builder.usual(), keys=("stranger", "other"))
    keys = (signer.key("operator"), signer.key("stranger"))
    for name in ("operator", "stranger"):
        storage = Storage(list_builder.usual(operator=name))
        opened = sm2.finish(trust.open_list(storage.readinto, len(storage.bytes), keys, ENGINE, True))
        assert opened.sequence == 7


def test_a_key_id_alone_does_not_make_a_signer():
    whole = list_builder.usual(operator="stranger", sign=signer.sign)
    posing = with_bytes(whole, 12, sm3.digest(signer.public_xy("operator"))[:8])
    assert "signature does not hold" in refusal(posing)
    assert "signature does not hold" in refusal(list_builder.resign(posing, "stranger", signer.sign))


def test_test_lists_and_production():
    keys = (signer.key("operator"),)
    for test in (True, False):
        storage = Storage(list_builder.usual(test=test))
        for taken in (test, signed.EITHER):
            opened = sm2.finish(trust.open_list(storage.readinto, len(storage.bytes), keys, ENGINE, taken))
            assert opened.test is test
        assert "keys do not count here" in refusal(list_builder.usual(test=test), test=not test)
    assert "test keys do not count" in refusal(list_builder.usual(test=True), test=False)


# the pages


def test_any_byte_of_the_pages_changed_is_found():
    whole = list_builder.usual(blocked=tuple([account(n) for n in range(60)]))
    for at in range(512, len(whole), 61):
        damaged = with_bytes(whole, at, bytes([whole[at] ^ 1 << at % 8]))
        assert "damaged" in unsound(damaged), at


def test_tables_that_are_not_sorted():
    for changes in (
        {"blocked": (account(2), account(1))},
        {"blocked": (account(1), account(1))},
        {"blocked": tuple([account(n) for n in range(50)]) + (account(60), account(51))},  # across two pages
        {"blocked": tuple([account(n) for n in range(51)]) + (account(50),)},
        {"revoked": (b"\x02" * 7, b"\x01" * 7)},
        {"issuers": (issuer_entry(b"\x02" * 4), issuer_entry(b"\x01" * 4))},
        {"issuers": (issuer_entry(), issuer_entry())},
        {"ca_keys": (ca_entry(3), ca_entry(2))},
        {"ca_keys": (ca_entry(2), ca_entry(2, "other"))},
    ):
        assert "sorted" in unsound(list_builder.usual(**changes)), changes


def test_entries_that_mean_nothing():
    no_point = bytes([2]) + b"\x12\x40" + bytes(63) + b"\x07"
    assert "no point" in unsound(list_builder.usual(ca_keys=(no_point,)))
    assert "profile" in unsound(list_builder.usual(issuers=(issuer_entry(ISSUER, 1),)))
    for expiry in (b"\x00\x40", b"\x13\x40", b"\x1a\x40", b"\x0f\x40", b"\x12\x4a", b"\x12\xf0", b"\xff\xff"):
        unsound(list_builder.usual(ca_keys=(ca_entry(2, "root", expiry),)))


def _head(table: int, count: int, page: bytes) -> bytes:
    return pack(">I", count) + sm3.digest(pack(">BBI", table, 0, 0), page)


def test_what_stands_behind_the_last_entry():
    page = account(1) + bytes(502)
    good = list_builder.seal(bytes(108) + _head(3, 1, page), page)
    sm2.finish(trust.check_pages(list_builder.opened(good)))
    for at in (10, 19, 20, 511):
        more = with_bytes(page, at, b"\x01")
        assert "more than it states" in unsound(list_builder.seal(bytes(108) + _head(3, 1, more), more))


def test_an_empty_table_with_a_root():
    assert "empty" in unsound(list_builder.seal(bytes(4) + b"\x01" * 32 + bytes(108), b""))


def test_a_reference_that_does_not_name_the_first_key_of_its_page():
    """Look-ups follow these keys: a wrong one hides what is listed, under a signature that holds."""
    whole = list_builder.usual(blocked=tuple([account(n) for n in range(10, 70)]))
    first = list_builder.opened(whole).tables[trust.BLOCKED].levels
    leaves, root = first[0][0] * 512, first[1][0] * 512
    assert whole[root + 42 : root + 52] == whole[leaves + 512 : leaves + 522]
    for at, key in ((root, account(0)), (root, account(11)), (root + 42, account(60)), (root + 42, account(62))):
        page = with_bytes(whole[root : root + 512], at - root, key)
        page_hash = sm3.digest(pack(">BBI", 3, 1, 0), page)
        head = whole[40:148] + whole[148:152] + page_hash
        unsound(list_builder.seal(head, whole[512:root] + page + whole[root + 512 :]))


# what is remembered


def test_remembered_holds_the_last_few_and_only_for_all_of_their_bytes():
    memory = trust.Remembered(2)
    assert memory.get(b"a") is None
    memory.put(b"a", 1)
    memory.put(b"b", 2)
    assert memory.get(b"a") == 1
    memory.put(b"c", 3)  # b was used longest ago
    assert memory.get(b"b") is None and memory.get(b"a") == 1 and memory.get(b"c") == 3
    assert memory.get(b"") is None and memory.get(b"aa") is None and memory.get(b"A") is None
    assert len(memory.held) == 2


def test_a_key_that_is_no_point_is_no_signer_and_is_not_remembered():
    opened = list_builder.opened(list_builder.usual())
    for _ in range(2):
        assert opened.signer(b"\x02" + b"\xff" * 32, sm2.IDENTITY) is None
    assert not opened.signers.held
    assert opened.signer(signer.public_key("root"), sm2.IDENTITY) is not None
    assert len(opened.signers.held) == 1
