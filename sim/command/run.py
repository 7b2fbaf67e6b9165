"""`ridegate run`: a gate at work, on a page of this computer's browser or in the terminal window.

Length: the options of every kind of gate, and which of them go together.
"""

import argparse
import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hal.scanner.bare import BARE
from hal.scanner.model import MODULES
from sim.capture import recording
from sim.capture.provenance import LEVELS
from sim.command import options
from sim.gate import reader, sentinel_gate, turnstile
from sim.output.stream import OutputLost
from sim.output.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from hal.interfaces import Scanner
    from sim.capture.recorder import Recorder
    from sim.gate.families import Families
    from sim.scenario.audience import Audience
    from sim.scenario.scenario import Scenario

_PAUSE_S = 0.4
_PAUSE_MAX_S = 60.0
_PORT_MAX = 65535
_NO_LINE = "--scanner goes with --serial: it says which module is on the line"

_DESCRIPTION = """\
在本机网页上运行一座模拟闸机: 出码、拍照、解码、核验、记录、开闸。
Run a gate on this computer and look at it in a browser: test codes on virtual
phones, the browser's camera or a dropped picture are decoded, judged, recorded
and let through; every answer is explained down to its bytes.

The page is served on 127.0.0.1 only, and nothing leaves this computer. A session
of short scenes is played on it; any phone you choose ends that. The program ends
with the session when standard input is no terminal. --terminal, --json, --pause
and --serial keep everything in this window instead. --scenario plays scenes of
your own. No real gate is opened by this program."""

_EPILOG = """\
examples:
  ridegate run
  ridegate run --camera 0           hold a phone to this computer's webcam; make
                                    codes for it: ridegate mint --form png,blocks
  ridegate run --emulate pico2      the firmware of a board decides
  ridegate run --lan                a real phone as the virtual one: scan the
                                    symbol in this window, it works once
  ridegate run --scenario my.toml   your own scenes: docs/scenarios.md
  ridegate run --no-open --port 9000
  ridegate run --record gate.mcap   keep what it sees and answers, for
                                    ridegate replay gate.mcap
  ridegate run --eligibility http://127.0.0.1:8766/
                                    ask `ridegate service` who may pass
  ridegate run --mode entry --trip enforce
                                    a gate of a station: no one enters twice
  ridegate run --card virtual       test cards to tap, beside the phones
  ridegate run --family auto        test tickets of railways, UIC and DOSIPAS:
                                    verified by step, and no gate opens for one
  ridegate run --station            a whole station, one morning; --terminal: in
                                    this window, at once (docs/station.md)
  ridegate run --network            lines and stations, and every ride on its way
                                    into the books, once (docs/network.md)
  ridegate run --network city --terminal
                                    a thousand gates
in this window:
  ridegate run --mode sentinel --eligibility http://127.0.0.1:8766/
                                    type an ID number, or 1 for a test phone
  ridegate run --terminal
  ridegate run --pause 2            slower, for an audience
  ridegate run --json               one JSON object for each event
  ridegate run --serial /dev/ttyUSB0 --trust trust.bin --operator-key operator.pub
  ridegate run --serial /dev/ttyUSB0 --scanner gm65
                                    a module that is set up first, and watched

The page knows `?lang=zh`, `?lang=en` and `?kiosk`: what a passenger sees (panel,
gate, camera, phones with good codes) and nothing of an operator's. docs/page.md
says more of it.

exit status: 0 everything came as expected (or Ctrl-C); 1 something did not, or
the firmware is unsafe or does not start; 2 bad usage, a scenario that is refused,
or a device that does not open.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `run`; its function is `run`."""
    parser = options.command(subparsers, "run", "a whole gate at work, on a page 模拟闸机", _DESCRIPTION, _EPILOG, run)
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--camera", metavar="N", help="watch a webcam: 0 is the first; a path names another, or a video"
    )
    source.add_argument("--serial", metavar="PORT", help="watch a serial scanner, such as /dev/ttyUSB0 or COM3")
    source.add_argument("--emulate", metavar="BOARD", help="let the firmware of an emulated board decide")
    parser.add_argument(
        "--station",
        nargs="?",
        const="",
        metavar="FILE",
        help="several gates and the computer that joins them: a morning, the file's or sim/station/morning.toml",
    )
    source.add_argument(
        "--network",
        nargs="?",
        const="",
        metavar="FILE",
        help="lines, stations, their way to the acquirer and its books: the file's, sim/network/network.toml, or city: "
        "a thousand gates",
    )
    parser.add_argument(
        "--workers", type=int, metavar="N", help="of --network: processes for its gates (one a core; 1 for a small one)"
    )
    parser.add_argument("--baud", type=int, default=115200, metavar="N", help="speed of the serial line (115200)")
    parser.add_argument(
        "--scanner",
        choices=(BARE, *MODULES),
        help=f"what is on the line: {BARE} only listens; {' and '.join(MODULES)} find the module, set it up and "
        f"watch it ({BARE}; with --emulate the board's first)",
    )
    options.trust(parser, "the trust list of a real reader (that of the test issuer of `ridegate mint`)", Path)
    options.operator_key(parser, kind=Path)
    parser.add_argument(
        "--scenario", type=Path, metavar="FILE", help="scenes to play in place of the standard ones: docs/scenarios.md"
    )
    parser.add_argument(
        "--pause", type=float, metavar="SECONDS", help=f"between two scenes ({_PAUSE_S}; 0 into a pipe)"
    )
    options.json(parser, "print one JSON object a line for each event")
    parser.add_argument("--terminal", action="store_true", help="everything in this window, no page")
    parser.add_argument("--port", type=int, metavar="N", help="of the page (8765, or a free one behind it)")
    parser.add_argument("--no-open", action="store_true", help="do not open the browser")
    parser.add_argument(
        "--stay", action="store_true", help="serve until Ctrl-C wherever this runs, and play no session by itself"
    )
    parser.add_argument(
        "--lan",
        nargs="?",
        const="",
        metavar="ADDRESS",
        help="serve the virtual phone alone on the local network; a phone gets in by a symbol printed here",
    )
    parser.add_argument(
        "--turnstile",
        choices=turnstile.KINDS,
        default=turnstile.LATCHES,
        help="latch: a pulse frees the arms until a passage or for 5 s, as most do; follow: while the contact is "
        "closed (latch)",
    )
    parser.add_argument(
        "--record", type=Path, metavar="FILE.mcap", help="record what the gate sees and answers, for `ridegate replay`"
    )
    parser.add_argument(
        "--journal", type=Path, metavar="DIR",
        help="keep the journal and its record key here, for `ridegate uplink DIR/journal`",
    )  # fmt: skip
    parser.add_argument(
        "--record-level",
        choices=LEVELS,
        help="full: with codes, accounts and frames; masked: no code and no frame, accounts as pseudonyms; "
        "decisions: answers only (full)",
    )
    options.eligibility(parser)
    options.trips(parser)
    options.checkpoint(parser)
    options.card(parser)
    options.gate_families(parser)
    parser.set_defaults(usual=vars(parser.parse_args([])))


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status as its help says. Raises Trouble."""
    if args.station is not None and args.network is not None:
        raise Trouble("--station and --network: choose one of them")
    if args.station is not None:
        return _station(args)
    if args.network is not None:
        return _network(args)
    if args.workers is not None:
        raise Trouble("--workers goes with --network")
    args.asked = options.asked(args)
    options.card_reader(args)
    args.families = _families(args)
    if args.mode in sentinel_gate.MODES:
        return _checkpoint(args)
    args.settings = options.kept_trips(args)
    if not (args.terminal or args.json or args.serial is not None or args.pause is not None):
        return _page(args, _scenario(args))
    if args.port is not None or args.lan is not None or args.stay or args.no_open or args.journal is not None:
        words = "--port, --lan, --stay, --no-open and --journal are for the page"
        raise Trouble(f"{words}; leave out what asks for this window")
    if args.emulate is not None:
        return _emulated(args, _scenario(args))
    args.scanner = args.scanner or BARE
    if args.camera is None and args.serial is None:
        return _session(args, _scenario(args))
    if args.scenario is not None:
        raise Trouble("--scenario shows codes by itself; in this window leave --camera and --serial out")
    return _reader(args)


def _families(args: argparse.Namespace) -> "Families | None":
    if args.family is not None and args.emulate is not None:
        raise Trouble("--family is for the gate of this computer: no board reads rail tickets; leave --emulate out")
    if args.family is not None and args.mode in sentinel_gate.MODES:
        raise Trouble(f"--family: --mode {args.mode} reads codes of its own, and no rail tickets; leave it out")
    return options.read_families(args)


def _scenario(args: argparse.Namespace) -> "Scenario":
    """The scenario to play, read before anything runs."""
    from sim.scenario import perform, scenario

    if args.scenario is not None:
        return scenario.load(args.scenario)
    if args.settings:
        return perform.bundled("trips")
    if args.card == "virtual":
        return perform.bundled("cards")
    return perform.standard() if args.families is None else perform.bundled("families")


def _session(args: argparse.Namespace, scenario: "Scenario") -> int:
    from sim.scenario import session

    _no_reader(args)
    try:
        with _recorded(args)() as recorder:
            on = (_audience(args.json), _pause(args), args.turnstile, recorder, args.asked, args.settings, args.card)
            good = session.on_core(scenario, *on, args.families)
    except OutputLost:
        raise
    except OSError as error:
        raise Trouble(f"the journal's disk fails: {error}; set TMPDIR to a folder with room") from None
    return 0 if good else 1


def _recorded(args: argparse.Namespace) -> "Callable[..., AbstractContextManager[Recorder | None]]":
    """What begins the recording that --record names; without it, one that records nothing."""
    if args.emulate is not None:
        how, engine = args.emulate, "the board's own"
    else:
        from hal.desktop.engine import desktop_engine

        how, engine = "core", desktop_engine().name
    return functools.partial(recording.begin, args.record, args.record_level, how, engine)


def _page(args: argparse.Namespace, scenario: "Scenario") -> int:
    if args.camera is None and args.emulate is None and not args.stay:
        _no_reader(args)
    if args.emulate is None and args.scanner is not None:
        raise Trouble(_NO_LINE)
    if args.emulate is not None:
        _own_list(args)
    if args.journal is not None and args.emulate is not None:
        raise Trouble("--journal is for the gate of this computer: a board keeps its own, `ridegate journal pull`")
    if args.port is not None and not 0 <= args.port <= _PORT_MAX:
        raise Trouble(f"--port {args.port}: choose 1 to {_PORT_MAX}, or leave it out")
    from sim.page import run as page

    own = None if args.trust is None else options.trust_file(args)
    setup = page.Setup(
        args.emulate,
        args.scanner,
        args.turnstile,
        own,
        None if args.camera is None else reader.camera(args.camera),
        f"camera {args.camera}",
        args.port,
        args.lan,
        not args.no_open,
        args.stay,
        args.asked,
        args.settings,
        args.journal,
        args.card,
        args.families,
    )
    return page.run(scenario, setup, _recorded(args))


def _no_reader(args: argparse.Namespace) -> None:
    """Raises Trouble for options that only a reader has a use for."""
    if args.scanner not in (None, BARE):
        raise Trouble(_NO_LINE)
    if args.trust is not None or (args.operator_key is not None and args.snapshot is None):
        raise Trouble("--trust and --operator-key go with --camera or --serial; the session has its own test list")


def _own_list(args: argparse.Namespace) -> None:
    """Raises Trouble for options that an emulated board has no use for."""
    if args.trust is not None or args.operator_key is not None or args.pause is not None:
        raise Trouble("--emulate has its own test list and its own time; leave --trust, --operator-key and --pause out")


def _emulated(args: argparse.Namespace, scenario: "Scenario") -> int:
    _own_list(args)
    if args.record is not None or args.record_level is not None:
        raise Trouble("--record with --emulate needs the page: leave --terminal and --json out")
    from sim.scenario import session

    good = session.on_board(scenario, _audience(args.json), args.emulate, args.scanner, args.turnstile)
    return 0 if good else 1


def _checkpoint(args: argparse.Namespace) -> int:
    if args.trip is not None:
        raise Trouble(f"--trip {args.trip}: a {args.mode} keeps no trips; leave it out")
    if args.asked is None:
        raise Trouble(f"--mode {args.mode} asks who may pass: name --eligibility or --snapshot (`ridegate service`)")
    if args.port is not None or args.lan is not None or args.stay or args.no_open or args.scenario is not None:
        raise Trouble(f"--mode {args.mode} stays in this window; leave out what asks for the page, and --scenario")
    if not sentinel_gate.SHOW_MIN_MS <= args.show_ms <= sentinel_gate.SHOW_MAX_MS:
        low, high = sentinel_gate.SHOW_MIN_MS, sentinel_gate.SHOW_MAX_MS
        raise Trouble(f"--show-ms {args.show_ms}: choose {low} to {high}")
    from sim.scenario import checkpoint

    camera = None if args.camera is None else reader.camera(args.camera)
    scanner = None if args.serial is None else reader.scanner(args.serial, args.baud, args.scanner or BARE)
    try:
        checkpoint.run(args.mode, options.trust_file(args), args.asked, args.show_ms, args.json, camera, scanner)
    except OutputLost:
        raise
    except OSError as error:
        raise Trouble(f"the reader does not open: {error.strerror or error}") from None
    return 0


# What --station and --network go with; all else is of one gate.
_OF_A_STATION = ("run", "station", "terminal", "json", "port", "no_open", "stay")
_OF_A_NETWORK = ("run", "network", "workers", "journal", "terminal", "json", "port", "no_open", "stay")
_WORKERS_MAX = 64


def _of_many(args: argparse.Namespace, option: str, usual: tuple[str, ...]) -> bool:
    """Whether several gates stay in this window. Raises Trouble for what is of one gate."""
    other = [name for name, value in args.usual.items() if name not in usual and getattr(args, name) != value]
    if other:
        raise Trouble(f"--{other[0].replace('_', '-')} is for one gate; {option} has its own, in its file")
    in_window: bool = args.terminal or args.json
    if in_window and (args.port is not None or args.no_open or args.stay):
        raise Trouble("--port, --stay and --no-open are for the page; leave out what asks for this window")
    if args.port is not None and not 0 <= args.port <= _PORT_MAX:
        raise Trouble(f"--port {args.port}: choose 1 to {_PORT_MAX}, or leave it out")
    return in_window


def _network(args: argparse.Namespace) -> int:
    in_window = _of_many(args, "--network", _OF_A_NETWORK)
    if args.workers is not None and not 1 <= args.workers <= _WORKERS_MAX:
        raise Trouble(f"--workers {args.workers}: choose 1 to {_WORKERS_MAX}, or leave it out")
    if args.journal is not None and not in_window:
        raise Trouble("--journal keeps what a network leaves when it stays in this window; add --terminal or --json")
    from sim.network import plan_file, window

    bundled = args.network in plan_file.BUNDLED
    found = plan_file.bundled(args.network) if bundled else plan_file.load(Path(args.network))
    workers = args.workers or window.usual_workers(found)
    try:
        if in_window:
            return 0 if window.run(found, args.json, workers, args.journal) else 1
        from sim.network import run as page

        return page.run(found, workers, args.port, not args.no_open, args.stay)
    except OutputLost:
        raise
    except OSError as error:
        raise Trouble(f"the disk of journals or books fails: {error}; set TMPDIR to a folder with room") from None


def _station(args: argparse.Namespace) -> int:
    in_window = _of_many(args, "--station", _OF_A_STATION)
    from sim.station import plan_file

    found = plan_file.load(Path(args.station)) if args.station else plan_file.bundled()
    try:
        if in_window:
            from sim.station import window

            return 0 if window.run(found, args.json) else 1
        from sim.station import run as page

        return page.run(found, args.port, not args.no_open, args.stay)
    except OutputLost:
        raise
    except OSError as error:
        raise Trouble(f"the journal's disk fails: {error}; set TMPDIR to a folder with room") from None


def _reader(args: argparse.Namespace) -> int:
    from sim.gate.cards import NoReader
    from sim.gate.lists import test_list
    from sim.issuer.issuer import make_pki
    from sim.scenario import session
    from sim.scenario.perform import Silent

    file, believed = options.trust_file(args), f"believing {args.trust}"
    if file is None:
        file, believed = test_list(make_pki()), "believing the test issuer of `ridegate mint`"
    where = f"camera {args.camera}" if args.camera is not None else f"serial port {args.serial}"
    words = f"Watching {where}; {believed}. 请刷码, show a code; Ctrl-C ends."
    gate_time = session.real_time(file)
    try:
        with _recorded(args)() as recorder:
            camera = None if args.camera is None else reader.camera(args.camera)
            scanner = None if args.serial is None else _scanner(args, recorder, gate_time.now_ms)
            devices = (camera, scanner, args.turnstile, recorder, args.asked, args.settings, args.card, args.families)
            return 0 if session.with_reader(file, _audience(args.json), words, gate_time, *devices) else 1
    except Silent as silent:
        raise Trouble(f"{where}: {silent}") from None
    except (NoReader, OutputLost):
        raise
    except (OSError, Trouble) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        hint = ". Is it plugged in, and may this user read it (Linux: group dialout)?"
        look = "" if args.serial is None else hint
        raise Trouble(f"{where}: {why}{look}") from None


def _scanner(args: argparse.Namespace, recorder: "Recorder | None", now_ms: "Callable[[], int]") -> "Scanner":
    if recorder is None:
        return reader.scanner(args.serial, args.baud, args.scanner)
    heard = functools.partial(recording.Heard, recorder=recorder, now_ms=now_ms)
    return reader.scanner(args.serial, args.baud, args.scanner, heard)


def _audience(json: bool) -> "Audience":
    if json:
        from sim.scenario.audience import JsonLines

        return JsonLines()
    from sim.scenario.window import Window

    return Window()


def _pause(args: argparse.Namespace) -> float:
    if args.pause is None:
        return _PAUSE_S if sys.stdout.isatty() and not args.json else 0.0
    pause_s: float = args.pause
    if not 0 <= pause_s <= _PAUSE_MAX_S:
        raise Trouble(f"--pause {args.pause}: choose 0 to {_PAUSE_MAX_S:.0f} seconds")
    return pause_s
