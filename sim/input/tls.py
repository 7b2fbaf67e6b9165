"""TLS to a server: its certificate and its name are always checked, in one way on each Python.

From 3.13 on Python wants the strict form of RFC 5280 by default, and refuses the authority that `openssl req -x509`
makes unless it is asked for a key usage. Whom an operator names as an authority is one, so that form is not asked for.
"""

import ssl
from pathlib import Path

LEAST = ssl.TLSVersion.TLSv1_2


def context(ca: Path | None) -> ssl.SSLContext:
    """What checks a server. ca: PEM of the authorities to believe, None for those of the system. Raises OSError."""
    made = ssl.create_default_context(cafile=None if ca is None else str(ca))
    made.minimum_version = LEAST
    made.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return made
