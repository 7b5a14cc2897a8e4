"""The library from the command line."""

import csv

SAID = ("--kind", "journal", "--address", "https://roofs.example/journal")


def test_something_is_added_licensed_found_opened_and_withdrawn(own_shell, tmp_path):
    library = lambda *words: own_shell.json("library", *words)  # noqa: E731
    assert own_shell.refused("library", "add", "Roofs", "--kind", "scroll") == ["kind", "nowhere"]
    made = library("add", "Zinc roofs quarterly", *SAID, "--issn", "0317-8471")["reference"]
    assert own_shell.refused("library", "add", "Again", *SAID) == ["known"]
    terms = ("--supplier", "Zinc Press", "--ends", "2999-12-31", "--cost", "120.50")
    library("licence", made, "--kind", "subscription", *terms)
    assert own_shell.refused("library", "licence", made, "--kind", "open", "--cost", "x") == [
        "cost"
    ]
    library("change", made, "--publisher", "Zinc Press")
    shown = library("show", made)
    assert (shown["publisher"], shown["issn"]) == ("Zinc Press", "0317-8471")
    assert shown["licence"]["cost"] == "120.50"
    assert library("search", "zinc")["total"] == 1
    [hit] = own_shell.json("search", "zinc quarterly")["library"]["hits"]
    assert hit["reference"] == made and hit["licence"].startswith("Subscription from Zinc Press")
    assert library("open", made)["address"] == SAID[3]
    assert own_shell.run("library", "open", made).out.strip() == SAID[3]
    file = tmp_path / "use.csv"
    [row] = [
        one for one in library("figures", "--file", file)["resources"] if one["reference"] == made
    ]
    assert (row["opened"], row["shown"], row["each"]) == (2, 2, "60.25")
    assert [one["opened"] for one in csv.DictReader(file.open()) if one["reference"] == made] == [
        "2"
    ]
    library("report", made)
    assert [one["reference"] for one in library("reports")["resources"]] == [made]
    library("link", made, "--broken", "--note", "It moved.")
    assert own_shell.refused("library", "open", made) == ["broken"]
    library("link", made, "--works")
    assert own_shell.refused("library", "withdraw", made) == ["reason"]
    library("withdraw", made, "--reason", "No longer had.")
    assert library("search", "zinc")["total"] == 0
    library("restore", made, "--reason", "It is had again.")


def test_a_list_comes_in_as_ris_and_goes_out(own_shell, tmp_path):
    file = tmp_path / "list.ris"
    file.write_text(
        "TY  - EBOOK\nTI  - Copper gutters\nUR  - https://gutters.example/\nER  - \n"
        "TY  - BOOK\nTI  - \nER  - \n"
    )
    looked = own_shell.json("library", "import", file, "--look")
    assert (looked["resources"], looked["references"]) == (1, [])
    assert "Give it a title" in looked["left_out"][0]["reason"]
    [made] = own_shell.json("library", "import", file)["references"]
    for name in ("out.ris", "out.csv", "out.json"):
        out = tmp_path / name
        assert own_shell.json("library", "export", out)["resources"] >= 1
        assert made in out.read_text() and "Copper gutters" in out.read_text()
    (tmp_path / "list.csv").write_text("What,Where\nTin,https://tin.example/\n")
    columns = ("--column", "title=What", "--column", "address=Where", "--column", "kind=What")
    left = own_shell.json("library", "import", tmp_path / "list.csv", *columns, "--look")
    assert "Choose a kind" in left["left_out"][0]["reason"]
    wrong = ("library", "import", tmp_path / "list.csv", "--column", "colour=What")
    assert own_shell.refused(*wrong) == ["column"]
