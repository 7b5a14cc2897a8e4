"""The register of information assets from the command line."""

import csv
import json

import openpyxl

SAID = {
    "description": "Which roof was mended when.",
    "owner": "n.sorrelby",
    "owner_post": "Repairs Team Leader",
    "location": "The roof server",
    "format": "electronic",
    "classes": "HOU/REP",
    "marking": "OFFICIAL",
    "personal_data": "yes",
    "value": "2",
    "review_on": "31/12/2999",
    "published": "yes",
}
PROCESSING = {
    "part": "controller",
    "purposes": "To mend roofs.",
    "basis": "public task",
    "subjects": "Tenants",
    "categories": "Names",
    "recipients": "None",
    "transfers": "None",
    "security": "Access by role",
}


def sets(said):
    return [word for name, text in said.items() for word in ("--set", f"{name}={text}")]


def made(shell, title, said=None):
    words = ("assets", "add", title, "--kind", "system", "--unit", "HOU-REP")
    return shell.json(*words, *sets(SAID if said is None else said))["reference"]


def listed(shell, *words):
    return [one["title"] for one in shell.json("assets", "list", *words)["assets"]]


def rows_of(file):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_an_asset_is_added_changed_approved_retired_and_restored(own_shell):
    assets = lambda *words: own_shell.json("assets", *words)  # noqa: E731
    reference = made(own_shell, "Zinc roof ledger")
    assert assets("show", reference)["gaps"] == []
    changed = assets("change", reference, "--set", "volume=3 GB", "--seen", "1")
    assert changed["version"] == 2
    assert own_shell.refused(
        "assets", "change", reference, "--set", "volume=4 GB", "--seen", "1"
    ) == ["meanwhile"]
    assert own_shell.refused("assets", "change", reference, "--set", "volume=3 GB") == ["same"]
    assert assets("approve", reference)["state"] == "approved"
    assert own_shell.refused("assets", "retire", reference) == ["reason"]
    assert assets("retire", reference, "--reason", "It is gone.")["state"] == "retired"
    assert "Zinc roof ledger" in listed(own_shell, "--want", "retired")
    assets("restore", reference, "--reason", "It is not.")
    shown = assets("show", reference)
    assert (shown["state"], shown["version"]) == ("draft", 5)
    deeds = [one["deed"] for one in shown["versions"]]
    assert deeds == ["restored", "retired", "approved", "changed", "made"]
    told = own_shell.run("assets", "show", reference).out
    assert "Information asset owner: Nerys Sorrelby" in told
    assert "Missing of art. 30: the body’s part; purposes" in told


def test_lists_are_narrowed_and_what_there_is_not_is_refused(own_shell):
    made(own_shell, "Tin roof ledger", {"review_on": "2020-01-01"})
    narrow = ("--unit", "HOU", "--words", "tin roof")
    assert listed(own_shell, *narrow, "--want", "due") == ["Tin roof ledger"]
    assert listed(own_shell, *narrow, "--want", "vital") == []
    assert listed(own_shell, "--unit", "RES", "--words", "tin") == []
    assert own_shell.refused("assets", "list", "--want", "lost") == ["unknown"]
    assert own_shell.refused("assets", "list", "--unit", "NONE") == ["not_found"]
    assert own_shell.refused("--as", "z.marchbank", "assets", "list") == ["not_permitted"]
    wrong = ("assets", "add", "X", "--kind", "thing", "--unit", "NONE", *sets({"value": "9"}))
    assert own_shell.refused(*wrong) == ["kind", "value", "unit"]
    assert own_shell.refused("assets", "show", "IA-NONE") == ["not_found"]
    unknown = ("assets", "add", "X", "--kind", "system", "--unit", "HOU", "--set", "colour=red")
    assert own_shell.refused(*unknown, "--set", "volume") == ["unknown", "not_a_field"]
    assert "owner" in {one["name"] for one in own_shell.json("assets", "fields")["fields"]}


def test_a_register_comes_in_from_a_workbook_after_it_was_looked_at(own_shell, tmp_path):
    book = openpyxl.Workbook()
    for row in (["Ding", "Team"], ["Copper gutters", "Housing"], ["Pipes", "Nowhere"]):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    given = ("assets", "import", tmp_path / "list.xlsx", "--always", "kind=paper series")
    columns = ("--column", "title=Ding")
    looked = own_shell.json(*given, *columns, "--dry-run")
    assert [one["title"] for one in looked["rows"]] == ["Copper gutters"]
    assert (looked["made"], looked["references"]) == (1, [])
    assert "no unit Nowhere" in looked["left_out"][0]["reason"]
    assert listed(own_shell, "--words", "gutters") == []
    done = own_shell.json(*given, *columns)
    assert len(done["references"]) == len(done["left_out"]) == 1
    assert listed(own_shell, "--words", "gutters") == ["Copper gutters"]
    assert own_shell.refused(*given, "--column", "colour=Ding", "--column", "title=Thing") == [
        "column",
        "heading",
    ]
    assert own_shell.refused(*given, "--always", "colour=red") == ["unknown"]


def test_what_goes_out_goes_in_again_and_changes_nothing(own_shell, tmp_path):
    made(own_shell, "=Slate ledger")
    for name in ("out.csv", "out.xlsx", "out.json"):
        file = tmp_path / name
        count = own_shell.json("assets", "export", file)["assets"]
        looked = own_shell.json("assets", "import", file, "--dry-run")
        assert (looked["same"], looked["rows"], looked["left_out"]) == (count, [], []), name
        assert own_shell.refused("assets", "import", file) == ["nothing"]
    row = next(one for one in rows_of(tmp_path / "out.csv") if "Slate" in one["title"])
    assert (row["owner"], row["title"]) == ("n.sorrelby", "'=Slate ledger")


def test_the_record_of_processing_the_public_part_and_figures_are_told(own_shell, tmp_path):
    before = own_shell.json("assets", "figures", "--unit", "HOU-REP")
    whole = made(own_shell, "Lead roof ledger", {**SAID, **PROCESSING})
    own_shell.json("assets", "approve", whole)
    after = own_shell.json("assets", "figures", "--unit", "HOU-REP")
    grown = {name: after[name] - before[name] for name in after if name != "on"}
    assert grown == {
        **{"entries": 1, "complete": 1, "incomplete": 0, "in_date": 1},
        **{"orphaned": 0, "personal": 1, "lacking": 0},
    }
    file = tmp_path / "processing.csv"
    told = own_shell.json("assets", "processing", file)
    [row] = [one for one in rows_of(file) if one["Asset"] == whole]
    assert (row["Purposes (b)"], row["Missing"]) == ("To mend roofs.", "")
    assert told["activities"] == len(rows_of(file))
    ours = ("--set", "part=processor", "--set", "controllers=Parish of Zinc")
    own_shell.json("assets", "change", whole, *ours)
    own_shell.json("assets", "processing", file, "--as-processor")
    [row] = [one for one in rows_of(file) if one["Asset"] == whole]
    assert row["Controllers (a)"] == "Parish of Zinc"
    own_shell.json("assets", "public", tmp_path / "public.json")
    public = json.loads((tmp_path / "public.json").read_text())
    [row] = [one for one in public if one["reference"] == whole]
    assert (row["unit"], row["owner_post"]) == ("Repairs and Safety", "Repairs Team Leader")
    own_shell.json("assets", "public", tmp_path / "public.csv")
    assert "Nerys" not in (tmp_path / "public.csv").read_text()
    assert whole in {one["Reference"] for one in rows_of(tmp_path / "public.csv")}


def test_an_owner_delegates_to_a_steward_and_says_that_the_entry_is_right(own_shell):
    reference = made(own_shell, "Brass ledger", {**SAID, **PROCESSING})
    own_shell.json("assets", "approve", reference)
    owner, steward = ("--as", "n.sorrelby", "assets"), ("--as", "j.bexcombe", "assets")
    given = own_shell.json(*owner, "delegate", reference, "j.bexcombe", "--group", "backup")
    own_shell.json(*steward, "change", reference, "--set", "backup=Each night")
    wrong = own_shell.refused(*steward, "change", reference, "--set", "title=Mine")
    assert wrong == ["not_delegated"]
    own_shell.json(*owner, "end-delegation", given["delegation"])
    wrong = own_shell.refused(*steward, "change", reference, "--set", "backup=Never")
    assert wrong == ["not_permitted"]
    again = ("attest", reference, "--review-on", "2999-01-01")
    assert own_shell.refused("assets", *again) == ["not_permitted"]
    assert own_shell.json(*owner, *again, "--note", "I have looked.")["version"] == 4
    told = own_shell.json("assets", "stewards", reference)
    assert [one["groups"] for one in told["delegations"]] == [["backup"]]
    assert [one["by"] for one in told["attestations"]] == ["Nerys Sorrelby"]
