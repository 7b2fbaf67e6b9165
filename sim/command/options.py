"""Options that several commands take, each written once, and what their values mean.

Nothing of a subject is imported before a value is asked for: a command line is parsed first.

Length: many options, and each is written here alone.
"""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sim.input.field import U32_MAX
from sim.output.trouble import Trouble

if TYPE_CHECKING:
    from sim.gate.asked import Asked
    from sim.gate.families import Families
    from sim.issuer.signer import Signer
    from sim.trust.file import TrustFile
    from terminal.family.judging import FamilyPolicy


AUTO = "auto"
IDENTITY_MAX = 32
Parser = argparse._ActionsContainer  # a parser, or a group of one
Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(
    verbs: Verbs,
    name: str,
    brief: str,
    description: str,
    epilog: str,
    run: Callable[[argparse.Namespace], int] | None = None,
) -> argparse.ArgumentParser:
    """Add a command, or a verb of one, whose texts keep their lines. run: carries it out; None where its verbs do."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = verbs.add_parser(name, help=brief, description=description, epilog=epilog, formatter_class=plain)
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def json(parser: Parser, text: str = "one line of JSON") -> None:
    """Add --json. text: what it prints."""
    parser.add_argument("--json", action="store_true", help=text)


def files(parser: Parser) -> None:
    """Add the files that hold codes."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a code or a picture of codes; - is standard input")


def decoder(parser: Parser, text: str = "what reads pictures (zxing)") -> None:
    """Add --decoder."""
    from sim.code.reading import DECODERS

    parser.add_argument("--decoder", choices=DECODERS, default=DECODERS[0], help=text)


def families(parser: Parser) -> None:
    """Add --family, --family-keys and --identity, for codes beside the ride code."""
    from sim.family import table

    names = (*table.NAMES, AUTO)
    parser.add_argument("--family", choices=names, help="also read codes of this family, or of all; others are named")
    family_keys(parser)
    parser.add_argument("--identity", metavar="NUMBER", help="the ID number that is presented beside a paper code")


def family_keys(parser: Parser) -> None:
    """Add --family-keys."""
    parser.add_argument("--family-keys", metavar="FILE", help="public keys of rail tickets (docs/families.md)")


def gate_families(parser: Parser) -> None:
    """Add the families that a gate reads beside the ride code."""
    from sim.gate.families import READ

    reading = parser.add_argument_group("other families (docs/families.md)")
    reading.add_argument(
        "--family", choices=(*READ, AUTO),
        help="also read these rail tickets, or all: verified and shown, and no gate opens for one",
    )  # fmt: skip
    reading.add_argument("--family-keys", metavar="FILE", help="their public keys (those of `ridegate mint --family`)")


def read_families(args: argparse.Namespace) -> "Families | None":
    """What a gate reads beside the ride code; None for nothing. Raises Trouble."""
    if args.family is None:
        if args.family_keys is not None:
            raise Trouble("--family-keys belongs to --family: name uic, dosipas or auto")
        return None
    from sim.family import keys, signature
    from sim.gate import families

    read = families.READ if args.family == AUTO else (args.family,)
    if args.family_keys is not None:
        return families.made(read, keys.read(args.family_keys), args.family_keys)
    from sim.issuer import family_mint
    from sim.issuer.issuer import make_pki

    signature.check_installed()
    return families.made(read, family_mint.keys(make_pki()), "the test tickets' keys")


def family_policy(args: argparse.Namespace) -> "FamilyPolicy | None":
    """What --family and its companions ask for; None for ride codes alone. Raises Trouble."""
    from sim.family import keys, table
    from terminal.family.judging import reading

    if args.family is None:
        for name in ("family_keys", "identity"):
            if getattr(args, name) is not None:
                option = "--" + name.replace("_", "-")
                raise Trouble(f"{option} belongs to --family: name one of {', '.join(table.NAMES)}, or auto")
        return None
    held = None if args.family_keys is None else keys.load(args.family_keys)
    if args.identity is not None and not (args.identity.isascii() and 1 <= len(args.identity) <= IDENTITY_MAX):
        raise Trouble(f"--identity: write the number on the card, 1 to {IDENTITY_MAX} letters and digits")
    read = table.NAMES if args.family == AUTO else (args.family,)
    return reading(read, (args.identity or "").upper().encode(), keys=held)


def runtime(parser: Parser, choices: tuple[str, ...], text: str) -> None:
    """Add --runtime; the first choice when left out."""
    parser.add_argument("--runtime", choices=choices, default=choices[0], help=text)


def trust(parser: Parser, text: str, kind: Callable[[str], Any] = str) -> None:
    """Add --trust. kind: of its value, a name or a Path."""
    parser.add_argument("--trust", type=kind, metavar="FILE", help=text)


def operator_key(
    parser: Parser,
    text: str = "the operator's public key, for a binary list",
    kind: Callable[[str], Any] = str,
    **more: Any,
) -> None:
    """Add --operator-key."""
    parser.add_argument("--operator-key", type=kind, metavar="FILE", help=text, **more)


def trust_file(args: argparse.Namespace) -> "TrustFile | None":
    """The list that --trust and --operator-key name; None without one. Raises Trouble."""
    if args.trust is None:
        if args.operator_key is not None and getattr(args, "snapshot", None) is None:
            raise Trouble("--operator-key has nothing to check without --trust; name the binary list, too")
        return None
    from sim.trust.file import load
    from terminal.sm2 import REFERENCE

    return load(args.trust, args.operator_key, REFERENCE)


def at(parser: Parser, text: str, default: str | None = None) -> None:
    """Add --at."""
    parser.add_argument("--at", default=default, metavar="TIME", help=text)


def judged_at(text: str) -> int:
    """Unix seconds of --at, where a code is judged for that moment. Raises Trouble."""
    import time

    from sim.input import moment

    at_s = moment.option("--at", text, int(time.time()))
    if not 0 <= at_s <= U32_MAX:
        raise Trouble(f"--at {text}: outside 1970 to 2106; ride codes count their seconds in 32 bits")
    return at_s


def fare(parser: Parser) -> None:
    """Add --fare."""
    parser.add_argument("--fare", default="0", metavar="FEN", help="what the ride costs, in 1/100 yuan (0)")


def fare_fen(text: str) -> int:
    """Fen of --fare. Raises Trouble."""
    from terminal.policy import FARE_MAX_FEN

    fen = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else -1
    if not 0 <= fen <= FARE_MAX_FEN:
        raise Trouble(f"--fare {text}: write the fare in fen, 0 to {FARE_MAX_FEN}, as in 200 for 2 yuan")
    return fen


class Rules(NamedTuple):
    """How codes in files are judged: by which list, for which moment, for which fare."""

    trust_file: "TrustFile | None"
    at_s: int
    fare_fen: int


def judged(parser: Parser) -> None:
    """Add the files that hold codes, and how they are judged: --trust, --operator-key, --at, --fare, --decoder."""
    files(parser)
    trust(parser, "whom to believe: a trust list, TOML or binary")
    operator_key(parser)
    at(parser, "the moment to judge for: 2026-11-01T08:00:00+08:00, 2026-11-01T00:00:00Z or Unix seconds (now)", "now")
    fare(parser)
    decoder(parser)


def rules(args: argparse.Namespace) -> Rules:
    """What these ask for. Raises Trouble, also for a file that is not there."""
    from sim.code import reading

    reading.check_paths(args.files)
    at_s, fen = judged_at(args.at), fare_fen(args.fare)
    return Rules(trust_file(args), at_s, fen)


def board(parser: Parser, text: str = "the name of a folder in boards/", required: bool = True) -> None:
    """Add --board."""
    parser.add_argument("--board", required=required, metavar="BOARD", help=text)


def port(parser: Parser, text: str = "the board's serial port", required: bool = True) -> None:
    """Add --port of a board."""
    parser.add_argument("--port", required=required, metavar="PORT", help=text)


def image(parser: Parser, text: str) -> None:
    """Add --image."""
    from pathlib import Path

    parser.add_argument("--image", type=Path, metavar="DIR", help=text)


def production(parser: Parser, text: str) -> None:
    """Add --production."""
    parser.add_argument("--production", action="store_true", help=text)


def terminal_id(parser: Parser, text: str, required: bool = False) -> None:
    """Add --terminal-id."""
    parser.add_argument("--terminal-id", required=required, type=number, metavar="N", help=text)


def provisioning_id(parser: Parser) -> None:
    """Add --provisioning-id."""
    parser.add_argument(
        "--provisioning-id", type=number, metavar="N",
        help="one that this terminal id never had, on any board (one more than the board's last; 1 on a new board)",
    )  # fmt: skip


def number(text: str) -> int:
    """An id of 32 bits. Raises ArgumentTypeError."""
    try:
        value = int(text, 0)
    except ValueError:
        value = -1
    if not 0 <= value <= U32_MAX:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number in 0..{U32_MAX}")
    return value


def passphrase(parser: Parser) -> None:
    """Add --passphrase-file, for every command that reads an encrypted key."""
    from pathlib import Path

    from sim.issuer.operator_key import PASSPHRASE_VARIABLE

    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE",
        help=f"the key's passphrase is its first line (else {PASSPHRASE_VARIABLE}, else asked for)",
    )  # fmt: skip


def signing_key(parser: Parser) -> None:
    """Add --key, which signs an image, and --passphrase-file."""
    from pathlib import Path

    parser.add_argument("--key", type=Path, metavar="FILE", help="the operator's private key, which signs the image")
    passphrase(parser)


def signer(args: argparse.Namespace) -> "Signer | None":
    """The key that --key names; None when it is left out. Raises Trouble."""
    if args.key is None:
        return None
    from sim.issuer import operator_key

    return operator_key.read_signer(args.key, args.passphrase_file)


def record_key(parser: Parser) -> None:
    """Add --key, --master and --unique-id, which name the key that seals a terminal's records."""
    from pathlib import Path

    parser.add_argument("--key", type=Path, metavar="FILE", help="the record key: 32 bytes, or 64 hex digits")
    parser.add_argument(
        "--master", type=Path, metavar="FILE", help="the operator's master, as `provision --master` takes it"
    )
    parser.add_argument(
        "--unique-id", metavar="HEX", help="the board's unique id, for --master (the one it was pulled from)"
    )


def with_problems(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """The same verb, which reports every problem of a source."""

    def reporting(args: argparse.Namespace) -> int:
        from sim.output import show
        from sim.trust.file import SourceTrouble

        try:
            return run(args)
        except SourceTrouble as trouble:
            for problem in trouble.problems:
                show.line(f"{trouble.name}: {problem}", error=True)
            return 2

    return reporting


def trips(parser: argparse.ArgumentParser) -> None:
    """Add what a gate takes for a passage, and whether it refuses for it."""
    from sim.gate.gate import SETTINGS
    from sim.gate.sentinel_gate import MODES

    keeping = parser.add_argument_group("trips (docs/trips.md)", "The page then plays no session by itself.")
    keeping.add_argument(
        "--mode", choices=(*SETTINGS["mode"], *MODES), default="flat",
        help="flat: one tap, no trips; entry or exit: one side of a station; on_off: a bus that wants both taps; "
        "sentinel, staff: without a fare, see below (flat)",
    )  # fmt: skip
    keeping.add_argument(
        "--trip", choices=SETTINGS["trip"],
        help="off: no trips are kept; mark: no one is refused, the record says what was seen; enforce: who is inside "
        "does not enter, who is not does not leave (mark)",
    )  # fmt: skip


def kept_trips(args: argparse.Namespace) -> dict[str, str]:
    """The settings that these options ask for. Raises Trouble where a gate cannot have them."""
    if args.mode == "flat":
        if args.trip is not None:
            raise Trouble(f"--trip {args.trip} has no trips to go by at a flat gate; name --mode entry, exit or on_off")
        return {}
    if args.emulate is not None:
        raise Trouble("--mode and --trip are for the gate of this computer; leave --emulate out")
    return {"mode": args.mode, "trip": args.trip or "mark"}


def eligibility(parser: argparse.ArgumentParser) -> None:
    """Add what a gate asks for eligibility."""
    from pathlib import Path

    asking = parser.add_argument_group("eligibility (docs/eligibility.md)")
    asking.add_argument("--eligibility", metavar="URL", help="ask this service whether a subject may pass")
    asking.add_argument(
        "--snapshot", type=Path, metavar="FILE", help="look here first: a snapshot, or the folder of `snapshot install`"
    )
    asking.add_argument(
        "--unknown", choices=("open", "staffed", "shut"), default="staffed",
        help="who is not known is let in, sent to the staff, or reads that the lane is shut (staffed)",
    )  # fmt: skip
    deadline(asking)
    asking.add_argument("--visit", action="store_true", help="report each ride to the service as a visit, once")
    asking.add_argument(
        "--visit-not", type=int, action="append", metavar="TYPE",
        help="no visit of this type of account, 0 to 255; may be given again",
    )  # fmt: skip


def deadline(parser: argparse._ActionsContainer) -> None:
    """Add how long an answer of the eligibility service may take."""
    from terminal.eligibility import DEADLINE_MAX_MS, DEADLINE_MIN_MS, DEADLINE_MS

    parser.add_argument(
        "--deadline-ms", type=int, default=DEADLINE_MS, metavar="MS",
        help=f"how long the service has for an answer, {DEADLINE_MIN_MS} to {DEADLINE_MAX_MS} ({DEADLINE_MS})",
    )  # fmt: skip


def checkpoint(parser: argparse.ArgumentParser) -> None:
    """Add the modes without a fare."""
    from terminal.sentinel import SHOW_MAX_MS, SHOW_MIN_MS, SHOW_MS

    asking = parser.add_argument_group(
        "without a fare (docs/sentinel.md)",
        "--mode sentinel: who may pass, by code or ID number, without arms or a\n  record. --mode staff: an "
        "attendant's handheld, which reads paper codes, too.\n  Both need --eligibility or --snapshot.",
    )
    asking.add_argument(
        "--show-ms", type=int, default=SHOW_MS, metavar="MS",
        help=f"how long it shows an answer, {SHOW_MIN_MS} to {SHOW_MAX_MS} ({SHOW_MS})",
    )  # fmt: skip


def asked(args: argparse.Namespace) -> "Asked | None":
    """What these options ask for; None without a service and a snapshot. Raises Trouble where a gate cannot ask."""
    types = tuple(args.visit_not or ())
    if (args.visit or types) and (args.eligibility is None or args.mode in ("sentinel", "staff")):
        raise Trouble("--visit reports rides: name the service with --eligibility, and the mode of a gate")
    if types and (not args.visit or not all(0 <= each <= 255 for each in types)):
        raise Trouble("--visit-not goes with --visit, and takes a type of account, 0 to 255")
    if args.eligibility is None and args.snapshot is None:
        return None
    if args.emulate is not None:
        raise Trouble(
            "--eligibility and --snapshot are for the gate of this computer; whether a board asks is in its own "
            "configuration (docs/eligibility.md); leave --emulate out"
        )
    if args.record is not None:
        raise Trouble("--record keeps what a gate sees, and nothing of eligibility may be kept; leave one of them out")
    from sim.gate import asked

    found = asked.asked(args.eligibility, args.snapshot, args.operator_key, args.unknown, args.deadline_ms)
    if found is None:
        return None
    from dataclasses import replace

    return replace(found, visit=args.visit, excluded=types)


def card(parser: argparse.ArgumentParser) -> None:
    """Add the card reader of a gate."""
    parser.add_argument(
        "--card",
        metavar="READER",
        help="read cards, too: virtual, test cards as a control of the page; pcsc or pcsc:NAME, a reader of this "
        "computer; pn532:PORT. No real card is let in: only a SAM can confirm one (docs/cards.md)",
    )


def card_reader(args: argparse.Namespace) -> None:
    """Check --card. Raises Trouble for a reader that it does not know, and where no card can be read."""
    if args.card is None:
        return
    from sim.gate import cards

    cards.checked(args.card)
    trips = None if args.mode == "flat" else args.mode
    for name, given in (
        ("--emulate: the firmware of a board is not wired to a card reader yet", args.emulate),
        (f"--mode {args.mode} and --record: a replay does not read cards", args.record and trips),
    ):
        if given is not None:
            raise Trouble(f"--card does not go with {name}; leave one of them out")
