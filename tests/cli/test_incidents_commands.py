"""Incidents from the command line."""

REPORT = ("A ladder of the store is gone.", "--kind", "lost", "--personal-data", "no")


def reported(shell, *more, unit="HOU-REP"):
    return shell.json("incidents", "report", *REPORT, "--unit", unit, *more)["reference"]


def test_an_incident_is_reported_triaged_put_right_and_closed(own_shell):
    deed = lambda *words: own_shell.json("incidents", *words)  # noqa: E731
    one = reported(own_shell)
    handler = "e.caddick"
    assert deed("triage", one, "--severity", "low", "--handler", handler, "--breach", "no")
    assert deed("advance", one, "investigate")["stage"] == "investigating"
    refused = own_shell.refused("incidents", "advance", one, "put_right")
    assert refused == ["cause"]
    deed("find", one, "--cause", "The door stood open.")
    deed("advance", one, "put_right")
    task = deed("add-action", one, "Mend it", "--who", handler, "--due-on", "2999-12-31")["task"]
    deed("finish-action", task, "--words", "Mended.")
    deed("advance", one, "check", "--check-on", "2999-12-31")
    deed("check", one, "--worked", "--found", "Nothing is gone.")
    assert deed("close", one, "--no-lesson", "Known.")["stage"] == "closed"
    assert deed("reopen", one, "--why", "Another.")["stage"] == "investigating"
    shown = deed("show", one)
    assert shown["what"] == REPORT[0] and shown["steps"][0]["deed"] == "reopen"
    assert one in [each["reference"] for each in deed("mine")["incidents"]]
    assert one in [each["reference"] for each in deed("list", "--words", "ladder")["incidents"]]


def test_a_breach_has_a_clock_a_decision_and_a_notification(own_shell):
    deed = lambda *words: own_shell.json("incidents", *words)  # noqa: E731
    one = reported(own_shell)
    handler = ("--severity", "high", "--handler", "e.caddick")
    deed("triage", one, *handler, "--breach", "yes")
    deed("aware", one, "--at", "2026-01-05T10:00", "--why", "Known before.")
    assert deed("show", one)["state"] == "passed"
    words = ("decide", one, "authority", "--tell", "--why", "A risk.")
    assert own_shell.refused("incidents", *words) == ["late_why"]
    deed(*words, "--late-why", "Nobody was there.")
    bad = ("told", one, "authority", "--how", "Form", "--at", "noon")
    assert own_shell.refused("incidents", *bad) == ["told_at"]
    deed("told", one, "authority", "--how", "Form", "--at", "2026-01-06T10:00")
    assert deed("show", one)["state"] == "settled"


def test_a_pack_is_looked_at_before_it_is_named(own_shell, tmp_path):
    assert own_shell.json("incidents", "pack")["limit_hours"] == 72
    bad = tmp_path / "bad.yaml"
    bad.write_text("authority: A\nlimit_hours: many\n")
    assert own_shell.refused("incidents", "pack", bad) == [
        "limit_hours",
        "alert_hours",
        "alerted_roles",
    ]


def test_figures_and_lessons_are_told(own_shell):
    figures = own_shell.json("incidents", "figures")
    assert {"reports", "notifiable", "stages"} <= set(figures)
    assert "lessons" in own_shell.json("lessons", "list")
    assert own_shell.refused("lessons", "judge", "LE-00000-00000", "burn") == ["deed"]
