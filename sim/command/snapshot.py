"""`ridegate snapshot`: make eligibility snapshots, look into them, put them on boards or beside a gate here."""

import argparse
import time
from pathlib import Path

from sim.command import options, written_file
from sim.output import progress, show, whole_file
from sim.output.trouble import Trouble
from terminal import sm2, snapshot

_DESCRIPTION = """\
通行资格快照: 允许与拒绝的账户, 由运营方签名, 到期作废。
A gate that asks for eligibility looks into a snapshot first: accounts allowed
and accounts denied, signed by the operator, good until it expires. Only for an
account that is in neither set, or after the snapshot's end, it asks the service
(docs/eligibility.md). Container, keys and signature are a trust list's."""

_ENDS = "exit status: 0 done; 2 the snapshot, a key or a file is not as it must be.\n"
_EPILOG = """\
examples:
  ridegate snapshot compile today.toml --operator-key operator.pem --out today.bin
  ridegate snapshot show today.bin --operator-key operator.pub
  ridegate snapshot install today.bin --operator-key operator.pub --to gate
  ridegate run --snapshot gate --operator-key operator.pub
  ridegate snapshot install today.bin --operator-key operator.pub --port COM3

a source:
  sequence = 7                            # only ever rises, 65,536 a step at most
  issued = 2026-10-28T09:00:00Z
  effective_from = 2026-10-28T10:00:00Z
  expires = 2026-10-29T10:00:00Z          # needed
  allowed_accounts_file = "allowed.txt"   # one account a line, 20 hexadecimal
  denied_accounts_file = "denied.txt"     # digits; # begins a comment

  [[denied_account]]                      # or here, where there are few
  account = "3104170000000000001F"

"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `snapshot` with its verbs; each carries its function `run`."""
    parser = options.command(
        subparsers, "snapshot", "make, show, install eligibility snapshots 资格快照", _DESCRIPTION, _EPILOG + _ENDS
    )
    verbs = parser.add_subparsers(metavar="compile|show|install", dest="verb", required=True)
    build = options.command(
        verbs, "compile", "sign a TOML source", "Check, compile and sign a source.", _ENDS,
        options.with_problems(_compile),
    )  # fmt: skip
    build.add_argument("file", type=Path, metavar="SOURCE", help="the snapshot in TOML")
    options.operator_key(build, "the operator's private key, operator.pem", Path, required=True)
    options.passphrase(build)
    written_file.option(build, "--out", "where to write the binary snapshot", required=True)
    look = options.command(
        verbs, "show", "show what one holds", "Check a whole snapshot, and count it.", _ENDS,
        options.with_problems(_show),
    )  # fmt: skip
    look.add_argument("file", type=Path, metavar="FILE", help="a snapshot, TOML or binary")
    options.operator_key(look, kind=Path)
    put = options.command(
        verbs, "install", "put one on a board, or beside a gate of this computer",
        "Check a whole signed snapshot and put it on a board, in service mode, or into\n"
        "the folder that `ridegate run --snapshot` names. Its sequence is at least the\n"
        "highest that was ever there; the one before is kept until its day. A board\n"
        "takes one where its configuration asks for it, and checks all of it again.",
        _ENDS, options.with_problems(_install),
    )  # fmt: skip
    put.add_argument("file", type=Path, metavar="FILE", help="a signed snapshot")
    options.operator_key(put, "the operator's public key", Path, required=True)
    where = put.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", type=Path, metavar="DIR", help="the gate's folder; made when missing")
    options.port(where, required=False)
    for verb in (build, look, put):
        options.json(verb)


def _counts(sets: "tuple[int, ...]") -> dict[str, int]:
    return dict(zip(snapshot.SET_NAMES, sets, strict=True))


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _compile(args: argparse.Namespace) -> int:
    from sim.eligibility.file import read_source
    from sim.eligibility.source import compile_snapshot
    from sim.issuer import operator_key
    from sim.trust.file import read_bytes

    data = read_bytes(args.file, "snapshot")
    signer = operator_key.read_signer(args.operator_key, args.passphrase_file)
    whole_file.prepare(args.out)
    with progress.bar(args.json) as report:
        report("reading the source", 0, 0)
        source = read_source(str(args.file), data, True, report)
        written_file.check(args.out, source.files)
        image = compile_snapshot(source, signer, report)
        report("writing the snapshot", 0, 0)
        whole_file.write(args.out, image)
    counts = _counts(tuple(len(each) for each in source.sets))
    if args.json:
        facts = {"out": str(args.out), "sequence": source.sequence, "test": signer.test, **counts}
        show.json_line({**facts, "repeated": source.repeated, "bytes": len(image)})
        return 0
    kind = "a test" if signer.test else "a production"
    show.line(f"{args.out}: sequence {source.sequence}, {_listed(counts)}; {kind} snapshot, {len(image)} bytes")
    if source.repeated:
        show.line(f"{source.repeated} accounts stand there more than once, and count once")
    return 0


def _show(args: argparse.Namespace) -> int:
    from sim.eligibility.file import checked, load

    with progress.bar(args.json) as report:
        file = load(args.file, args.operator_key, sm2.REFERENCE, report)
        opened = checked(file, report)
    if args.operator_key is not None and not file.signed:
        show.complain("snapshot", f"{args.file} is a source, which has no signature: --operator-key is not used")
    counts = _counts(tuple(each.tables[snapshot.SHAPE].count for each in opened.sets))
    in_force = opened.in_force(int(time.time()))
    if args.json:
        facts = {"file": file.name, "signed": file.signed, "test": opened.test if file.signed else None}
        times = {"issued": opened.issued_s or None, "effective_from": opened.effective_s, "expires": opened.expires_s}
        whole = {**facts, "sequence": opened.sequence, **times, "in_force": in_force, **counts}
        show.json_line({**whole, "bytes": opened.length_bytes})
        return 0
    kind = "signed binary" if file.signed else "TOML source, unsigned"
    flag = ", a test snapshot: real gates refuse it" if opened.test and file.signed else ""
    show.line(f"{show.plain(file.name)}: {kind}{flag}")
    show.line(f"sequence {opened.sequence}, {_listed(counts)}, {opened.length_bytes} bytes")
    if opened.issued_s:
        show.line(f"issued {show.utc(opened.issued_s)}")
    dates = f"{show.utc(opened.effective_s)} to {show.utc(opened.expires_s)}"
    show.line(f"有效 in force: {'是 yes' if in_force else '否 no'}, {dates}")
    return 0


def _install(args: argparse.Namespace) -> int:
    from sim.eligibility.file import checked, load
    from sim.eligibility.installed import install

    with progress.bar(args.json) as report:
        file = load(args.file, args.operator_key, sm2.REFERENCE, report)
        if not file.signed:
            raise Trouble(f"{args.file} is a source: sign it with `ridegate snapshot compile`")
        opened = checked(file, report)
        if args.port is not None:
            return _on_board(args, file.data, report)
        install(args.to, file.data, opened)
    if args.json:
        show.json_line({"to": str(args.to), "sequence": opened.sequence, "effective_from": opened.effective_s})
    else:
        show.line(f"{args.to}: sequence {opened.sequence} is installed, every page as signed")
    return 0


def _on_board(args: argparse.Namespace, data: bytes, report: progress.Report) -> int:
    from sim.command.trust_install import tell
    from sim.device import trust_install
    from sim.device.device import Device

    report("looking for the board", 0, 0)
    device = Device(args.port)
    device.require()
    report("entering service mode", 0, 0)
    with device.serviced():
        answer = trust_install.install(device, data, report, trust_install.SNAPSHOT)
        report("restarting", 0, 0)
    tell(answer, device, args.json)
    return 0
