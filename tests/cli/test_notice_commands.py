"""Notices on the command line."""


def test_how_one_is_told_is_shown_and_chosen(shell):
    # The body is shared with the other commands of this run: some of them tell people things.
    if shell.json("notices", "list", "--new")["notices"]:
        shell.json("notices", "seen")
    assert shell.json("notices", "list", "--new")["notices"] == []
    assert shell.refused("notices", "seen") == ["seen"]
    assert shell.json("notices", "mail")["mail"] == "at_once"
    assert shell.json("notices", "mail", "daily")["mail"] == "daily"
    assert shell.refused("notices", "mail", "daily") == ["same"]
    assert shell.refused("notices", "mail", "hourly") == ["unknown"]
