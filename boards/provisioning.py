"""Makes a board a terminal: the service function of this name in boards/service.py. site: the board with its files."""

import os
from binascii import hexlify, unhexlify

from boards import journal_store, state as files, trust_counter
from boards.format import image
from boards.state import Identity
from terminal import records
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def next_id(state: "files.State", digest: "Callable[..., bytes]", wanted: int | None, force: bool) -> int:
    """The provisioning id: the one that is wanted, or (None) the one behind the last that this board had.

    Raises ValueError for one that it has had: its sequences of records are used up, and the books take none twice; and
    for a terminal that stays what it is without `force`. Clause: spec §5.
    """
    if not state.has(files.IDENTITY):
        return 1 if wanted is None else wanted
    if not force:
        raise ValueError("this terminal is provisioned already; --force makes it another one")
    try:
        identity = state.identity(digest)
    except ValueError:
        identity = None
    if identity is None:
        if wanted is None:
            raise ValueError("the identity is damaged: name the id behind its last one with --provisioning-id")
        return wanted
    last: int = identity.provisioning_id
    if wanted is None:
        return last + 1
    if type(wanted) is int and wanted <= last:
        raise ValueError("this board has had provisioning id " + str(last) + ": name a higher one, or leave it out")
    return wanted


def provision(site: "Any", wanted: "dict[str, Any]") -> "dict[str, Any]":
    """Give the board this identity: see boards/service.py. Returns it, without the keys. Raises ValueError, OSError."""
    state, digest = site.state, site.engine.digest
    test = wanted["test"] is not False
    if test == site.build.production:
        raise ValueError("a production build takes production keys only, a development build test keys only")
    ids = [wanted["terminal_id"], next_id(state, digest, wanted["provisioning_id"], wanted.get("force", False))]
    if [each for each in ids if type(each) is not int or not 0 <= each < 1 << 32]:
        raise ValueError("terminal_id and provisioning_id are numbers of 32 bits")
    keys = []
    for encoded in wanted["operator_keys"]:
        key = site.engine.decode(unhexlify(encoded))
        if key is None:
            raise ValueError("operator_keys: this is no point of the curve: " + encoded)
        if key.xy == image.TEST_KEY and site.build.production:
            raise ValueError("operator_keys: everybody can sign with this one: it is the published test key")
        keys.append(key.xy)
    if not 1 <= len(keys) <= files.OPERATOR_KEYS_MAX:
        raise ValueError("operator_keys: give one or two")
    given = wanted.get("record_key")
    record_key = os.urandom(records.KEY_BYTES) if given is None else unhexlify(given)
    if len(record_key) != records.KEY_BYTES:
        raise ValueError("record_key: 32 bytes")
    if state.has(files.IDENTITY):
        journal_store.set_aside(state)  # another key cannot read it
    trust_counter.begin(state, digest)
    state.write_identity(Identity(test, ids[0], ids[1], record_key, tuple(keys)), digest)
    key_id = hexlify(records.key_id(digest, record_key)).decode()
    return {"terminal_id": ids[0], "provisioning_id": ids[1], "record_key_id": key_id}
