"""A real clamd of the test's own: its socket, its signatures (EICAR and no others), its limits."""

import atexit
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import zipfile
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pytest

from muniment.foundation.content.adapters import clamd
from muniment.foundation.content.types import ScannerAway

# The test file that every scanner knows (eicar.org), in two pieces: this source is to stay clean.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
FOUND = "Eicar-Test-Signature.UNOFFICIAL"
PROGRAM = shutil.which("clamd")
MEGABYTE = 2**20
SETTINGS = """
LocalSocket {folder}/socket
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
Foreground yes
AlertExceedsMax {alert}
AlertEncrypted yes
StreamMaxLength 3M
MaxFileSize 2M
"""


def zipped(data: bytes, deep: int = 1) -> bytes:
    """The bytes in a zip file, in a zip file, so many deep."""
    for number in range(deep):
        made = BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner.zip" if number else "eicar.com", data)
        data = made.getvalue()
    return data


class Scanner:
    """One clamd. Started, frozen and killed as tests like."""

    def __init__(self, *, alert: str = "yes") -> None:
        # A short path: the name of a socket has 108 letters at most.
        self.folder = Path(tempfile.mkdtemp(prefix="clam-", dir="/tmp"))
        signatures = self.folder / "signatures"
        signatures.mkdir()
        digest = hashlib.md5(EICAR).hexdigest()
        line = f"{digest}:{len(EICAR)}:Eicar-Test-Signature\n"
        (signatures / "own.hdb").write_text(line)
        configuration = SETTINGS.format(folder=self.folder, alert=alert)
        (self.folder / "clamd.conf").write_text(configuration)
        self.address = f"unix:{self.folder}/socket"
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        (self.folder / "socket").unlink(missing_ok=True)
        command = [PROGRAM, "-c", str(self.folder / "clamd.conf")]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(command, stdout=log, stderr=log)
        log.close()
        clamd._TRUSTED.clear()
        for _ in range(200):
            try:
                clamd.Clamd(self.address, seconds=2).version()
                return
            except ScannerAway:
                time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text())

    def freeze(self) -> None:
        os.kill(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder)


@lru_cache(maxsize=1)
def running() -> str:
    """The address of a scanner that runs until this process ends."""
    if PROGRAM is None:
        pytest.skip("clamd is not installed")
    scanner = Scanner()
    atexit.register(scanner.close)
    return scanner.address
