"""A real IMAP server (Dovecot) on loopback, with its own configuration and certificate."""

import getpass
import imaplib
import os
import shutil
import socket
import ssl
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.patience import PATIENCE

from muniment.foundation.kernel import clock

PASSWORD = "open-sesame-42"
PROGRAM = shutil.which("dovecot") or ("/usr/sbin/dovecot" * os.path.exists("/usr/sbin/dovecot"))
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = muniment-tests
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = yes
auth_failure_delay = 0
auth_mechanisms = plain xoauth2
default_login_user = {login}
default_internal_user = {internal}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
mail_uid = {mail}
mail_gid = {group}
mailbox_list_index = no
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
OAUTH = """
introspection_mode = post
introspection_url = http://127.0.0.1:{tokens}/introspect
username_attribute = username
active_attribute = active
active_value = true
tokeninfo_url =
"""


@dataclass
class Server:
    """The server: its ports, and its mailboxes as another mail client sees them."""

    folder: Path
    plain: int
    tls: int
    tokens: int
    process: subprocess.Popen

    @property
    def certificate(self):
        return str(self.folder / "certificate.pem")

    def client(self, user):
        context = ssl.create_default_context(cafile=self.certificate)
        client = imaplib.IMAP4_SSL("localhost", self.tls, ssl_context=context)
        client.login(user, PASSWORD)
        return client

    def put(self, user, *messages, into="INBOX", at=datetime(2026, 3, 2, 9, tzinfo=UTC)):
        client = self.client(user)
        if into != "INBOX":
            client.create(into)
        for message in messages:
            status, said = client.append(into, None, at, message)
            assert status == "OK", said
        client.logout()

    def flags(self, user, folder="INBOX"):
        """The flags of each message, by UID."""
        client = self.client(user)
        client.select(folder, readonly=True)
        _, lines = client.uid("FETCH", "1:*", "(FLAGS)")
        client.logout()
        found = {}
        for line in filter(None, lines):
            words = line.decode()
            uid = words.split("UID ")[1].split()[0].rstrip(")")
            found[int(uid)] = (
                words.split("FLAGS (")[1].split(")")[0].replace("\\Recent", "").strip()
            )
        return found

    def remove(self, user, *uids, folder="INBOX"):
        client = self.client(user)
        client.select(folder)
        client.uid("STORE", ",".join(map(str, uids)), "+FLAGS", r"(\Deleted)")
        client.expunge()
        client.logout()

    def number_anew(self, user):
        """What happens when a mailbox is restored from a backup: every UID is another one."""
        home = self.folder / "mail" / user
        for path in home.glob("dovecot*"):
            path.unlink()
        time.sleep(1.1)  # the number of the numbering is the second in which it was made

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)


def reason_absent():
    return "" if PROGRAM else "Dovecot is not installed (Debian: dovecot-imapd)"


def start(folder: Path) -> Server:
    """Have the server run in a folder of its own."""
    plain, tls, tokens = (_free_port() for _ in range(3))
    _certify(folder)
    root = os.geteuid() == 0
    me = getpass.getuser()
    values = {
        "login": "dovenull" if root else me,
        "internal": "dovecot" if root else me,
        "mail": "mail" if root else me,
        "group": "mail" if root else str(os.getegid()),
    }
    written = CONFIGURATION.format(folder=folder, plain=plain, tls=tls, password=PASSWORD, **values)
    (folder / "dovecot.conf").write_text(written)
    (folder / "oauth2.conf").write_text(OAUTH.format(tokens=tokens))
    (folder / "mail").mkdir()
    if root:
        shutil.chown(folder / "mail", "mail", "mail")
        _open_the_way(folder)
    process = subprocess.Popen(
        [PROGRAM, "-F", "-c", str(folder / "dovecot.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    server = Server(folder, plain, tls, tokens, process)
    _wait(server)
    return server


def _open_the_way(folder):
    """Let the user of the mailboxes through to them."""
    for one in [folder, *folder.parents][:-1]:
        if not one.stat().st_mode & 0o001:
            one.chmod(one.stat().st_mode | 0o011)


def _wait(server):
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if server.process.poll() is not None:
            raise RuntimeError(server.process.stderr.read().decode())
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", server.tls)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("Dovecot does not answer")


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _certify(folder):
    """A certificate for localhost that only these tests trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(made.public_bytes(pem))
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
