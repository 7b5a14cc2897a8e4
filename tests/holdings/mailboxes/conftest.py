"""A body, and mail servers for it."""

import tempfile
from pathlib import Path

import pytest
from tests.holdings.conftest import committed_parish, parish  # noqa: F401
from tests.holdings.mailboxes import dovecot


@pytest.fixture(scope="session")
def imap_server():
    """A real server; the tests are skipped where there is none."""
    if why := dovecot.reason_absent():
        pytest.skip(why)
    # Not below the folder of the run, which other runs close to everybody but its owner.
    with tempfile.TemporaryDirectory(prefix="mun-dovecot-") as folder:
        server = dovecot.start(Path(folder))
        yield server
        server.stop()


@pytest.fixture
def server(imap_server, settings):
    """The server, which this body may reach and whose certificate it trusts."""
    settings.MUNIMENT_SOURCE_NETWORKS = ["127.0.0.0/8", "::1/128"]
    settings.MUNIMENT_SOURCE_CERTIFICATES = imap_server.certificate
    return imap_server
