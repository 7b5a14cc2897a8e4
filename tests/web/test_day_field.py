"""A date that a person types is the one that they mean, or none."""

from datetime import date

import pytest
from django.forms import ValidationError

from muniment.web.fields import DayField


@pytest.mark.parametrize("typed", [("31", "3", "26"), ("1", "1", "999"), ("31", "2", "2026")])
def test_a_year_of_two_figures_is_no_date(typed):
    with pytest.raises(ValidationError, match="four figures"):
        DayField().clean(typed)


def test_a_year_of_four_figures_is():
    assert DayField().clean(("31", "3", "2026")) == date(2026, 3, 31)
    assert DayField(required=False).clean(("", "", "")) is None
