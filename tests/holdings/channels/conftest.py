"""A body with a file plan and people."""

from tests.holdings.conftest import committed_parish, parish  # noqa: F401
