"""The pack of the breach clock: data of the body, and a clear answer where it is wrong."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from tests.governance.incidents.happened import breach

from muniment.governance.incidents import queries, rules
from muniment.governance.incidents.adapters import packs

GOOD = {
    "authority": "Data Commissioner",
    "limit_hours": "48",
    "alert_hours": ["40", "12"],
    "alerted_roles": ["siro"],
}
TEXT = """
authority: Data Commissioner
limit_hours: 48
alert_hours: [40, 12]
alerted_roles: [siro]
"""


def test_the_pack_that_is_shipped_is_that_of_the_united_kingdom():
    pack = packs.current()
    assert (pack.limit_hours, pack.alert_hours) == (72, (24, 48, 66))
    assert pack.authority == "Information Commissioner's Office"


def test_a_pack_is_read_and_its_hours_put_in_order():
    pack, wrong = rules.read_pack(GOOD)
    assert wrong == [] and pack.alert_hours == (12, 40) and pack.report_at == ""


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({**GOOD, "limit_hours": "three days"}, ["limit_hours"]),
        ({**GOOD, "limit_hours": "0"}, ["limit_hours", "alert_hours", "alert_hours"]),
        ({**GOOD, "alert_hours": ["48", "x"]}, ["alert_hours", "alert_hours"]),
        ({**GOOD, "alert_hours": "24"}, ["alert_hours"]),
        ({**GOOD, "alerted_roles": ["king"]}, ["alerted_roles"]),
        ({**GOOD, "alerted_roles": []}, ["alerted_roles"]),
        ({**GOOD, "report_at": "http://there"}, ["report_at"]),
        ({**GOOD, "authority": " ", "more": "x"}, ["more", "authority"]),
        ({}, ["authority", "limit_hours", "alert_hours", "alerted_roles"]),
        (["a list"], [""]),
    ],
)
def test_every_reason_against_a_pack_is_told_at_once(said, fields):
    pack, wrong = rules.read_pack(said)
    assert pack is None and [one.field for one in wrong] == fields


def test_a_file_that_cannot_be_read_is_said_to_be_so(tmp_path):
    broken = tmp_path / "pack.yaml"
    for text in ("a: &x b", "\t{", "x" * 100_000):
        broken.write_text(text)
        pack, [why] = packs.look_at(broken)
        assert pack is None and why.message
    assert "cannot be read" in packs.look_at(tmp_path / "none.yaml")[1][0].message


def test_a_body_names_a_pack_of_its_own(settings, tmp_path):
    file = tmp_path / "pack.yaml"
    file.write_text(TEXT)
    settings.MUNIMENT_BREACH_PACK = str(file)
    assert queries.pack().authority == "Data Commissioner"
    bad = tmp_path / "bad.yaml"
    bad.write_text("authority: A\nlimit_hours: -1\n")
    settings.MUNIMENT_BREACH_PACK = str(bad)
    with pytest.raises(ImproperlyConfigured, match=r"limit_hours.*alert_hours.*alerted_roles"):
        queries.pack()


@pytest.mark.django_db
def test_the_hours_of_the_pack_are_those_of_the_clock(parish, settings, tmp_path):
    file = tmp_path / "pack.yaml"
    file.write_text(TEXT)
    settings.MUNIMENT_BREACH_PACK = str(file)
    made = breach(parish.who("manager"), parish.who("clerk"), parish.now)
    one = queries.incident_named(parish.who("manager"), made)
    assert (one.limit_at - one.aware_at).total_seconds() == 48 * 3600
