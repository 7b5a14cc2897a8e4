"""A window in which a destruction is taken back, and a mistake expunged, from the command line."""

from tests.cli.test_disposal import MANAGER, OWNER, PROPOSER, capture, propose


def test_what_is_set_aside_is_listed_and_recovered_once(shell, source):
    [one] = capture(shell, source, "aside")
    assert shell.json("disposal", "practice", "--window", "7")["window"] == 7
    assert shell.refused("disposal", "practice", "--window", "91")
    [review] = propose(shell, [one])["reviews"]
    for who in (MANAGER, OWNER):
        shell.json("disposal", "approve", review, "--as", who)
    done = shell.json("disposal", "execute", review, "--as", PROPOSER)
    assert (done["state"], done["set_aside"]) == ("set_aside", 1)
    [row] = shell.json("disposal", "set-aside", "--as", OWNER)["set_aside"]
    assert (row["record"], row["review"]) == (one, review)
    assert shell.json("record", "show", one, "--as", OWNER)["state"] == "set_aside"
    told = ("disposal", "recover", review, "--reason", "Needed", "--as", OWNER)
    assert shell.json(*told)["recovered"] == 1
    assert shell.refused(*told)
    shell.json("disposal", "practice", "--window", "0")


def test_a_mistake_goes_on_the_word_of_two_and_not_of_one(shell, source):
    [one] = capture(shell, source, "mistake")
    words = ("--kind", "misfiled", "--reason", "Not ours", "--authority", "The officer")
    for end in ("refuse-expunging", "agree-expunging"):
        made = shell.json("disposal", "expunge", "--record", one, *words, "--as", MANAGER)
        assert shell.refused("disposal", "agree-expunging", made["expunging"], "--as", MANAGER)
        why = ("--reason", "So it is")
        done = shell.json("disposal", end, made["expunging"], *why, "--as", OWNER)
    assert (done["state"], done["destroyed"]) == ("done", 1)
    rows = shell.json("disposal", "expungings", "--as", OWNER)["expungings"]
    assert {row["state"] for row in rows} >= {"agreed", "refused"}
