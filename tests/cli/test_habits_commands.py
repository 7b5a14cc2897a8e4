"""Figures of mailboxes on the command line."""

HEAD = "User Principal Name,User,Storage Used (Byte),Report Refresh Date\n"


def test_figures_are_imported_told_about_and_compared(shell, tmp_path):
    rows = tmp_path / "mailboxes.csv"
    rows.write_text(HEAD + "big@b.example,,9000000000,2026-01-31\nbroken,,much,2026-01-31\n")
    looked = shell.json("habits", "import", rows, "--look")
    assert (looked["reference"], looked["mailboxes"]) == ("", 1)
    assert "“much” is no size" in looked["left_out"][0]["reason"]
    assert shell.refused("habits", "import", rows, "--column", "weight=x") == ["column"]
    made = shell.json("habits", "import", rows)
    assert shell.refused("habits", "import", rows) == ["same_day"]
    assert shell.json("habits", "large")["mailboxes"][0]["size"] == 9_000_000_000
    assert shell.refused("habits", "tell", "--words", "Large.") == ["nobody"]
    assert shell.json("habits", "limits", "--large", "10")["large"] == 10_000_000_000
    assert shell.json("habits", "large")["mailboxes"] == []
    assert shell.json("habits", "units")["units"][0]["accounts"] == 1
    assert [one["on"] for one in shell.json("habits", "trend")["imports"]] == ["2026-01-31"]
    assert shell.json("habits", "mine")["mailboxes"] == []
    shell.json("habits", "take-out", made["reference"], "--reason", "Of another body")
    assert shell.json("habits", "trend")["imports"] == []


def test_a_unit_gets_an_action_that_is_listed_until_it_is_done(shell):
    assert shell.json("habits", "limits", "--share", "20")["least_share"] == 20
    assert shell.json("habits", "shares")["units"] is not None
    assert shell.refused("habits", "act", "GEN", "--by", "soon") == ["not_a_date"]


def test_a_pilot_is_opened_measured_and_ended(shell):
    said = ("pilot", "open", "By hand", "--way", "upload", "--start", "2026-01-05")
    assert shell.refused(*said) == ["units"]
    assert shell.json("pilot", "list")["pilots"] == []
    assert shell.json("pilot", "offer", "", "--way", "upload")["ways"] == ["upload"]
    assert shell.json("pilot", "ways")["offered"] == [{"unit": "", "ways": ["upload"]}]
    assert shell.refused("pilot", "end", "HP-NONE0-00000") == ["not_found"]
