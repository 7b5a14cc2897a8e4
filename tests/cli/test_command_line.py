"""Help, exit codes, --json and who acts."""

import json
import os
import resource
import subprocess
import sys

import pytest
from typer.main import get_command

from muniment.cli.main import app, hoisted
from muniment.cli.output import printable
from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.sheets import cell


def muniment(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "muniment.cli", *words],
        env={**os.environ, "PYTHONPATH": "src", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_help_comes_in_well_under_a_second_without_django():
    began = worked()
    ran = muniment("--help", DJANGO_SETTINGS_MODULE="nowhere.at.all")
    assert ran.returncode == 0 and "capture" in ran.stdout
    assert worked() - began < 1.5  # 0.15 s on a machine with nothing else to do


def worked():
    """The seconds that processors worked for the programs begun here: not those they waited."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# What takes longer to load than most commands take: only where it is used.
HEAVY = {"boto3", "celery", "py3langid"}
AT_WORK = (
    "muniment.holdings.capture.actions",
    "muniment.holdings.mailboxes.actions",
    "muniment.foundation.jobs.adapters.worker",
)


def test_a_body_in_a_folder_without_a_broker_loads_neither_s3_nor_celery(empty_shell):
    for name in AT_WORK:
        empty_shell.python(f"module({name!r}).__name__")
    assert HEAVY & set(empty_shell.python("sorted(module('sys').modules)")) == set()


def helps(command, words, above=None):
    """What --help says of a command and of each below it, by their words."""
    context = command.context_class(command, info_name=words[-1], parent=above)
    yield words, command.get_help(context)
    for name, below in getattr(command, "commands", {}).items():
        yield from helps(below, [*words, name], context)


def test_the_help_of_every_command_says_what_it_does(empty_shell):
    told = list(helps(get_command(app), ["muniment"]))
    assert len(told) > 150
    for words, said in told:
        assert said.startswith(f"Usage: {' '.join(words)} "), words
        assert len(said.splitlines()[2].strip()) > 10, words
    for words, said in told[:: len(told) // 3]:  # as it is asked for
        ran = empty_shell.run(*words[1:], "--help")
        assert ran.code == 0 and ran.out.split()[:12] == said.split()[:12], words


def test_what_stands_anywhere_is_moved_to_the_front():
    words = ["audit", "show", "--json", "--limit", "3", "--as", "ann", "--debug"]
    assert hoisted(words) == ["--json", "--debug", "--as", "ann", "audit", "show", "--limit", "3"]
    assert hoisted(["search", "--as=ann", "--", "--json"]) == [
        "--as=ann",
        "search",
        "--",
        "--json",
    ]


def test_without_a_body_every_command_says_how_to_make_one(empty_shell):
    ran = empty_shell.run("units", "list")
    assert ran.code == 2 and "muniment init" in ran.err and not ran.out
    assert empty_shell.refused("units", "list") == ["no_body"]
    assert empty_shell.refused("serve") == ["no_body"]


def test_a_command_line_that_is_wrong_is_refused_in_words_and_as_json(shell):
    ran = shell.run("capture")
    assert ran.code == 2 and "--help" in ran.err
    assert shell.refused("capture") == ["usage"]
    assert shell.refused("no-such-command") == ["usage"]
    assert shell.refused("audit") == ["usage"]
    assert shell.refused("folder", "close", "F-1", "--on", "tomorrow") == ["not_a_date"]
    assert "Usage:" in shell.run("audit").out


def test_a_failure_that_was_not_foreseen_is_one_line_and_a_trace_with_debug(shell, tmp_path):
    words = ("records", "export", "--csv", tmp_path / "no" / "such" / "folder.csv")
    ran = shell.run(*words)
    assert (ran.code, len(ran.err.splitlines()), ran.out) == (1, 1, "")
    assert "Traceback" in shell.run(*words, "--debug").err
    assert "FileNotFoundError" in shell.json(*words, expect=1)["error"]


def test_somebody_unknown_cannot_act_and_somebody_known_acts_as_themselves(shell):
    assert shell.refused("units", "list", "--as", "nobody.at.all") == ["no_actor"]
    assert shell.refused("--as", "i.cravenhall", "jobs", "list") == ["not_permitted"]
    shell.json("units", "add", "AS-1", "--name", "Made by the officer", "--as", "h.stanmere")
    last = shell.json("audit", "show", "--limit", "1")["events"][0]
    people = shell.json("people", "list")["people"]
    [officer] = [one for one in people if one["username"] == "h.stanmere"]
    assert (last["actor"], last["origin"]) == (officer["person"], "cli")


def test_the_environment_says_who_acts_unless_the_command_does(copied):
    environment = {**copied.environment, "MUNIMENT_ACTOR": "i.cravenhall"}
    ran = muniment("units", "add", "X-1", "--name", "X", "--json", **environment)
    assert ran.returncode == 2
    assert json.loads(ran.stdout)["refused"][0]["code"] == "not_permitted"


def test_a_refusal_gives_every_reason_on_a_line_of_its_own(shell):
    ran = shell.run("hold", "place", "--name", " ", "--kind", "whim")
    assert ran.code == 2
    assert len(ran.err.splitlines()) >= 4


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1"])
def test_a_cell_never_begins_a_formula_and_reads_back_as_it_was(text):
    assert cell(text) == f"'{text}"
    assert sheets.read_rows("a.csv", f'a\r\n"{cell(text)}"\r\n'.encode()) == [{"a": text}]


@pytest.mark.parametrize("text", ["plain", "'quoted'", "a=b", ""])
def test_other_cells_stay_as_they_are(text):
    assert cell(text) == text


def test_names_from_outside_cannot_steer_the_terminal():
    assert printable("a\x1b[31mb\nc\u202ed") == "a\\x1b[31mb c\\u202ed"
    assert printable(os.fsdecode(b"caf\xe9")) == "caf\\udce9"


def test_the_bench_is_a_programme_of_its_own_that_gets_the_options(shell):
    ran = shell.run("bench", "--database", "nonsense")
    assert ran.code == 1 and "invalid choice: 'nonsense'" in ran.err
    assert shell.json("bench", "--database", "nonsense", expect=1) == {"exit": 2, "figures": []}
