"""Risks and waivers from the command line."""

import csv
from datetime import timedelta

from muniment.foundation.kernel.clock import today
from muniment.governance.risks.adapters import pack

SIRO = ("--as", "o.thornbury")
SOON = (today() + timedelta(days=100)).isoformat()
SAID = {
    "cause": "The roof is old.",
    "event": "Rain comes in.",
    "effect": "Papers are spoilt.",
    "category": "loss",
    "owner": "n.sorrelby",
    "treatment": "treat",
    "review_on": "31/12/2999",
    **{
        f"{kind}_{part}": "3"
        for kind in ("inherent", "current", "target")
        for part in ("likelihood", "impact")
    },
}


def made(shell, title):
    sets = [word for name, text in SAID.items() for word in ("--set", f"{name}={text}")]
    return shell.json("risks", "add", title, "--unit", "HOU-REP", *sets)["reference"]


def listed(shell, *words):
    return [one["title"] for one in shell.json("risks", "list", *words)["risks"]]


def test_a_risk_is_added_opened_accepted_scored_and_closed(own_shell):
    risks = lambda *words: own_shell.json("risks", *words)  # noqa: E731
    reference = made(own_shell, "Zinc roof leaks")
    changed = risks("change", reference, "--set", "plan=A new roof", "--seen", "1")
    assert changed["version"] == 2
    assert own_shell.refused("risks", "change", reference, "--set", "plan=A new roof") == ["same"]
    assert own_shell.refused("risks", "change", reference, "--set", "colour=red") == ["unknown"]
    assert risks("open", reference)["state"] == "open"
    accept = ("accept", reference, "--reason", "Until spring.", "--until", SOON)
    assert own_shell.refused("risks", *accept) == ["not_permitted"]
    assert own_shell.json(*SIRO, "risks", *accept)["authority"] == "siro"
    assert reference in {one["reference"] for one in risks("list", "--want", "accepted")["risks"]}
    score = ("score", reference, "--set", "current_impact=2", "--reason", "Less paper there.")
    assert risks(*score)["current"] == 6
    shown = risks("show", reference)
    assert [one["standing"] for one in shown["acceptances"]] == ["stale"]
    assert [one["current"] for one in shown["scores"]] == [6, 9]
    assert "Zinc roof leaks" in listed(own_shell, "--want", "stale", "--unit", "HOU")
    later = ("review", reference, "--said", "Dry so far.", "--next", "2999-11-30")
    assert risks(*later)["review_on"] == "2999-11-30"
    assert own_shell.refused("risks", "close", reference) == ["reason"]
    assert risks("close", reference, "--reason", "New roof.")["state"] == "closed"
    assert risks("reopen", reference, "--reason", "It leaks again.")["state"] == "draft"
    assert "Cause: The roof is old." in own_shell.run("risks", "show", reference).out


def test_an_acceptance_is_withdrawn(own_shell):
    reference = made(own_shell, "Tin roof leaks")
    own_shell.json("risks", "open", reference)
    said = ("--reason", "Until spring.", "--until", SOON)
    own_shell.json(*SIRO, "risks", "accept", reference, *said)
    own_shell.json(*SIRO, "risks", "withdraw", reference, "--reason", "Too much.")
    shown = own_shell.json("risks", "show", reference)
    assert [one["standing"] for one in shown["acceptances"]] == ["withdrawn"]


def test_controls_and_options_of_a_risk(own_shell):
    reference = made(own_shell, "Slate roof leaks")
    risks = lambda *words: own_shell.json("risks", *words)  # noqa: E731
    control = risks("add-control", reference, "A bucket", "--owner", "n.sorrelby")["reference"]
    sure = ("A larger bucket", "--owner", "j.bexcombe", "--confidence", "tested")
    risks("change-control", control, *sure)
    [shown] = risks("show", reference)["controls"]
    assert (shown["words"], shown["confidence"]) == ("A larger bucket", "tested")
    risks("end-control", control, "--reason", "It is full.")
    assert risks("show", reference)["controls"] == []
    weighed = ("--local-need", "Dry at once", "--policy", "Costs are recorded")
    option = risks("add-option", reference, "A new roof", *weighed)["reference"]
    risks("choose-option", option, "--reason", "It lasts.")
    assert [one["chosen_why"] for one in risks("show", reference)["options"]] == ["It lasts."]


def test_risks_are_rolled_up_and_exported(own_shell, tmp_path):
    reference = made(own_shell, "Copper roof leaks")
    own_shell.json("risks", "open", reference)
    found = own_shell.json(*SIRO, "risks", "overview", "--unit", "HOU-REP")
    assert reference in {one["reference"] for one in found["top"]}
    assert {"likelihood": 3, "impact": 3} in [
        {name: one[name] for name in ("likelihood", "impact")} for one in found["cells"]
    ]
    paper = own_shell.json(*SIRO, "risks", "report", tmp_path / "paper.pdf", "--unit", "HOU-REP")
    assert (tmp_path / "paper.pdf").stat().st_size == paper["bytes"]
    figures = own_shell.json(*SIRO, "risks", "figures", "--unit", "HOU")
    assert sum(one["risks"] for one in found["cells"]) <= figures["open"]
    own_shell.json("risks", "export", tmp_path / "risks.csv", "--unit", "HOU-REP")
    with (tmp_path / "risks.csv").open(encoding="utf-8", newline="") as stream:
        rows = {one["reference"]: one for one in csv.DictReader(stream)}
    assert rows[reference]["cause"] == "The roof is old."
    assert {"title", "owner"} <= {
        one["name"] for one in own_shell.json("risks", "fields")["fields"]
    }


def test_scales_are_shown_and_a_file_is_tried(own_shell, tmp_path):
    assert own_shell.json("risks", "scales")["waiver_months"] == 12
    own = tmp_path / "own.yaml"
    own.write_text(pack.SHIPPED.read_text().replace("appetite: 6", "appetite: 7"))
    tried = own_shell.json("risks", "scales", "--file", own)
    assert {"code": "loss", "name": "Loss or destruction", "appetite": 7} in tried["categories"]
    own.write_text("bands: 3\n")
    wrong = own_shell.refused("risks", "scales", "--file", own)
    assert {"bands", "likelihood", "impact", "categories"} <= set(wrong)


def test_a_waiver_is_asked_for_granted_refused_and_ended(own_shell):
    def ask(rule, *more):
        need = ("--why", "Nobody is there.", "--control", "A list is kept.", "--until", SOON)
        option = ("--option", "Borrow people|They must be taught|The rule is kept")
        words = ("waivers", "ask", rule, "--unit", "HOU-REP", *need, *option, *more)
        return own_shell.json("--as", "n.sorrelby", *words)["reference"]

    one, other = ask("Roofs are looked at weekly."), ask("Gutters are cleared monthly.")
    own = own_shell.refused("--as", "n.sorrelby", "waivers", "grant", one, "--reason", "Mine.")
    assert own == ["not_permitted"]
    granted = own_shell.json("waivers", "grant", one, "--reason", "For once.")
    assert granted["state"] == "granted"
    own_shell.json("waivers", "refuse", other, "--reason", "Too long.")
    shown = own_shell.json("waivers", "show", one)
    assert (shown["state"], shown["decided_why"]) == ("granted", "For once.")
    there = own_shell.json("waivers", "list", "--unit", "HOU", "--state", "refused")["waivers"]
    assert other in {each["reference"] for each in there}
    own_shell.json("waivers", "end", one, "--reason", "People are back.")
    assert own_shell.refused("waivers", "end", one, "--reason", "Again.") == ["ended"]
    wrong = ("waivers", "ask", "x", "--unit", "HOU-REP", "--option", "only one part")
    assert own_shell.refused("--as", "n.sorrelby", *wrong) == ["not_an_option"]
