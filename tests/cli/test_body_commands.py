"""Governance bodies from the command line."""

from datetime import timedelta

from muniment.foundation.kernel.clock import today

TODAY, SOON = today().isoformat(), (today() + timedelta(days=14)).isoformat()


def founded(shell, name, *options):
    words = ("bodies", "found", name, "--terms", "It decides about roofs.")
    return shell.json(*words, *options)["reference"]


def test_a_body_is_founded_changed_and_closed(own_shell):
    bodies = lambda *words: own_shell.json("bodies", *words)  # noqa: E731
    one = founded(own_shell, "Zinc group", "--quorum", "2", "--unit", "HOU")
    wrong = ("bodies", "found", " ", "--terms", "", "--unit", "NONE", "--quorum", "0")
    assert own_shell.refused(*wrong) == ["name", "terms", "unit", "quorum"]
    bodies("change", one, "--name", "Zinc board", "--unit", "")
    shown = bodies("show", one)
    assert (shown["name"], shown["unit"], shown["quorum"]) == ("Zinc board", "", 2)
    assert own_shell.refused("bodies", "change", one, "--quorum", "2") == ["same"]
    assert one in [each["reference"] for each in bodies("list")["bodies"]]
    assert own_shell.refused("bodies", "close", one) == ["reason"]
    bodies("close", one, "--reason", "Merged")
    assert one in [each["reference"] for each in bodies("list", "--closed")["bodies"]]
    assert own_shell.refused("bodies", "close", one, "--reason", "Again") == ["closed"]


def test_members_come_and_go(own_shell):
    one = founded(own_shell, "Copper group")
    member = own_shell.json("bodies", "appoint", one, "n.sorrelby", "--part", "chair")["member"]
    assert own_shell.refused("bodies", "appoint", one, "n.sorrelby") == ["same"]
    assert own_shell.refused("bodies", "appoint", one, "ghost") == ["person"]
    assert own_shell.refused("bodies", "appoint", one, "f.astwick", "--part", "king") == ["unknown"]
    own_shell.json("bodies", "end-member", member)
    [row] = own_shell.json("bodies", "show", one)["members"]
    assert (row["name"], row["part"], row["sits"]) == ("Nerys Sorrelby", "chair", False)
    assert own_shell.refused("bodies", "end-member", member) == ["ended"]


def test_a_meeting_has_papers_is_held_with_a_quorum_and_decides(own_shell, tmp_path):
    one = founded(own_shell, "Tin group", "--quorum", "2")
    for name, part in (("n.sorrelby", "chair"), ("f.astwick", "secretary")):
        own_shell.json("bodies", "appoint", one, name, "--part", part)
    chair = ("--as", "n.sorrelby", "bodies")
    assert own_shell.refused("--as", "j.bexcombe", "bodies", "meet", one, "--on", TODAY) == [
        "not_permitted"
    ]
    meeting = own_shell.json(*chair, "meet", one, "--on", TODAY, "--place", "Room 2")["meeting"]
    about = "policy:PO-00000-00000"
    put = ("paper", meeting, "Roof policy", "--purpose", "decision", "--about", about)
    own_shell.json(*chair, *put)
    other = own_shell.json(*chair, "paper", meeting, "Tea")["paper"]
    own_shell.json(*chair, "withdraw-paper", other)
    assert own_shell.refused(*chair, "decide", meeting, "So.") == ["called"]
    few = ("hold", meeting, "--present", "n.sorrelby", "--present", "ghost")
    assert own_shell.refused(*chair, *few) == ["quorum", "present"]
    minutes = tmp_path / "minutes.txt"
    minutes.write_text("All agreed.")
    both = ("--present", "n.sorrelby", "--present", "f.astwick")
    own_shell.json(*chair, "hold", meeting, *both, "--minutes", minutes)
    decided = own_shell.json(
        *chair, "decide", meeting, "It is approved.", "--outcome", "approved", "--about", about
    )["decision"]
    shown = own_shell.json("bodies", "meeting", meeting)
    assert shown["present"] == ["Farida Astwick", "Nerys Sorrelby"]
    assert (shown["minutes"], [each["title"] for each in shown["papers"]]) == (
        "All agreed.",
        ["Roof policy"],
    )
    rows = own_shell.json("bodies", "decisions", "--body", one)["decisions"]
    assert [(each["reference"], each["outcome"], each["about"]) for each in rows] == [
        (decided, "approved", about)
    ]
    assert own_shell.json("bodies", "decisions", "--body", one, "--about", "x")["total"] == 0
    assert own_shell.refused("bodies", "decisions", "--body", "GB-NONE") == ["not_found"]


def test_a_meeting_that_is_called_can_be_cancelled(own_shell):
    one = founded(own_shell, "Lead group")
    meeting = own_shell.json("bodies", "meet", one, "--on", SOON, "--title", "Spring")["meeting"]
    assert own_shell.refused("bodies", "hold", meeting) == ["on", "quorum"]
    assert own_shell.refused("bodies", "cancel", meeting) == ["reason"]
    assert own_shell.json("bodies", "cancel", meeting, "--reason", "Snow")["state"] == "cancelled"
    assert own_shell.refused("bodies", "cancel", meeting, "--reason", "Snow") == ["cancelled"]
    [row] = own_shell.json("bodies", "show", one)["meetings"]
    assert (row["title"], row["cancelled_why"]) == ("Spring", "Snow")
