"""A body with a file plan and people."""

import pytest
from tests import standing
from tests.holdings.parish import Parish, found_parish

PARISH = standing.kind("parish", found_parish)


@pytest.fixture
def parish(founded) -> Parish:
    return founded(PARISH)


@pytest.fixture
def committed_parish(transactional_db) -> Parish:
    return found_parish()
