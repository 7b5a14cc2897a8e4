"""Fields and vocabularies as files: how one is looked at first, and brought in."""

from collections.abc import Mapping, Sequence
from typing import Any

from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.metadata import actions, queries, rules
from muniment.holdings.metadata.types import COLUMNS, KIND_LABELS, PROPERTIES, SOURCES, TERM_COLUMNS
from muniment.web.door import Request
from muniment.web.views.sheet_kinds import FILE_PLAN_PAGE, Rows, Sheet, Step
from muniment.web.words import count

FIELD_HOLDS = {
    "field": "Its code: small letters and figures, such as ward. It must be there",
    "title": "What it is called",
    "kind": f"One of: {', '.join(KIND_LABELS)}. Empty: text",
    "vocabulary": "The code of a vocabulary that is there, if it is a choice",
    "several": "yes where a record can have several values",
    "help": "What stands beside it on forms",
    "pattern": "A regular expression for a line of text",
    "pattern_help": "The pattern in words",
    "fills_from": f"Empty, or one of: {', '.join(SOURCES)}",
    "proposed_from": f"Empty, or one of: {', '.join(PROPERTIES)}",
    "class": "The reference of a class that asks for it; * for every class. Empty: none",
    "mandatory": "yes, no, or empty: as further up",
    "default": "What it begins with",
    "position": "Its place on forms: a number",
    "dropped": "yes where it is not asked for, though it is further up",
}
TERM_HOLDS = {
    "vocabulary": "The code of the vocabulary, such as wards. A new one is opened",
    "title": "What a new vocabulary is called",
    "term": "The term. It must be there",
    "broader": "The term that it stands below, if any",
    "also_called": "Other names that it is found by, with | between",
}


def _look_at_fields(request: Request, rows: Rows, name: str) -> list[Step]:
    found, wrong = rules.read_fields(rows)
    refuse_if([*wrong, *actions.reasons_against_fields(request.actor, rows, now=request.now)])
    after = rules.as_rows((one.terms, one.file_class, one.asking) for one in found)
    before = rules.as_rows(queries.definitions())
    return _steps(before, after, ("field", "class"), "to define")


def _bring_fields(request: Request, rows: Rows) -> str:
    done = actions.import_fields(request.actor, rows, now=request.now)
    places = count(done["asked"], "place")
    return f"{count(done['defined'], 'field')} defined; {places} in which one is asked for, set."


def _look_at_terms(request: Request, rows: Rows, name: str) -> list[Step]:
    found, wrong = rules.read_terms(rows)
    refuse_if([*wrong, *actions.reasons_against_terms(request.actor, rows, now=request.now)])
    after = [
        {
            "vocabulary": one.vocabulary,
            "term": one.label,
            "broader": one.broader,
            "also_called": "|".join(one.also_called),
        }
        for one in found
    ]
    return _steps(queries.term_rows(), after, ("vocabulary", "term"), "to add")


def _bring_terms(request: Request, rows: Rows) -> str:
    done = actions.import_terms(request.actor, rows, now=request.now)
    opened = count(done["opened"], "vocabulary", "vocabularies")
    return f"{opened} opened, {count(done['added'], 'term')} added."


def _steps(
    before: Sequence[Mapping[str, str]],
    after: Sequence[Mapping[str, str]],
    key: tuple[str, str],
    word: str,
) -> list[Step]:
    """What rows change, each named by two of its columns."""
    known = {tuple(row[name] for name in key): row for row in before}
    found = []
    for row in after:
        first, second = (row[name] for name in key)
        was: Mapping[str, Any] = known.get((first, second), {})
        changed = tuple(
            (name, str(was.get(name, "")), text)
            for name, text in row.items()
            if name not in key and text != was.get(name, "")
        )
        if not was:
            found.append(Step(first, second or "asked for nowhere", word))
        elif changed:
            found.append(Step(first, second, "to change", changed))
    return found


FIELDS = Sheet(
    title="Import fields",
    one="field",
    many="fields",
    home=("Fields", "fields"),
    taking="export_fields",
    columns=COLUMNS,
    holds=FIELD_HOLDS,
    left_out="A row for each place that a field is asked for in. All rows are taken, or none.",
    look=_look_at_fields,
    bring=_bring_fields,
    above=(FILE_PLAN_PAGE,),
)
TERMS = Sheet(
    title="Import vocabularies",
    one="term",
    many="terms",
    home=("Vocabularies", "vocabularies"),
    taking="export_terms",
    columns=TERM_COLUMNS,
    holds=TERM_HOLDS,
    left_out="A row for each term. All rows are taken, or none.",
    look=_look_at_terms,
    bring=_bring_terms,
    above=(FILE_PLAN_PAGE, ("Fields", "/file-plan/fields/")),
)
