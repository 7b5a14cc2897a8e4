"""A mail server of the standard library's sockets: it takes what comes, or turns it away."""

import socketserver
import threading
from contextlib import contextmanager


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 here")
        for line in self.rfile:
            word = line.strip().upper()[:4]
            if word == b"DATA":
                self._take()
            elif word == b"QUIT":
                return self._say("221 bye")
            elif word == b"RCPT" and self.server.shut:
                self._say("451 not now")
            else:
                self._say("250 yes")
        return None

    def _take(self):
        self._say("354 go on")
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        self.server.taken.append(b"".join(lines).decode())
        self._say("250 taken")

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mailbox():
    """The server: `taken` are the messages, `shut` has it turn them away."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads, server.taken, server.shut = True, [], False
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
