"""A plan as a table of four columns: taken over, and given back row for row."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.governance.plans.planned import make, objective
from tests.holdings.parish import codes, events

from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.governance.plans import actions, queries, rules
from muniment.governance.plans.types import Line, PlanState

HEADS = ["Outcome", "Objective", "Actions", "Timeline"]
ROWS = [
    {
        "Outcome": "People know what to keep",
        "Objective": "Train everybody",
        "Actions": "Write a course\nHave each new starter take it",
        "Timeline": "Operational by Q3 of 2026-27\nEstablished in 2025-26. Maintain.",
    },
    {
        "Outcome": "",
        "Objective": "Tell them why",
        "Actions": "Put up posters",
        "Timeline": "when they are printed",
    },
    {"Outcome": "Paper is listed", "Objective": "List it", "Actions": "Count boxes"},
]
CHOSEN = rules.columns_of(HEADS)


def looked(parish, plan, rows, chosen=CHOSEN, by="manager", **given):
    return queries.look_at(parish.who(by), plan, rows, chosen, **given)


def taken(parish, plan, rows, chosen=CHOSEN, by="manager", **given):
    return actions.import_plan(
        parish.who(by), plan.reference, rows, chosen, now=parish.now, **given
    )


def given_back(parish, plan, **whole):
    return queries.four_columns(parish.who("clerk"), plan, **whole)


def test_a_table_becomes_a_plan_and_the_plan_the_table(parish):
    plan = make(parish)
    made, left = taken(parish, plan, ROWS)
    assert (len(made), left) == (4, [])
    back = given_back(parish, plan)
    assert [row["Actions"] for row in back] == [row["Actions"] for row in ROWS]
    assert [row["Outcome"] for row in back] == [ROWS[0]["Outcome"]] * 2 + ["Paper is listed"]
    assert back[0]["Timeline"] == ROWS[0]["Timeline"]
    (event,) = events("plans:plan:imported")
    assert event.object_reference == f"plan:{plan.reference}"


def test_each_action_is_dated_and_has_a_status_as_its_timeline_tells(parish):
    plan = make(parish)
    taken(parish, plan, ROWS)
    rows = queries.actions(parish.who("clerk"), today=plan.starts_on).order_by("pk")
    assert [(one.status, str(one.due_on)) for one in rows] == [
        ("operational_by", "2026-12-31"),
        ("maintain", "None"),
        ("not_started", "None"),
        ("not_started", "None"),
    ]


def test_what_the_plan_has_already_is_not_taken_over_twice(parish):
    plan = make(parish)
    taken(parish, plan, ROWS)
    found, left, same = looked(parish, plan, ROWS)
    assert (found, left, same) == ([], [], 4)
    with pytest.raises(Refused) as refusal:
        taken(parish, plan, ROWS)
    assert codes(refusal) == ["nothing"]
    more = [{**ROWS[2], "Actions": "Count boxes\nCount maps"}]
    made, _ = taken(parish, plan, more)
    assert len(made) == 1
    assert given_back(parish, plan)[-1]["Actions"] == "Count boxes\nCount maps"


def test_each_row_that_cannot_be_taken_over_is_told_with_every_reason(parish):
    plan = make(parish)
    rows = [
        {"Actions": "Of nothing"},
        {"Outcome": "O", "Objective": "P", "Actions": "A\nB\nC", "Timeline": "May 2027\n2026-27"},
        {"Outcome": "O", "Objective": "P"},
        {"Outcome": "New"},
        {},
        {"Outcome": "O", "Objective": "P", "Actions": "A", "State": "dancing"},
        {"Outcome": "O", "Objective": "P", "Actions": "A" * 2001},
    ]
    chosen = rules.columns_of([*HEADS, "State"])
    found, left, _ = looked(parish, plan, rows, chosen)
    assert found == []
    assert [one.line for one in left] == [2, 3, 4, 5, 7, 8]
    reasons = [one.reason for one in left]
    assert reasons[0] == "It names no outcome, and no row above does. It names no objective."
    assert "2 paragraphs for 3 actions" in reasons[1]
    assert "There is no status “dancing”." in reasons[4]
    assert "at most 2,000 letters" in reasons[5]


def test_a_status_and_an_owner_of_their_own_columns_are_taken_over(parish):
    plan = make(parish)
    chosen = rules.columns_of([*HEADS, "Status", "Lead"])
    rows = [
        {**ROWS[0], "Status": "Complete\nUnder review for re-launch", "Lead": "clerk\nDRO, HR"},
        {**ROWS[2], "Status": "Dropped"},
    ]
    taken(parish, plan, rows, chosen)
    found = queries.visible(parish.who("clerk")).order_by("pk")
    assert [(one.status, one.owner and one.owner.username, one.answers) for one in found] == [
        ("complete", "clerk", ""),
        ("relaunch", None, "DRO, HR"),
        ("dropped", None, ""),
    ]
    back = given_back(parish, plan, whole=True)
    assert back[0]["Status"] == "Complete\nUnder review for re-launch"
    assert back[0]["Owner"] == "CLERK\nDRO, HR"


def test_what_nothing_tells_of_stands_as_was_chosen_for_all(parish):
    plan = make(parish)
    taken(parish, plan, ROWS[1:], otherwise="under_way")
    assert {one.status for one in queries.visible(parish.who("clerk"))} == {"under_way"}
    for key in ("complete", "dancing"):
        with pytest.raises(Refused) as refusal:
            taken(parish, plan, ROWS, otherwise=key)
        assert codes(refusal) == ["otherwise"]


def test_who_may_not_change_a_plan_takes_nothing_over(parish):
    plan = make(parish)
    assert looked(parish, plan, ROWS, by="clerk")[0] == []
    with pytest.raises(NotPermitted):
        taken(parish, plan, ROWS, by="clerk")
    taken(parish, plan, ROWS, by="owner")


def test_nothing_is_taken_into_a_closed_plan_and_not_too_much_at_once(parish):
    plan = make(parish)
    manager = parish.who("manager")
    with pytest.raises(Refused) as refusal:
        taken(parish, plan, ROWS * 1000)
    assert codes(refusal) == ["too_long"]
    actions.close_plan(manager, plan.reference, reason="Not needed.", now=parish.now)
    with pytest.raises(Refused) as refusal:
        taken(parish, plan, ROWS)
    assert codes(refusal) == [PlanState.CLOSED]


def test_an_import_goes_on_under_objectives_that_are_there(parish):
    plan = make(parish)
    objective(parish, plan, outcome="paper IS listed", words="LIST it")
    taken(parish, plan, ROWS[2:])
    assert [row["Outcome"] for row in given_back(parish, plan)] == ["paper IS listed"]


WORDS = st.text(alphabet="abc XYZ 12", min_size=1, max_size=12).map(lambda text: f"w{text}".strip())
LINES = st.lists(
    st.builds(
        Line,
        st.just(0),
        st.sampled_from(["One", "Two"]),
        st.sampled_from(["Here", "There"]),
        WORDS,
        st.sampled_from(["", "Q3 of 2026-27", "ongoing"]),
        st.sampled_from(["", "Complete"]),
        st.sampled_from(["", "DRO, HR"]),
    ),
    min_size=1,
    max_size=12,
)


@given(LINES)
def test_any_plan_that_is_laid_out_is_read_again_as_it_was(lines):
    laid = [
        {rules.COLUMNS[name]: rules.cell_of(row[name]) for name in rules.COLUMNS}
        for row in rules.as_table(lines)
    ]
    found, left = rules.read_table(laid, rules.columns_of(list(laid[0])))
    assert left == []

    def said(some):
        names = ("outcome", "objective", "words", "timeline", "status", "owner")
        return [tuple(" ".join(getattr(one, name).split()) for name in names) for one in some]

    assert said(found) == said(lines)


@given(st.lists(st.dictionaries(st.sampled_from(HEADS), st.text(max_size=40)), max_size=6))
def test_whatever_a_table_says_each_row_is_read_or_left_out(rows):
    found, left = rules.read_table(rows, CHOSEN)
    lines = {one.line for one in found} | {one.line for one in left}
    assert not {one.line for one in found} & {one.line for one in left}
    assert lines <= set(range(2, len(rows) + 2))


@pytest.fixture
def cabinet_office(shared_data):
    """The table of the Cabinet Office's information management action plan of 2016-17, as the page
    that was published has it: one cell after another, each of some paragraphs."""
    some = sorted((shared_data.parent / "source-documents").glob("004_*.txt"))
    if not some:
        pytest.skip("the source documents are not on this machine")
    text = some[0].read_text(encoding="utf-8")
    _, _, body = text.partition("\t".join(HEADS))
    cells = [cell for line in body.strip().splitlines() for cell in line.split("\t")]
    assert len(cells) % 4 == 0
    return [dict(zip(HEADS, cells[at : at + 4], strict=True)) for at in range(0, len(cells), 4)]


def bare(cell):
    """The paragraphs of a cell of the page."""
    found = re.findall(r"<p>(.*?)</p>", cell)
    return [" ".join(html.unescape(one).split()) for one in found]


def test_the_plan_of_the_cabinet_office_comes_in_and_goes_out_row_for_row(parish, cabinet_office):
    plan = make(parish, title="Information Management Action Plan 2016-2017")
    made, left = taken(parish, plan, cabinet_office)
    assert (len(made), left) == (9, [])
    back = given_back(parish, plan)
    assert [[row[head].split("\n") for head in HEADS] for row in back] == [
        [bare(row[head]) for head in HEADS] for row in cabinet_office
    ]
    rows = queries.visible(parish.who("clerk")).order_by("pk")
    assert [(one.status, str(one.due_on)) for one in rows] == [
        ("maintain", "None"),
        ("relaunch", "2017-03-31"),
        ("ongoing", "2016-10-31"),
        ("develop_proposal", "2017-03-31"),
        ("relaunch", "2017-03-31"),
        ("operational_by", "2016-12-31"),
        ("operational_by", "2016-12-31"),
        ("not_started", "2016-04-30"),
        ("not_started", "2017-03-31"),
    ]
