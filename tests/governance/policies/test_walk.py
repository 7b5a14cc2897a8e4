"""A document on any way through its life, by people who do things in any order: what is promised
of it holds after every step."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.governance.policies.written import SOON, TEXT, TODAY, board, drafted, fresh

from muniment.foundation.kernel.errors import Refused
from muniment.governance.policies import actions, queries
from muniment.governance.policies.models import Acknowledgement
from muniment.governance.policies.types import OPEN, State

SETTLED = (State.APPROVED, State.PUBLISHED, State.SUPERSEDED, State.RETIRED)
ENDED = (State.SUPERSEDED, State.RETIRED, State.WITHDRAWN)
WRITER = st.sampled_from(["officer", "manager", "owner", "clerk"])
TEXTS = st.sampled_from([TEXT, TEXT.replace("90", "180"), f"{TEXT}\nMore. {{#more}}\n", "One."])


class Life(RuleBasedStateMachine):
    """What is done to one document, and what was true of it before."""

    def __init__(self, parish, body):
        super().__init__()
        self.parish = parish
        self.one = drafted(parish, body, audience=("everyone",))
        self.settled, self.ended, self.followed = {}, {}, {}

    def _try(self, deed, who, *given, **more):
        """Do it if it is allowed; a refusal is no fault, and changes nothing."""
        before = self._state()
        try:
            deed(self.parish.who(who), *given, now=self.parish.now, **more)
        except Refused:
            assert self._state() == before

    def _state(self):
        kept = ("major", "minor", "state", "digest", "text", "note", "impact")
        return list(self.one.versions.order_by("pk").values_list(*kept))

    @rule(who=WRITER, great=st.booleans())
    def begin(self, who, great):
        self._try(actions.begin, who, self.one.reference, great=great)

    @rule(who=WRITER, text=TEXTS)
    def write(self, who, text):
        self._try(actions.write, who, self.one.reference, text)

    @rule(text=TEXTS)
    def write_each_version(self, text):
        for one in self.one.versions.all():
            self._try(actions.write, "officer", self.one.reference, text, number=one.number)

    @rule(who=WRITER)
    def consult(self, who):
        self._try(actions.consult, who, self.one.reference, until=SOON)

    @rule(who=WRITER)
    def comment(self, who):
        self._try(actions.comment, who, self.one.reference, "Why?")

    @rule(who=WRITER)
    def answer_comments(self, who):
        self._answer(who)

    def _answer(self, who):
        for version in self.one.versions.all():
            for one in version.comments.filter(answer=""):
                self._try(actions.answer_comment, who, one.reference, "So.")

    @rule(who=WRITER)
    def end_consultation(self, who):
        self._try(actions.end_consultation, who, self.one.reference)

    @rule(who=WRITER)
    def send_back(self, who):
        self._try(actions.send_back, who, self.one.reference, reason="Not yet")

    @rule(who=WRITER)
    def approve(self, who):
        self._try(actions.approve, who, self.one.reference)

    @rule(who=WRITER)
    def publish(self, who):
        self._try(actions.publish, who, self.one.reference)

    @rule(who=WRITER)
    def withdraw(self, who):
        self._try(actions.withdraw, who, self.one.reference, reason="Not now")

    @rule(who=WRITER)
    def retire(self, who):
        self._try(actions.retire, who, self.one.reference, reason="Replaced")

    @rule(who=WRITER)
    def acknowledge(self, who):
        self._try(actions.acknowledge, who, self.one.reference)

    @rule()
    def into_force(self):
        """The whole way at once, so that what comes after it is reached often."""
        who = "manager"
        self._try(actions.begin, who, self.one.reference)
        self._try(actions.consult, who, self.one.reference, until=SOON)
        self._try(actions.end_consultation, who, self.one.reference)
        self._answer(who)
        for decider in ("owner", "manager"):
            self._try(actions.approve, decider, self.one.reference)
        self._try(actions.publish, who, self.one.reference)

    @rule()
    def later(self):
        if self.parish.now.date() < SOON - timedelta(days=2):
            self.parish.later(hours=1)

    @invariant()
    def at_most_one_is_in_force_and_one_on_its_way(self):
        states = [one.state for one in self.one.versions.all()]
        assert states.count(State.PUBLISHED) <= 1
        assert sum(one in OPEN for one in states) <= 1
        found = fresh(self.parish, self.one)
        if State.PUBLISHED in states:
            assert found.in_force.state == State.PUBLISHED

    @invariant()
    def what_is_approved_never_changes_and_what_has_ended_has(self):
        for one in self.one.versions.all():
            said = (one.digest, one.text, one.number)
            if one.state in SETTLED or one.pk in self.settled:
                assert self.settled.setdefault(one.pk, said) == said
            if one.state in ENDED or one.pk in self.ended:
                assert self.ended.setdefault(one.pk, one.state) == one.state

    @invariant()
    def what_was_published_stays_readable_for_all(self):
        reader = self.parish.who("clerk")
        published = self.one.versions.filter(published_at__isnull=False)
        if published.exists():
            found = fresh(self.parish, self.one, "clerk")
            read = {one.pk for one in queries.versions(reader, found, TODAY)}
            assert set(published.values_list("pk", flat=True)) <= read

    @invariant()
    def no_acknowledgement_vanishes_or_changes(self):
        rows = Acknowledgement.objects.filter(version__policy=self.one).order_by("pk")
        there = {one.pk: (one.person_id, one.text_digest, one.digest) for one in rows}
        assert self.followed.items() <= there.items()
        assert len({said[2] for said in there.values()}) == len(there)
        for one in rows.select_related("version"):
            assert one.text_digest == one.version.digest
        self.followed = there


@pytest.mark.parametrize("by_body", [True, False])
def test_whatever_is_done_what_is_promised_of_a_document_holds(parish, by_body):
    body = board(parish) if by_body else None

    class Way(Life):
        def __init__(self):
            super().__init__(parish, body)

    chosen = settings(
        max_examples=15,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Way, settings=chosen)
