"""`ridegate depot`: publishes lists, snapshots and images to gateways, and keeps who has installed them."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.command import depot_fleet, options
from sim.output import show
from sim.output.trouble import Trouble

if TYPE_CHECKING:
    from sim.fleet.depot import Depot
    from sim.fleet.sm2_key import Sm2Signer

_DESCRIPTION = """\
发布名单、快照与固件, 收取终端回执, 统计 15 日安装进度。
Publishes trust lists, snapshots and images to gateways, as a repository of The
Update Framework with SM2 keys over SM3 that any web server can serve; takes the
sealed receipts of terminals; shows who has installed what within 15 days of the
notice. docs/depot.md explains roles, keys, ceremony and rotation."""
_EPILOG = """\
examples, on one laptop:
  ridegate depot init --depot depot --keys keys --test
  ridegate depot publish --depot depot --keys keys --operator-key operator.pub \\
                  --notice 2026-11-14 trust.bin
  python3 -m http.server --directory depot/public --bind 127.0.0.1 8765
  ridegate depot gateway gateway.toml
  ridegate depot receive --depot depot --terminals terminals.toml gateway/receipts
  ridegate depot status --depot depot --terminals terminals.toml \\
                  --html status.html

Each verb's --help shows more.
"""
_INIT = """\
examples:
  ridegate depot init --depot depot --keys keys --test
      for a trial: all keys in one folder, labelled as test keys, in the clear
  ridegate depot init --depot depot --keys keys
      the same, encrypted; each asks for its passphrase
  ridegate depot init --depot depot --root-key anna.pub --root-key bo.pub \\
                  --root-key chen.pub \\
                  --targets-key dai.pub --targets-key eva.pub \\
                  --snapshot-key daily.pub --timestamp-key hourly.pub \\
                  --threshold root=2 --threshold targets=2
      a ceremony: keys that were made where they stay, by `ridegate trust keygen`;
      the root then waits for the signatures of two of them: `ridegate depot sign`

--keys makes three keys for root and three for targets, of which two have to sign,
and one each for snapshot and timestamp. Give each to its holder; none stays here.

exit status: 0 done; 1 done, and something waits for signatures; 2 not done.
"""
_PUBLISH = """\
examples:
  ridegate depot publish --depot depot --keys keys --operator-key operator.pub \\
                  --notice 2026-11-14 trust.bin
  ridegate depot publish --depot depot --key dai.pem \\
                  --operator-key operator.pub trust.bin
      one of two signatures; `ridegate depot sign` adds the other one
  ridegate depot publish --depot depot --key daily.pem --key hourly.pem
      without a file: what has all its signatures is published, and the timestamp
      renewed; once a day, or gateways report that the depot is held back

A file is a signed trust list or snapshot, or the folder of a signed image.
--notice is the day on which the list was announced: from it the 15 days count.

exit status: 0 published; 1 something waits for signatures, or the snapshot's key
is wanted, too; 2 refused.
"""
_SIGN = """\
example:
  ridegate depot sign --depot depot --key eva.pem

What is signed is shown first. Read it: a signature is your word for it.

exit status: 0 nothing waits any more; 1 something still waits; 2 not signed.
"""
_ROTATE = """\
examples:
  ridegate depot rotate --depot depot targets --add fei.pub --remove 3f9a1c2d \\
                  --key anna.pem --key bo.pem
  ridegate depot rotate --depot depot root --key anna.pem --key bo.pem
      nothing changes, and the root is good for another year

A new root wants the signatures that the old one asks for, and its own. After a
change of targets, snapshot or timestamp keys publish once with the new ones.

exit status: 0 done; 1 the new root waits for signatures; 2 not done.
"""
_SHOW = """\
example:
  ridegate depot show --depot depot

exit status: 0 done; 1 something waits for signatures, or the timestamp has
expired; 2 there is no depot.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `depot` with its verbs; each carries its function `run`."""
    parser = options.command(subparsers, "depot", "lists to the fleet, receipts back 名单下发", _DESCRIPTION, _EPILOG)
    verbs = parser.add_subparsers(metavar="VERB", dest="verb", required=True)
    init = options.command(verbs, "init", "make a depot and its keys", "Make a depot.", _INIT, _init)
    depot_fleet.folder(init)
    init.add_argument("--keys", type=Path, metavar="DIR", help="make all keys here; it is made")
    init.add_argument("--test", action="store_true", help="test keys, in the clear")
    for role in ("root", "targets", "snapshot", "timestamp"):
        init.add_argument(
            f"--{role}-key", type=Path, action="append", default=[], metavar="FILE",
            help=f"a public key of {role}; may be given again",
        )  # fmt: skip
    init.add_argument(
        "--threshold", action="append", default=[], metavar="ROLE=N",
        help="so many of its keys have to sign (all)",
    )  # fmt: skip
    options.passphrase(init)
    publish = options.command(verbs, "publish", "publish files, renew the timestamp", "Publish.", _PUBLISH, _publish)
    publish.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a signed list or snapshot, an image")
    _signing(publish)
    options.operator_key(publish, "the operator's public key, which signed the files", Path)
    publish.add_argument("--notice", metavar="DAY", help="the day of the notice, as in 2026-11-14 (UTC+8)")
    sign = options.command(verbs, "sign", "add a signature to what waits", "Sign what waits.", _SIGN, _sign)
    _signing(sign)
    rotate = options.command(verbs, "rotate", "change keys, or renew the root", "Begin a new root.", _ROTATE, _rotate)
    rotate.add_argument("role", choices=("root", "targets", "snapshot", "timestamp"), help="whose keys change")
    rotate.add_argument("--add", type=Path, action="append", default=[], metavar="FILE", help="a public key more")
    rotate.add_argument("--remove", action="append", default=[], metavar="ID", help="a key less, by its id's beginning")
    rotate.add_argument("--threshold", type=int, metavar="N", help="so many of its keys have to sign")
    _signing(rotate)
    look = options.command(verbs, "show", "roles, keys, what is published", "Show a depot.", _SHOW, _show)
    depot_fleet.folder(look)
    options.json(look)
    depot_fleet.add_verbs(verbs)


def _signing(parser: argparse.ArgumentParser) -> None:
    depot_fleet.folder(parser)
    parser.add_argument(
        "--key", type=Path, action="append", default=[], metavar="FILE", help="a private key; may be given again"
    )
    parser.add_argument("--keys", type=Path, metavar="DIR", help="a folder of private keys, each of which signs")
    options.passphrase(parser)


def _signers(args: argparse.Namespace) -> "list[Sm2Signer]":
    from sim.fleet import ceremony

    return ceremony.signers(args.key, args.keys, args.passphrase_file)


def _init(args: argparse.Namespace) -> int:
    from sim.fleet import ceremony
    from sim.fleet.depot import ROLES

    depot = depot_fleet.opened(args)
    public = {role: getattr(args, f"{role}_key") for role in ROLES}
    signers: list[Sm2Signer] = []
    if args.keys is None:
        if args.test:
            raise Trouble("--test is for keys that --keys makes; name a folder for them")
        roles = ceremony.named(public, args.threshold)
    else:
        if any(public.values()) or args.threshold:
            raise Trouble("--keys makes all keys; leave the other keys and --threshold out, or leave --keys out")
        depot.check_empty()
        roles, signers = ceremony.make(args.keys, args.test, args.passphrase_file)
    depot.begin(roles)
    depot.sign(signers)
    if args.keys is not None:
        kind = "test keys, in the clear" if args.test else "encrypted"
        show.line(f"{args.keys}: {len(signers)} keys, {kind}; give each to its holder")
    if not depot.waiting():
        show.line(f"{depot.metadata / '1.root.json'}: bring it to each gateway by hand; it is what they trust first")
    return _waits(depot)


def _publish(args: argparse.Namespace) -> int:
    from sim.fleet import target
    from sim.fleet.depot import TARGETS
    from sim.fleet.rollout import DAYS, day_of

    notice = None if args.notice is None else _day(args.notice)
    if args.files and args.operator_key is None:
        raise Trouble("name the operator's public key with --operator-key: what it has not signed is not published")
    if notice is not None and not args.files:
        raise Trouble("--notice is of a file; name the list that was announced")
    depot, signers = depot_fleet.opened(args), _signers(args)
    packed = [target.read(path, [args.operator_key], notice) for path in args.files]
    for each in packed:
        late = each.target.notice is not None and day_of(each.target.notice, each.target.effective_s) > DAYS
        if late and each.target.kind == target.TRUST:
            show.complain("depot", f"{each.target.path}: its own day comes after day {DAYS} of its notice")
    depot.offer(packed)
    for placed in depot.sign(signers):
        show.line(f"{placed} is signed")
    status = _waits(depot)
    if not packed or all(one.role != TARGETS for one in depot.waiting()):
        made = depot.renew(signers)
        words = f"published: {', '.join(made)}" if made else "nothing has been published yet; name a file"
        show.line(words)
    if (ends := depot.root_ends_soon()) is not None:
        show.complain("depot", ends)
    if (ends := depot.snapshot_ends_soon()) is not None:
        show.complain("depot", ends)
        return 1
    return status


def _day(text: str) -> str:
    from sim.backoffice import business_day

    try:
        return business_day.parse(text)
    except Trouble:
        raise Trouble(f"--notice {text}: no day; write it as in 2026-11-14") from None


def _sign(args: argparse.Namespace) -> int:
    depot, signers = depot_fleet.opened(args), _signers(args)
    if not signers:
        raise Trouble("name the private key that signs with --key")
    words = depot.describe()
    for line in words:
        show.line(line)
    for placed in depot.sign(signers):
        show.line(f"{placed} has all its signatures; `ridegate depot publish` publishes it")
    if not words:
        show.line("nothing waits for a signature")
    return _waits(depot)


def _rotate(args: argparse.Namespace) -> int:
    from sim.fleet import sm2_key

    depot, signers = depot_fleet.opened(args), _signers(args)
    depot.rotate(args.role, [sm2_key.read_public(path) for path in args.add], args.remove, args.threshold)
    for line in depot.describe():
        show.line(line)
    for placed in depot.sign(signers):
        show.line(f"{placed} is in force" + ("" if args.role == "root" else "; publish once with the new keys"))
    return _waits(depot)


def _waits(depot: "Depot") -> int:
    waiting = depot.waiting()
    for one in waiting:
        show.line(str(one) if one.stale else f"{one}: `ridegate depot sign`")
    return 1 if waiting else 0


def _show(args: argparse.Namespace) -> int:
    depot = depot_fleet.opened(args)
    root, waiting, until_s = depot.root(), depot.waiting(), depot.expires_s()
    expired = until_s is not None and until_s <= time.time()
    if args.json:
        told: dict[str, Any] = {"root": root.version, "test": depot.test, "until": until_s and show.utc(until_s)}
        roles = {name: {"threshold": role.threshold, "keys": role.keyids} for name, role in root.roles.items()}
        newest = [{"path": one.path, **one.custom} for one in depot.listed()]
        show.json_line({**told, "roles": roles, "targets": newest, "waiting": [str(one) for one in waiting]})
        return 1 if waiting or expired else 0
    for line in depot.root_words():
        show.line(line)
    if (ends := depot.root_ends_soon()) is not None:
        show.line(ends)
    for one in depot.listed():
        show.line(f"{one.path}{'' if one.notice is None else f', notice of {one.notice}'}")
    if until_s is not None:
        show.line(f"gateways take it until {show.china(until_s)}" + ("; it has expired: publish" if expired else ""))
    return max(_waits(depot), int(expired))
