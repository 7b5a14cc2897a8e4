"""Work in other channels, and a person's own mailbox, from the command line."""

import csv

INTO = "GEN/ADM"
SAID = ("--what", "Roof", "--with", "Ann, Bob", "--first", "2024-11-20", "--why", "No network.")


def test_a_use_is_declared_listed_brought_over_and_in_the_log(own_shell, tmp_path):
    assert own_shell.refused("channel", "declare", "--channel", "Pigeon", *SAID) == ["channel"]
    use = own_shell.json("channel", "declare", "--channel", "Signal", *SAID)["reference"]
    assert [one["reference"] for one in own_shell.json("channel", "mine")["uses"]] == [use]
    (tmp_path / "said.txt").write_text("Is the roof done?")
    told = own_shell.json("capture", tmp_path, "--into", INTO, "--items")
    record = told["results"][0]["record"]
    own_shell.json("channel", "transferred", use, record)
    assert own_shell.refused("channel", "explain", use, "--why", "Lost.") == ["closed"]
    file = tmp_path / "log.csv"
    own_shell.json("channel", "log", "--state", "transferred", "--file", file)
    [row] = csv.DictReader(file.open())
    assert (row["reference"], row["records"], row["days_late"]) == (use, record, "0")
    assert own_shell.json("channel", "days", "14")["days"] == 14


def test_a_mailbox_that_nobody_looks_at_shows_nothing_and_takes_no_choice(own_shell):
    assert own_shell.json("mailbox", "show", "--which", "go")["messages"] == []
    assert own_shell.refused("mailbox", "save", "1", "--into", INTO) == ["not_there"]
    assert own_shell.refused("mailbox", "remove", "1") == ["not_there"]
    assert own_shell.json("mailbox", "rates")["rates"][0]["decided"] == 0
