"""A body, and a real mail server with the mailbox of one of its people."""

from tests.holdings.conftest import committed_parish, parish  # noqa: F401
from tests.holdings.mailboxes.conftest import imap_server, server  # noqa: F401
