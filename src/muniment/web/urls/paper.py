"""The pages about records on paper and the boxes that they lie in."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import form, page
from muniment.web.views import papers, physical, sheets

BOX = "boxes/<str:reference>/"
RECORD = "records/<str:reference>/"

PAPER_PAGES = [
    page("file-plan/boxes/", physical.boxes, name="boxes", needs=P.RECORDS_SEE),
    form("file-plan/boxes/open/", physical.open_box, name="open_box", needs=P.FOLDER_MANAGE),
    form(
        "file-plan/boxes/import/",
        sheets.import_papers,
        name="import_papers",
        needs=P.RECORDS_CAPTURE,
    ),
    page(BOX, physical.box, name="box", needs=P.RECORDS_SEE),
    form(f"{BOX}change/", physical.change_box, name="change_box", needs=P.FOLDER_MANAGE),
    form(f"{BOX}put-in/", physical.put_in, name="put_in", needs=P.RECORDS_EDIT),
    form(
        "folders/<str:reference>/paper/",
        papers.register,
        name="register_paper",
        needs=P.RECORDS_CAPTURE,
    ),
    form(f"{RECORD}describe/", papers.describe, name="describe_paper", needs=P.RECORDS_EDIT),
    form(f"{RECORD}box/", papers.into_box, name="into_box", needs=P.RECORDS_EDIT),
    form(f"{RECORD}take-out/", papers.take_out, name="take_out", needs=P.RECORDS_EDIT),
]
