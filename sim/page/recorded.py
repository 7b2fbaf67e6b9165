"""What the page reports in words, for a recording under way."""

from collections.abc import Callable

from sim.capture.recorder import Recorder
from sim.gate.event import Log, Notice, Power, Set
from sim.page.gate_loop import Heard
from sim.page.page_event import GateStopped, Played
from sim.scenario.play import SceneEnded


def words(recorder: Recorder) -> Callable[[Heard], None]:
    """A listener for the page's gate."""

    def listen(event: Heard) -> None:
        if isinstance(event, Log | Notice | GateStopped):
            recorder.event("log" if isinstance(event, Log) else "notice", event.en)
        elif isinstance(event, Played) and isinstance(event.report, SceneEnded):
            report = event.report
            recorder.event("scene", f"{report.number} {report.scene.en}: {report.skipped or report.answer}")
        elif isinstance(event, Power):
            recorder.event("power", str(event.on))
        elif isinstance(event, Set) and isinstance(event.value, str):
            recorder.event(event.name, event.value)

    return listen
