"""The units of other times: one verification by gmssl, for what is Python, and one by libcrypto, for what is not.

Neither of them changes when ridegate does, and both become slower with the machine.
"""

import time
from collections.abc import Callable

import gmssl.sm2

from tests.bench.line import seconds
from tests.builder import signer


class Yardstick:
    """One signature that gmssl verifies."""

    def __init__(self) -> None:
        verifier = gmssl.sm2.CryptSM2(private_key="", public_key=signer.public_xy("user").hex())
        signature = signer.sign("user", b"a yardstick").hex()
        self.verify: Callable[[], object] = lambda: verifier.verify_with_sm3(signature, b"a yardstick")
        if not self.verify():
            raise SystemExit("gmssl refuses a good signature")

    def seconds(self, times: int, clock: Callable[[], float] = time.perf_counter) -> float:
        """Of one, the mean of so many, by this clock."""
        return seconds(lambda: [self.verify() for _ in range(times)], clock) / times
