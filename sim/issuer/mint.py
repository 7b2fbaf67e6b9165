"""Test codes, good and bad, in files: with what a terminal answers to each."""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.code import layout
from sim.issuer import fault, issuer, symbol
from sim.issuer.recipe import parse_value
from sim.output import show
from sim.output.trouble import Trouble
from terminal import codes, decide, history, policy
from terminal.trust import TrustList

FORMS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "raw": (".bin", lambda code: code),
    "hex": (".hex", lambda code: code.hex().encode() + b"\n"),
    "base64": (".b64", lambda code: base64.b64encode(code) + b"\n"),
    "png": (".png", symbol.png),
    "blocks": (".txt", lambda code: symbol.blocks(code).encode()),
}
"""Name of a form to the suffix of its files and how the bytes get there."""


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


def pki_of(out: Path, seed: str | None) -> issuer.Pki:
    """The PKI of the folder, or a new one, saved there. Raises Trouble, OSError."""
    if (out / "pki.json").exists():
        try:
            pki = issuer.load(out)
        except ValueError as error:
            raise Trouble(str(error)) from None
        if seed not in (None, pki.seed):
            raise Trouble(f"--seed {seed}: {out}/pki.json grew from {pki.seed!r}; choose another --out")
        return pki
    try:
        pki = issuer.make_pki("ridegate" if seed is None else seed)
    except UnicodeEncodeError:
        raise Trouble("--seed: is no text in UTF-8; choose another one") from None
    issuer.save(pki, out)
    return pki


def good(pki: issuer.Pki, at_s: int, count: int) -> Iterator[Minted]:
    """Codes that are accepted, each for a user of its own."""
    for number, name in _numbered("accepted", count):
        code = pki.recipe(at_s, pki.user(number)).encode()
        yield Minted(name, code, "ACCEPTED", None, f"good for {issuer.VALIDITY_S} s")


def refused(pki: issuer.Pki, at_s: int, count: int, asked: str) -> Iterator[Minted]:
    """Codes that are refused with this result; all: every one. Raises Trouble."""
    try:
        faults = fault.by_name(asked)
    except KeyError:
        known = ", ".join(sorted({one.result for one in fault.FAULTS}))
        raise Trouble(f"--fault {asked}: the faults are all, {known}") from None
    for one in faults:
        for number, name in _numbered(one.name, count):
            code = one.make(_turned(pki, number), at_s)
            family = one.variant if one.result == "FOREIGN_CODE" else None
            yield Minted(name, code, one.result, one.step, one.comment, family, one.policy)


def by_hand(
    pki: issuer.Pki, at_s: int, count: int, settings: Sequence[str], patches: Sequence[str], opened: TrustList
) -> Iterator[Minted]:
    """Codes whose fields are set before signing (FIELD=VALUE) and overwritten after it (FIELD=HEX); the answer is that
    of a terminal with this list. Raises Trouble, RecipeError.
    """
    for number, name in _numbered("", count):
        code = _made_by_hand(settings, patches, pki, number, at_s)
        decision = decide.decide(code, opened, policy.STANDARD, history.History(1), at_s)
        result = codes.of(decision.result).name
        stem = "accepted" if decision.result == codes.ACCEPTED else result
        comment = " ".join(["set by hand:", *settings, *patches])
        yield Minted(stem + name, code, result, decision.step, comment, stated_by="terminal")


def _numbered(stem: str, count: int) -> Iterator[tuple[int, str]]:
    width = len(str(count))
    for number in range(count):
        yield number, stem if count == 1 else f"{stem}-{number + 1:0{width}d}"


def _turned(pki: issuer.Pki, number: int) -> issuer.Pki:
    """The PKI with user `number` as its first, for whom the faults are made."""
    return pki if number == 0 else issuer.with_first_user(pki, number)


def _made_by_hand(settings: Sequence[str], patches: Sequence[str], pki: issuer.Pki, user: int, at_s: int) -> bytes:
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


def write(out: Path, minted: Sequence[Minted], forms: tuple[str, ...], at_s: int) -> list[dict[str, object]]:
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
