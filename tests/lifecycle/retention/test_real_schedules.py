"""Every real schedule that there is comes in as far as it is understood, and goes out the same."""

import tarfile
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from tests.lifecycle.town import TODAY

from muniment.foundation.kernel import sheets, workbooks
from muniment.lifecycle.retention import actions, queries, rules
from muniment.lifecycle.retention.types import COLUMNS
from muniment.lifecycle.retention.types.schedules import ScheduleTerms

DATA = Path(__file__).parents[4] / "shared" / "data" / "retention-schedules.tar.gz"
pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the real inputs (../shared/data) are not on this machine"
)


@cache
def contents() -> dict[PurePosixPath, bytes]:
    """The schedules in the archive, by their path."""
    if not DATA.exists():
        return {}
    with tarfile.open(DATA) as packed:
        found = {PurePosixPath(one.name): packed.extractfile(one) for one in packed if one.isfile()}
        return {
            path: stream.read()
            for path, stream in found.items()
            if path.suffix == ".json" and path.name != "repository.json"
        }


FILES = sorted(contents())
SAID = {"authority": "As published", "why": "As published", "valid_from": "2025-01-01"}
COLUMN = {
    "code": "series_metadata.series_id",
    "title": "series_metadata.series_title",
    "description": "series_metadata.series_description",
    "authority": "series_metadata.legal_citation",
    "years": "retention_rules.duration_years",
    "months": "retention_rules.duration_months",
}
MAPPINGS = {
    "al": rules.Mapping(
        COLUMN | {"statement": "retention_rules.disposition"}, SAID, code_prefix="{schedule}-"
    ),
    "nc": rules.Mapping(
        COLUMN | {"trigger": "retention_rules.trigger_event"}, SAID, code_prefix="{schedule}-"
    ),
}
# Of every file: what is read at least of a hundred rows. Whoever teaches the reader more may raise
# it; less would be a step back.
LEAST = {"al": 60, "nc": 30}


def mapped(file):
    mapping = MAPPINGS[file.parent.name]
    rows = sheets.read_rows(file.name, contents()[file])
    columns = {ours: one for ours, one in mapping.columns.items() if any(one in r for r in rows)}
    own = replace(mapping, columns=columns, code_prefix=f"{file.stem[:30]}-")
    return rows, rules.map_rows(rows, own)


@pytest.mark.once
@pytest.mark.parametrize("file", FILES, ids=lambda one: one.stem)
def test_each_row_is_read_or_left_with_its_reason(file):
    rows, done = mapped(file)
    lines = Counter([int(one["line"]) for one in done.rows] + [one.line for one in done.left])
    assert lines == Counter(range(2, len(rows) + 2)), "no row is lost, and none is there twice"
    assert all(one.reason.endswith(".") and len(one.reason) > 10 for one in done.left)
    drafts, faults = rules.read_rows(done.rows, today=TODAY)
    assert faults == []
    assert len(drafts) == len(done.rows)


@pytest.mark.once
def test_at_least_as_much_is_understood_as_was():
    for state, least in LEAST.items():
        found = [mapped(one) for one in FILES if one.parent.name == state]
        read = sum(len(done.rows) for _, done in found)
        assert 100 * read >= least * sum(len(rows) for rows, _ in found), (state, read)


@pytest.mark.once
def test_all_of_them_come_in_at_once_and_go_out_the_same(town):
    manager = town.who("manager")
    for file in FILES:
        _, done = mapped(file)
        terms = ScheduleTerms(file.stem, area=file.parent.name)
        code = file.stem[:40].rstrip("_")
        actions.load_schedule(manager, code, terms, done.rows, now=town.now)
        found = queries.rules_of(queries.edition_named(code, 1))
        assert len(found) == len(done.rows)
        cells = [rules.as_cells(one) for one in found]
        for back in (
            sheets.read_rows("out.csv", sheets.as_csv(cells)),
            sheets.read_rows("out.json", sheets.as_json(cells, COLUMNS).encode()),
            sheets.read_rows("out.xlsx", workbooks.written(cells, COLUMNS, code)),
        ):
            drafts, faults = rules.read_rows(back, today=TODAY)
            assert faults == []
            assert rules.changes_between(found, drafts).same == len(found)
    assert queries.schedules().count() == len(FILES)
