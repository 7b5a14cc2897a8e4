"""Starts a small Ceph of its own for the tests of the S3 store: one monitor, one OSD that keeps
everything in memory, and the gateway that speaks S3. Everything is in one folder and on loopback.

    python scripts/ceph.py start     and prints where it answers
    python scripts/ceph.py stop

Debian: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

FOLDER = Path(os.environ.get("MUNIMENT_TEST_CEPH", Path(tempfile.gettempdir()) / "muniment-ceph"))
GATEWAY, MONITOR = 7480, 7490
ENDPOINT = f"http://127.0.0.1:{GATEWAY}"
# Who uses it on this machine may do so: it listens on loopback and holds nothing but tests.
ACCESS, SECRET = "muniment-tests", "for-tests-on-loopback-only"
PROGRAMS = ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "monmaptool")

CONFIGURATION = """[global]
fsid = {fsid}
mon host = v2:127.0.0.1:{monitor}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
mon data avail crit = 1
mon data avail warn = 2
osd objectstore = memstore
memstore device bytes = 8589934592
osd memory target = 1073741824
osd op num shards = 2
run dir = {folder}
admin socket = {folder}/$name.asok
pid file = {folder}/$name.pid
log file = {folder}/$name.log
mon data = {folder}/mon
osd data = {folder}/osd
rgw data = {folder}/rgw
keyring = {folder}/keyring
rgw frontends = beast endpoint=127.0.0.1:{gateway}
rgw thread pool size = 64
rgw enable usage log = false
rgw gc obj min wait = 0
rgw dns name = 127.0.0.1
"""
KEYS = {
    "mon.": {"mon": "allow *"},
    "client.admin": {"mon": "allow *", "osd": "allow *", "mgr": "allow *"},
    "client.rgw": {"mon": "allow rw", "osd": "allow rwx", "mgr": "allow rw"},
    "osd.0": {"mon": "allow profile osd", "osd": "allow *", "mgr": "allow profile osd"},
}


def missing() -> list[str]:
    """The programs that are not installed."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def answers() -> bool:
    """Whether the gateway answers."""
    try:
        urllib.request.urlopen(ENDPOINT, timeout=2)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def start() -> None:
    """Start all three, unless the gateway answers already."""
    if answers():
        return
    if lacking := missing():
        raise SystemExit(f"not installed: {', '.join(lacking)}")
    stop()
    for name in ("mon", "osd", "rgw"):
        (FOLDER / name).mkdir(parents=True)
    fsid = str(uuid.uuid4())
    about = {"fsid": fsid, "folder": FOLDER, "monitor": MONITOR, "gateway": GATEWAY}
    (FOLDER / "ceph.conf").write_text(CONFIGURATION.format(**about))
    keyring = str(FOLDER / "keyring")
    for who, caps in KEYS.items():
        allowed = [word for kind, cap in caps.items() for word in ("--cap", kind, cap)]
        create = [] if (FOLDER / "keyring").exists() else ["--create-keyring"]
        _run("ceph-authtool", keyring, *create, "--gen-key", "--name", who, *allowed)
    place = f"[v2:127.0.0.1:{MONITOR}]"
    _run("monmaptool", "--create", "--addv", "a", place, "--fsid", fsid, str(FOLDER / "monmap"))
    _run("ceph-mon", "--mkfs", "-i", "a", "--monmap", str(FOLDER / "monmap"), "--keyring", keyring)
    _daemon("ceph-mon", "-i", "a")
    _run("ceph", "osd", "new", fsid)
    _run("ceph-osd", "--mkfs", "-i", "0", "--osd-uuid", fsid)
    _daemon("ceph-osd", "-i", "0")
    _daemon("radosgw", "-n", "client.rgw")
    _wait(60)
    _run("radosgw-admin", "user", "create", "--uid=tests", "--display-name=Tests",
         f"--access-key={ACCESS}", f"--secret-key={SECRET}")  # fmt: skip


def stop() -> None:
    """Stop what a start left, and remove its folder."""
    for pid in FOLDER.glob("*.pid"):
        try:
            os.kill(int(pid.read_text()), signal.SIGKILL)
        except (ProcessLookupError, ValueError):
            continue
    shutil.rmtree(FOLDER, ignore_errors=True)


def _daemon(*command: str) -> None:
    subprocess.run(
        [*command, "-c", str(FOLDER / "ceph.conf")],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _run(*command: str) -> None:
    given = (
        () if command[0] in {"monmaptool", "ceph-authtool"} else ("-c", str(FOLDER / "ceph.conf"))
    )
    done = subprocess.run(
        [*command, *given], capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr[-2000:]}")


def _wait(seconds: float) -> None:
    until = time.monotonic() + seconds
    while not answers():
        if time.monotonic() > until:
            raise SystemExit(f"the gateway does not answer; see {FOLDER}")
        time.sleep(0.2)


def main() -> int:
    """Do as told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["start", "stop"])
    if parser.parse_args().what == "stop":
        stop()
        return 0
    start()
    print(ENDPOINT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
