"""Leave to retain on the command line."""

WHY = ("--why", "In daily use", "--applied-by", "The officer")


def test_leave_is_entered_shown_and_ended_and_what_has_none_is_reported(shell, source, tmp_path):
    source("ledger.txt")
    shell.json("capture", source.folder, "--into", "FIN/ACC/01/01")
    assert shell.json("leave", "past")["public_records"] is False
    assert shell.refused("leave", "enter", "LCI 1", *WHY) == [
        "not_public",
        "from",
        "until",
        "nothing",
    ]
    assert shell.refused("leave", "terms", "--years", "0") == ["years"]
    assert shell.json("leave", "terms", "--public", "--years", "1")["remind_months"] == 12
    file = tmp_path / "past.csv"
    past = shell.json("leave", "past", "--file", file)
    assert past["total"] == sum(one["records"] for one in past["past"]) > 0
    assert {one["why"] for one in past["past"]} == {"no leave"}
    assert len(file.read_text().splitlines()) == len(past["past"]) + 1
    where = past["past"][0]["class"]
    days = ("--from", "2020-01-01", "--until", "2090-12-31", "--class", where)
    made = shell.json("leave", "enter", "LCI 1", *WHY, *days)["reference"]
    after = shell.json("leave", "past")
    assert after["under_leave"] == past["past"][0]["records"]
    assert where not in {one["class"] for one in after["past"]}
    assert [one["state"] for one in shell.json("leave", "list")["leave"]] == ["in force"]
    assert shell.json("leave", "show", made)["for"][0]["reference"] == where
    assert shell.refused("leave", "end", made) == ["reason"]
    shell.json("leave", "end", made, "--reason", "Transferred")
    assert shell.json("leave", "past")["total"] == past["total"]
