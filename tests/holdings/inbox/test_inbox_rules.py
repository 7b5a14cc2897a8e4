"""Which messages of a mailbox are private, and what is suggested of the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.holdings.inbox import rules
from muniment.holdings.inbox.types import Which
from muniment.holdings.mail.types import Clue, Why
from muniment.holdings.mailboxes.types import Glimpse


def glimpse(head=b"Subject: A\r\n\r\n", flags=(), whole=True):
    return Glimpse(1, 100, None, frozenset(flags), head, whole=whole)


PRIVATE = (
    b"Sensitivity: Private",
    b"sensitivity:  personal",
    b"Sensitivity: Company-Confidential",
    b"Sensitivity:\r\n Private",
    b"X-Sensitivity: 2",
    b"X-Private: yes",
    b"Keywords: garden, Personal",
)
OPEN = (b"Sensitivity: Normal", b"X-Private: no", b"Subject: Private", b"Comments: personal")


@pytest.mark.parametrize("line", PRIVATE)
def test_what_a_sender_flags_as_private_is_private(line):
    assert rules.is_private(glimpse(b"Subject: A\r\n" + line + b"\r\nTo: b@example.org\r\n\r\n"))


@pytest.mark.parametrize("line", OPEN)
def test_what_only_speaks_of_it_is_not(line):
    assert not rules.is_private(glimpse(b"To: b@example.org\r\n" + line + b"\r\n\r\n"))


def test_a_keyword_of_the_owner_and_headers_cut_off_make_it_private():
    for keyword in ("private", "$label3", "personal", "company-confidential"):
        assert rules.is_private(glimpse(flags=["\\seen", keyword]))
    assert rules.is_private(glimpse(whole=False)) and not rules.is_private(glimpse())


clues = st.lists(st.sampled_from(list(Why)).map(lambda why: Clue(why, "Words.", 30)), max_size=3)
kinds = st.sampled_from(["", "newsletter", "auto_reply", "private"])


@given(kinds, st.booleans(), st.sampled_from(["", "R-1"]), clues)
def test_what_is_flagged_never_goes_and_what_goes_says_by_which_rule(kind, starred, record, some):
    which, rule = rules.suggestion(kind=kind, starred=starred, record=record, clues=some)
    assert not (starred and which is Which.GO)
    assert bool(rule) == (which is Which.GO)
    assert which is not Which.SAVE or (some and not record)
