"""`ridegate service`: an eligibility service to test gates with, on this computer."""

import argparse

from sim.command import options
from sim.output.trouble import Trouble

_DESCRIPTION = """\
资格测试服务: 登记人员与账户, 设定每个账户或整个服务的答复, 用于测试闸机。
A TEST implementation of the service that a gate asks whether a subject may pass:
a registry of people and accounts, and answers that are right, late, missing or
wrong. It listens on 127.0.0.1 only, keeps everything in memory, logs no question
and has a page for the operator. docs/eligibility.md describes the protocol."""

_EPILOG = """\
examples:
  ridegate service
  ridegate service --port 8766 --slow-ms 800
  ridegate service --unregistered allow    an account that is not entered may pass
  ridegate run --eligibility http://127.0.0.1:8766/

exit status: 0 ended with Ctrl-C; 2 bad usage, or the port is in use.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `service`; its function is `run`."""
    parser = options.command(
        subparsers, "service", "an eligibility test service 资格测试服务", _DESCRIPTION, _EPILOG, run
    )
    parser.add_argument("--port", type=int, metavar="N", help="of the service (8766, or a free one behind it)")
    parser.add_argument("--slow-ms", type=int, default=400, metavar="MS", help="how late a slow answer is (400)")
    parser.add_argument(
        "--unregistered", choices=("allow", "deny", "unknown"), default="unknown",
        help="the answer about an account that is not entered (unknown)",
    )  # fmt: skip
    parser.add_argument("--open", action="store_true", help="open the operator's page in the browser")
    options.json(parser, "print the address as one line of JSON, and nothing else")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    from sim.service import run as service

    if args.port is not None and not 0 <= args.port <= 65_535:
        raise Trouble(f"--port {args.port}: choose 1 to 65535, or leave it out")
    if not 1 <= args.slow_ms <= service.SLOW_MAX_MS:
        raise Trouble(f"--slow-ms {args.slow_ms}: choose 1 to {service.SLOW_MAX_MS}")
    return service.run(args.port, args.slow_ms, args.unregistered, args.open, args.json)
