"""Reading a register that was kept elsewhere: which column is which, and what a row says."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from muniment.foundation.kernel.errors import Reason
from muniment.governance.assets.rules.values import read
from muniment.governance.assets.types import BY_NAME, FIELDS

MOST = 10_000  # rows of one file
REFERENCE = "reference"
COLUMNS = {REFERENCE: "Reference", **{one.name: one.label for one in FIELDS}}
# What other registers call the same thing, folded.
ALIKE: Mapping[str, tuple[str, ...]] = {
    REFERENCE: ("ref", "asset_ref", "asset_reference", "asset_id", "id"),
    "title": ("name", "asset", "asset_name", "information_asset", "title_of_asset", "data_set"),
    "kind": ("type", "asset_type", "type_of_asset", "category"),
    "description": ("asset_description", "summary", "what_it_is", "notes"),
    "unit": ("department", "directorate", "team", "business_area", "service", "division"),
    "owner": ("iao", "asset_owner", "information_asset_owner", "data_owner"),
    "owner_post": ("post", "job_title", "owner_title", "role"),
    "location": ("where", "storage", "storage_location", "place"),
    "system": ("application", "software", "system_name"),
    "format": ("form", "medium", "media"),
    "volume": ("size", "quantity", "extent"),
    "classes": ("class", "file_plan", "file_plan_reference"),
    "marking": ("classification", "security_classification", "protective_marking"),
    "handling": ("handling_instructions",),
    "personal_data": ("personal", "contains_personal_data", "personal_information"),
    "part": ("controller_or_processor", "controller_processor"),
    "purposes": ("purpose", "purpose_of_processing", "purposes_of_processing"),
    "basis": ("lawful_basis", "legal_basis", "article_6", "lawful_basis_for_processing"),
    "subjects": ("data_subjects", "categories_of_individuals", "individuals"),
    "categories": ("categories_of_personal_data", "data_categories", "personal_data_categories"),
    "recipients": ("categories_of_recipients",),
    "transfers": ("international_transfers", "third_countries", "overseas_transfers"),
    "security": ("security_measures", "technical_and_organisational_measures"),
    "special": ("special_category", "special_category_data", "sensitive_personal_data"),
    "condition": ("article_9", "condition_for_processing", "schedule_1_condition"),
    "rule": ("retention", "retention_rule", "retention_schedule", "retention_reference"),
    "value": ("business_value", "criticality", "importance"),
    "vital": ("business_critical", "vital_record"),
    "needed_by": ("who_has_access", "access", "users"),
    "shared_with": ("sharing", "shared", "data_sharing"),
    "backup": ("backup_method", "backups"),
    "supplier": ("vendor", "processor", "third_party"),
    "risks": ("risk", "threats"),
    "review_on": ("review_date", "next_review", "date_of_next_review"),
    "published": ("publish", "public"),
}


def columns_of(heads: Sequence[str]) -> dict[str, str]:
    """For each of our columns the heading of the file that means the same, where one does. A
    heading stands for one column only: the first that it fits."""
    by_fold = {_folded(one): one for one in reversed(heads)}
    found: dict[str, str] = {}
    for exact in (True, False):
        for name, label in COLUMNS.items():
            wanted = (name, _folded(label)) if exact else ALIKE.get(name, ())
            head = next((by_fold[one] for one in wanted if one in by_fold), "")
            if head and name not in found and head not in found.values():
                found[name] = head
    return {name: found[name] for name in COLUMNS if name in found}


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.strip().casefold()).strip("_")


def read_row(
    row: Mapping[str, Any], chosen: Mapping[str, str], always: Mapping[str, str]
) -> tuple[str, dict[str, str], list[Reason]] | None:
    """What a row says: the reference of an entry that is here already (blank: a new one), its
    values, and what cannot be read of it; None for an empty row. `chosen`: for each of our columns
    its heading in the file; `always`: what holds for every row that says nothing itself."""
    said = {ours: _said(row.get(theirs)) for ours, theirs in chosen.items() if theirs}
    if not any(said.values()):
        return None
    reference = said.pop(REFERENCE, "")
    given = {name: text for name, text in said.items() if text and name in BY_NAME}
    values, wrong = read({**always, **given})
    return reference, values, wrong


def _said(value: Any) -> str:
    return "" if value is None else str(value).strip()
