"""The office that suggestions are tried in."""

import pytest
from tests import standing
from tests.holdings.advice.office import found_office
from tests.holdings.conftest import PARISH

OFFICE = standing.kind("office", found_office, on=PARISH)


@pytest.fixture
def office(founded, parish):
    return founded(OFFICE, parish)
