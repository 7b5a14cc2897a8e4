"""Rules in and out, what is due, why, and events."""

import csv
import json

import pytest

INVOICES, CONTRACTS = "FIN/ACC/01/02", "FIN/PRO/01"


def capture(shell, file, into):
    return shell.json("capture", file, "--into", into, "--items")["results"][0]["record"]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_rules_go_out_and_in_without_a_difference(shell, tmp_path, ending):
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    told = shell.json("retention", "export", first)
    assert told["rules"] == len(shell.json("retention", "rules")["rules"]) >= 50
    done = shell.json("retention", "import", first)
    assert done == {"added": 0, "changed": 0, "same": told["rules"]}
    shell.json("retention", "export", second)
    assert first.read_bytes() == second.read_bytes()


def test_rules_with_faults_are_refused_with_all_of_them(shell, tmp_path):
    file = tmp_path / "rules.csv"
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["code", "title", "authority", "trigger", "period", "unit", "action"])
        writer.writerow(["T-1", "Good", "Act 1", "record date", "6", "years", "destroy"])
        writer.writerow(["T-2", "", "", "full moon", "some", "years", "burn"])
    codes = shell.refused("retention", "import", file)
    assert len(codes) >= 4 and {"trigger", "period", "action"} <= set(codes)
    listed = [one["code"] for one in shell.json("retention", "rules")["rules"]]
    assert "T-1" not in listed


def test_due_is_what_the_person_may_see_and_is_due_on_the_day(shell, source):
    old = capture(shell, source("old.txt", "old\n", "2012-03-04"), INVOICES)
    new = capture(shell, source("new.txt", "new\n", "2026-01-05"), INVOICES)
    told = shell.json("retention", "due", "--class", INVOICES)
    assert [one["reference"] for one in told["due"]] == [old] and told["total"] == 1
    [line] = told["due"]
    assert line["action"] == "destroy" and line["reason"] and line["days_overdue"] > 2000
    assert line["owner"] and line["now"] == "not proposed" and line["size"] == 4
    assert shell.json("retention", "due", "--class", INVOICES, "--owner", "-")["total"] == 0
    assert shell.refused("retention", "due", "--owner", "nobody.here") == ["not_found"]
    later = shell.json("retention", "due", "--class", INVOICES, "--on", "2040-01-01")
    assert {one["reference"] for one in later["due"]} == {old, new}
    page = ("--on", "2040-01-01", "--limit", "1", "--offset", "1")
    assert shell.json("retention", "due", "--class", INVOICES, *page)["due"] == later["due"][1:2]
    assert shell.json("retention", "due", "--unit", "HOU")["total"] == 0
    assert shell.json("retention", "due", "--as", "i.cravenhall")["total"] == 0
    assert shell.refused("retention", "due", "--on", "31/12/2030") == ["not_a_date"]
    assert "1 records are due" in shell.run("retention", "due", "--class", INVOICES).out


def test_explain_says_in_one_sentence_why_a_record_is_kept(shell, source):
    record = capture(shell, source("why.txt", "why\n"), INVOICES)
    told = shell.json("retention", "explain", record)
    assert told["rule"] in told["sentence"] and told["authority"]
    assert told["trigger_on"] == "2012-03-04" and told["due"] > "2018"
    said = shell.run("retention", "explain", record).out
    assert said.startswith(told["sentence"]) and "The rule can be changed by" in said
    assert {one["what"] for one in told["who_can_change"]} >= {"The rule can be changed"}
    assert shell.refused("retention", "explain", "R-00000-00000") == ["not_found"]


def test_an_event_starts_the_clock_and_its_withdrawal_stops_it(shell, source):
    record = capture(shell, source("deed.txt", "deed\n"), CONTRACTS)
    folder = shell.json("record", "show", record)["folder"]
    assert shell.json("retention", "explain", record)["due"] is None
    words = ("event", "record", folder, "--name", "contract_ended")
    assert shell.refused(*words) == ["usage"]
    assert shell.refused(*words, "--on", "") == ["not_a_date"]
    assert shell.refused(*words[:-1], "moonrise", "--on", "2015-06-30")
    made = shell.json(*words, "--on", "2015-06-30", "--reason", "As the file says.")
    shown = shell.json("record", "show", record)
    assert shown["due"] == "2021-06-30"
    assert record in [
        one["reference"] for one in shell.json("retention", "due", "--class", CONTRACTS)["due"]
    ]
    shell.json("event", "withdraw", made["event"], "--reason", "Another contract.")
    assert shell.json("record", "show", record)["due"] is None


MAP = {
    "columns": {"title": "Series", "statement": "Rule"},
    "constants": {"authority": "The archive", "why": "As published", "valid_from": "2020-01-01"},
    "counted_from": "record_date",
    "code_prefix": "MAP-",
}


def test_a_schedule_in_other_columns_comes_in_as_far_as_it_is_understood(shell, tmp_path):
    theirs, mapping, left = (tmp_path / name for name in ("theirs.csv", "map.json", "left.csv"))
    theirs.write_text("Series,Rule\nLeases,Retain 6 years\nBids,for useful life\n")
    mapping.write_text(json.dumps(MAP))
    words = ("retention", "import", theirs, "--mapping", mapping)
    told = shell.json(*words, "--dry-run")
    assert (told["would_change"], told["left"]) == (1, 1)
    assert told["reasons"][0]["reason"] == "“for useful life” is not understood."
    assert shell.json(*words, "--left", left)["added"] == 1
    assert left.read_text().splitlines()[1].startswith("3,Bids,")
    rules = {one["code"]: one for one in shell.json("retention", "rules")["rules"]}
    assert rules["MAP-0002"]["life"] == "destroy 6 years after record_date"
    for wrong in ("[]", "{", json.dumps({**MAP, "counted_from": "yesterday"}), '{"x": 1}'):
        mapping.write_text(wrong)
        assert shell.refused(*words) == ["mapping"]
    mapping.write_text(json.dumps({**MAP, "columns": {"title": "No such"}}))
    assert set(shell.refused(*words)) == {"missing", "how_long"}


def test_what_a_schedule_would_change_is_counted_before(shell, source, tmp_path):
    record = capture(shell, source("effect.txt", "effect\n", "2019-01-05"), INVOICES)
    code = shell.json("retention", "explain", record)["rule"]
    file = tmp_path / "rules.json"
    shell.json("retention", "export", file)
    rows = json.loads(file.read_text())
    for row in rows:
        if row["code"] == code:
            row["period_count"] = "40"
    file.write_text(json.dumps(rows))
    [told] = shell.json("retention", "effect", file)["rules"]
    assert told["code"] == code and told["later"] == told["total"] >= 1 and not told["earlier"]
    assert shell.refused("retention", "effect", file, "--as", "d.quillon") == ["not_permitted"]


def test_the_financial_year_is_shown_and_set(shell):
    assert shell.json("retention", "year-end") == {"month": 3, "day": 31}
    assert shell.refused("retention", "year-end", "--set", "31 March") == ["year_end"]
    assert shell.refused("retention", "year-end", "--set", "02-30") == ["year_end"]
    assert shell.json("retention", "year-end", "--set", "07-31") == {"month": 7, "day": 31}
    assert "31 July" in shell.run("retention", "year-end").out
    shell.json("retention", "year-end", "--set", "03-31")


def test_what_is_kept_too_long_is_reported_with_its_cost(shell, source, tmp_path):
    capture(shell, source("late.txt", "late\n", "2011-01-05"), INVOICES)
    assert shell.json("retention", "storage-cost")["pounds"] is None
    words = ("retention", "storage-cost", "--set")
    assert shell.refused(*words, "much") == ["cost"]
    assert shell.refused(*words, "-1") == ["cost", "basis"]
    assert shell.json(*words, "1000", "--basis", "A guess")["basis"] == "A guess"
    assert "A guess" in shell.run("retention", "storage-cost").out
    told = shell.json("retention", "overdue", "--file", tmp_path / "late.csv")
    assert told["records"] == sum(one["records"] for one in told["overdue"]) >= 1
    assert told["pounds_a_year"] is not None
    assert (tmp_path / "late.csv").read_text().startswith("class,title,unit,owner,overdue,why")


def test_what_waits_for_an_event_is_asked_after(shell, source):
    record = capture(shell, source("lease.txt", "lease\n", "2012-01-05"), CONTRACTS)
    folder = shell.json("record", "show", record)["folder"]
    [told] = [
        one for one in shell.json("event", "waiting", "--due")["waiting"] if one["folder"] == folder
    ]
    assert (told["event"], told["since"]) == ("contract_ended", "2012-01-05")
    words = ("event", "not-yet", folder, "--name", "contract_ended")
    assert shell.refused(*words) == ["reason"]
    assert shell.json(*words, "--reason", "It runs on.")["scope"] == folder
    assert shell.refused(*words, "--reason", "It runs on.") == ["answered"]
    due = shell.json("event", "waiting", "--due")["waiting"]
    assert folder not in [one["folder"] for one in due]
    assert shell.json("event", "asking") == {"first_years": 2, "again_years": 1}
    assert shell.refused("event", "asking", "--first", "51") == ["years"]
    assert shell.json("event", "asking", "--first", "3")["first_years"] == 3


def test_what_is_vital_is_marked_reviewed_and_listed(shell):
    words = ("vital", "mark", CONTRACTS)
    assert shell.refused(*words) == ["why", "copy"]
    made = shell.json(*words, "--why", "Without them we pay twice.", "--copy", "The bank")
    assert [one["scope"] for one in shell.json("vital", "list")["vital"]] == [CONTRACTS]
    assert shell.json("vital", "list", "--due")["vital"] == []
    assert shell.refused("vital", "review", made["number"]) == ["words"]
    shell.json("vital", "review", made["number"], "--note", "The copy reads.")
    assert shell.json("vital", "end", made["number"], "--reason", "Copied.")["scope"] == CONTRACTS


def test_a_schedule_goes_from_a_folder_of_files_to_the_rules_in_force(shell, tmp_path):
    folder = tmp_path / "schedules"
    folder.mkdir()
    (folder / "Leisure.csv").write_text(
        "code,title,authority,life,reason,valid_from\n"
        "LEI-1,Pools,Policy 1,destroy 2 years after record_date,Short.,2020-01-01\n"
    )
    (folder / "Broken.csv").write_text("code,title,life\nBRO-1,Broken,burn at once\n")
    told = shell.json("schedule", "load", folder, "--area", "Leisure")
    assert told["failed"] == 1
    assert [one["read"] for one in told["schedules"]] == [0, 1]
    shell.json("schedule", "consult", "Leisure")
    board = ("--body", "The board", "--met-on", "2024-04-03", "--minute", "B/1")
    assert shell.refused("schedule", "approve", "Leisure", *board) == ["own_draft"]
    said = shell.json("schedule", "comment", "Leisure", "--text", "Why?", "--rule", "LEI-1")
    shell.json("schedule", "answer", "Leisure", said["comment"], "--text", "So.")
    assert shell.refused("schedule", "publish", "Leisure") == ["state"]
    shell.json("schedule", "return", "Leisure", "--reason", "Once more.")
    out = tmp_path / "out.xlsx"
    assert shell.json("schedule", "export", "Leisure", out)["rules"] == 1
    again = shell.json("schedule", "import", "Leisure", out, "--dry-run")
    assert (again["same"], again["added"], again["left_out"]) == (1, 0, 0)
    model = ("schedule", "take-over", "Leisure", out, "--provider", "Makers", "--version")
    assert shell.json(*model, "1", "--dry-run")["same"] == 1
    assert shell.json(*model, "1")["both_changed"] == []
    assert shell.refused(*model, "1") == ["same"]
    assert shell.json("schedule", "differences", "Leisure")["differences"] == []
    shell.json("schedule", "withdraw", "Leisure", "--reason", "Not now.")
    assert shell.refused("schedule", "import", "Leisure", out) == ["none"]
    [found] = shell.json("schedule", "list", "--words", "leis")["schedules"]
    assert (found["edition"], found["under_way"]) == (None, None)


def test_a_schedule_has_clauses_a_reading_age_and_goes_out_as_yaml(shell, tmp_path):
    shell.json("schedule", "open", "PARKS", "--title", "Parks", "--area", "Parks")
    shell.json("schedule", "start", "PARKS")
    whole = tmp_path / "whole.yaml"
    whole.write_text(
        "clauses:\n- {policy: Records policy, paragraph: 4.10, says: It goes.}\n"
        "rules:\n- {code: 1.10, title: yes, life: destroy 2 years after record_date}\n"
    )
    assert shell.json("schedule", "import", "PARKS", whole, "--dry-run")["added"] == 1
    assert shell.json("schedule", "import", "PARKS", whole)["added"] == 1
    [told] = shell.json("schedule", "clauses", "PARKS")["clauses"]
    assert (told["policy"], told["paragraph"]) == ("Records policy", "4.10")
    out = tmp_path / "out.yaml"
    assert shell.json("schedule", "export", "PARKS", out)["rules"] == 1
    assert "code: '1.10'" in out.read_text() and "title: 'yes'" in out.read_text()
    assert shell.json("schedule", "import", "PARKS", out)["same"] == 1
    more = tmp_path / "more.csv"
    more.write_text("policy,paragraph,says,address\nRecords policy,4.2,It stays.,\n")
    told = shell.json("schedule", "clauses", "PARKS", "--set", more)["clauses"]
    assert [one["paragraph"] for one in told] == ["4.2"]
    more.write_text("policy,paragraph,says,address\nRecords policy,,It stays.,http://a\n")
    assert shell.refused("schedule", "clauses", "PARKS", "--set", more) == ["paragraph", "address"]
    model = ("schedule", "take-over", "PARKS", out, "--provider", "Makers", "--version", "1")
    assert shell.json(*model)["same"] == 1
    bomb = tmp_path / "bomb.yaml"
    bomb.write_text("rules:\n- &a {code: x}\n- *a\n")
    assert shell.refused("schedule", "import", "PARKS", bomb) == ["unreadable"]
    assert shell.json("schedule", "reading-age", "PARKS")["reading_age"] is None
    words = tmp_path / "words.txt"
    words.write_text("We keep what we need. We destroy the rest, and two people sign for it.")
    told = shell.json("keep", "reading-age", words)
    assert (told["reading_age"], told["aim"]) == (6, [9, 11])
    rules = tmp_path / "rules.yaml"
    shell.json("retention", "export", rules)
    assert shell.json("retention", "import", rules)["added"] == 0
    shell.json("schedule", "withdraw", "PARKS", "--reason", "Not now.")


def test_rules_are_looked_at_again_by_their_owners(shell):
    assert shell.json("retention", "review-interval") == {"months": 0}
    assert shell.json("retention", "to-review")["total"] == 0
    shell.json("retention", "review-interval", "--set", "24")
    told = shell.json("retention", "to-review", "--mine", "--as", "v.lockmere")
    assert told["overdue"] == told["total"] > 3 and told["rules"][0]["owners"]
    code = told["rules"][0]["code"]
    assert shell.refused("retention", "review-rule", code, "keep", "--as", "v.lockmere") == ["note"]
    said = ("--note", "Still right", "--as", "v.lockmere")
    assert shell.json("retention", "review-rule", code, "keep", *said)["outcome"] == "keep"
    left = shell.json("retention", "to-review", "--mine", "--as", "v.lockmere")
    assert code not in {one["code"] for one in left["rules"]}
    figure = shell.json("retention", "looked-at")
    assert figure["all"]["in_time"] == 1 < figure["all"]["rules"] and figure["owners"]
    shell.json("retention", "review-interval", "--set", "0")


def test_a_rule_is_retired_with_a_reason_and_one_never_used_is_deleted(shell, tmp_path):
    file, new = tmp_path / "rules.xlsx", tmp_path / "new.json"
    for written in (file, new):
        shell.json("retention", "export", written)
    rule = json.loads(new.read_text())[0]
    new.write_text(json.dumps([rule | {"code": "T-1"}, rule | {"code": "T-2"}]))
    assert shell.json("retention", "import", new)["added"] == 2
    assert shell.refused("retention", "retire", "T-1") == ["reason"]
    told = shell.json("retention", "retire", "T-1", "--reason", "Not needed")
    assert told == {"rule": "T-1", "state": "retired"}
    assert shell.refused("retention", "delete", "T-1") == ["used"]
    assert shell.json("retention", "delete", "T-2")["state"] == "deleted"
    assert shell.refused("retention", "delete", "T-2") == ["not_found"]
    left = {one["code"] for one in shell.json("retention", "rules")["rules"]}
    assert rule["code"] in left and not {"T-1", "T-2"} & left
    assert shell.json("retention", "import", file)["changed"] == 0
    assert ".xlsx" in shell.run("retention", "import", "--help").out
