"""hal/micropython/store.py under the contract; the contract's payloads are too large for a board's heap."""

import pytest

from hal.micropython.store import FlashStore
from tests import hal_contract
from tests.fake_files import Files


@pytest.mark.parametrize("obligation", hal_contract.of("store"), ids=hal_contract.name)
def test_store(obligation):
    files = Files()
    tended = []

    def again():
        return FlashStore("/j", files.open, files.rename, files.sync, lambda: tended.append(1))

    def fill():
        files.room = 3000

    def room():
        files.room = 1 << 20

    obligation(hal_contract.StoreRig(again(), again, fill, room))
    assert list(files.content) == ["/j"]


def test_what_is_appended_is_synced():
    files = Files()
    store = FlashStore("/j", files.open, files.rename, files.sync, lambda: None)
    store.open()
    store.append(b"one")
    store.append(b"two")
    assert files.synced == 2


def test_a_long_truncate_looks_after_the_watchdog():
    files, tended = Files(), []
    store = FlashStore("/j", files.open, files.rename, files.sync, lambda: tended.append(1))
    store.open()
    store.append(bytes(5000))
    store.truncate(4097)
    assert len(tended) == 9
    assert store.length() == 4097
