"""The file plan out and in again; units, people, roles and folders."""

import csv
import json

import pytest


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_file_plan_goes_out_and_in_without_a_difference(shell, tmp_path, ending):
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    told = shell.json("fileplan", "export", first)
    assert told["classes"] >= 90
    assert shell.json("fileplan", "import", first) == {"opened": 0, "changed": 0}
    shell.json("fileplan", "export", second)
    assert first.read_bytes() == second.read_bytes()


def test_what_looks_like_a_formula_or_has_lines_survives_the_round_trip(shell, tmp_path):
    file, other = tmp_path / "plan.csv", tmp_path / "plan.json"
    row = {"reference": "ODD", "title": "=SUM(1)", "scope_note": "One\nTwo", "rule": "GEN-02"}
    file.write_text(json.dumps([row]))
    file.rename(other)
    assert shell.json("fileplan", "import", other)["opened"] == 1
    shell.json("fileplan", "export", file)
    assert "\n\"'=SUM" in file.read_text() or "'=SUM(1)" in file.read_text()
    shell.json("fileplan", "import", file)
    [made] = [one for one in shell.json("fileplan", "list")["classes"] if one["title"] == "=SUM(1)"]
    assert (made["reference"], made["rule"], made["rule_from"]) == ("ODD", "GEN-02", "ODD")
    shell.json("fileplan", "export", other)
    [again] = [one for one in json.loads(other.read_text()) if one["reference"] == "ODD"]
    assert again["scope_note"] == "One\nTwo"


def test_a_file_plan_with_faults_is_refused_with_all_of_them_and_changes_nothing(shell, tmp_path):
    file = tmp_path / "plan.csv"
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["reference", "parent", "title", "rule", "opened"])
        writer.writerow(["NEW", "", "Good", "GEN-02", ""])
        writer.writerow(["NEW2", "ABSENT", "", "NO-RULE", "yesterday"])
    before = shell.json("fileplan", "list")["classes"]
    assert sorted(shell.refused("fileplan", "import", file)) == [
        "no_parent",
        "no_rule",
        "no_title",
        "not_a_date",
    ]
    assert shell.json("fileplan", "list")["classes"] == before


def test_files_that_are_no_file_plan_are_refused_in_words(shell, tmp_path):
    def refused(name, content):
        file = tmp_path / name
        file.write_bytes(content)
        return shell.refused("fileplan", "import", file)

    assert refused("a.json", b"{") == ["unreadable"]
    assert refused("b.json", b"[1, 2]") == ["unreadable"]
    assert refused("c.csv", b"\xff\xfe\x00") == ["unreadable"]
    assert refused("d.csv", b"") == ["empty"]
    assert refused("e.csv", b"reference,colour\nA,red\n") == ["no_column"]
    assert shell.refused("fileplan", "import", tmp_path / "absent.csv") == ["not_found"]
    assert shell.refused("fileplan", "import", tmp_path) == ["not_found"]


def test_only_those_who_manage_the_file_plan_change_it(shell, tmp_path):
    file = tmp_path / "plan.csv"
    shell.json("fileplan", "export", file, "--as", "d.quillon")
    assert shell.refused("fileplan", "import", file, "--as", "d.quillon") == ["not_permitted"]


def test_units_are_opened_listed_and_closed(shell):
    shell.json("units", "add", "TMP", "--name", "Task force", "--under", "WDC")
    assert shell.refused("units", "add", "TMP", "--name", "Again") == ["taken"]
    [unit] = [one for one in shell.json("units", "list")["units"] if one["unit"] == "TMP"]
    assert (unit["name"], unit["depth"], unit["closed"]) == ("Task force", 2, None)
    assert shell.json("units", "close", "TMP")["closed"]
    assert shell.refused("units", "close", "CEX-INF") == ["people_in_unit"]
    assert "Task force" in shell.run("units", "list").out


def test_people_come_hold_roles_and_leave(shell):
    words = ("--name", "Nia New", "--unit", "CEX-INF", "--email", "n@x.example")
    made = shell.json("people", "add", "n.new", *words)
    assert len(made["password"]) == 19
    assert shell.refused("people", "add", "n.new", "--name", "N", "--clearance", "HIGH") == [
        "unknown"
    ]
    given = shell.json("people", "role", "give", "n.new", "records-manager", "--unit", "CEX")
    limits = ("--class", "FIN", "--until", "2999-12-31")
    shell.json("people", "role", "give", "n.new", "data_steward", *limits)
    held = shell.json("people", "role", "list", "n.new")["roles"]
    assert {(one["role"], one["scope"]) for one in held} == {
        ("records_manager", "CEX"),
        ("data_steward", "FIN"),
    }
    assert shell.refused("people", "role", "give", "n.new", "king") == ["unknown"]
    assert shell.refused("people", "role", "give", "operator", "siro") == ["own_role"]
    shell.json("people", "role", "end", given["held"])
    [row] = [one for one in shell.json("people", "list")["people"] if one["username"] == "n.new"]
    assert row["roles"] == ["data_steward (class FIN)"] and row["unit"] == "CEX-INF"
    assert shell.json("people", "leave", "n.new")["left"]
    assert shell.refused("people", "leave", "n.new") == ["left"]
    assert "left" in shell.refused("units", "add", "Z", "--name", "Z", "--as", "n.new")
    names = [one["username"] for one in shell.json("people", "list", "--all")["people"]]
    assert "n.new" in names
    assert shell.refused("people", "role", "list", "nobody.here") == ["not_found"]


def test_a_password_is_set_by_its_owner_or_by_who_manages_people_and_is_not_weak(shell):
    words = ("password", "d.quillon", "--stdin")
    ran = shell.run("--json", *words, stdin="short\n")
    assert ran.code == 2 and set(ran.codes) == {"weak"}
    shell.json(*words, "--as", "d.quillon", stdin="four plain words here\n")
    assert shell.python(
        "module('muniment.foundation.access.queries').find_person('d.quillon')"
        ".check_password('four plain words here')"
    )
    ran = shell.run(
        "--json", "password", "e.caddick", "--stdin", "--as", "d.quillon", stdin="x" * 20
    )
    assert ran.codes == ["not_permitted"] or ran.codes == ["weak"]
    assert shell.refused("password", "d.quillon") == ["usage"]


def test_folders_are_opened_closed_and_opened_again(shell):
    made = shell.json("folder", "open", "FIN/PRO/03", "--title", "Bridge repairs")["folder"]
    [row] = shell.json("folder", "list", "FIN/PRO/03")["folders"]
    assert (row["reference"], row["records"], row["closed"]) == (made, 0, None)
    assert shell.json("folder", "close", made)["closed"]
    assert shell.refused("folder", "close", made) == ["closed"]
    assert shell.refused("folder", "reopen", made) == ["no_reason"]
    shell.json("folder", "reopen", made, "--reason", "The bridge fell down.")
    assert shell.refused("folder", "open", "FIN/PRO/03", "--title", " ") == ["no_title"]
    assert shell.refused("folder", "list", "NO/SUCH") == ["not_found"]


def test_jobs_are_listed_and_only_failed_ones_are_tried_again(shell):
    shell.json("worker", "--until-idle")
    told = shell.json("jobs", "list", "--limit", "1")
    [job] = told["jobs"]
    assert job["state"] == "done" and told["counts"]["done"] > 1
    assert shell.refused("jobs", "retry", str(job["job"])) == ["wrong_state"]
    assert shell.refused("jobs", "cancel", "999999") == ["not_found"]
    assert shell.refused("jobs", "list", "--state", "asleep") == ["unknown"]
