"""The page of a network: what `sim.station.run` serves of it."""

from sim.network import view
from sim.network.plan import Network
from sim.station.pace import Pace
from sim.station.run import serve
from sim.version import VERSION


def run(plan: Network, workers: int, port: int | None, opens: bool, stays: bool) -> int:
    """Serve the page; the exit status. Raises Trouble."""
    pace = Pace(view.watch(plan, workers))
    return serve(pace, view.page(plan, VERSION, workers), plan.words, port, opens, stays)
