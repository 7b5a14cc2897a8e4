"""Lists that councils have really published, taken over as registers: each row becomes an entry or
is left out with a reason, and what came in goes out and in again without change."""

import tarfile
from datetime import date
from io import StringIO

import pytest

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel import sheets
from muniment.governance.assets import actions, queries, rules

TODAY = date(2026, 11, 21)
SERVICES = "uk-lgsl/data/local_services.csv"
POSTS = "uk-trafford-council/transparency_code/organisation_chart/"
POSTS += "trafford_council_organisation_structure.csv"


@pytest.fixture
def published(shared_data):
    archive = shared_data / "council-open-data.tar.gz"
    if not archive.is_file():
        pytest.skip("the open data of councils is not on this machine")
    with tarfile.open(archive) as packed:
        members = {one.name.removeprefix("./"): one for one in packed.getmembers()}
        return {name: packed.extractfile(members[name]).read() for name in (SERVICES, POSTS)}


def taken_over(parish, rows, chosen, **always):
    """What an import made and left out; each row that says something is one or the other."""
    manager = parish.who("manager")
    found, left, same = queries.look_at(manager, rows, chosen, always, today=TODAY)
    made, left_again = actions.import_assets(manager, rows, chosen, always=always, now=parish.now)
    assert (len(made), left_again, same) == (len(found), left, 0)
    lines = sorted([one.line for one in found] + [one.line for one in left])
    assert lines == list(range(2, len(rows) + 2))
    assert all(one.reason for one in left)
    return made, left


def gone_out_and_in_again(parish):
    """How many rows of the register, as a file, are taken to change nothing."""
    manager, file = parish.who("manager"), StringIO(newline="")
    rows = list(queries.register(manager, today=TODAY))
    sheets.write_csv(file, rows, list(rows[0]))
    again = sheets.read_rows("register.csv", file.getvalue().encode())
    assert [{name: text or "" for name, text in row.items()} for row in again] == rows
    chosen = rules.columns_of(list(again[0]))
    found, left, same = queries.look_at(manager, again, chosen, {}, today=TODAY)
    assert (found, left) == ([], [])
    return same


def test_the_list_of_local_services_is_a_register_of_data_sets(parish, published):
    rows = sheets.read_rows("local_services.csv", published[SERVICES])
    chosen = {"title": "Description", "volume": "LGSL", "owner_post": "Providing Tier"}
    made, left = taken_over(parish, rows, chosen, unit="Legal", kind="data set")
    assert (len(made), left) == (128, [])
    assert gone_out_and_in_again(parish) == 128
    named = {one.title: one.values for one in queries.every()}
    assert named["Find out about educating your child at home"]["volume"] == "1"


def test_a_chart_of_posts_becomes_entries_of_the_directorates_that_there_are(parish, published):
    for number, name in enumerate(("Place", "Children's Services", "Strategy & Resources")):
        accounts.open_unit(SETUP, f"T-{number}", name=name, now=parish.now)
    rows = sheets.read_rows("organisation.csv", published[POSTS])
    chosen = {
        **{"title": "JobTitle", "unit": "Directorate", "owner_post": "JobTitle"},
        **{"description": "Comments", "needed_by": "Service", "risks": "Vacancy"},
    }
    made, left = taken_over(parish, rows, chosen, kind="other")
    of_units = {"Place", "Children's Services", "Strategy & Resources"}
    fitting = [one for one in rows if one["Directorate"] in of_units]
    twice = [one for one in left if "of this name already" in one.reason]
    nowhere = [one for one in left if "There is no unit" in one.reason]
    assert len(twice) + len(nowhere) == len(left)
    assert (len(nowhere), len(made) + len(twice)) == (len(rows) - len(fitting), len(fitting))
    assert len(made) > 40
    assert gone_out_and_in_again(parish) == len(made)
