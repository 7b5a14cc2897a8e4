"""A body with a file plan and people, as the holdings have it."""

from tests.holdings.conftest import parish  # noqa: F401
