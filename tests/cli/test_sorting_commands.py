"""Rules that file by themselves, on the command line."""

import json

import pytest

INTO, TRAY = "GEN/ADM", "INTRAY"


@pytest.fixture(scope="module")
def letter(own_shell, tmp_path_factory):
    """A letter in an in-tray, like others that were filed before; its reference."""
    top = tmp_path_factory.mktemp("letters")
    plan = top / "plan.json"
    row = {"reference": TRAY, "title": "To be filed", "rule": "undecided", "owner_unit": "CEX"}
    plan.write_text(json.dumps([row]))
    own_shell.json("fileplan", "import", plan)
    for place, names in (
        (INTO, [f"Heron pond survey {number}" for number in range(14)]),
        (TRAY, ["Heron pond survey"]),
    ):
        folder = top / place.replace("/", "-")
        folder.mkdir()
        for name in names:
            (folder / f"{name}.txt").write_text(f"{name}: herons, newts and reeds of the pond")
        told = own_shell.json("capture", folder, "--into", place, "--items")
    own_shell.json("worker", "--until-idle")
    own_shell.json("advice", "learn")
    return told["results"][0]["record"]


def test_a_rule_is_refused_set_listed_and_ended(own_shell, letter):
    words = ("advice", "set-rule", INTO, "--sure", "10", "--reason", "Many letters.")
    assert set(own_shell.refused(*words)) == {"sure", "not_a_tray"}
    tried = own_shell.json("advice", "try-rule", "--sure", "80")
    assert tried["tried"] >= 1 and [one["sure"] for one in tried["levels"]] == [70, 80, 90]
    rule = own_shell.json("advice", "set-rule", TRAY, "--reason", "Many letters.")["rule"]
    [shown] = own_shell.json("advice", "rules")["rules"]
    assert (shown["rule"], shown["sure"], shown["runner_up"]) == (rule, 90, 10)
    own_shell.json("advice", "end-rule", rule, "--reason", "Enough.")
    assert own_shell.refused("advice", "end-rule", rule, "--reason", "Enough.") == ["ended"]


def test_a_letter_is_filed_says_why_and_is_put_back(own_shell, letter):
    own_shell.json("advice", "set-rule", TRAY, "--into", "GEN", "--reason", "Many letters.")
    assert own_shell.json("advice", "sort")["records"] == 1
    told = own_shell.json("advice", "why", letter)
    assert told["sure"] >= 90 and "heron" in " ".join(told["words"])
    own_shell.json("advice", "put-back", letter, "--reason", "It is a complaint.")
    assert own_shell.refused("advice", "confirm", letter) == ["put_back"]
    assert own_shell.json("advice", "sort")["records"] == 0
    assert [one["put_back"] for one in own_shell.json("advice", "rules")["rules"]] == [1, 0]
