"""The body that the tests of the lifecycle happen in."""

import pytest
from tests.lifecycle.town import Town, found_town


@pytest.fixture
def town(db) -> Town:
    return found_town()


@pytest.fixture
def committed_town(transactional_db) -> Town:
    """The same, for tests with several connections or processes."""
    return found_town()
