"""The forms about fields, vocabularies and what records hold of them."""

from .in_tray import FIELD, TERM, csv_of
from .sheets_filled import DONE, GONE, SAME_PAGE, Sheet

METADATA = [
    Sheet("define_field", "manager", typed={"title": "Street", "code": "road", "kind": "text"}),
    Sheet("change_field", "manager", ("changing",), {"title": "Changed"}, again=DONE),
    Sheet(
        "ask_for_field",
        "manager",
        ("asking",),
        {"file_class": "FIN", "mandatory": "no"},
        again=DONE,
    ),
    Sheet("stop_asking", "manager", ("stopping",), shown_on=("field", "stopping")),
    Sheet("retire_field", "manager", ("retiring",), shown_on=("field", "retiring")),
    Sheet("restore_field", "manager", ("retired",), shown_on=("field", "retired")),
    Sheet("delete_field", "manager", ("deleting",), shown_on=("field", "deleting"), again=GONE),
    *(
        Sheet(
            route,
            "manager",
            files={"file": ("some.csv", csv_of(row))},
            first=SAME_PAGE,
            again=SAME_PAGE,
            events=0,
        )
        for route, row in (("import_fields", FIELD), ("import_terms", TERM))
    ),
    Sheet("import_fields", "manager", looked_at="fields_file", again=SAME_PAGE),
    Sheet("import_terms", "manager", looked_at="terms_file", again=SAME_PAGE),
    Sheet("describe_record", "manager", ("{r_move}",), {"field-ward": "North"}),
    Sheet(
        "look_at_bulk",
        "manager",
        typed={
            **{"which": "class", "chosen": "GOV", "field": "ward", "value": "North"},
            "reason": "They moved.",
        },
        again=DONE,
    ),
    Sheet("begin_bulk", "manager", ("{bulk}",), shown_on=("bulk_edit", "{bulk}")),
    Sheet("open_vocabulary", "manager", typed={"title": "Streets", "code": "streets"}),
    Sheet("add_term", "manager", ("v-asking",), {"label": "West"}),
    Sheet("change_term", "manager", ("v-asking", "{term_asking}"), {"label": "Far"}, again=DONE),
    Sheet("merge_term", "manager", ("v-merging", "{term_merging}"), {"into": "Nord"}, again=GONE),
    Sheet(
        "retire_term",
        "manager",
        ("v-retiring", "{term_retiring}"),
        shown_on=("vocabulary", "v-retiring"),
    ),
    Sheet(
        "restore_term",
        "manager",
        ("v-retired", "{term_retired}"),
        shown_on=("vocabulary", "v-retired"),
    ),
]
