"""The pages about fields and vocabularies."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, form, page
from muniment.web.views import bulk, fields, incomplete, proposals, refused_forms, vocabularies

SEE, PLAN = P.FILEPLAN_SEE, P.FILEPLAN_MANAGE
BULK = "file-plan/bulk/<str:reference>/"
FIELD = "file-plan/fields/<str:code>/"
VOCABULARY = "file-plan/vocabularies/<str:code>/"
TERM = f"{VOCABULARY}terms/<int:number>/"

METADATA_PAGES = [
    page("file-plan/bulk/", bulk.bulk_edits, name="bulk_edits", needs=P.RECORDS_EDIT),
    form("file-plan/bulk/look/", bulk.look_at_bulk, name="look_at_bulk", needs=P.RECORDS_EDIT),
    page(BULK, bulk.bulk_edit, name="bulk_edit", needs=P.RECORDS_EDIT),
    page(f"{BULK}begin/", bulk.begin_bulk, name="begin_bulk", needs=P.RECORDS_EDIT, methods=POST),
    page(f"{BULK}old/", bulk.old_values, name="old_values", needs=P.RECORDS_EDIT),
    page("file-plan/incomplete/", incomplete.incomplete, name="incomplete", needs=P.RECORDS_SEE),
    page(
        "file-plan/proposed/",
        proposals.proposed_values,
        name="proposed_values",
        needs=P.RECORDS_SEE,
    ),
    page("file-plan/refused-forms/", refused_forms.refused_forms, name="refused_forms", needs=PLAN),
    page("file-plan/fields/", fields.fields, name="fields", needs=SEE),
    form("file-plan/fields/define/", fields.define_field, name="define_field", needs=PLAN),
    form("file-plan/fields/import/", fields.import_fields, name="import_fields", needs=PLAN),
    page(
        "file-plan/fields/export/<str:kind>/",
        fields.export_fields,
        name="export_fields",
        needs=SEE,
    ),
    page(FIELD, fields.field, name="field", needs=SEE),
    form(f"{FIELD}change/", fields.change_field, name="change_field", needs=PLAN),
    form(f"{FIELD}ask/", fields.ask_for_field, name="ask_for_field", needs=PLAN),
    page(f"{FIELD}stop/", fields.stop_asking, name="stop_asking", needs=PLAN, methods=POST),
    page(f"{FIELD}retire/", fields.retire_field, name="retire_field", needs=PLAN, methods=POST),
    page(f"{FIELD}restore/", fields.restore_field, name="restore_field", needs=PLAN, methods=POST),
    page(f"{FIELD}delete/", fields.delete_field, name="delete_field", needs=PLAN, methods=POST),
    page("file-plan/vocabularies/", vocabularies.vocabularies, name="vocabularies", needs=SEE),
    form(
        "file-plan/vocabularies/open/",
        vocabularies.open_vocabulary,
        name="open_vocabulary",
        needs=PLAN,
    ),
    form("file-plan/vocabularies/import/", fields.import_terms, name="import_terms", needs=PLAN),
    page(
        "file-plan/vocabularies/export/<str:kind>/",
        fields.export_terms,
        name="export_terms",
        needs=SEE,
    ),
    page(VOCABULARY, vocabularies.vocabulary, name="vocabulary", needs=SEE),
    form(f"{VOCABULARY}add/", vocabularies.add_term, name="add_term", needs=PLAN),
    form(f"{TERM}change/", vocabularies.change_term, name="change_term", needs=PLAN),
    form(f"{TERM}merge/", vocabularies.merge_term, name="merge_term", needs=PLAN),
    page(f"{TERM}retire/", vocabularies.retire_term, name="retire_term", needs=PLAN, methods=POST),
    page(
        f"{TERM}restore/", vocabularies.restore_term, name="restore_term", needs=PLAN, methods=POST
    ),
]
