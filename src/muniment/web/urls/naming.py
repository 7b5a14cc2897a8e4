"""The pages about titles and the rules for them."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import POST, form, page
from muniment.web.views import naming, naming_rules

TITLES = "file-plan/titles/"
RULES = f"{TITLES}rules/"
PLAN = P.FILEPLAN_MANAGE

NAMING_PAGES = [
    page(TITLES, naming.titles, name="titles", needs=P.RECORDS_SEE),
    form(f"{TITLES}mend/", naming.to_mend, name="titles_to_mend", needs=P.RECORDS_EDIT),
    form(f"{TITLES}try/", naming_rules.try_titles, name="try_titles", needs=P.FILEPLAN_SEE),
    page(RULES, naming_rules.naming_rules, name="naming_rules", needs=P.FILEPLAN_SEE),
    form(f"{RULES}set/", naming_rules.choose, name="choose_naming_rule", needs=PLAN),
    form(f"{RULES}set/<str:check>/", naming_rules.set_rule, name="set_naming_rule", needs=PLAN),
    page(
        "records/<str:reference>/title/",
        naming.take_title,
        name="take_title",
        needs=P.RECORDS_EDIT,
        methods=POST,
    ),
]
