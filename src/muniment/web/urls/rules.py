"""The pages about the rules of retention."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import form, page
from muniment.web.views import keep, looking, mapping, rules, sheets

RULE = "lifecycle/rules/<path:reference>/"

RULE_PAGES = [
    page("lifecycle/rules/", rules.rules, name="rules", needs=P.RETENTION_SEE),
    form("lifecycle/rules/make/", rules.new_rule, name="new_rule", needs=P.RETENTION_MANAGE),
    form(
        "lifecycle/rules/import/",
        sheets.import_rules,
        name="import_rules",
        needs=P.RETENTION_MANAGE,
    ),
    form(
        "lifecycle/rules/import/columns/",
        mapping.map_rules,
        name="map_rules",
        needs=P.RETENTION_MANAGE,
    ),
    page(
        "lifecycle/rules/export/<str:kind>/",
        sheets.export_rules,
        name="export_rules",
        needs=P.RETENTION_SEE,
    ),
    form("lifecycle/rules/year-end/", rules.year_end, name="year_end", needs=P.RETENTION_MANAGE),
    form("lifecycle/rules/publish/", keep.publish, name="publish", needs=P.RETENTION_MANAGE),
    page(f"{RULE}dates/", looking.rule_progress, name="rule_progress", needs=P.RETENTION_SEE),
    page(f"{RULE}look/<int:number>/", looking.looked, name="looked", needs=P.RETENTION_MANAGE),
    page(
        f"{RULE}look/<int:number>/progress/",
        looking.look_progress,
        name="look_progress",
        needs=P.RETENTION_MANAGE,
    ),
    form(f"{RULE}change/", rules.change_rule, name="change_rule", needs=P.RETENTION_MANAGE),
    form(f"{RULE}retire/", rules.retire_rule, name="retire_rule", needs=P.RETENTION_MANAGE),
    page(RULE, rules.rule, name="rule", needs=P.RETENTION_SEE),
    form("lifecycle/event/", rules.record_event, name="record_event", needs=P.RECORDS_EDIT),
]
