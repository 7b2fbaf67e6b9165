"""`ridegate station`: the station computer's part in eligibility: questions of gates, over a broker, to the service."""

import argparse
import signal
import time
from pathlib import Path

from sim.command import options
from sim.output import show
from sim.output.trouble import Trouble

_DESCRIPTION = """\
站控计算机: 经消息代理接收闸机的资格询问, 转问资格服务, 并把答复送回。
Take the questions of a station's gates from an MQTT broker, put them to the
eligibility service on this computer, and send the answers back. Both are sealed
with the station's key; subjects are in the clear, so keep the broker inside the
station. Nothing of a question is kept or logged but how it ended
(docs/eligibility.md)."""

_EPILOG = """\
examples:
  ridegate service --unregistered allow
  ridegate station --broker mqtt://127.0.0.1:1883 --key station.key \\
                   --service http://127.0.0.1:8766/

exit status: 0 ended with Ctrl-C; 2 an address or a file cannot be used.
"""
_PAUSE_S = 0.002


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `station`; its function is `run`."""
    parser = options.command(
        subparsers, "station", "gates' questions to the eligibility service 站控计算机", _DESCRIPTION, _EPILOG, run
    )
    parser.add_argument("--broker", required=True, metavar="URL", help="mqtt://ADDRESS:PORT, an IPv4 address")
    parser.add_argument("--service", required=True, metavar="URL", help="what `ridegate service` prints")
    parser.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help="the station's: 32 bytes, or 64 hex digits"
    )
    parser.add_argument(
        "--login", type=Path, metavar="FILE", help="the broker's: a line with the user, one with the password"
    )
    parser.add_argument("--line", type=int, default=1, metavar="N", help="the station's line (1)")
    parser.add_argument("--station", type=int, default=1, metavar="N", help="its number (1)")
    options.deadline(parser)
    options.json(parser, "one line of JSON: at the start, then for each question how it ended")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    from sim.device import network_file, secret_file
    from sim.gate import asked
    from sim.input import login_file
    from sim.station.questions import Connection, Questions, link

    host, port = network_file.broker(args.broker, f"--broker {args.broker}")
    for name in ("line", "station"):
        if not 0 <= getattr(args, name) <= 0xFFFF:
            raise Trouble(f"--{name}: choose 0 to 65535")
    login = None
    if args.login is not None:
        user, password = login_file.read(args.login)
        login = (user.encode(), password.encode())
    place = args.line, args.station
    made = link(host, port, place, login)
    key, deadline_ms = secret_file.key(args.key, "station's key"), asked.deadline(args.deadline_ms)
    try:
        computer = Questions(made, key, args.service, deadline_ms)
    except ValueError as error:
        raise Trouble(f"--service {args.service}: {error}") from None
    ended: list[int] = []
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda number, frame: ended.append(number))
    _say(args.json, {"broker": args.broker, "service": args.service}, f"{args.broker} → {args.service}")
    connection = Connection(made, place)
    try:
        while not ended:
            now_ms = _now_ms()
            computer.turn(now_ms, lambda how: _say(args.json, {"question": how}, f"询问 question: {how}"))
            news = connection.news(now_ms)
            if news is not None:
                up, fault = news
                state = "connected" if up else f"not connected: {fault}"
                _say(args.json, {"connected": up, "fault": fault or None}, f"代理 broker: {state}")
            time.sleep(_PAUSE_S)
    finally:
        computer.close()
    return 0


def _say(as_json: bool, facts: dict[str, object], words: str) -> None:
    if as_json:
        show.json_line(facts)
    else:
        show.line(words)


def _now_ms() -> int:
    return int(time.monotonic() * 1000)
