"""The register as tables: whole, its public part, and the record of processing activities."""

from collections.abc import Mapping, Sequence

from muniment.governance.assets.rules.values import in_words
from muniment.governance.assets.types import BY_NAME, FIELDS, YES, Form

# UK GDPR art. 30(1)(a) to (g): what a controller records.
OF_CONTROLLER = {
    "reference": "Asset",
    "title": "Processing activity",
    "part": "The body’s part",
    "joint_with": "Joint controllers (a)",
    "owner_post": "Who answers for it",
    "purposes": "Purposes (b)",
    "basis": "Lawful basis",
    "subjects": "Categories of people (c)",
    "categories": "Categories of data (c)",
    "condition": "Condition for a special category",
    "recipients": "Categories of recipients (d)",
    "transfers": "Transfers and safeguards (e)",
    "kept": "How long it is kept (f)",
    "security": "Security measures (g)",
    "lacking": "Missing",
}
# UK GDPR art. 30(2)(a) to (d): what a processor records.
OF_PROCESSOR = {
    "reference": "Asset",
    "title": "Processing activity",
    "controllers": "Controllers (a)",
    "processing": "Categories of processing (b)",
    "owner_post": "Who answers for it",
    "transfers": "Transfers and safeguards (c)",
    "kept": "How long it is kept",
    "security": "Security measures (d)",
    "lacking": "Missing",
}


def whole(references: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """An entry as a row of the whole register, its columns named as an import knows them.
    `references`: what goes before (reference, state, version)."""
    return {**references, **{one.name: values.get(one.name, "") for one in FIELDS}}


def public(reference: str, values: Mapping[str, str], unit: str) -> dict[str, str] | None:
    """An entry as the public sees it; None where it is kept out. `unit`: the name of the unit."""
    if values.get("published") != YES:
        return None
    shown = {one.name: in_words(one, values.get(one.name, "")) for one in FIELDS if one.public}
    return {"reference": reference, **shown, "unit": unit}


def public_columns() -> dict[str, str]:
    """The columns of the public part of the register, by name."""
    return {
        "reference": "Reference",
        **{one.name: one.label for one in FIELDS if one.public},
    }


def processing(
    reference: str, values: Mapping[str, str], *, kept: str, lacking: str
) -> dict[str, str]:
    """An entry as a row of the record of processing. `kept`: its retention in words, by the rule
    or the rules of its classes; `lacking`: what art. 30 asks for and is not there."""
    said = {name: words(name, values) for name in {**OF_CONTROLLER, **OF_PROCESSOR}}
    return {**said, "reference": reference, "kept": kept, "lacking": lacking}


def words(name: str, values: Mapping[str, str]) -> str:
    """The value of a field in words; blank for what is no field."""
    field = BY_NAME.get(name)
    return in_words(field, values.get(name, "")) if field else ""


def references(values: Mapping[str, str], name: str) -> Sequence[str]:
    """The references that a field lists."""
    return values.get(name, "").split() if BY_NAME[name].form is Form.REFERENCES else ()
