"""`ridegate clock`: a board's clock, from this computer's or by the operator's signed statement."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.command import options, written_file
from sim.device import clock, clock_statement
from sim.device.device import Device
from sim.issuer import operator_key
from sim.output import show, whole_file
from sim.output.trouble import Trouble

_NEAR_S = 5  # what writing, signing and sending take; beyond, there is a warning

_DESCRIPTION = """\
A board's clock. No passenger is admitted while it is not trusted; `show` says
why it is not.

`set` sets it from this computer's. It cannot go back behind what has happened
(the newest record, the day the trust list was issued), nor more than 24 hours
ahead of a clock that runs: that takes a statement, signed with the operator's
key, which names the terminal and a nonce the terminal made, and works once.
Codes from before its time are refused from then on.

Every step is in the journal from the next start on."""
_EPILOG = """\
examples:
  ridegate clock show --port /dev/ttyACM0
  ridegate clock set --port /dev/ttyACM0
  ridegate clock statement --port /dev/ttyACM0 --key operator.pem

  the key is elsewhere:
    ridegate clock request --port /dev/ttyACM0 --out request.json
    ridegate clock statement --request request.json --key operator.pem \\
        --time 2026-11-01T14:00:00+08:00 --out statement.bin
    ridegate clock apply --port /dev/ttyACM0 statement.bin

exit status: 0 done, and `show`: trusted; 1 `show`: not trusted; 2 it cannot be
done.
"""
_SET = """\
Set a board's clock to this computer's time, in service mode; the journal keeps
both times."""
_SHOW = """\
What a board's clock says, whether it is trusted and, if not, why."""
_REQUEST = """\
Let a board make a nonce for one statement of its operator, and write what is to
be signed to a file. Asking again makes the earlier request worthless, and so
does setting the clock."""
_STATEMENT = """\
State the time for one terminal. With --port everything is done at once: ask the
board, sign, set its clock. With --request nothing but a file is needed and
nothing but a file is written.

Trap: the clock is set to --time when the statement is applied, not when it is
signed. Where that takes a while, name the moment when it will be; `ridegate
clock set` brings the clock forward afterwards, by up to 24 hours."""
_APPLY = """\
Set a board's clock as a statement says, in service mode. A statement that the
board refuses changes nothing."""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `clock` with its verbs; each verb's function is `run`."""
    parser = options.command(subparsers, "clock", "a board's clock", _DESCRIPTION, _EPILOG)
    verbs = parser.add_subparsers(metavar="VERB", dest="verb", required=True)

    def verb(name: str, brief: str, text: str, function: "Callable[[argparse.Namespace], int]") -> Any:
        one = options.command(verbs, name, brief, text, _EPILOG, function)
        options.json(one)
        return one

    made = (
        verb("set", "set it from this computer's", _SET, _run_set),
        verb("show", "what it says, and whether it is trusted", _SHOW, _run_show),
        verb("request", "ask for what a statement has to name", _REQUEST, _run_request),
        verb("apply", "set it as a statement says", _APPLY, _run_apply),
    )
    for one in made:
        options.port(one)
    written_file.option(made[2], "--out", "where to write the request", required=True)
    made[3].add_argument("statement", type=Path, metavar="FILE", help="what `ridegate clock statement` wrote")
    stating = verb("statement", "state the time, signed with the operator's key", _STATEMENT, _run_statement)
    where = stating.add_mutually_exclusive_group(required=True)
    options.port(where, "the board's serial port: sign and set", required=False)
    where.add_argument("--request", type=Path, metavar="FILE", help="what `ridegate clock request` wrote: sign only")
    stating.add_argument("--key", required=True, type=Path, metavar="FILE", help="the operator's private key")
    options.passphrase(stating)
    stating.add_argument(
        "--time", default="now", metavar="TIME", help="ISO 8601 with zone, Unix seconds, +/-s (this computer's time)"
    )
    written_file.option(stating, "--out", "where to write the statement; with --request")


def _run_set(args: argparse.Namespace) -> int:
    device = Device(args.port)
    device.require()
    with device.serviced():
        answer = clock.set_clock(device)
    return _tell(args, answer, _set_words(answer))


def _set_words(answer: dict[str, int | None]) -> str:
    """What the clock was and is, in words."""
    was, now = answer.get("was"), answer.get("now")
    before = "it was not trusted before" if was is None else f"it was {show.utc(was)}"
    return f"the clock is {'still not trusted' if now is None else show.utc(now)}; {before}"


def _run_show(args: argparse.Namespace) -> int:
    device = Device(args.port)
    device.require()
    with device.serviced():
        answer = device.call("clock_show()")
    now, says = answer["now"], answer["says"]
    if now is not None:
        last = "" if answer["set"] is None else f"; set to {show.utc(answer['set'])} last"
        words = f"trusted: {show.utc(now)}, {_beside(now)}{last}"
    else:
        reads = "" if says is None else f" (it says {show.utc(says)})"
        words = f"not trusted: {answer['why']}{reads}; `ridegate clock set` sets it"
    _tell(args, answer, words)
    return 0 if now is not None else 1


def _run_request(args: argparse.Namespace) -> int:
    whole_file.prepare(args.out)  # a request that is not written makes the one before worthless all the same
    device = Device(args.port)
    device.require()
    with device.serviced():
        request = clock.ask(device)
    whole_file.write(args.out, clock_statement.encode_request(request))
    answer = {"out": str(args.out), "terminal_id": request.terminal_id, "provisioning_id": request.provisioning_id}
    who = f"terminal {request.terminal_id}, provisioning {request.provisioning_id}"
    return _tell(args, answer, f"{args.out}: for one statement to {who}; any request before it is worthless now")


def _run_statement(args: argparse.Namespace) -> int:
    if (args.out is None) == (args.port is None):
        raise Trouble("--out: goes with --request; with --port the board's clock is set and no file written")
    time_s = clock_statement.moment(args.time, int(time.time()))
    if args.request is not None:
        request = clock_statement.read_request(args.request)
        signer = operator_key.read_signer(args.key, args.passphrase_file)
        whole_file.write(args.out, clock_statement.sign(request, time_s, signer))
        answer: dict[str, Any] = {"out": str(args.out), "terminal_id": request.terminal_id, "time": time_s}
        words = f"{args.out}: for terminal {request.terminal_id} it is {show.utc(time_s)}, {_beside(time_s)}"
        return _tell(args, answer, words)
    signer = operator_key.read_signer(args.key, args.passphrase_file)
    device = Device(args.port)
    device.require()
    with device.serviced():
        request = clock.ask(device)
        time_s = clock_statement.moment(args.time, int(time.time()))  # asking has taken its time
        answer = clock.apply(device, clock_statement.sign(request, time_s, signer))
    return _tell(args, answer, _stated(answer))


def _run_apply(args: argparse.Namespace) -> int:
    data = clock_statement.read(args.statement)
    device = Device(args.port)
    device.require()
    with device.serviced():
        answer = clock.apply(device, data)
    return _tell(args, answer, _stated(answer))


def _stated(answer: dict[str, Any]) -> str:
    now = answer["now"]
    return _set_words(answer) + ("" if now is None else f"; {_beside(now)}")


def _beside(seconds: int) -> str:
    """How far a time is from this computer's."""
    apart = seconds - int(time.time())
    if abs(apart) <= _NEAR_S:
        return "as this computer's"
    return f"{show.span(abs(apart))} {'ahead of' if apart > 0 else 'behind'} this computer's"


def _tell(args: argparse.Namespace, answer: dict[str, Any], words: str) -> int:
    if args.json:
        show.json_line(answer)
    else:
        show.line(words)
    return 0
