"""`ridegate mint`: test codes, good and bad, with everything needed to judge them."""

import argparse
import base64
import json
import re
import shlex
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sim.code import layout
from sim.input.moment import parse_moment
from sim.issuer import fault, issuer, operator_key, symbol
from sim.issuer.recipe import RecipeError, parse_value
from sim.output import show
from sim.output.table import Column, Table
from sim.output.text import Text
from sim.output.trouble import Trouble, why
from sim.trust import file as trust_file, source as trust_source
from terminal import codes, decide, history, policy, sm2

_COUNT_MAX = 100_000
_ISSUED = re.compile(r"^issued = .*$", re.M)
_SHOWN_MAX, _SHOWN_SOME = 60, 20

FORMS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "raw": (".bin", lambda code: code),
    "hex": (".hex", lambda code: code.hex().encode() + b"\n"),
    "base64": (".b64", lambda code: base64.b64encode(code) + b"\n"),
    "png": (".png", symbol.png),
    "blocks": (".txt", lambda code: symbol.blocks(code).encode()),
}
"""Name of a form to the suffix of its files and how the bytes get there."""

_EPILOG = """examples:
  ridegate mint                              a code that is accepted for the next 20 minutes, in ./minted
  ridegate mint --form png                   the same as a picture, to be held to a camera
  ridegate mint --fault all                  beside it one code for every refusal that bytes can cause
  ridegate mint --fault CODE_EXPIRED         beside it one that has expired
  ridegate mint --set generated_s=-1190      one that expires in ten seconds
  ridegate mint --set extension=00112233     one with four bytes of extension (N = 4)
  ridegate mint --patch account=31041700000000000009
                                             one whose account was changed after signing
  ridegate mint --count 500 --at 2026-11-30T08:00:00+08:00 --seed demo
                                             500 passengers at that moment; the same bytes every time

fields of --set and --patch:
"""


@dataclass(frozen=True, slots=True)
class Minted:
    """One code and what is said of it. `stated_by`: "rule" or, where fields were set by hand, "terminal"."""

    name: str
    code: bytes
    result: str
    step: int | None
    comment: str
    family: str | None = None
    policy: dict[str, int] = field(default_factory=dict)
    stated_by: str = "rule"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `mint`; its function is `run`."""
    fields = "\n".join(f"  {f.name:21} {layout.KINDS[f.kind]}" for f in layout.FIELDS)
    parser = subparsers.add_parser(
        "mint",
        help="make test codes, good and bad",
        description="Make test codes, signed by a test industry of its own, and its trust list.",
        epilog=_EPILOG + fields,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
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
    parser.add_argument(
        "--at", default="now", metavar="TIME", help="when it is: Unix seconds, ISO 8601 with zone, +/-s (now)"
    )
    parser.add_argument("--count", type=int, default=1, metavar="N", help="so many of each, each for its own user")
    parser.add_argument("--seed", metavar="TEXT", help="what the test keys grow from (ridegate)")
    parser.add_argument("--form", default="raw", metavar="LIST", help=f"how to write a code: {','.join(FORMS)} (raw)")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command and return 0. Raises Trouble that says what cannot be minted and what can."""
    try:
        at_s = _moment(args.at)
        forms = _forms(args.form)
        if not 1 <= args.count <= _COUNT_MAX:
            raise Trouble(f"--count {args.count}: choose 1 to {_COUNT_MAX}")
        args.out.mkdir(parents=True, exist_ok=True)
        pki = _pki(args.out, args.seed)
        _write_trust(args.out, pki, at_s)
        minted = list(_mint(args, pki, at_s))
        manifest = _write_codes(args.out, minted, forms, at_s)
    except RecipeError as error:
        raise Trouble(str(error)) from None
    except OSError as error:
        raise Trouble(f"{error.filename or args.out}: {why(error)}; choose another --out") from None
    command = _command(args.out, minted[0], forms, None if args.at == "now" else at_s)
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
        if name not in FORMS:
            raise Trouble(f"--form {name!r}: the forms are {', '.join(FORMS)}")
    return forms


def _pki(out: Path, seed: str | None) -> issuer.Pki:
    """The PKI of the folder, or a new one, saved there."""
    if (out / "pki.json").exists():
        try:
            pki = issuer.load(out)
        except ValueError as error:
            raise Trouble(str(error)) from None
        if seed not in (None, pki.seed):
            raise Trouble(f"--seed {seed}: {out}/pki.json grew from {pki.seed!r}; choose another --out")
        return pki
    pki = issuer.make_pki("ridegate" if seed is None else seed)
    issuer.save(pki, out)
    return pki


def _write_trust(out: Path, pki: issuer.Pki, at_s: int) -> None:
    """The list, issued now; one that is there already stays as it is."""
    text = issuer.trust_toml(pki, at_s)
    path = out / "trust.toml"
    if path.exists():
        there = path.read_text(encoding="utf-8", errors="replace")
        if _ISSUED.sub("", there) != _ISSUED.sub("", text):
            raise Trouble(f"{path} is not what mint wrote there; move it away or choose another --out")
        text = there
    path.write_text(text, encoding="utf-8")
    source = trust_source.parse_source(text)
    (out / "trust.bin").write_bytes(trust_source.compile_list(source, pki.operator))
    operator_key.write(out, pki.operator_private)


def _mint(args: argparse.Namespace, pki: issuer.Pki, at_s: int) -> Iterator[Minted]:
    if args.set or args.patch:
        if args.fault:
            raise Trouble("--fault decides the fields itself; leave out --set and --patch, or --fault")
        opened = trust_file.load(args.out / "trust.toml", None, sm2.REFERENCE).open(sm2.REFERENCE)
        for number, name in _numbered("", args.count):
            code = _made_by_hand(args.set, args.patch, pki, number, at_s)
            decision = decide.decide(code, opened, policy.STANDARD, history.History(1), at_s)
            result = codes.of(decision.result).name
            stem = "accepted" if decision.result == codes.ACCEPTED else result
            comment = " ".join(["set by hand:", *args.set, *args.patch])
            yield Minted(stem + name, code, result, decision.step, comment, stated_by="terminal")
        return
    for number, name in _numbered("accepted", args.count):
        code = pki.recipe(at_s, pki.user(number)).encode()
        yield Minted(name, code, "ACCEPTED", None, f"good for {issuer.VALIDITY_S} s")
    for asked in args.fault:
        try:
            faults = fault.by_name(asked)
        except KeyError:
            known = ", ".join(sorted({one.result for one in fault.FAULTS}))
            raise Trouble(f"--fault {asked}: the faults are all, {known}") from None
        for one in faults:
            for number, name in _numbered(one.name, args.count):
                code = one.make(_turned(pki, number), at_s)
                family = one.variant if one.result == "FOREIGN_CODE" else None
                yield Minted(name, code, one.result, one.step, one.comment, family, one.policy)


def _numbered(stem: str, count: int) -> Iterator[tuple[int, str]]:
    width = len(str(count))
    for number in range(count):
        yield number, stem if count == 1 else f"{stem}-{number + 1:0{width}d}"


def _turned(pki: issuer.Pki, number: int) -> issuer.Pki:
    """The PKI with user `number` as its first, for whom the faults are made."""
    return pki if number == 0 else issuer.with_first_user(pki, number)


def _made_by_hand(settings: list[str], patches: list[str], pki: issuer.Pki, user: int, at_s: int) -> bytes:
    recipe = pki.recipe(at_s, pki.user(user))
    for setting in settings:
        name, value = _pair("--set", setting)
        recipe = recipe.set(**{name: parse_value(name, value, at_s)})
    code = recipe.encode()
    n = len(recipe.values["extension"])
    for patch in patches:
        name, value = _pair("--patch", patch)
        try:
            field_, content = layout.by_name(name), bytes.fromhex(value)
        except KeyError:
            raise Trouble(f"--patch {name}: there is no such field; see ridegate mint --help") from None
        except ValueError:
            raise Trouble(f"--patch {patch}: write hexadecimal digits") from None
        if len(content) != field_.size(n):
            raise Trouble(f"--patch {name}: has {field_.size(n)} bytes here, not {len(content)}")
        at = field_.offset(n)
        code = code[:at] + content + code[at + len(content) :]
    return code


def _pair(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Trouble(f"{option} {text}: write FIELD=VALUE, as in validity_s=300")
    return name.strip(), value.strip()


def _write_codes(out: Path, minted: list[Minted], forms: tuple[str, ...], at_s: int) -> list[dict[str, object]]:
    """Write every code in every form, and manifest.jsonl: a line for each file, what is answered at `at`."""
    manifest: list[dict[str, object]] = []
    for one in minted:
        for form in forms:
            suffix, convert = FORMS[form]
            (out / (one.name + suffix)).write_bytes(convert(one.code))
            line: dict[str, object] = {
                "file": one.name + suffix,
                "form": form,
                "result": one.result,
                "step": one.step,
                "family": one.family,
                "at": at_s,
                "at_utc": show.utc(at_s),
                "policy": one.policy,
                "stated_by": one.stated_by,
                "comment": one.comment,
            }
            manifest.append(line)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in manifest)
    (out / "manifest.jsonl").write_text(text, encoding="utf-8")
    return manifest


def _command(out: Path, first: Minted, forms: tuple[str, ...], at_s: int | None) -> str:
    """What to type next to see the first code judged, or drawn where it is only there as text."""
    form = next((form for form in forms if form != "blocks"), "blocks")
    file = shlex.quote(str(out / (first.name + FORMS[form][0])))
    if form == "blocks":
        return f"cat {file}"
    at = "" if at_s is None else f" --at {show.utc(at_s)}"
    return f"ridegate verify --trust {shlex.quote(str(out / 'trust.toml'))}{at} {file}"


def _tell(out: Path, manifest: list[dict[str, object]], command: str) -> None:
    on = show.console()
    table = Table(Column("file", fixed=True), Column("answer", fixed=True), Column("step", fixed=True), "what it is")
    shown = manifest if len(manifest) <= _SHOWN_MAX else manifest[:_SHOWN_SOME]
    for line in shown:
        colour = "green" if line["result"] == "ACCEPTED" else "yellow"
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
