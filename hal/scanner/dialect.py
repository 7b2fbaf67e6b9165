"""The dialect of each scanner module, by its name in model.py. The other dialects are not loaded."""

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from hal.interfaces import Dialect


def dialect(name: str, idle_ms: int, wait_ms: int) -> "Dialect":
    """The dialect of the module of that name. Raises ValueError for any other name."""
    if name == "gm65":
        from hal.scanner.gm65 import Gm65

        return Gm65(idle_ms, wait_ms)
    if name == "gm67":
        from hal.scanner.gm67 import Gm67

        return Gm67(idle_ms, wait_ms)
    raise ValueError(name)
