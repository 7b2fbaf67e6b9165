"""Build the static pages: `python -m sim.site [--out build/site]`.

They judge a code in the browser with the bytecode of the core; any host of static files can serve them.
"""

import argparse
import sys
from pathlib import Path

from sim.micropython import npm, vm
from sim.output import show
from sim.site.build import build


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sim.site", description=__doc__)
    parser.add_argument("--out", type=Path, default=vm.build_folder() / "site", metavar="FOLDER",
                        help="where to write them; what is there is replaced (default: build/site)")  # fmt: skip
    out: Path = parser.parse_args().out
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / "bytecode.json").is_file())):
        show.line(f"{out} is there and no site of this program; name another folder with --out", error=True)
        return 2
    try:
        weights = build(out)
    except (npm.Missing, vm.RuntimeMissing) as why:
        show.line(str(why), error=True)
        return 2
    for name, length_bytes in weights.items():
        show.line(f"{length_bytes:9,}  {name}")
    show.line(f"{sum(weights.values()):9,}  bytes with gzip, in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
