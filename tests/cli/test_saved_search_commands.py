"""Saved searches, the search log and certificates of searches on the command line."""

import csv
import zipfile

MANAGER, OTHER, STAFF = "e.caddick", "h.stanmere", "d.quillon"


def listed(shell, who):
    return [one["name"] for one in shell.json("saved-search", "list", "--as", who)["searches"]]


def test_a_search_is_kept_shared_with_a_person_used_and_dropped(shell):
    shared = ("--person", OTHER, "--follow", "--as", MANAGER)
    made = shell.json("saved-search", "keep", "Owls", "title:owl OR barn", *shared)["search"]
    assert "Owls" in listed(shell, MANAGER) and "Owls" in listed(shell, OTHER)
    assert "Owls" not in listed(shell, STAFF)
    [row] = [
        one
        for one in shell.json("saved-search", "list", "--as", MANAGER)["searches"]
        if one["search"] == made
    ]
    assert row["follows"] and len(row["people"]) == 1 and row["whose"] == "yours"
    found = shell.json("saved-search", "find", made, "--as", OTHER)
    assert found["query"] == "title:owl OR barn"
    shell.json("saved-search", "follow", made, "--as", OTHER)
    assert shell.refused("saved-search", "follow", made, "--as", OTHER) == ["same"]
    shell.json("saved-search", "unfollow", made, "--as", OTHER)
    shell.json("saved-search", "share", made, "--as", MANAGER)
    assert "Owls" not in listed(shell, OTHER)
    assert shell.refused("saved-search", "find", made, "--as", OTHER) == ["not_found"]
    shell.json("saved-search", "drop", made, "--as", MANAGER)
    assert "Owls" not in listed(shell, MANAGER)


def test_every_reason_against_keeping_a_search_is_said(shell):
    wrong = ("--unit", "NOWHERE", "--person", "ghost", "--as", MANAGER)
    refused = shell.refused("saved-search", "keep", " ", " ", *wrong)
    assert sorted(refused) == ["name", "person", "text", "unit"]


def test_a_search_in_vain_is_in_the_log_the_week_and_a_certificate(shell, tmp_path):
    for _ in range(2):
        shell.json("search", "zeppelin airship", "--as", STAFF)
    log = shell.json("search-log", "list", "--nothing", "--limit", "1", "--as", MANAGER)
    [one] = log["searches"]
    assert (one["text"], one["total"], one["door"]) == ("zeppelin airship", 0, "command")
    week = shell.json("search-log", "week", "--as", MANAGER)
    assert {"words": "zeppelin airship", "times": 2} in week["most"] and week["in_vain"] >= 2
    asked = ("certify", str(one["number"]), "--request", "A letter", "--as", MANAGER)
    assert shell.refused("search-log", *asked, "--place", "records") == ["left_out"]
    places = [one["place"] for one in shell.json("search-log", "places")["places"]]
    every = [word for place in places for word in ("--place", place)]
    made = shell.json("search-log", *asked, *every)["certificate"]
    told = shell.json("search-log", "certificate", made, "--as", MANAGER)
    assert (told["text"], told["total"], told["places"]) == ("zeppelin airship", 0, places)
    assert "No trace" in shell.run("search-log", "certificate", made, "--as", MANAGER).out
    all_made = shell.json("search-log", "certificates", "--as", MANAGER)["certificates"]
    assert made in [one["certificate"] for one in all_made]
    file = tmp_path / "log.csv"
    shell.json("search-log", "list", "--to", file, "--as", MANAGER)
    with file.open(encoding="utf-8", newline="") as stream:
        assert "zeppelin airship" in [row["text"] for row in csv.DictReader(stream)]


def test_who_looked_for_what_is_for_few(shell):
    for command in (("list",), ("week",), ("certificates",)):
        assert shell.refused("search-log", *command, "--as", STAFF) == ["not_permitted"]


def test_the_names_in_an_archive_are_found_line_by_line(shell, tmp_path):
    path = tmp_path / "Aviary.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("birds/Owl plan.txt", "birds/Heron.txt", "bats/Owl-light.txt"):
            archive.writestr(name, "words")
    shell.json("capture", tmp_path, "--into", "GEN/ADM")
    [hit] = shell.json("search", "aviary heron")["hits"]
    found = shell.json("record", "find", hit["reference"], "owl")
    assert found["total"] == 2
    assert [one["text"] for one in found["lines"]] == ["birds/Owl plan.txt", "bats/Owl-light.txt"]
    assert shell.json("record", "find", hit["reference"], "owl plan")["total"] == 1
    assert shell.refused("record", "find", "R-NONE", "owl") == ["not_found"]


def test_the_weeks_of_searching_are_listed(shell):
    shell.json("search", "a word", "--as", STAFF)
    [now, before] = shell.json("search-log", "weeks", "--many", "2", "--as", MANAGER)["weeks"]
    assert now["searches"] >= 1 and before["searches"] == 0
