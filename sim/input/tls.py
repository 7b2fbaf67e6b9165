"""TLS to a server: its certificate and its name are always checked.

From 3.13 on Python wants the strict form of RFC 5280 by default, and refuses the authority that `openssl req -x509`
makes unless it is asked for a key usage; it takes one that is signed by another one for an end of the chain. Whom an
operator names is an authority on each Python, in any form. With those of the system all is as Python has it.
"""

import ssl
from pathlib import Path

LEAST = ssl.TLSVersion.TLSv1_2


def context(ca: Path | None) -> ssl.SSLContext:
    """Make the context that checks a server. ca: authorities in PEM, None for those of the system. Raises OSError."""
    made = ssl.create_default_context(cafile=None if ca is None else str(ca))
    made.minimum_version = max(made.minimum_version, LEAST)
    if ca is not None:
        made.verify_flags &= ~ssl.VERIFY_X509_STRICT
        made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return made
