"""Runs every test on SQLite and on PostgreSQL, and says at the end what could not run.

On PostgreSQL that is what asks a database something of its own (tests/conftest.py says which).
`--faults` runs the long forms of the fault tests instead, and on PostgreSQL what the short form
leaves out there. In CI (the variable CI is set) a part that could not run is a failure.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

POSTGRESQL = os.environ.get(
    "MUNIMENT_TEST_POSTGRESQL", "postgres://postgres@127.0.0.1:5432/postgres"
)
# One more than there are processors: there are tests that mostly wait.
WORKERS = str(min((os.cpu_count() or 1) + 1, 8))
SPREAD = ("--dist", "loadfile", "--no-loadscope-reorder")  # in the order of tests/conftest.py
MEMORY, ROOM = Path("/dev/shm"), 6 * 2**30  # noqa: S108
# Which tests run where: tests/conftest.py gives the marks.
SHORT = {"SQLite": (), "PostgreSQL": ("-m", "not once and not seldom")}
LONG = {"SQLite": ("-m", "fault"), "PostgreSQL": ("-m", "fault or seldom")}
FAULTS = {
    "MUNIMENT_FAULT_BACKUPS": "200",
    "MUNIMENT_FAULT_CANARIES": "200",
    "MUNIMENT_FAULT_ROT": "1000",
    "MUNIMENT_FAULT_SECONDS": "300",
    "MUNIMENT_FAULT_STORE": "100000",
    "MUNIMENT_FAULT_CALLS": "1",
    "MUNIMENT_FAULT_CAPTURE": "5000",
    "MUNIMENT_FAULT_CASES": "20000",
    "MUNIMENT_FAULT_KILLS": "500",
    "MUNIMENT_FAULT_RACES": "1000",
    "MUNIMENT_FAULT_N": "2000",
    "MUNIMENT_FAULT_WALKS": "4000",
    "MUNIMENT_FAULT_GIANT": "1024",
    "MUNIMENT_FAULT_LARGE": str(2**30),
    "MUNIMENT_FAULT_MERGE": "10000",
    "MUNIMENT_FAULT_UPLOADS": "500",
    "MUNIMENT_FAULT_MAIL": str(2**30),
    "MUNIMENT_FAULT_SHUFFLES": "60",
    "MUNIMENT_FAULT_TIMES": "2000",
    "MUNIMENT_FAULT_LARGE_S3": str(2**30),
}


def postgresql_answers() -> bool:
    """Whether the PostgreSQL of the tests answers."""
    import psycopg

    try:
        with psycopg.connect(POSTGRESQL, connect_timeout=3):
            return True
    except psycopg.Error:
        return False


def broker_answers() -> bool:
    """Whether the RabbitMQ of the tests answers."""
    try:
        with socket.create_connection(("127.0.0.1", 5672), timeout=2):
            return True
    except OSError:
        return False


def s3_answers() -> bool:
    """Whether the S3 service of the tests answers; it is started where it is installed."""
    import ceph

    if not ceph.answers() and not ceph.missing():
        ceph.start()
    return ceph.answers()


def missing_parts() -> list[str]:
    """What this machine lacks, and which tests therefore do not run."""
    from muniment.foundation.content.adapters import sandbox

    missing = []
    if not postgresql_answers():
        missing.append("PostgreSQL does not answer: every test ran on SQLite only")
    if not (shutil.which("chromium") or Path("/usr/bin/chromium").exists()):
        missing.append("Chromium is not installed: the browser journeys did not run")
    if not broker_answers():
        missing.append("RabbitMQ does not answer: workers were not woken by messages")
    if not s3_answers():
        missing.append("no S3 service answers: the store on S3 was not tried (scripts/ceph.py)")
    why = sandbox.available()
    if why:
        missing.append(f"no sandbox ({why}): hostile files were not read")
    if not shutil.which("readpst"):
        missing.append("readpst (pst-utils) is not installed: no Outlook mailbox was taken apart")
    if not (shutil.which("dovecot") or Path("/usr/sbin/dovecot").exists()):
        missing.append("Dovecot (dovecot-imapd) is not installed: no real mailbox was looked at")
    if not shutil.which("clamd"):
        missing.append("clamd is not installed: the malware gate was not tried")
    if not shutil.which("tesseract"):
        missing.append("tesseract is not installed: no scan was recognised")
    if not shutil.which("strace"):
        missing.append("strace is not installed: the order of fsyncs was not traced")
    return missing


def in_memory() -> str | None:
    """Where files are kept in memory, if there is room; None: where files usually go.

    Programs are killed in the tests, the machine is not: what is synchronised to a disk there
    would be lost by nobody, and takes a quarter of the time.
    """
    try:
        room = shutil.disk_usage(MEMORY).free
    except OSError:
        return None
    return str(MEMORY) if room > ROOM and os.access(MEMORY, os.W_OK) else None


def run(name: str, database: str, *arguments: str) -> int:
    """One run of pytest on one database; its exit code."""
    started = time.monotonic()
    environment = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="mun-", dir=in_memory()) as folder:
        home = Path(folder) / "home"
        home.mkdir()
        environment |= {"MUNIMENT_HOME": str(home), "TMPDIR": folder}
        environment.pop("MUNIMENT_DATABASE_URL", None)
        if database:
            environment["MUNIMENT_DATABASE_URL"] = database
            environment.setdefault("PGOPTIONS", "-c synchronous_commit=off")  # as in memory
        command = [sys.executable, "-m", "pytest", "-n", WORKERS, *SPREAD, *arguments]
        print(f"== {name}", flush=True)
        code = subprocess.run(command, env=environment, check=False).returncode
    print(f"== {name}: {'passed' if code == 0 else 'FAILED'}, {time.monotonic() - started:.0f} s\n")
    return code


def main() -> int:
    """Run everything; 0 if all that could run passed (and, in CI, all could run)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", action="store_true", help="the long fault tests only")
    given, more = parser.parse_known_args()
    if given.faults:
        os.environ.update({key: os.environ.get(key, value) for key, value in FAULTS.items()})
    missing = missing_parts()
    which = LONG if given.faults else SHORT
    codes = [run("SQLite", "", *which["SQLite"], *more)]
    if postgresql_answers():
        codes.append(run("PostgreSQL", POSTGRESQL, *which["PostgreSQL"], *more))
    for line in missing:
        print(f"NOT RUN: {line}.")
    if not missing:
        print("Every part ran.")
    return 1 if any(codes) or (missing and os.environ.get("CI")) else 0


if __name__ == "__main__":
    sys.exit(main())
