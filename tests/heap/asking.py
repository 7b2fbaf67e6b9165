"""What a board that asks for eligibility has besides, for its measurement."""

from boards.format import network
from boards.format.asking import INSTALLED, NONE, STATION, Asking
from boards.state import SNAPSHOT, SNAPSHOT_BEFORE, SNAPSHOT_SEQUENCE, State
from boards.trust_counter import Counter, encode
from sim.eligibility.source import Source, compile_snapshot
from sim.issuer import issuer
from terminal import sm3, trust
from tests.bench import lookup

# What may be asked. Where no answer comes the passenger is let in, so that the record of a ride is counted, too.
ASKS = {"snapshot": Asking(NONE, INSTALLED, "staffed", 150), "station": Asking(STATION, NONE, "open", 150)}
# What a start loads besides, in this order.
LOADED = {
    "snapshot": (
        "boards/lane.py", "boards/snapshot_store.py", "hal/eligibility/snapshot.py", "terminal/eligibility.py"
    ),
    "station": ("boards/lane.py",),
}
ACCOUNTS = 200  # in each set


def install(kept: State, pki: issuer.Pki, now_s: int) -> None:
    """Two snapshots, one before the other, in which the first two passengers are allowed; a network configuration."""
    allowed = sorted(
        {lookup.account(each) for each in range(ACCOUNTS)} | {bytes.fromhex(pki.user(each).account) for each in (0, 1)}
    )
    denied = sorted(lookup.account(each) for each in range(ACCOUNTS, 2 * ACCOUNTS))
    made = []
    for sequence in (1, 2):
        source = Source(sequence, now_s - 100, now_s - 90, now_s + 86_400, (tuple(denied), tuple(allowed)), 0)
        made.append(compile_snapshot(source, pki.operator))
    kept.write(SNAPSHOT_BEFORE, made[0])
    kept.write(SNAPSHOT, made[1])
    texts = tuple(bytes(most) for _, _, most in network.TEXTS)
    own = network.Network(bytes(4), 1883, bytes(network.KEY_BYTES), texts)
    kept.write(network.FILE, network.encode(own, sm3.digest))
    counter = Counter(2, 0, 0, sm3.digest(made[1][: trust.PAGE_BYTES]), bytes(32))
    kept.write(SNAPSHOT_SEQUENCE, encode(counter, sm3.digest))
