"""Classes of another body on the command line."""

import json

INTO = "FIN/ACC"


def test_a_move_is_opened_mapped_and_made_or_abandoned(shell, tmp_path):
    said = ("--from", "Northbrook", "--code", "NBC", "--authority", "The Order")
    made = shell.json("move", "open", "Finance", *said, "--on", "2024-04-01", "--under", INTO)
    move, file = made["reference"], tmp_path / "list.csv"
    file.write_text("Zeichen,Name\nEST/04,Invoices from suppliers\nEST/05,Parish pump\n")
    assert shell.refused("move", "import", move, file) == ["no_column"]
    done = shell.json("move", "import", move, file, "--column", "reference=Zeichen")
    assert done["added"] == 2
    told = shell.json("move", "show", move, "--suggest")
    assert told["map"][0]["suggested"] and len(told["in_the_way"]) == 2
    rule = told["map"][0]["suggested"][0]
    assert shell.refused("move", "go-live", move) == ["unmapped", "unmapped"]
    assert shell.json("move", "map", move, "--class", "EST/04", "--rule", rule)["changed"] == 1
    shell.json("move", "map", move, "--class", "EST/05", "--not-taken", "The county keeps it")
    out = tmp_path / "map.json"
    shell.json("move", "export", move, out)
    assert [one["decision"] for one in json.loads(out.read_text())] == ["mapped", "not taken"]
    assert shell.json("move", "go-live", move)["classes"] == 1
    assert shell.refused("move", "abandon", move) == ["over", "reason"]
    other = shell.json("move", "open", "Again", *said, "--on", "2024-04-01", "--under", INTO)
    shell.json("move", "abandon", other["reference"], "--reason", "Withdrawn")
    states = [one["state"] for one in shell.json("move", "list")["moves"]]
    assert states == ["abandoned", "live"]
