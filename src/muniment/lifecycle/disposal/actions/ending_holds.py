"""Holds that lift by themselves: only while the clock can be trusted, for by a leap of it they
would lift before their day [DIS-06]."""

from datetime import datetime

from muniment.foundation.kernel.errors import refuse_if
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.holds import actions as holds


def end_holds(*, now: datetime) -> None:
    """Lift the holds whose time to appeal is over. Raises Refused where the clock cannot be
    trusted, whether or not there are such holds: who looks at jobs learns nothing of them."""
    refuse_if(queries.reasons_of_clock(now))
    holds.lift_ended(now=now)
