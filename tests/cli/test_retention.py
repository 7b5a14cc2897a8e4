"""Rules in and out, what is due, why, and events."""

import csv

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
    assert told["due"][0]["action"] == "destroy"
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
    assert shell.run("retention", "explain", record).out.strip() == told["sentence"]
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
