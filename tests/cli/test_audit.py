"""The audit log from the command line."""

import sqlite3

from tests.cli.conftest import ON_POSTGRESQL, URL


def test_the_log_is_shown_filtered_and_one_event_in_full(shell):
    shell.json("units", "add", "LOG", "--name", "Logged")
    [event] = shell.json("audit", "show", "--about", "unit:LOG")["events"]
    assert event["kind"] == "access:unit:opened"
    by = shell.json("audit", "show", "--by", "operator", "--kind", "access:unit")["events"]
    assert event in by
    one = shell.json("audit", "show", str(event["seq"]))
    assert one["canonical"].startswith("{") and len(one["leaf"]) == 64
    assert shell.json("audit", "show", "--before", str(event["seq"]), "--limit", "1")["events"]
    assert shell.refused("audit", "show", "999999") == ["not_found"]
    assert shell.refused("audit", "show", "--as", "d.quillon") == ["not_permitted"]
    assert "access:unit:opened" in shell.run("audit", "show").out


def test_a_checkpoint_is_made_kept_and_compared(shell, tmp_path):
    shell.json("units", "add", "CKP", "--name", "Checkpoint")
    made = shell.json("audit", "checkpoint")
    assert made["size"] > 100 and made["note"].startswith("muniment.example/audit\n")
    assert shell.json("audit", "checkpoint")["size"] is None
    mine = tmp_path / "mine.checkpoint"
    mine.write_text(made["note"])
    told = shell.json("audit", "verify", "--checkpoint", mine)
    assert told["sound"] and told["outside_notes"] >= 2
    forged = tmp_path / "forged.checkpoint"
    forged.write_text(made["note"].replace(f"\n{made['size']}\n", f"\n{made['size'] - 1}\n"))
    found = shell.json("audit", "verify", "--checkpoint", forged, expect=1)
    assert not found["sound"] and found["faults"]
    assert "WRONG" in shell.run("audit", "verify", "--checkpoint", forged).out
    assert shell.refused("audit", "verify", "--checkpoint", tmp_path / "no") == ["not_found"]
    forged.write_bytes(b"\xff")
    assert shell.refused("audit", "verify", "--checkpoint", forged) == ["unreadable"]


def test_an_auditor_verifies_and_exports_the_log(shell, tmp_path):
    assert shell.json("audit", "verify", "--as", "i.cravenhall")["sound"]
    out = tmp_path / "log.txt"
    told = shell.json("audit", "export", out, "--as", "i.cravenhall")
    lines = out.read_text().splitlines()
    assert lines[0].count("muniment-audit-export") == 1 and len(lines) > told["events"]
    assert shell.run("audit", "export", "-").out.splitlines()[-1].startswith("{")
    assert shell.refused("audit", "export", "-") == ["usage"]
    assert shell.refused("audit", "export", out, "--as", "d.quillon") == ["not_permitted"]


def test_a_log_that_somebody_edited_is_found_out(shell, copied):
    edit(copied, "UPDATE audit_event SET actor = 'nobody' WHERE seq = 3")
    told = shell.json("audit", "verify", expect=1)
    edit(copied, "UPDATE audit_event SET actor = 'setup' WHERE seq = 3")
    assert {fault["seq"] for fault in told["faults"]} >= {3}
    assert shell.json("audit", "verify")["sound"]


def edit(body, statement):
    """Change the log as somebody with the database in their hands would: past its triggers."""
    if ON_POSTGRESQL:
        import psycopg

        with psycopg.connect(URL, dbname=body.database, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(statement)
        return
    with sqlite3.connect(body.home / "muniment.sqlite3") as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for again in (statement, *(sql for _, sql in triggers)):
            connection.execute(again)
