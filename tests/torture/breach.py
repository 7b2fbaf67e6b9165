"""The one thing a torture finds."""

# The first word of a breach's text; the table of `make torture` has a column for each.
KINDS = ("lost", "released", "reused", "skipped", "twice", "older", "unbootable", "stuck", "slow")


class Breach(Exception):
    """An invariant does not hold; the text says which and how: `lost: ...`."""
