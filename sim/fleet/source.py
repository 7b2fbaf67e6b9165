"""Fetches files of a depot by HTTP or from a folder: none longer than its bound, none for longer than a while.

Redirections are not followed. A server that sends a byte now and then is cut off by the clock of the whole file, in the
middle of its headers, too.
"""

import http.client
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient.fetcher import FetcherInterface

from sim.input import login_file, tls
from sim.output.trouble import Trouble, why

CONNECT_MAX_S = 30.0
FILE_MAX_S = 600.0  # of one file, from the first byte asked for to the last one received
_CHUNK_BYTES = 65_536
_NOT_FOUND = 404
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SCHEMES = ("http", "https", "file")


class Source(FetcherInterface):
    """See `FetcherInterface`. ca: a file of certificates to verify a server by, in place of this system's. login: a
    user and a password, for a server that asks for them; they go over HTTPS, or stay on this computer.
    """

    def __init__(
        self, ca: Path | None = None, login: tuple[str, str] | None = None, file_max_s: float = FILE_MAX_S
    ) -> None:
        self._ca = ca
        self._context: ssl.SSLContext | None = None  # made when it is wanted: that takes a while
        self._headers = {"Accept-Encoding": "identity"}
        if login is not None:
            self._headers["Authorization"] = "Basic " + b64encode(":".join(login).encode()).decode()
        self._file_max_s = file_max_s

    def _fetch(self, url: str) -> Iterator[bytes]:
        parts = urlsplit(url)
        if parts.scheme == "file":
            return self._local(Path(unquote(parts.path)))
        return self._remote(url)

    def _local(self, path: Path) -> Iterator[bytes]:
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK_BYTES):
                    yield chunk
        except FileNotFoundError:
            raise DownloadHTTPError(f"{path}: there is no such file", _NOT_FOUND) from None
        except OSError as error:
            raise DownloadError(f"{path}: {why(error)}") from None

    def _remote(self, url: str) -> Iterator[bytes]:
        parts = urlsplit(url)
        host = parts.hostname or ""
        connection: http.client.HTTPConnection
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(host, parts.port, timeout=CONNECT_MAX_S, context=self._secured())
        else:
            connection = http.client.HTTPConnection(host, parts.port, timeout=CONNECT_MAX_S)
        late = threading.Event()

        def cut() -> None:
            late.set()
            with suppress(OSError, AttributeError):  # it may not be connected yet, or not any more
                connection.sock.shutdown(2)

        timer = threading.Timer(self._file_max_s, cut)
        timer.daemon = True
        timer.start()
        try:
            connection.request("GET", parts.path, headers=self._headers)
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                raise DownloadHTTPError(f"{url}: the server answers {answer.status}", answer.status)
            while chunk := answer.read1(_CHUNK_BYTES):
                if late.is_set():
                    break
                yield chunk
            if answer.length and not late.is_set():
                raise DownloadError(f"{url}: it ends {answer.length} bytes early")
        except (OSError, http.client.HTTPException, ValueError) as error:
            if not late.is_set():
                words = why(error) if isinstance(error, OSError) else str(error) or type(error).__name__
                raise DownloadError(f"{url}: {words}") from None
        finally:
            timer.cancel()
            connection.close()
        if late.is_set():
            raise SlowRetrievalError(f"{url}: it takes more than {self._file_max_s:.0f} s")

    def _secured(self) -> ssl.SSLContext:
        if self._context is None:
            try:
                self._context = tls.context(self._ca)
            except OSError as error:
                raise DownloadError(f"{self._ca}: {why(error)}") from None
        return self._context


def login_of(path: Path, url: str) -> tuple[str, str]:
    """The user in the first line of a file, and the password in its second. Raises Trouble, which shows neither."""
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise Trouble(f"{url}: a password is not sent without TLS; write https://")
    user, password = login_file.read(path)
    if ":" in user:
        raise Trouble(f"{path}: the user may have no colon: in HTTP it stands before the password")
    return user, password


def url_of(text: str, beside: Path) -> str:
    """Where a depot is, as a URL. text: a URL, or a folder, which may be relative to `beside`. Raises Trouble."""
    advice = "write http://HOST/PATH, https://HOST/PATH or a folder"
    try:
        if "://" not in text:
            return (beside / text).resolve().as_uri()
        parts = urlsplit(text)
    except ValueError as error:
        raise Trouble(f"{text!r}: no place of a depot: {error}; {advice}") from None
    remote = parts.scheme != "file"
    blank = not text.isprintable() or " " in text
    if parts.scheme not in _SCHEMES or parts.query or parts.fragment or (remote and (blank or not parts.hostname)):
        raise Trouble(f"{text}: no place of a depot; {advice}")
    try:
        parts.port  # noqa: B018  asked for: it raises for what is no number
    except ValueError:
        raise Trouble(f"{text}: its port is no number; write http://HOST:PORT/PATH") from None
    return text.rstrip("/")
