"""The files of the fictional council agree with each other and with the rooms that read them."""

import datetime
from collections import Counter

import pytest
from tests.demo import council

from muniment.demo.load_plans import whenever
from muniment.demo.load_risks import values_of
from muniment.foundation.access.types import Role, Tier
from muniment.foundation.kernel.dates import add_period
from muniment.governance.assets import rules as assets
from muniment.governance.assets.rules import values as reading
from muniment.governance.assets.types import BY_NAME, Known
from muniment.governance.incidents.types import CONCERNS, KINDS
from muniment.governance.plans import rules as plans
from muniment.governance.plans.types import SHIPPED
from muniment.governance.policies import rules as policies
from muniment.governance.policies.types import Kind, LinkKind, Screen
from muniment.governance.risks import rules as risks
from muniment.governance.risks import types as risk_types
from muniment.governance.risks.adapters import pack
from muniment.holdings.fileplan.rules import deciding, importing
from muniment.holdings.fileplan.rules import reading as plan_reading
from muniment.lifecycle.retention.rules import reading as rule_reading

TODAY = datetime.date(2026, 11, 1)
UNITS = {unit["reference"]: unit for unit in council.tree("units.yaml")["units"]}
PEOPLE = council.tree("people.yaml")["people"]
SETS = {one["name"] for one in council.tree("people.yaml")["handling_sets"]}
FILING = council.tree("filing.yaml")["filing"]
PLAN, RULES = council.plan(), council.rules()
GRANTS = [(person, grant) for person in PEOPLE for grant in person["roles"]]


def of_role(role):
    return [(person, grant) for person, grant in GRANTS if grant["role"] == role.value]


def test_the_body_has_six_units_and_some_have_teams_below():
    six = [unit for unit in UNITS.values() if unit["parent"] == "WDC"]
    teams = [unit for unit in UNITS.values() if unit["parent"] in {one["reference"] for one in six}]
    assert len(six) == 6
    assert len(teams) == len(UNITS) - 7 >= 12


def test_every_unit_but_the_body_stands_under_another_listed_before_it():
    seen = set()
    for unit in UNITS.values():
        assert unit["parent"] in seen or unit["reference"] == "WDC"
        seen.add(unit["reference"])


def test_references_stand_once_in_every_list():
    for found in (
        [unit["reference"] for unit in council.tree("units.yaml")["units"]],
        [row["reference"] for row in council.rows("file_plan.csv")],
        [row["code"] for row in council.rows("retention.csv")],
        [person["username"] for person in PEOPLE],
        [entry["prefix"] for entry in FILING],
        [(entry["class"], entry["folder"]) for entry in FILING],
    ):
        assert [one for one, count in Counter(found).items() if count > 1] == []


def test_about_thirty_people_work_in_units_that_exist_and_have_reserved_addresses():
    assert 28 <= len(PEOPLE) <= 35
    for person in PEOPLE:
        assert person["unit"] in UNITS
        assert person["email"] == f"{person['username']}@westmarch.example"
        assert Tier(person["clearance"]) is Tier.OFFICIAL


@pytest.mark.parametrize("role", Role)
def test_every_role_is_held_today_by_somebody(role):
    held = [grant for _, grant in of_role(role) if (grant.get("ends_on") or TODAY) >= TODAY]
    assert held


def test_every_role_has_a_scope_that_exists_and_dates_within_the_employment():
    for person, grant in GRANTS:
        assert grant.keys() <= {"role", "unit", "file_class", "starts_on", "ends_on"}
        assert grant.get("unit", "WDC") in UNITS
        assert grant.get("file_class", "GOV") in PLAN
        assert person["starts_on"] <= grant["starts_on"]
        assert (grant.get("ends_on") or TODAY) <= (person["ends_on"] or TODAY)


def test_a_person_who_left_holds_no_role_any_more():
    left = [person for person in PEOPLE if person["ends_on"]]
    assert left
    assert all(grant["ends_on"] for person in left for grant in person["roles"])


def test_every_function_of_the_plan_has_one_owner_and_every_unit_has_an_owner_in_it():
    owners = of_role(Role.INFORMATION_ASSET_OWNER)
    functions = [reference for reference, row in PLAN.items() if not row["parent"]]
    assert sorted(grant["file_class"] for _, grant in owners) == sorted(functions)
    assert {person["unit"] for person, _ in owners} == {"CEX", "RES", "HOU", "PLA", "PEO", "ENV"}


def test_the_owner_of_a_function_sits_in_the_unit_that_owns_it():
    for person, grant in of_role(Role.INFORMATION_ASSET_OWNER):
        assert PLAN[grant["file_class"]]["owner_unit"].split("-")[0] == person["unit"]


def test_two_people_can_act_as_records_manager_so_that_nobody_approves_their_own_proposal():
    managers = {
        person["username"]
        for person, grant in of_role(Role.RECORDS_MANAGER)
        if not grant.get("ends_on")
    }
    assert len(managers) == 2


def test_handling_sets_named_by_people_and_classes_exist_and_each_has_members():
    members = {name for person in PEOPLE for name in person["handling"]}
    in_plan = {name for row in PLAN.values() for name in row["handling"].split()}
    assert members == in_plan == SETS


def test_the_file_plan_has_sixty_to_ninety_classes_in_three_or_four_levels():
    depths = Counter(len(list(council.lineage(reference, PLAN))) for reference in PLAN)
    assert 60 <= len(PLAN) <= 90
    assert sorted(depths) == [1, 2, 3, 4]


def test_the_room_of_the_file_plan_reads_every_row_without_a_fault():
    assert plan_reading.unknown_columns(council.rows("file_plan.csv")[0]) == []
    classes, reasons = plan_reading.read_rows(council.rows("file_plan.csv"), TODAY)
    assert reasons == []
    assert importing.reasons_not_to_import(classes, [], RULES, UNITS) == []


def test_a_reference_begins_with_that_of_its_parent_which_stands_before_it():
    seen = set()
    for reference, row in PLAN.items():
        assert row["parent"] == reference.rpartition("/")[0]
        assert row["parent"] in seen | {""}
        seen.add(reference)


def test_every_class_has_a_rule_by_itself_or_from_above_and_two_are_undecided():
    found = Counter(council.rule_of(reference, PLAN) for reference in PLAN)
    assert found[""] == 0
    assert found["undecided"] == 2


def test_every_marking_is_dominated_by_the_marking_above_it():
    classes, _ = plan_reading.read_rows(council.rows("file_plan.csv"), TODAY)
    terms = {one.terms.reference: one.terms for one in classes}
    marking = {
        reference: deciding.effective(
            [terms[one] for one in reversed(list(council.lineage(reference, PLAN)))], {}
        ).marking.value
        for reference in PLAN
    }
    for reference, row in PLAN.items():
        assert not row["parent"] or marking[row["parent"]].dominates(marking[reference]), reference


def test_the_room_of_retention_reads_every_rule_without_a_fault():
    assert 35 <= len(RULES) <= 50
    drafts, reasons = rule_reading.read_rows(council.rows("retention.csv"), today=TODAY)
    assert reasons == []
    assert {draft.code for draft in drafts} == set(RULES)


def test_every_rule_says_its_authority_and_why():
    for row in RULES.values():
        assert row["authority"] and len(row["reason"]) > 15
        assert (row["action"] == "keep") == (row["period_count"] == "")


def test_every_kind_of_trigger_action_and_unit_is_used_and_so_is_every_rule():
    assert {row["trigger"].split(":")[0] for row in RULES.values()} == {
        "record_date",
        "last_modified",
        "folder_closed",
        "superseded",
        "event",
    }
    assert {row["action"] for row in RULES.values()} == {"destroy", "review", "transfer", "keep"}
    assert {row["period_unit"] for row in RULES.values()} == {"years", "months", ""}
    assert {row["rule"] for row in PLAN.values()} - {"", "undecided"} == set(RULES)


def test_files_go_only_into_classes_that_exist_are_open_and_decided():
    for entry in FILING:
        chain = list(council.lineage(entry["class"], PLAN))
        assert not any(PLAN[one]["closed"] for one in chain)
        assert council.rule_of(entry["class"], PLAN) != "undecided"


def test_events_and_closings_in_the_filing_are_those_that_the_rules_wait_for():
    for entry in FILING:
        trigger = RULES[council.rule_of(entry["class"], PLAN)]["trigger"]
        if "event" in entry:
            assert trigger == f"event:{entry['event']['name']}"
            assert isinstance(entry["event"]["on"], datetime.date)
        if "closed" in entry:
            assert trigger == "folder_closed"


def test_every_file_of_the_drive_has_a_home_and_every_home_gets_a_file(drive):
    homes = {item.path: council.place_of(item.path, FILING) for item in drive.items}
    assert [path for path, home in homes.items() if home is None] == []
    assert {home["prefix"] for home in homes.values()} == {entry["prefix"] for entry in FILING}


def test_the_checks_notice_a_class_without_a_rule_and_a_file_without_a_home():
    without = {**PLAN, "HOU": {**PLAN["HOU"], "rule": ""}}
    assert council.rule_of("HOU/ALL", PLAN) == PLAN["HOU"]["rule"] != ""
    assert council.rule_of("HOU/ALL", without) == ""
    assert council.place_of("Departments/Nowhere/letter.txt", FILING) is None
    assert council.place_of("Shared/Team meetings/x", FILING)["folder"] == "Team meetings"


def due_on(item):
    rule = RULES[council.rule_of(council.place_of(item.path, FILING)["class"], PLAN)]
    if rule["trigger"] not in ("record_date", "last_modified") or rule["action"] != "destroy":
        return None
    return add_period(item.modified, int(rule["period_count"]), rule["period_unit"])


def test_many_files_are_overdue_for_destruction_and_many_are_not(drive):
    due = [due_on(item) for item in drive.items if item.kind != "symlink"]
    assert sum(day is not None and day <= TODAY for day in due) >= 40
    assert sum(day is not None and day > TODAY for day in due) >= 40
    assert due.count(None) >= 40


def test_the_incidents_happen_where_there_are_units_and_to_people_who_work_there():
    said = dict(council.tree("life.yaml")["incidents"])
    people = {person["username"] for person in PEOPLE}
    assert said.pop("second") in people
    for one in said.values():
        assert one["by"] in people and one["report"]["unit"] in UNITS
        assert one["report"]["kind"] in KINDS and one["report"]["personal_data"] in CONCERNS
    assert said["near_miss"]["action"]["who"] in people
    assert said["letter"]["triage"]["aware_hours_ago"] < 72


def test_the_register_of_assets_says_what_the_room_understands_of_what_there_is():
    life = council.tree("life.yaml")["assets"]
    owners = {person["username"] for person in PEOPLE} | {life["leaver"]["username"]}
    titles = set()
    for row in council.rows("assets.csv"):
        said = {name: text for name, text in row.items() if name in BY_NAME}
        assert set(row) - set(said) == {"review_in", "approve"}
        values, wrong = reading.read(said)
        known = Known(values["owner"], frozenset(UNITS), frozenset(PLAN), frozenset(RULES))
        assert wrong + assets.reasons_not_to_keep(values, known) == []
        assert values["owner"] in owners
        values["review_on"] = row["review_in"]
        gaps = assets.gaps(values, ruled=bool(values["classes"]))
        assert bool(gaps) != bool(row["approve"]) or int(row["review_in"]) < 0, row["title"]
        titles.add(row["title"])
    assert len(titles) == len(council.rows("assets.csv")) == 11
    assert life["box"]["of"] in titles
    assert life["box"]["unit"] in UNITS


def test_the_action_plan_has_actions_that_are_understood_with_owners_that_there_are():
    table, when = council.rows("action_plan.csv"), whenever(TODAY)
    lines, left = plans.read_table(table, plans.columns_of(list(table[0])))
    assert (len(lines), left) == (12, [])
    usernames = {person["username"] for person in PEOPLE}
    for one in lines:
        assert plans.status_called(one.status, SHIPPED), one.status
        assert one.owner in usernames or " " in one.owner
        told = plans.read_timeline(one.timeline.format(**when))
        assert bool(told.due) == ("{" in one.timeline and "Maintain" not in one.timeline)
    said = council.tree("life.yaml")["plan"]
    assert {said["owner"], said["meeting"]["owner"]} <= usernames
    assert {said["unit"], said["meeting"]["unit"]} <= set(UNITS)
    assert {one["action"] for one in said["turns"]} <= {one.words for one in lines}


def test_the_registers_of_risks_and_waivers_say_what_the_room_understands_of_what_there_is():
    said = council.tree("risks.yaml")
    owners, titles = {person["username"] for person in PEOPLE}, set()
    named = {row["title"] for row in council.rows("assets.csv")}
    scales, _ = pack.read(pack.SHIPPED)
    categories = frozenset(one.code for one in scales.categories)
    for one in said["risks"]:
        values, wrong = risks.read(values_of(one, TODAY))
        known = risk_types.Known(values.get("owner", ""), frozenset(UNITS), frozenset(), categories)
        assert wrong + risks.reasons_not_to_keep(values, known) == []
        assert bool(risks.gaps(values)) == bool(one.get("draft")), one["title"]
        assert risks.reasons_of_order_of_scores(values) == []
        assert one["asset"] in named
        people = {values.get("owner"), *(each["owner"] for each in one.get("controls", []))}
        assert people - {None} <= owners
        titles.add(one["title"])
    assert len(titles) == 8
    assert len(said["waivers"]) == 2
    for one in said["waivers"]:
        assert one.get("risk", next(iter(titles))) in titles
        assert {one["by"]} < owners and one["unit"] in UNITS


POLICIES = council.tree("policies.yaml")
TEXTS = {
    name: (council.COUNCIL / "policies" / f"{name}.md").read_text("utf-8")
    for name in POLICIES["documents"]
}


def test_the_documents_of_the_council_are_texts_with_nothing_wrong_that_say_what_is_cited():
    paragraphs = {name: policies.paragraphs(text) for name, text in TEXTS.items()}
    for name, text in TEXTS.items():
        assert policies.reasons_against_text(text) == [], name
    cited = [(one["source"], one["paragraph"]) for one in POLICIES["extracts"]]
    cited += [
        (one["of"], one["paragraph"])
        for one in POLICIES["links"] + POLICIES["pointers"] + [POLICIES["proposal"]]
        if "paragraph" in one
    ]
    for name, paragraph in cited:
        assert policies.find(paragraphs[name], paragraph), (name, paragraph)
    assert policies.missing_contents(paragraphs["information-management"]) == []


def test_what_the_retention_guide_states_is_what_the_schedule_says():
    values = [one.values for one in policies.paragraphs(TEXTS["retention-guide"])]
    stated = {name: value for some in values for name, value in some}
    assert len(stated) == 3
    for name, value in stated.items():
        rule = RULES[name.removeprefix("retention ")]
        assert value == f"{rule['period_count']} {rule['period_unit']}"


def test_the_documents_belong_to_people_and_go_with_what_there_is():
    names = {person["username"] for person in PEOPLE if not person["ends_on"]}
    for one in POLICIES["documents"].values():
        assert one["owner"] in names
        assert Kind(one["kind"]).by_body == one.get("by_group", False)
    assert {Screen(one["screen"]) for one in POLICIES["pointers"]} >= {Screen.TITLE, Screen.CLOSE}
    for one in POLICIES["links"]:
        known = {LinkKind.DOCUMENT: TEXTS, LinkKind.RULE: RULES}.get(LinkKind(one["kind"]))
        assert known is None or one["target"] in known
    said = [one["by"] for one in POLICIES["comments"]["said"]]
    assert {*said, *(one["person"] for one in POLICIES["group"]["members"])} <= names
