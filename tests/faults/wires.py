"""A wire on loopback to a service, that the test can cut or leave dead."""

import socket
import struct
import threading
from contextlib import suppress

AT_ONCE = 65536
RESET = struct.pack("ii", 1, 0)


class Wire:
    """Listens on `port` and passes everything on to `to`."""

    def __init__(self, to: tuple[str, int]) -> None:
        self.to = to
        self.cuts = 0
        self._dead = threading.Event()
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> int:
        """Break all connections that there are; how many."""
        with self._lock:
            ends, self._ends = self._ends, set()
        for end in ends:
            _reset(end)
        self.cuts += 1
        return len(ends) // 2

    def die(self) -> None:
        """Break all connections and take no more."""
        self._dead.set()
        self.cut()

    def live(self) -> None:
        """Take connections again."""
        self._dead.clear()

    def close(self) -> None:
        """Be no more."""
        self._listening.close()
        self.die()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self._dead.is_set():
                _reset(near)
                continue
            try:
                far = socket.create_connection(self.to, timeout=5)
            except OSError:
                _reset(near)
                continue
            far.settimeout(None)
            with self._lock:
                self._ends |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(AT_ONCE):
                other.sendall(data)
        with self._lock:
            self._ends -= {one, other}
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        end.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        end.close()
