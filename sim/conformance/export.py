"""The pack of test vectors as one zip file for people without this repository: the same bytes every time."""

import io
import json
import zipfile
from pathlib import Path

from sim.conformance import pack
from sim.output.trouble import Trouble, why
from sim.output.whole_file import write

_BESIDE = ("README.md", "CHANGES.md", "pack.json")
_LICENSE = "LICENSE"
_DATE = (2026, 1, 1, 0, 0, 0)  # zip files carry one for each member


def export(path: Path, source: Path = pack.HERE) -> tuple[str, int]:
    """Write the pack; its version and the number of decisions in it. Raises Trouble."""
    read = pack.load(source)  # every hash is checked
    try:
        head = json.loads((source / "pack.json").read_bytes())
        schemas = {row["schema"] for row in head["files"] if "schema" in row} | {"schema/pack.schema.json"}
        names = sorted({*_BESIDE, *(row["file"] for row in head["files"]), *schemas})
        files = {name: (source / name).read_bytes() for name in names}
        files[_LICENSE] = (source.parents[1] / _LICENSE).read_bytes()
    except OSError as error:
        raise Trouble(f"{source}: {why(error)}; export from a whole checkout") from None
    write(path, zipped(files))
    return read.version, len(read.vectors)


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file of these, deterministic."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()
