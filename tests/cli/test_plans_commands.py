"""Action plans and the register of actions from the command line."""

import csv
import json

import openpyxl

TABLE = {
    "Outcome": "All roofs are dry",
    "Objective": "Mend them",
    "Actions": "Buy slates\nLook at each roof",
    "Timeline": "Operational by Q3 of 2026-27\nEstablished in 2025-26. Maintain.",
}


def made(shell, title):
    words = ("plans", "add", title, "--unit", "HOU-REP", "--owner", "n.sorrelby")
    days = ("--starts-on", "2026-04-01", "--ends-on", "2027-03-31")
    return shell.json(*words, *days)["reference"]


def outlined(shell, plan, outcome="All roofs are dry", objective="Mend them"):
    """The references of an outcome and an objective of a plan."""
    first = shell.json("plans", "add-heading", plan, outcome)["reference"]
    under = shell.json("plans", "add-heading", plan, objective, "--under", first)["reference"]
    return first, under


def written(tmp_path, *rows, name="plan.csv"):
    file = tmp_path / name
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(file)


def rows_of(file):
    with open(file, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_plan_is_begun_filled_agreed_closed_and_reopened(own_shell):
    plans = lambda *words: own_shell.json("plans", *words)  # noqa: E731
    plan = made(own_shell, "Zinc roofs")
    outcome, under = outlined(own_shell, plan)
    one = own_shell.json("actions", "add", "Buy zinc", "--under", under)["reference"]
    assert plans("change", plan, "--purpose", "Dry feet.")["version"] > 1
    plans("change-heading", outcome, "All roofs are of zinc")
    odd = plans("add-heading", plan, "Odd")["reference"]
    plans("move-heading", odd, "--up")
    plans("remove-heading", odd)
    assert plans("agree", plan)["state"] == "agreed"
    assert own_shell.refused("plans", "close", plan, "--reason", "Over.") == ["open"]
    own_shell.json("actions", "status", one, "complete", "--evidence", "The bill.")
    assert plans("close", plan, "--reason", "Over.")["state"] == "closed"
    assert plans("reopen", plan, "--reason", "Not yet.")["state"] == "draft"
    [told] = plans("list", "--words", "zinc", "--state", "draft")["plans"]
    assert (told["open"], told["overdue"]) == (0, 0)
    assert plans("show", plan)["outcomes"][0]["objectives"][0]["actions"][0]["status"] == "Complete"


def test_a_table_is_looked_at_taken_over_and_given_back(own_shell, tmp_path):
    plan, file = made(own_shell, "Slate roofs"), written(tmp_path, TABLE)
    looked = own_shell.json("plans", "import", plan, file, "--dry-run")
    assert [row["status"] for row in looked["rows"]] == ["operational_by", "maintain"]
    assert own_shell.json("plans", "import", plan, file)["added"] == 2
    assert own_shell.refused("plans", "import", plan, file) == ["nothing"]
    out = str(tmp_path / "out.csv")
    assert own_shell.json("plans", "export", plan, out)["rows"] == 1
    assert rows_of(out) == [TABLE]
    whole = str(tmp_path / "whole.json")
    own_shell.json("plans", "export", plan, whole, "--whole")
    with open(whole, encoding="utf-8") as stream:
        assert json.load(stream)[0]["Owner"] == ""


def test_a_workbook_and_columns_of_other_names_are_taken_over(own_shell, tmp_path):
    plan, book = made(own_shell, "Tile roofs"), openpyxl.Workbook()
    book.active.append(["What will be so", "Why", "To do", "By"])
    book.active.append(list(TABLE.values()))
    book.save(tmp_path / "plan.xlsx")
    names = {"outcome": "What will be so", "objective": "Why", "actions": "To do", "timeline": "By"}
    columns = [word for ours, head in names.items() for word in ("--column", f"{ours}={head}")]
    file = str(tmp_path / "plan.xlsx")
    assert own_shell.json("plans", "import", plan, file, *columns)["added"] == 2
    assert own_shell.refused("plans", "import", plan, file, "--column", "colour=By") == ["column"]


def test_an_action_is_added_changed_turned_checked_and_noted(own_shell):
    actions = lambda *words: own_shell.json("actions", *words)  # noqa: E731
    words = ("--unit", "HOU-REP", "--owner", "n.sorrelby", "--timeline", "Q3 of 2026-27")
    one = actions("add", "Count quoins", *words)
    assert one["due_on"] == "2026-12-31"
    one = one["reference"]
    later = ("change", one, "--timeline", "Q4 of 2026-27")
    assert own_shell.refused("actions", *later) == ["reason"]
    assert actions(*later, "--reason", "Snow.")["due_on"] == "2027-03-31"
    actions("note", one, "Half are counted.")
    assert own_shell.refused("actions", "status", one, "complete") == ["evidence"]
    turned = actions("status", one, "maintain", "--every", "6", "--check-on", "2999-01-31")
    assert turned["next_on"] == "2999-01-31"
    assert actions("check", one, "--check-on", "2999-02-28")["check_on"] == "2999-02-28"
    told = actions("show", one)
    deeds = [step["deed"] for step in told["steps"]]
    assert deeds == ["checked", "turned", "noted", "changed", "made"]
    assert own_shell.refused("actions", "move", one) == ["no_plan"]


def test_the_register_is_listed_counted_and_written(own_shell, tmp_path):
    plan = made(own_shell, "Gutters")
    _, under = outlined(own_shell, plan)
    own_shell.json("actions", "add", "Clean gutters", "--under", under, "--timeline", "May 2020")
    second = own_shell.json("actions", "add", "Buy gutters", "--under", under)["reference"]
    own_shell.json("actions", "move", second, "--up")
    listed = own_shell.json("actions", "list", "--plan", plan)["actions"]
    assert [row["what"] for row in listed] == ["Clean gutters", "Buy gutters"]
    late = own_shell.json("actions", "list", "--plan", plan, "--want", "overdue")
    assert (late["total"], late["actions"][0]["status"]) == (1, "Not started")
    file = str(tmp_path / "actions.csv")
    assert own_shell.json("actions", "export", file, "--plan", plan)["actions"] == 2
    assert {row["plan"] for row in rows_of(file)} == {"Gutters"}
    told = own_shell.json("actions", "figures", "--by", "plan", "--unit", "HOU-REP")
    [part] = [one for one in told["parts"] if one["key"] == plan]
    assert (part["open"], part["overdue"]) == (2, 1)
    assert own_shell.refused("actions", "figures", "--by", "colour") == ["unknown"]


def test_a_status_of_the_body_is_added_and_retired(own_shell):
    key = own_shell.json("actions", "add-status", "Awaiting slates", "--stage", "not_started")[
        "key"
    ]
    rows = own_shell.json("actions", "statuses")["statuses"]
    assert {"complete", key} <= {row["key"] for row in rows}
    own_shell.json("actions", "retire-status", key)
    assert own_shell.refused("actions", "retire-status", key) == ["same"]
