"""`ridegate vectors`: the published test vectors as data for any implementation."""

import argparse
from pathlib import Path

from sim.output import show

_DESCRIPTION = """\
导出测试向量: 任何实现都可以使用, 不需要本项目的其他部分。
Write the test vectors as one zip file: decisions, signatures and signed blobs
as JSON lines, the trust lists they name, schemas, licence, a page that explains
them and the list of answers that ever changed. The same checkout writes the
same bytes."""

_EPILOG = """\
examples:
  ridegate vectors export vectors.zip
  ridegate test vectors.zip --gate http://192.168.1.20:8080/

exit status: 0 written; 2 it cannot be written, or the pack is not as its
hashes say.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `vectors`; its function is `run`."""
    parser = subparsers.add_parser(
        "vectors",
        help="the test vectors as one file of data 测试向量",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", choices=("export",), help="export: write them")
    parser.add_argument("out", type=Path, metavar="OUT.zip", help="the file to write")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; returns 0. Raises Trouble."""
    from sim.conformance.export import export

    version, decisions = export(args.out)
    show.line(f"{args.out}: version {version}, {decisions} decisions")
    return 0
