"""Records on paper and boxes on the command line."""

HEAD = "class,folder,title,last_date,former_reference,box,location\n"


def test_papers_are_brought_in_boxed_held_and_taken_out(shell, tmp_path):
    rows = tmp_path / "store.csv"
    rows.write_text(
        HEAD + "GEN/ADM,Deeds,Deed 1,31/03/2012,D 1,CB/1,Store A\nGEN/ADM,Deeds,,x,,CB/1,\n"
    )
    assert shell.refused("paper", "import", rows) == ["not_a_date", "no_title", "no_date"]
    rows.write_text(HEAD + "GEN/ADM,Deeds,Deed 1,31/03/2012,D 1,CB/1,Store A\n")
    made = {"papers": 1, "folders": 1, "boxes": 1}
    assert shell.json("paper", "import", rows, "--look") | made == shell.json(
        "paper", "import", rows, "--look"
    )
    assert shell.json("paper", "import", rows).items() >= made.items()
    assert shell.refused("paper", "import", rows) == ["registered"]
    shown = shell.json("box", "show", "CB/1")
    [paper] = shown["papers"]
    assert (shown["location"], paper["title"], shown["goes_on"]) == (
        "Store A",
        "Deed 1",
        paper["due"],
    )
    one = paper["reference"]
    shell.json("box", "open", "CB/2", "--location", "Store B")
    shell.json("box", "put-in", "CB/2", one)
    said = ("--name", "Claim", "--reason", "r", "--authority", "a", "--box", "CB/2")
    hold = shell.json("hold", "place", *said)["hold"]
    out = ("box", "take-out", one, "--location", "Desk", "--reason", "Asked for")
    assert shell.refused(*out) == ["protected"]
    assert any(hold in one for one in shell.json("box", "show", "CB/2")["in_the_way"])
    assert shell.json("box", "move", "CB/2", "--location", "Store C")["location"] == "Store C"
    shell.json("hold", "lift", hold, "--reason", "r", "--authority", "a")
    assert shell.json(*out)["records"] == 1
    assert shell.json("paper", "describe", one, "--description", "Of the mill")["record"] == one
    assert shell.json("search", "mill deed")["hits"][0]["reference"] == one
    folder = shell.json("record", "show", one)["folder"]
    said = ("--title", "Deed 2", "--last-date", "2012-03-31", "--box", "CB/1")
    assert shell.json("paper", "register", folder, *said)["due"] == paper["due"]
    listed = {box["label"]: box["papers"] for box in shell.json("box", "list")["boxes"]}
    assert (listed["CB/1"], listed["CB/2"]) == (1, 0)


def test_the_fields_of_one_record_are_set_on_the_command_line(shell, tmp_path):
    rows = tmp_path / "store.csv"
    rows.write_text(HEAD + "GEN/ADM,Keys,Key 1,31/03/2012,K 1,,Store A\n")
    shell.json("paper", "import", rows)
    one = shell.json("search", "key")["hits"][0]["reference"]
    shell.json("field", "define", "hook", "--title", "Hook")
    shell.json("field", "ask", "hook", "--class", "GEN")
    describe = ("record", "describe", one)
    assert shell.refused(*describe, "hook") == ["not_a_field"]
    assert shell.refused(*describe, "door=3") == shell.refused(*describe, "door=")
    assert shell.json(*describe, "hook=Brass 4", "--reason", "Seen")["fields"] == ["hook"]
    assert shell.json("record", "show", one)["fields"] == {"hook": ["Brass 4"]}
    shell.json(*describe, "hook=")
    told = shell.json("record", "show", one)
    assert not told["fields"].get("hook")
    said = ("--title", "Key 2", "--last-date", "2012-03-31", "--location", "Desk")
    made = shell.json("paper", "register", told["folder"], *said, "--field", "hook=Iron")
    assert shell.json("record", "show", made["record"])["fields"] == {"hook": ["Iron"]}


def test_paper_is_confirmed_by_somebody_who_did_not_approve_it(shell, tmp_path):
    rows = tmp_path / "old.csv"
    rows.write_text(
        HEAD
        + "FIN/ACC/01/01,Ledgers,Ledger 1,2012,L 1,CB/9,Store A\n"
        + "FIN/ACC/01/01,Ledgers,Ledger 2,2012,L 2,,Safe\n"
    )
    shell.json("paper", "import", rows)
    found = shell.json("search", "ledger 1")["hits"] + shell.json("search", "ledger 2")["hits"]
    chosen = [word for one in found for word in ("--record", one["reference"])]
    words = ("--title", "Old ledgers", "--reason", "Six years are over.")
    [review] = shell.json("disposal", "propose", *words, *chosen, "--as", "e.caddick")["reviews"]
    for who in ("v.lockmere", "t.wrenfield"):
        shell.json("disposal", "approve", review, "--as", who)
    done = shell.json("disposal", "execute", review, "--as", "e.caddick")
    assert (done["state"], done["awaiting"]) == ("incomplete", 2)
    waiting = shell.json("disposal", "by-hand", "--as", "e.caddick")["papers"]
    assert {(one["box"], one["location"]) for one in waiting} == {("CB/9", "Store A"), ("", "Safe")}
    listed, scan = tmp_path / "cert.txt", tmp_path / "none.pdf"
    listed.write_text("CB/9\nL 3\n")
    today = shell.json("disposal", "show", review, "--as", "e.caddick")["as_at"]
    confirm = ("disposal", "confirm-paper", review, "--by", "Shred Ltd", "--certificate", "S/77")
    confirm += ("--on", today, "--list", listed)
    assert shell.refused(*confirm, "--as", "t.wrenfield") == ["approver", "unknown", "missing"]
    assert shell.refused(*confirm, "--document", scan, "--as", "e.caddick") == ["not_found"]
    listed.write_text("CB/9\nL 2\n")
    closed = shell.json(*confirm, "--as", "e.caddick")
    assert (closed["state"], closed["destroyed"]) == ("done", 2)
