"""How plain the words of a schedule are, for whoever writes it (RET-04)."""

from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.models import Edition

READ = 500  # rules of an edition whose words are read: enough to say how plain it is


def plainness_of(edition: Edition) -> decide.Plainness | None:
    """How plain the edition is, in what everybody reads of it: what the schedule is for, and what
    each rule covers, leaves out and why."""
    rows = edition.drafts.order_by("code").values_list("description", "scope_note", "why")[:READ]
    texts = [text for row in rows for text in row]
    return decide.plainness(edition.schedule.purpose, *texts)
