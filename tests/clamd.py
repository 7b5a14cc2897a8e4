"""The malware scanner for every test that wants one; skipped where it is not installed."""

from collections.abc import Iterator

import pytest
from tests.foundation.content import clam


@pytest.fixture(scope="session")
def one_clamd() -> Iterator[clam.Scanner]:
    if clam.PROGRAM is None:
        pytest.skip("clamd is not installed")
    started = clam.Scanner()
    yield started
    started.close()


@pytest.fixture
def clamd(one_clamd, settings) -> clam.Scanner:
    """A scanner that runs, and that the settings name."""
    if one_clamd.process is None:
        one_clamd.start()
    settings.MUNIMENT_CLAMD = one_clamd.address
    settings.MUNIMENT_CLAMD_SECONDS = 1
    settings.MUNIMENT_CLAMD_ENCRYPTED = "quarantine"
    return one_clamd
