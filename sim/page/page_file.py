"""The page's files: a fixed table of names, so that no path of a request ever reaches the disk."""

from collections.abc import Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

STATIC = Path(__file__).resolve().parent / "static"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def table(folder: Path) -> dict[str, Path]:
    """The files of a folder that may be served, by name."""
    return {path.name: path for path in folder.glob("*") if path.suffix in _TYPES}


PAGE_FILES = table(STATIC)
PHONE_FILES = ("phone.css", "phone.js", "words.js", "mark.svg")


def file(name: str, files: Mapping[str, Path] = PAGE_FILES) -> Response:
    """The file of that name. Raises HTTPException 404."""
    path = files.get(name)
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type=f"{_TYPES[path.suffix]}; charset=utf-8")


def plainly(_: Request, error: Exception) -> Response:
    """An error in one line of text that repeats nothing of the request."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "there is no such page", 401: "scan the symbol that `ridegate run --lan` prints"}
    return PlainTextResponse(f"{words.get(status, 'this cannot be answered')}\n", status_code=status)
