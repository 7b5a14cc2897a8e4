"""The pages about classes that come from another body."""

from muniment.foundation.access.types import Permission as P
from muniment.web.pages import form, page
from muniment.web.views import move_columns, moves

MOVE = "file-plan/moves/<str:reference>/"
PLAN = P.FILEPLAN_MANAGE

MOVE_PAGES = [
    page("file-plan/moves/", moves.body_moves, name="body_moves", needs=P.FILEPLAN_SEE),
    form("file-plan/moves/open/", moves.open_body_move, name="open_body_move", needs=PLAN),
    page(MOVE, moves.body_move, name="body_move", needs=P.FILEPLAN_SEE),
    form(f"{MOVE}import/", moves.import_incoming, name="import_incoming", needs=PLAN),
    form(
        f"{MOVE}import/columns/",
        move_columns.import_incoming_columns,
        name="import_incoming_columns",
        needs=PLAN,
    ),
    form(f"{MOVE}map/", moves.map_incoming, name="map_incoming", needs=PLAN),
    form(f"{MOVE}go-live/", moves.go_live, name="go_live", needs=PLAN),
    form(f"{MOVE}abandon/", moves.abandon_move, name="abandon_move", needs=PLAN),
    page(f"{MOVE}export/<str:kind>/", moves.export_map, name="export_map", needs=P.FILEPLAN_SEE),
]
