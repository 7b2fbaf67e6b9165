"""A journal read up to the first thing that is not as it was written."""

from terminal.journal import walk


def recover(segments: object, digest: object, key: bytes | None = None, numbers: list | None = None) -> object:
    """The records that `walk` finds, with their raw bytes. Raises Broken at the first that it has something against;
    all records before it have been yielded by then."""
    for _, _, record, raw, broken in walk(segments, digest, key, numbers):
        if broken is not None:
            raise broken
        if record is not None:
            yield record, raw
