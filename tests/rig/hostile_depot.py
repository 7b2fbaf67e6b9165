"""A web server with a depot's folder, on loopback, that misbehaves for one file."""

import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote

DRIP_S = 0.05


@contextmanager
def served(folder, how="well", file="", drip_bytes=40, asks=None):
    """Its URL. how: well; short (less than its length says), cut (less, without a length), endless, drip (byte by
    byte), slow_head, moved, broken. file: what the path of the file ends with. asks: the Authorization it wants."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = folder / unquote(self.path).lstrip("/")
            if asks is not None and self.headers.get("Authorization") != asks:
                self.send_error(401)
                return
            if not path.is_file():
                self.send_error(404)
                return
            data = path.read_bytes()
            chosen = how if file and self.path.endswith(file) else "well"
            try:
                self.answer(chosen, data)
            except OSError:
                self.close_connection = True

        def answer(self, chosen, data):
            if chosen == "broken":
                self.wfile.write(b"\0\xff no HTTP \r\n\r\n")
                return
            if chosen == "slow_head":
                for at in range(drip_bytes):
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: 1\r\n"[at % 27 : at % 27 + 1])
                    time.sleep(DRIP_S)
                return
            self.send_response(302 if chosen == "moved" else 200)
            if chosen == "moved":
                self.send_header("Location", "/elsewhere")
            if chosen in ("well", "short", "drip"):
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if chosen == "drip":
                for at in range(drip_bytes):
                    self.wfile.write(data[at : at + 1])
                    time.sleep(DRIP_S)
                self.wfile.write(data[drip_bytes:])
            elif chosen == "endless":
                while True:
                    self.wfile.write(data + bytes(65_536))
            else:
                self.wfile.write(data if chosen == "well" else data[: len(data) // 2])

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
