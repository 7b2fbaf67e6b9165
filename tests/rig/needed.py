"""Programs that some tests need and not every machine has: a browser, a broker, servers."""

import os

import pytest

BROWSER = "RIDEGATE_BROWSER_NEEDED"  # set where a missing one is a failure, not a reason to skip
BROKER = "RIDEGATE_BROKER_NEEDED"
SERVERS = "RIDEGATE_SERVERS_NEEDED"


def skip(missing, needed):
    """Skip a test by what is missing. Where the variable `needed` is set, the test fails instead."""
    if os.environ.get(needed):
        pytest.fail(f"{missing}; {needed} is set, so this is no reason to skip", pytrace=False)
    pytest.skip(missing)
