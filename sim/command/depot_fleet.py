"""What the verbs of `ridegate depot` have in common."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.fleet.depot import Depot


def folder(parser: argparse.ArgumentParser) -> None:
    """Add --depot."""
    parser.add_argument("--depot", required=True, type=Path, metavar="DIR", help="the depot's folder")


def opened(args: argparse.Namespace) -> "Depot":
    """The depot that --depot names, now."""
    from sim.fleet.depot import Depot

    return Depot(args.depot, int(time.time()))
