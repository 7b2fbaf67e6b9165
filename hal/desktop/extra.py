"""Parts of this program that are installed on demand, as extras of its package (pyproject.toml)."""

import importlib.util

CAMERA, CAPTURE = "camera", "capture"
_MODULES = {CAMERA: "cv2", CAPTURE: "mcap"}


def installed(name: str) -> bool:
    """Whether this extra is there; nothing is imported to find out."""
    return importlib.util.find_spec(_MODULES[name]) is not None


def install(name: str) -> str:
    """The command that brings an extra."""
    return f"pip install 'ridegate[{name}]'"
