"""The body that the tests of the lifecycle happen in."""

import pytest
from tests import standing
from tests.lifecycle.town import Town, found_town

TOWN = standing.kind("town", found_town)


@pytest.fixture
def town(founded) -> Town:
    return founded(TOWN)


@pytest.fixture
def committed_town(transactional_db) -> Town:
    """The same, for tests with several connections or processes."""
    return found_town()
