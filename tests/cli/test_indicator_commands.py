"""Indicators from the command line."""


def test_indicators_are_counted_listed_and_aimed_at(own_shell):
    assert own_shell.json("indicators", "measure")["written"] > 20
    rows = {one["code"]: one for one in own_shell.json("indicators", "list")["indicators"]}
    assert rows["K12"]["target"] == 98
    assert rows["K14"]["figure"].endswith("entries")
    [*figures] = own_shell.json("indicators", "show", "K14")["figures"]
    assert {"numerator", "denominator", "formula", "final"} <= set(figures[0])
    own_shell.json("indicators", "aim", "K12", "90", "--why", "For a start")
    rows = {one["code"]: one for one in own_shell.json("indicators", "list")["indicators"]}
    assert rows["K12"]["target"] == 90
    assert own_shell.refused("indicators", "aim", "K12", "many") == ["target", "why"]
    assert own_shell.refused("indicators", "aim", "K12", "90", "--why", "x") == ["same"]
    assert own_shell.refused("indicators", "show", "K99") == ["not_found"]
    own_shell.json("indicators", "owner", "K12", "n.sorrelby")
    assert own_shell.refused("indicators", "owner", "K12", "n.sorrelby") == ["same"]
    rows = {one["code"]: one for one in own_shell.json("indicators", "list")["indicators"]}
    assert rows["K12"]["owner"] == "Nerys Sorrelby"
