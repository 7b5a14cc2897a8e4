"""The form of a rule says of its clocks what the rule says, and shows it again."""

import pytest

from muniment.lifecycle.retention.rules import parse
from muniment.lifecycle.retention.types import RuleDraft
from muniment.web.forms.rules import RuleForm, draft_from, initial_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "life",
    [
        "destroy 6 years after record_date",
        "destroy 18 months after folder_closed, to the end of the calendar year",
        "review 1 year after event:case_closed with case, from the end of the financial year,"
        " to the end of the month",
        "destroy the later of 6 years after record_date and event:case_closed, to the end of the"
        " financial year",
        "review 7 years after folder_closed then destroy 13 years after previous_step",
        "sample 1 in 10 6 years after record_date",
        "sample 1 in 3 the later of 6 years after record_date and superseded",
        "keep",
    ],
)
def test_what_the_form_shows_is_what_it_says(life):
    draft = RuleDraft("A-1", "A rule", authority="An Act", steps=parse(life), why="So")
    shown = {name: value for name, value in initial_of(draft).items() if value is not None}
    form = RuleForm({"unit": "years", "unit_2": "years", **shown})
    assert form.is_valid(), form.errors
    assert draft_from(form.cleaned_data) == draft
