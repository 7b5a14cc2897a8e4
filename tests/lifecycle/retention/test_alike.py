"""Many records are dated at once as each would be by itself: what is alike is computed once."""

import os
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.holdings.records.types import Filing
from muniment.lifecycle.retention import rules
from muniment.lifecycle.retention.queries.dating import dates_under
from muniment.lifecycle.retention.types import RuleTerms

LIVES = (
    "destroy 6 years after record_date",
    "destroy 2 years after last_modified",
    "review 1 year after folder_closed",
    "destroy the later of 2 years after record_date and 1 year after folder_closed",
    "destroy the earlier of 2 years after last_modified and 1 year after folder_closed",
    "keep",
)
FOUND = {
    str(n): RuleTerms(str(n), 1, "A rule", "An Act", rules.parse(life))
    for n, life in enumerate(LIVES)
}
# Few days, and one rule for all: many records are then alike in some of their dates.
days = st.sampled_from([date(1999, 12, 31), date(2000, 1, 1)])
filings = st.builds(
    Filing,
    rule=st.just(""),
    record_date=days,
    date_source=st.just("modified"),
    modified_on=st.none() | days,
    folder_closed_on=st.none() | days,
    keep_until=st.none() | st.just(date(2006, 1, 1)),
    scopes=st.just(("R-1", "F-1", "FIN")),
)


@pytest.mark.fault
@pytest.mark.parametrize("rule", [*FOUND, "none"])
@settings(max_examples=25 if "MUNIMENT_FAULT_N" not in os.environ else 500)
@given(st.lists(filings, min_size=20, max_size=60))
def test_dated_together_is_dated_alone(rule, many):
    under = [replace(one, rule=rule) for one in many]
    assert dates_under(under, FOUND) == [dates_under([one], FOUND)[0] for one in under]
