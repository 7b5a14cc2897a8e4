"""Backing up, proving and restoring, as it is typed."""

from pathlib import Path

from tests.cli.conftest import ON_POSTGRESQL


def test_a_body_is_backed_up_proven_and_put_back(nobodys_shell, databases, tmp_path):
    to = tmp_path / "backups"
    assert nobodys_shell.run("restore", to, "--verify").code == 2
    nobodys_shell.json("init", "--username", "op", "--name", "Op Erator")
    assert nobodys_shell.refused("backup") == ["no_folder"]
    assert nobodys_shell.refused("restore", to) == ["usage"]
    made = nobodys_shell.json("backup", "--to", to)
    assert (made["missing"], made["removed"]) == ([], [])
    nobodys_shell.json("units", "add", "LATE", "--name", "Opened after the backup")
    proof = nobodys_shell.json("restore", to, "--verify")
    assert (proof["sound"], proof["name"], proof["into"]) == (True, made["name"], "")
    nobodys_shell.run("worker", "--until-idle")  # signs a checkpoint about what will be lost
    ledger = nobodys_shell.home.parent / "checkpoints" / "destroyed.ledger"
    ledger.touch()
    done = nobodys_shell.json("restore", to, "--swap", "--reason", "Flood")
    assert done["swapped"]
    if ON_POSTGRESQL:
        databases.names += [one.split()[1] for one in done["kept"] if one.startswith("database")]
    assert any(Path(one).is_dir() for one in done["kept"])
    assert "LATE" not in nobodys_shell.run("units", "list").out
    nobodys_shell.run("worker", "--until-idle")
    log = nobodys_shell.json("audit", "verify")
    assert (log["sound"], log["faults"]) == (True, [])
    assert "backup:body:restored" in nobodys_shell.run("audit", "show").out


def test_a_damaged_backup_ends_with_one_and_names_the_file(shell, tmp_path):
    to = tmp_path / "backups"
    made = shell.json("backup", "--to", to)
    settings = to / "snapshots" / made["name"] / "settings.json"
    settings.write_text(settings.read_text().replace("35", "36"))
    proof = shell.json("restore", to, "--verify", expect=1)
    assert not proof["sound"]
    assert [str(settings) in one for one in proof["faults"]] == [True]
