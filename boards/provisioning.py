"""Makes a board a terminal: the service function of this name in boards/service.py. site: the board with its files."""

import os
from binascii import hexlify, unhexlify

from boards import journal_store, state as files, trust_counter
from boards.format import image
from boards.state import Identity
from terminal import records
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_ID_MAX: int = const(0xFFFFFFFF)
_GONE = b"?"  # a cell that is there and says nothing


def next_id(
    state: "files.State",
    digest: "Callable[..., bytes]",
    terminal_id: int,
    wanted: int | None,
    force: bool,
) -> int:
    """The provisioning id: the one that is wanted, or (None) the one behind the last that this terminal had here.

    Raises ValueError for one that this board has had: to the books it would be the terminal that it was; for another
    number without an id, which other boards may have had; and for a terminal that stays what it is without `force`.
    """
    state.mend()
    if not state.has(files.IDENTITY):
        return 1 if wanted is None else wanted
    if not force:
        raise ValueError("this terminal is provisioned already; --force makes it another one")
    known = []
    for data in (state.read(files.IDENTITY), state.twin(files.IDENTITY)):
        try:
            known.append(files.parse_identity(data or b"", digest))
        except ValueError:
            pass  # it is kept twice
    last = max([each.provisioning_id for each in known]) if known else -1
    if wanted is None:
        if not known or known[0].terminal_id != terminal_id or last + 1 > _ID_MAX:
            raise ValueError("name a higher --provisioning-id than terminal " + str(terminal_id) + " ever had")
        return last + 1
    if type(wanted) is int and wanted <= last:
        raise ValueError("this board has had provisioning id " + str(last) + ": name a higher one")
    return wanted


def provision(site: "Any", wanted: "dict[str, Any]") -> "dict[str, Any]":
    """Give the board this identity: see boards/service.py. Returns it, without the keys. Raises ValueError, OSError."""
    state, digest = site.state, site.engine.digest
    test = wanted["test"] is not False
    if test == site.build.production:
        raise ValueError("a production build takes production keys only, a development build test keys only")
    terminal_id, given = wanted["terminal_id"], wanted["provisioning_id"]
    ids = [terminal_id, next_id(state, digest, terminal_id, given, wanted.get("force", False))]
    if [each for each in ids if type(each) is not int or not 0 <= each <= _ID_MAX]:
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
    secret = wanted.get("record_key")
    record_key = os.urandom(records.KEY_BYTES) if secret is None else unhexlify(secret)
    if len(record_key) != records.KEY_BYTES:
        raise ValueError("record_key: 32 bytes")
    if state.has(files.IDENTITY):
        if state.has(files.JOURNAL) and not state.read(files.JOURNAL_CELL):
            # or the next start would not know that there was one, and admit its codes
            journal_store.cell(state).write(_GONE)
        journal_store.set_aside(state)  # another key cannot read it
    trust_counter.begin(state, digest)
    state.write_identity(Identity(test, ids[0], ids[1], record_key, tuple(keys)), digest)
    key_id = hexlify(records.key_id(digest, record_key)).decode()
    return {"terminal_id": ids[0], "provisioning_id": ids[1], "record_key_id": key_id}
