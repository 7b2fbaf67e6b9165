"""`ridegate snapshot`, and the sources it reads."""

from datetime import datetime

import pytest

from sim.eligibility import installed, source as snapshot_source
from sim.eligibility.file import load
from sim.trust.source_head import SourceError
from terminal import sm2, snapshot
from terminal.eligibility import ALLOW, DENY, UNKNOWN
from tests.bench import lookup
from tests.rig import command
from tests.rig.command import folder, lines, ridegate, write

HEAD = """sequence = {}
issued = 2026-10-28T09:00:00Z
effective_from = 2026-10-28T10:00:00Z
expires = 2099-10-29T10:00:00Z
"""
IN_FORCE_S = 1_800_000_000
DENIED = '[[denied_account]]\naccount = "3104170000000000002F"\n'
ALLOWED = '[[allowed_account]]\naccount = "3104170000000000001f"\n'
MILLION = 1_000_000


def key():
    return folder() / "operator.key"


def public():
    return folder() / "operator.pub"


def compiled(name, sequence=7, rows=DENIED + ALLOWED, head=HEAD):
    out = folder() / f"{name}.bin"
    source = write(f"{name}.toml", (head.format(sequence) + rows).encode())
    status, _, err = ridegate("snapshot", "compile", source, "--operator-key", key(), "--out", out)
    assert (status, err) == (0, "")
    return out


def test_a_source_is_compiled_shown_and_looked_up():
    out = compiled("plain")
    status, said, err = ridegate("snapshot", "show", "--json", out, "--operator-key", public())
    assert (status, err) == (0, "")
    facts = lines(said)[0]
    assert (facts["sequence"], facts["signed"], facts["test"], facts["in_force"]) == (7, True, True, True)
    assert (facts["denied_account"], facts["allowed_account"], facts["bytes"]) == (1, 1, out.stat().st_size)
    opened = load(out, public(), sm2.REFERENCE).open(sm2.REFERENCE)
    for number, expected in ((1, ALLOW), (2, DENY), (3, UNKNOWN)):
        account = bytes.fromhex(f"310417{number:013d}f")
        assert sm2.finish(opened.find(account, IN_FORCE_S)) == expected
    shown = ridegate("snapshot", "show", folder() / "plain.toml")[1]
    assert "1 denied_account, 1 allowed_account" in shown and "yes" in shown and "unsigned" in shown
    assert command.shows_account(shown) is None


def test_text_files_and_rows_say_the_same():
    write("denied.txt", b"# a comment\n3104170000000000002F\n\n3104170000000000002f\n")
    rows = 'denied_accounts_file = "denied.txt"\n' + ALLOWED
    assert compiled("files", rows=rows).read_bytes() == compiled("rows").read_bytes()


def test_every_problem_is_named_and_no_account_in_full():
    rows = DENIED + DENIED.replace("denied", "allowed") + '[[allowed_account]]\naccount = "31"\n'
    text = HEAD.format(0).replace("expires", "# expires") + rows + "strange = 1\n"
    status, out, err = ridegate("snapshot", "show", write("bad.toml", text.encode()))
    assert (status, out) == (2, "")
    for words in ("sequence: 0", "expires: is missing", "allowed_account[1].account", "strange", "0002: is both"):
        assert words in err, words
    assert "0000000000002" not in err and command.shows_account(err) is None


def test_accounts_in_both_sets_are_named_up_to_a_bound():
    accounts = [f'account = "310417{number:013d}f"\n' for number in range(25)]
    rows = "".join(f"[[{name}_account]]\n{each}" for name in ("denied", "allowed") for each in accounts)
    with pytest.raises(SourceError) as caught:
        snapshot_source.parse_source(HEAD.format(1) + rows)
    assert len(caught.value.problems) == 21 and "5 more" in caught.value.problems[-1]


def test_what_is_no_snapshot_is_refused():
    status, _, err = ridegate("snapshot", "show", folder() / "trust.bin", "--operator-key", public())
    assert status == 2 and snapshot.MAGIC.decode() in err
    status, _, err = ridegate("snapshot", "show", compiled("plain"))
    assert status == 2 and "--operator-key" in err
    damaged = bytearray(compiled("plain").read_bytes())
    damaged[-1] ^= 1
    status, _, err = ridegate("snapshot", "show", write("broken.bin", bytes(damaged)), "--operator-key", public())
    assert status == 2 and "allowed_account is damaged" in err


def test_an_installed_sequence_only_rises(tmp_path):
    gate = tmp_path / "gate"

    def install(path):
        return ridegate("snapshot", "install", path, "--operator-key", public(), "--to", gate)

    assert install(compiled("seven"))[0] == 0
    assert install(compiled("seven"))[0] == 0
    status, _, err = install(compiled("other", 7, DENIED))
    assert status == 2 and "another snapshot of sequence 7" in err
    status, _, err = install(compiled("six", 6))
    assert status == 2 and "below 7" in err
    status, _, err = install(compiled("far", 7 + 65_537))
    assert status == 2 and "more than 65536" in err
    assert install(compiled("next", 7 + 65_536))[0] == 0
    assert (gate / "snapshot.previous").read_bytes() == compiled("seven").read_bytes()
    for name in ("snapshot.bin", "snapshot.previous"):
        (gate / name).unlink()
    status, _, err = install(compiled("seven"))
    assert status == 2 and "below 65543" in err
    (gate / "snapshot.sequence").write_text("x")
    assert "is no number" in install(compiled("next", 7 + 65_536))[2]
    status, _, err = install(folder() / "seven.toml")
    assert status == 2 and "compile" in err


def test_the_one_in_force_stays_beside_a_gate_while_others_wait(tmp_path):
    first = compiled("seven")

    def install(path, now_s):
        opened = load(path, public(), sm2.REFERENCE).open(sm2.REFERENCE)
        installed.install(tmp_path, path.read_bytes(), opened, now_s=lambda: now_s)

    head = HEAD.replace("2026-10-28T10", "2030-10-28T10").replace("2099", "2098")
    from_s, until_s = (int(datetime.fromisoformat(at).timestamp()) for at in ("2030-10-28T10Z", "2098-10-29T10Z"))
    install(first, IN_FORCE_S)
    for sequence, now_s in ((8, IN_FORCE_S), (9, from_s - 1)):  # the second one is a correction
        later = compiled("later", sequence, head=head)
        install(later, now_s)
        assert (tmp_path / "snapshot.previous").read_bytes() == first.read_bytes()
        assert (tmp_path / "snapshot.bin").read_bytes() == later.read_bytes()
    for number, (now_s, moves) in enumerate(((from_s, True), (until_s, True), (until_s + 1, False))):
        (tmp_path / "snapshot.bin").write_bytes(later.read_bytes())
        (tmp_path / "snapshot.previous").write_bytes(first.read_bytes())
        install(compiled("last", 10 + number), now_s)
        assert (tmp_path / "snapshot.previous").read_bytes() == (later if moves else first).read_bytes()


def test_a_million_accounts_are_compiled_and_looked_up_in_ten_pages(tmp_path):
    half = MILLION // 2
    for name, first in (("denied", 0), ("allowed", half)):
        text = "\n".join(lookup.account(number).hex() for number in range(first, first + half))
        (tmp_path / f"{name}.txt").write_text(text, "ascii")
    rows = 'denied_accounts_file = "denied.txt"\nallowed_accounts_file = "allowed.txt"\n'
    source = snapshot_source.parse_source(HEAD.format(1) + rows, folder=tmp_path)
    image = snapshot_source.compile_snapshot(source, command.pki().operator)
    reads = []

    def readinto(offset, buffer):
        reads.append(offset)
        buffer[:] = image[offset : offset + len(buffer)]

    keys = (sm2.REFERENCE.decode(command.pki().operator.public_xy),)
    opened = sm2.finish(snapshot.open_snapshot(readinto, len(image), keys, sm2.REFERENCE, True))
    for number, expected in ((0, DENY), (half - 1, DENY), (half, ALLOW), (MILLION - 1, ALLOW), (MILLION, UNKNOWN)):
        reads.clear()
        assert sm2.finish(opened.find(lookup.account(number), IN_FORCE_S)) == expected
        assert len(reads) <= 10
