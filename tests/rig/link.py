"""A link to a broker that can be cut and slowed: TCP through this process, a thread a direction."""

import socket
import threading
import time

_CHUNK = 4096


class Link:
    """Listens on a port of its own on loopback and passes everything on to another. delay_s: of each piece."""

    def __init__(self, port):
        self._target = port
        self.delay_s = 0.0
        self._held = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target), 5)
            except OSError:
                near.close()
                continue
            with self._lock:
                self._held |= {near, far}
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    def _pump(self, source, target):
        try:
            while data := source.recv(_CHUNK):
                if self.delay_s:
                    time.sleep(self.delay_s)
                target.sendall(data)
        except OSError:
            pass
        self._drop({source, target})

    def _drop(self, sockets):
        with self._lock:
            self._held -= sockets
        for each in sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()

    def cut(self):
        """End every connection at once, in the middle of whatever is on its way."""
        with self._lock:
            held = set(self._held)
        self._drop(held)

    def close(self):
        """Listen no more."""
        self._listener.close()
        self.cut()
