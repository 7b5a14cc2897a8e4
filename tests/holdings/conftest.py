"""A body with a file plan and people."""

import pytest
from tests.holdings.parish import Parish, found_parish


@pytest.fixture
def parish(db) -> Parish:
    return found_parish()


@pytest.fixture
def committed_parish(transactional_db) -> Parish:
    return found_parish()
