"""What is handed out for running Muniment as services names commands, options and settings that
there are."""

import re
import shlex
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml
from tests.faults.units import container, unit

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def commands() -> dict[str, str]:
    """What the reference says of each command."""
    page = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
    return dict(re.findall(r"^## `muniment ([a-z -]+)[^`]*`\n(.*?)(?=^## |\Z)", page, re.M | re.S))


def settings() -> set[str]:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    return set(re.findall(r"`((?:MUNIMENT|AWS|FORWARDED)_[A-Z0-9_]+)`", page))


def wrong_with(line: str) -> list[str]:
    """What in a command line there is not."""
    program, *words = shlex.split(line)
    assert program.endswith("muniment")
    known = commands().get(words[0])
    if known is None:
        return [words[0]]
    return [word for word in words if word.startswith("--") and f"`{word}" not in known
            and f"/ {word}" not in known]  # fmt: skip


@pytest.mark.parametrize("file", UNITS, ids=lambda one: one.name)
def test_each_unit_runs_a_command_that_there_is_as_a_user_of_its_own(file):
    parsed = ConfigParser(interpolation=None)
    parsed.optionxform = str
    parsed.read_string(file.read_text("utf-8"))
    service = parsed["Service"]
    assert wrong_with(service["ExecStart"]) == []
    assert service["User"] == "muniment"
    assert service["EnvironmentFile"] == "/etc/muniment/muniment.env"
    assert parsed["Install"]["WantedBy"] == "multi-user.target"
    assert parsed["Unit"]["StartLimitIntervalSec"] == "0", "it would be given up for ever"


def test_what_is_wrong_would_be_noticed():
    assert len(UNITS) == 3
    assert wrong_with("/opt/muniment serf") == ["serf"]
    assert wrong_with("/opt/muniment serve --many 3") == ["--many"]


def test_each_setting_of_the_example_and_the_containers_is_one():
    example = (DEPLOY / "muniment.env.example").read_text("utf-8")
    named = set(re.findall(r"^([A-Z0-9_]+)=", example, re.M))
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    named |= set(composed["x-muniment"]["environment"])
    assert len(named) > 10
    assert named - settings() == set()


def test_each_container_runs_a_command_that_there_is_after_what_it_needs():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    for name in ("web", "worker"):
        assert wrong_with(services[name]["command"]) == []
        for needed, how in services[name]["depends_on"].items():
            assert how["condition"] == "service_healthy"
            assert "healthcheck" in services[needed]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_container_is_given_as_long_to_end_as_a_unit_is(name):
    """By itself a container is killed after ten seconds, and with it what is being uploaded."""
    [file] = (DEPLOY / "systemd").glob(f"muniment-{name}*.service")
    assert container(name).stop_within == unit(file.name).stop_within
