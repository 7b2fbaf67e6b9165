"""`ridegate clock set`: a board's clock, from this computer's."""

import argparse
import time

from sim import show
from sim.device.device import Device


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `clock` with `set`; their function is `run`."""
    plain = argparse.RawDescriptionHelpFormatter
    epilog = "example:\n  ridegate clock set --port /dev/ttyACM0\n\nexit status: 0 done; 2 it cannot be set.\n"
    parser = subparsers.add_parser(
        "clock", help="set a board's clock", description="A board's clock.", epilog=epilog, formatter_class=plain
    )
    verbs = parser.add_subparsers(metavar="set", dest="verb", required=True)
    one = verbs.add_parser(
        "set",
        help="set it from this computer's",
        description="Set a board's clock to this computer's time, in service mode; the journal keeps\nboth times.",
        epilog=epilog,
        formatter_class=plain,
    )
    one.add_argument("--port", required=True, metavar="PORT", help="the board's serial port")
    one.add_argument("--json", action="store_true", help="the board's answer as one line of JSON")
    one.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    device = Device(args.port)
    device.require()
    with device.serviced():
        answer = set_clock(device)
    if args.json:
        show.json_line(answer)
    else:
        print(told(answer))
    return 0


def set_clock(device: Device) -> dict[str, int | None]:
    """Set the clock of a board in service mode to this computer's time; what it was and is."""
    return device.call(f"clock_set({int(time.time())})")


def told(answer: dict[str, int | None]) -> str:
    """The same in words."""
    was, now = answer.get("was"), answer.get("now")
    before = "it was not trusted before" if was is None else f"it was {show.utc(was)}"
    return f"the clock is {'still not trusted' if now is None else show.utc(now)}; {before}"
