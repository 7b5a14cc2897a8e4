"""A body with a file plan and people, and a library."""
# ruff: noqa: F811

from decimal import Decimal

import pytest
from tests.holdings.conftest import committed_parish, parish  # noqa: F401

from muniment.holdings.library import actions
from muniment.holdings.library.types import LicenceDraft, ResourceDraft


class Library:
    """Puts things into the library of a body, as its records manager."""

    def __init__(self, parish):
        self.parish = parish

    def draft(self, title="Planning law reports", **said):
        place = {} if "shelf_mark" in said else {"address": f"https://example.org/{len(title)}"}
        return ResourceDraft(**{"title": title, "kind": "database", **place, **said})

    def add(self, title="Planning law reports", *, anyway=True, **said):
        manager = self.parish.who("manager")
        return actions.add(manager, self.draft(title, **said), anyway=anyway, now=self.parish.now)

    def license(self, resource, **said):
        first = {"kind": "subscription", "supplier": "Lexpress", "cost": Decimal("1200.00")}
        draft = LicenceDraft(**{**first, "way_in": "single_sign_on", **said})
        manager = self.parish.who("manager")
        return actions.set_licence(manager, resource.reference, draft, now=self.parish.now)


@pytest.fixture
def library(parish):
    return Library(parish)
