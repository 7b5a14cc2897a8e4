"""What the tests of the promises share."""

import pytest
from tests.promises.bodies import empty_body


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """A body with tables and nothing in them; copied, never used."""
    return empty_body(tmp_path_factory.mktemp("empty"))
