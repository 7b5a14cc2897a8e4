"""A small IMAP server that breaks the rules: what it answers to each command is written down by
the test. It is no stand-in for a real one: it is for what a real one does not do."""

import socket
import threading


class LyingServer:
    """Listens on loopback without protection. `script` maps the first word of a command (or of a
    UID command the second) to what is sent: text with `{tag}`, or a function of the socket and the
    tag. What is not in the script is answered as a mailbox of one message would be."""

    def __init__(self, **script):
        self.script, self.asked = script, []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.open = []
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self.listening.close()
        for one in self.open:
            one.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.open.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        try:
            self._say(connection, "*", "WELCOME", "* OK ready\r\n")
            lines = connection.makefile("rb")
            for line in lines:
                self._answer(connection, line.decode().split())
        except OSError:
            pass

    def _answer(self, connection, words):
        tag, command = words[0], words[1].upper()
        command = words[2].upper() if command == "UID" else command
        self.asked.append(" ".join(words[1:]))
        self._say(connection, tag, command, USUAL.get(command, "{tag} OK done\r\n"))

    def _say(self, connection, tag, command, usual):
        said = self.script.get(command, usual)
        if command == "FETCH" and isinstance(said, dict):
            whole = "HEADER.FIELDS" not in self.asked[-1]
            said = said["body"] if whole else said.get("list", LISTED)
        if callable(said):
            said(connection, tag)
        else:
            connection.sendall(said.replace("{tag}", tag).encode())


LISTED = (
    '* 1 FETCH (UID 7 RFC822.SIZE 40 INTERNALDATE "02-Mar-2026 09:00:00 +0000" '
    "BODY[HEADER.FIELDS (MESSAGE-ID)] {23}\r\n"
    "Message-ID: <a@b.c>\r\n\r\n)\r\n{tag} OK done\r\n"
)
USUAL = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n",
    "LOGIN": "{tag} OK done\r\n",
    "EXAMINE": "* 1 EXISTS\r\n* OK [UIDVALIDITY 9] ok\r\n{tag} OK [READ-ONLY] done\r\n",
    "SEARCH": "* SEARCH 7\r\n{tag} OK done\r\n",
    "LOGOUT": "* BYE bye\r\n{tag} OK done\r\n",
}
