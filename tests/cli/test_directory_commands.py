"""The directory of people on the command line."""

import csv


def test_an_entry_is_changed_confirmed_and_found(shell):
    assert shell.refused("directory", "change", "--telephone", "ask") == ["telephone"]
    shell.json("directory", "change", "--title", "Operator", "--about", "Damp and mould")
    mine = shell.json("directory", "mine")["entry"]
    assert (mine["job_title"], mine["complete"]) == ("Operator", 40)
    assert shell.json("directory", "confirm")["confirmed_on"]
    assert shell.refused("directory", "confirm") == ["same"]
    found = shell.json("directory", "find", "damp", "op")
    assert (found["total"], found["people"][0]["job_title"]) == (1, "Operator")
    shown = shell.json("directory", "show", found["people"][0]["person"])["entry"]
    assert (shown["standing"], shown["about"]) == ("confirmed", "Damp and mould")
    assert shell.refused("directory", "show", "nobody") == ["not_found"]
    assert all(one["records"] for one in shell.json("directory", "suggestions")["suggestions"])
    assert shell.refused("directory", "take", "GEN") == ["not_found"]


def test_what_somebody_knows_is_proposed_decided_and_removed(shell):
    assert shell.json("directory", "know", "Thatch", "--level", "leads")["proposed"]
    proposed = shell.json("directory", "proposals")["proposals"]
    [waiting] = [one for one in proposed if one["term"] == "Thatch"]
    assert shell.refused("directory", "decide", waiting["reference"], "--refuse") == ["reason"]
    assert shell.json("directory", "decide", waiting["reference"])["people"] == 1
    assert shell.json("directory", "find", "--expertise", "Thatch")["total"] == 1
    shell.json("directory", "unlearn", "Thatch")
    assert shell.json("directory", "find", "--expertise", "Thatch")["total"] == 0


def test_a_list_of_people_is_looked_at_taken_over_and_written_again(shell, tmp_path):
    shell.json("people", "add", "amy", "--name", "Amy Ash", "--no-password")
    rows = tmp_path / "staff.csv"
    rows.write_text("UPN,Position\namy,Surveyor\nnobody,x\n")
    looked = shell.json("directory", "import", rows, "--look")
    assert (looked["changed"], len(looked["left_out"])) == (1, 1)
    assert "Nobody whom you manage" in looked["left_out"][0]["reason"]
    assert shell.refused("directory", "import", rows, "--column", "hat=x") == ["column"]
    assert shell.json("directory", "import", rows)["columns"]["job_title"] == "Position"
    assert shell.refused("directory", "import", rows) == ["nothing"]
    out = tmp_path / "people.csv"
    shell.json("directory", "export", out)
    with out.open(newline="") as stream:
        assert [one["job_title"] for one in csv.DictReader(stream) if one["username"] == "amy"] == [
            "Surveyor"
        ]
    shell.json("directory", "hide", "amy", "--reason", "They are at risk.")
    shell.json("directory", "unhide", "amy", "--reason", "It is over.")
    shell.json("directory", "change", "--person", "amy", "--title", "Head", "--reason", "New post")


def test_figures_settings_and_sites(shell):
    assert shell.json("directory", "figures")["figures"]
    assert len(shell.json("directory", "figures", "--months")["figures"]) == 1
    assert shell.json("directory", "settings", "--months", "6")["months"] == 6
    assert shell.refused("directory", "settings", "--months", "60") == ["months"]
    shell.json("units", "add", "TEAM", "--name", "Team")
    me = shell.json("directory", "mine")["entry"]["username"]
    made = shell.json("directory", "name", "unit", "TEAM", me)
    assert shell.refused("directory", "name", "unit", "TEAM", me) == ["owned"]
    assert shell.json("directory", "site", "unit", "TEAM")["named"][0]["part"] == "owner"
    assert shell.json("directory", "sites")["sites"][-1]["owner"] != []
    assert all(one["vacant"] for one in shell.json("directory", "sites", "--vacant")["sites"])
    shell.json("directory", "end", made["number"])
    assert shell.refused("directory", "end", made["number"]) == ["ended"]
