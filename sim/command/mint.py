"""`ridegate mint`: test codes, good and bad, with everything needed to judge them."""

import argparse
import shlex
import time
from collections.abc import Iterator
from pathlib import Path

from sim.code import layout
from sim.command import options
from sim.family.table import GOOD
from sim.input.moment import parse_moment
from sim.issuer import family_mint, issuer, mint, operator_key
from sim.issuer.recipe import RecipeError
from sim.output import show
from sim.output.table import Column, Table
from sim.output.text import Text
from sim.output.trouble import Trouble, why
from sim.trust import file as trust_file, test_list
from terminal import sm2

_COUNT_MAX = 100_000
_SHOWN_MAX, _SHOWN_SOME = 60, 20

_EPILOG = """examples:
  ridegate mint                              a code that is accepted for the next 20 minutes, in ./minted
  ridegate mint --form png                   the same as a picture, to be held to a camera
  ridegate mint --fault all                  beside it one code for every refusal that bytes can cause
  ridegate mint --fault CODE_EXPIRED         beside it one that has expired
  ridegate mint --set generated_s=-1190      one that expires in ten seconds
  ridegate mint --set extension=00112233     one with four bytes of extension (N = 4)
  ridegate mint --patch account=31041700000000000009
                                             one whose account was changed after signing
  ridegate mint --family uic                 rail tickets of both versions, and their keys in family-keys.toml
  ridegate mint --count 500 --at 2026-11-30T08:00:00+08:00 --seed demo
                                             500 passengers at that moment; the same bytes every time

fields of --set and --patch:
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `mint`; its function is `run`."""
    fields = "\n".join(f"  {f.name:21} {layout.KINDS[f.kind]}" for f in layout.FIELDS)
    parser = options.command(
        subparsers, "mint", "make test codes, good and bad",
        "Make test codes, signed by a test industry of its own, and its trust list.",
        _EPILOG + fields, run,
    )  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path("minted"), metavar="DIR", help="where to (./minted)")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME",
        help="also a code refused with this result, such as BAD_RIDE_SIGNATURE; all: every one",
    )
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="set a field before signing")
    parser.add_argument(
        "--patch", action="append", default=[], metavar="FIELD=HEX", help="overwrite a field after signing"
    )
    options.at(parser, "when it is: Unix seconds, ISO 8601 with zone, +/-s (now)", "now")
    parser.add_argument("--count", type=int, default=1, metavar="N", help="so many of each, each for its own user")
    parser.add_argument("--seed", metavar="TEXT", help="what the test keys grow from (ridegate)")
    parser.add_argument("--family", choices=family_mint.NAMES, help="test codes of another family instead")
    forms = ",".join(mint.FORMS)
    parser.add_argument("--form", default="raw", metavar="LIST", help=f"how to write a code: {forms} (raw)")
    options.json(parser, "print the outcome as JSON")


def run(args: argparse.Namespace) -> int:
    """Carry out the command and return 0. Raises Trouble that says what cannot be minted and what can."""
    try:
        at_s = _moment(args.at)
        forms = _forms(args.form)
        if not 1 <= args.count <= _COUNT_MAX:
            raise Trouble(f"--count {args.count}: choose 1 to {_COUNT_MAX}")
        args.out.mkdir(parents=True, exist_ok=True)
        pki = mint.pki_of(args.out, args.seed)
        test_list.write(args.out, pki, at_s)
        minted = list(_minted(args, pki, at_s))
        if args.family in family_mint.WITH_KEYS:
            path, keys = args.out / family_mint.KEYS, family_mint.keys(pki)
            operator_key.check_same(path, keys)
            path.write_text(keys, encoding="utf-8")
        manifest = mint.write(args.out, minted, forms, at_s)
    except RecipeError as error:
        raise Trouble(str(error)) from None
    except OSError as error:
        raise Trouble(f"{error.filename or args.out}: {why(error)}; choose another --out") from None
    command = _command(args.out, minted[0], forms, None if args.at == "now" else at_s)
    if args.family:
        command = command.replace(" verify ", f" verify {family_mint.options(args.out, args.family)} ", 1)
    if args.json:
        document = {"out": str(args.out), "verify": command, "files": manifest}
        show.json_line(document)
    else:
        _tell(args.out, manifest, command)
    return 0


def _moment(text: str) -> int:
    try:
        at_s = parse_moment(text, int(time.time()))
    except (ValueError, OverflowError):
        raise Trouble(f"--at {text}: write 1796000000, 2026-11-30T08:00:00+08:00, -90 or now") from None
    if not issuer.LIST_FROM_S <= at_s <= issuer.LATEST_S:
        raise Trouble(f"--at {text}: the test certificates and list hold from 2020-02 to 2099-11")
    return at_s


def _forms(text: str) -> tuple[str, ...]:
    forms = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    for name in forms:
        if name not in mint.FORMS:
            raise Trouble(f"--form {name!r}: the forms are {', '.join(mint.FORMS)}")
    return forms


def _minted(args: argparse.Namespace, pki: issuer.Pki, at_s: int) -> Iterator[mint.Minted]:
    if args.family:
        if args.set or args.patch or args.fault or args.count != 1:
            raise Trouble("--family makes one good code of each version; leave out --set, --patch, --fault and --count")
        yield from family_mint.minted(pki, at_s, args.family)
        return
    if args.set or args.patch:
        if args.fault:
            raise Trouble("--fault decides the fields itself; leave out --set and --patch, or --fault")
        opened = trust_file.load(args.out / "trust.toml", None, sm2.REFERENCE).open(sm2.REFERENCE)
        yield from mint.by_hand(pki, at_s, args.count, args.set, args.patch, opened)
        return
    yield from mint.good(pki, at_s, args.count)
    for asked in args.fault:
        yield from mint.refused(pki, at_s, args.count, asked)


def _command(out: Path, first: mint.Minted, forms: tuple[str, ...], at_s: int | None) -> str:
    """What to type next to see the first code judged, or drawn where it is only there as text."""
    form = next((form for form in forms if form != "blocks"), "blocks")
    file = shlex.quote(str(out / (first.name + mint.FORMS[form][0])))
    if form == "blocks":
        return f"cat {file}"
    at = "" if at_s is None else f" --at {show.utc(at_s)}"
    return f"ridegate verify --trust {shlex.quote(str(out / 'trust.toml'))}{at} {file}"


def _tell(out: Path, manifest: list[dict[str, object]], command: str) -> None:
    on = show.console()
    table = Table(Column("file", fixed=True), Column("answer", fixed=True), Column("step", fixed=True), "what it is")
    shown = manifest if len(manifest) <= _SHOWN_MAX else manifest[:_SHOWN_SOME]
    for line in shown:
        colour = "green" if line["result"] in GOOD else "yellow"
        step = "" if line["step"] is None else str(line["step"])
        comment = show.plain(str(line["comment"]))
        table.add_row(str(line["file"]), Text(str(line["result"]), colour), step, comment)
    on.print(table)
    if len(shown) < len(manifest):
        on.print(f"… and {len(manifest) - len(shown)} more; {out / 'manifest.jsonl'} has them all")
    on.print(
        f"\nIn {out}: trust.toml, trust.bin and operator.pub (who is believed), pki.json (test keys), "
        "manifest.jsonl (what is expected).",
        wrap=False,
    )
    on.print("Try next:", "bold")
    on.print(f"  {command}", wrap=False)
