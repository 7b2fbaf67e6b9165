"""Parts of this program that are installed on demand, as extras of its package (pyproject.toml)."""

import importlib.util

BATCH, CAMERA, CAPTURE, CARD = "batch", "camera", "capture", "card"
DASK, FLEET, HEIC, MONTH = "dask", "fleet", "heic", "month"
POSTGRES, UPLINK, ZBAR = "postgres", "uplink", "zbar"
_PACKAGES = {
    "cv2": CAMERA, "numpy": CAMERA, "mcap": CAPTURE, "zstandard": CAPTURE, "lz4": CAPTURE, "pillow_heif": HEIC,
    "pyzbar": ZBAR, "smartcard": CARD, "paho": UPLINK, "psycopg": POSTGRES,
    "tuf": FLEET, "securesystemslib": FLEET, "numba": BATCH, "duckdb": MONTH, "distributed": DASK,
}  # fmt: skip


def installed(name: str) -> bool:
    """Whether this extra is there; nothing is imported to find out."""
    return all(importlib.util.find_spec(package) for package, extra in _PACKAGES.items() if extra == name)


def install(name: str) -> str:
    """The command that brings an extra."""
    return f"pip install 'ridegate[{name}]'"


def missing(module: str) -> str | None:
    """The message about a module that could not be imported; None when it belongs to no extra."""
    package = module.partition(".")[0]
    if package not in _PACKAGES:
        return None
    return f"this needs the package {package}, which is not installed; bring it by: {install(_PACKAGES[package])}"
