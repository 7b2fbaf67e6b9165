"""An eligibility snapshot from a file: signed binary, or the TOML source it is compiled from. As `sim.trust.file`."""

import os
from collections.abc import Sequence

from sim.eligibility import source as snapshot_source
from sim.input.encoding import WrongEncoding, utf8
from sim.issuer.signer import OpenSigner
from sim.output.progress import Report, silent
from sim.output.trouble import Trouble
from sim.trust.file import SignedFile, SourceTrouble, check_every_page, named_keys, read_bytes
from sim.trust.source_head import Name, SourceError
from terminal import sm2, snapshot


class SnapshotFile(SignedFile):
    """A snapshot in a file."""

    def open(self, engine: sm2.Engine) -> snapshot.Snapshot:
        """The snapshot, opened for look-ups. Raises Trouble with the reason."""
        opened: snapshot.Snapshot = self.opened_by(snapshot.open_snapshot, engine)
        return opened


def load(
    path: Name, operator_key_files: Name | Sequence[Name] | None, engine: sm2.Engine, report: Report = silent
) -> SnapshotFile:
    """Read a snapshot: binary when it begins with the magic, else TOML. Raises Trouble, as `trust.file.load` does."""
    data = read_bytes(path, "snapshot")
    if data.startswith(snapshot.MAGIC):
        return SnapshotFile(str(path), data, named_keys(path, operator_key_files, engine, "snapshot"), True)
    source = read_source(str(path), data, False, report)
    signer = OpenSigner()
    key = sm2.REFERENCE.decode(signer.public_xy)
    image = snapshot_source.compile_snapshot(source, signer, report)
    return SnapshotFile(str(path), image, () if key is None else (key,), False)


def checked(file: SnapshotFile, report: Report = silent) -> snapshot.Snapshot:
    """A snapshot, opened, once every page of it is as it must be. Raises Trouble with the reason."""
    from hal.desktop.engine import desktop_engine

    opened = file.open(desktop_engine())
    check_every_page(file.name, snapshot.check_pages(opened), opened.length_bytes, report)
    return opened


def read_source(name: str, data: bytes, issued_required: bool, report: Report = silent) -> snapshot_source.Source:
    """A source, checked. Raises SourceTrouble, or Trouble when it is no text."""
    try:
        return snapshot_source.parse_source(utf8(data), issued_required, os.path.dirname(name), report)
    except WrongEncoding as error:
        magic = snapshot.MAGIC.decode()
        raise Trouble(f"{name}: no signed snapshot, which begins with {magic}, and no TOML: {error}") from None
    except SourceError as error:
        raise SourceTrouble(name, error.problems, "snapshot") from None
