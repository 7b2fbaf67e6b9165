"""`ridegate uplink`: records from a terminal's journal to the acquirer, and back what the acquirer has."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sim.command import options, transport
from sim.output import progress, show
from sim.output.trouble import Trouble

if TYPE_CHECKING:
    from sim.backoffice.journal_source import JournalFolder
    from sim.backoffice.transport import Transport
    from sim.backoffice.uplink import Line, Uplink

_DESCRIPTION = """\
交易记录上送: 把终端日志中的记录送到收单方, 并把已入账的位置带回终端。
Send the records of terminals' journals to the acquirer's sink (`ridegate
acquire`), byte for byte, and bring back up to which record it has committed
them. The journal is the outbox: nothing is lost by a crash of the uplink, the
broker or the sink, and nothing is acknowledged that is not in the books."""

_EPILOG = """\
examples:
  ridegate uplink gate7 --broker mqtts://broker.example:8883 --ca ca.pem \\
                  --login gate7.login --peer-key sink.pub
  ridegate uplink gate7 gate8 --once --drop exchange --sign-key uplink.pem \\
                  --peer-key sink.pub
  ridegate uplink --port /dev/ttyACM0 --keep gate7 --broker mqtt://127.0.0.1

A folder is that of a pulled journal (`ridegate journal pull`). What the sink has
is written there as acquired.json; the board gets it by `ridegate journal
acknowledge --through gate7/acquired.json`. With --port both is done: the journal
is pulled and sent, and what the sink has answered is acknowledged to the board.

Records hold accounts and raw codes: use TLS, and a broker that lets only the
sink read them. docs/acquirer.md shows topics, payloads and a broker's set-up.

exit status: 0 done, or Ctrl-C; 1 the sink refuses a record, or did not answer in
time; 2 bad usage, or a journal, a file or the broker cannot be used.
"""
_POLL_S = 0.2


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `uplink`; its function is `run`."""
    parser = options.command(
        subparsers, "uplink", "send a terminal's records to the acquirer 上送记录", _DESCRIPTION, _EPILOG, run
    )
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="a journal's folder, one a terminal")
    options.port(parser, "pull from this board first, acknowledge to it last", required=False)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where --port keeps the pulled journal")
    transport.add(parser, "the sink's public key, whose answers are taken")
    parser.add_argument("--once", action="store_true", help="end when everything there is was sent and answered")
    transport.add_wait(parser, "--once or --port", "an answer")
    options.json(parser, "one JSON object a line for each terminal")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    from sim.backoffice.board_source import BoardJournal
    from sim.backoffice.journal_source import JournalFolder
    from sim.backoffice.message import TO_SINK
    from sim.backoffice.uplink import Uplink

    board: BoardJournal | None = None
    sources: list[JournalFolder] = [JournalFolder(path) for path in args.folders]
    if (args.port is None) != (args.keep is None):
        raise Trouble("--port and --keep belong together: the board, and the folder that its journal is pulled into")
    if args.port is not None:
        board = BoardJournal(args.port, args.keep, args.json)
        sources.append(board)
    silence_s = transport.wait_s(args)
    if not sources:
        raise Trouble("name the folder of a journal, or a board with --port and --keep")
    try:
        _look(sources, not args.once and board is None)
    except KeyboardInterrupt:
        return 0
    terminals = [source.terminal for source in sources if source.terminal is not None]
    for terminal in terminals:
        if terminals.count(terminal) > 1:
            raise Trouble(f"two of these folders are of terminal {terminal}; name one folder a terminal")
    with transport.opened(args, TO_SINK, terminals) as way:
        uplink = Uplink(way, sources, lambda: time.monotonic_ns() // 1_000_000)
        try:
            answered = _run(uplink, way, silence_s if args.once or board is not None else None, args.json)
        except KeyboardInterrupt:
            answered = True
        fault = way.fault
    if board is not None:
        words = board.finish()
        show.line(words, error=args.json)
    return _report(uplink, answered, fault, args.json)


def _look(sources: "list[JournalFolder]", wait: bool) -> None:
    """Look at the journals. wait: for the first record of a terminal that has none yet, as a gate that was set up a
    moment ago; only a record names its terminal. Raises Trouble.
    """
    for source in sources:
        source.refresh()
        if source.terminal is None and not wait:
            raise Trouble(f"{source.path}: no record is in it; name the folder of a journal")
        if source.terminal is None:
            show.line(f"{source.path}: waiting for its first record", flush=True, error=True)
        while source.terminal is None:
            time.sleep(_POLL_S)
            source.refresh()


def _run(uplink: "Uplink", way: "Transport", wait_s: int | None, quiet: bool) -> bool:
    """Send and take answers; whether the sink has answered all of it. wait_s: how long without an answer, None to go on
    until Ctrl-C."""
    from sim.backoffice.transport import report_fault

    heard, heard_s, down = 0, time.monotonic(), ""
    said = ["" for _ in uplink.lines]
    refused: list[str | None] = [None for _ in uplink.lines]
    with progress.bar(quiet or wait_s is None) as report:
        while True:
            uplink.turn(_POLL_S)
            if uplink.heard != heard:
                heard, heard_s = uplink.heard, time.monotonic()
            for fault in uplink.faults:
                show.complain("uplink", fault)
            uplink.faults.clear()
            if wait_s is None:
                down = report_fault("uplink", way, down)
            held = sum(len(line.source.held) for line in uplink.lines)
            report("sending", held - sum(line.outbox.in_flight for line in uplink.lines), held)
            if wait_s is None:
                for at, line in enumerate(uplink.lines):
                    if line.said != said[at]:
                        said[at] = line.said
                        show.line(line.said, flush=True, error=quiet)
                    if line.outbox.refused not in (None, refused[at]):
                        show.complain("uplink", _refusal(line))
                    refused[at] = line.outbox.refused
            elif uplink.idle or (uplink.all_sent and not way.asks_first):
                return True
            elif any(line.outbox.refused for line in uplink.lines) or time.monotonic() - heard_s > wait_s:
                return False


def _refusal(line: "Line") -> str:
    words = f"terminal {line.source.terminal}: the sink refuses {line.outbox.refused}"
    return f"{words}; `ridegate acquire show` shows it there, and it is offered once more in a minute"


def _report(uplink: "Uplink", answered: bool, fault: str, json: bool) -> int:
    status = 0 if answered else 1
    for line in uplink.lines:
        terminal, outbox = line.source.terminal, line.outbox
        assert terminal is not None  # it was looked at before
        newest = line.source.held[-1] if line.source.held else 0
        if json:
            ids = {**terminal._asdict(), "records": len(line.source.held), "newest": newest}
            show.json_line({**ids, "sent": line.sent, "through": line.through, "refused": outbox.refused})
        else:
            words = f"{len(line.source.held)} records, {line.sent} sent"
            show.line(f"terminal {terminal}: {words}, the sink has them through {line.through}")
        if outbox.refused is not None:
            status = 1
            show.complain("uplink", _refusal(line))
    if not answered and not any(line.outbox.refused for line in uplink.lines):
        words = "the sink has not answered; is `ridegate acquire run` there, and the terminal in its registry?"
        show.complain("uplink", fault or words)
    return status
