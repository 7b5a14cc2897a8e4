"""Gives the demonstration a group that decides, and documents: most are well kept, one is out for
comment, one has not been looked at in time, and two say different things."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from muniment.demo.load import COUNCIL, tree
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.bodies import actions as bodies
from muniment.governance.bodies.types import (
    BodyDraft,
    DecisionDraft,
    MeetingDraft,
    Outcome,
    PaperDraft,
    Purpose,
)
from muniment.governance.policies import actions, queries
from muniment.governance.policies.types import PolicyDraft

Clock = Callable[[], datetime]
Said = Mapping[str, Any]
WRITTEN, OUT, CALLED, ENDED = 30, 25, 10, 5  # days before the meeting that approves
PUBLISHED = 3  # days after it


def load_policies(actor: Profile, clock: Clock) -> None:
    """Have the group meet and approve, and publish, unless there are documents. What is told to
    have been done before today is told with the days on which it would have been."""
    if queries.every().exists():
        return
    _Shelf(actor, clock(), tree("policies.yaml")).fill()


class _Shelf:
    """The documents of the council by the names of their files, as they are made."""

    def __init__(self, actor: Profile, now: datetime, said: Said) -> None:
        self.actor, self.now, self.said = actor, now, said
        self.made: dict[str, str] = {}
        self.group = self._founded(said["group"])

    def fill(self) -> None:
        """Everything, in the order in which it would have been done."""
        for meeting in self.said["meetings"]:
            self._meet(meeting)
        for name in self.said["kept"]:
            self._keep(name)
        self._connect()
        for name, people in self.said["acknowledged"].items():
            for who in people:
                actions.acknowledge(self._who(who), self.made[name], now=self.now)
        self._comment(self.said["comments"])
        self._call(self.said["coming"])
        one = self.said["proposal"]
        words = {"words": one["words"], "paragraph": one["paragraph"]}
        actions.propose(self._who(one["by"]), self.made[one["of"]], **words, now=self.now)

    def _ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def _who(self, username: str, now: datetime | None = None) -> Profile:
        return access.profile_of(username, on=civil_date(now or self.now))

    def _founded(self, said: Said) -> str:
        then = self._ago(said["founded"])
        draft = BodyDraft(said["name"], said["terms"], quorum=said["quorum"])
        made = bodies.found(self.actor, draft, now=then).reference
        for one in said["members"]:
            bodies.appoint(self.actor, made, one["person"], one["part"], now=then)
        return made

    def _meet(self, said: Said) -> None:
        """A meeting, from the first draft of what it approves to its publication."""
        day = said["held"]
        for name in said["approves"]:
            self._make(name, self._ago(day + WRITTEN))
            until = civil_date(self._ago(day + ENDED))
            actions.consult(self.actor, self.made[name], until=until, now=self._ago(day + OUT))
        meeting = self._agenda(said)
        for name in said["approves"]:
            actions.end_consultation(self.actor, self.made[name], now=self._ago(day + ENDED))
        self._decide(meeting, said)
        for name in said["approves"]:
            actions.publish(self.actor, self.made[name], now=self._ago(day - PUBLISHED))

    def _agenda(self, said: Said) -> str:
        then = self._ago(said["held"] + CALLED)
        draft = MeetingDraft(civil_date(self._ago(said["held"])), place=said["place"])
        meeting = bodies.call_meeting(self.actor, self.group, draft, now=then).reference
        papers = [PaperDraft(one["title"], Purpose(one["purpose"])) for one in said["papers"]]
        for name in said["approves"]:
            papers.append(PaperDraft(self._title(name), Purpose.DECISION, self._about(name)))
        for paper in papers:
            bodies.put_paper(self.actor, meeting, paper, now=then)
        return meeting

    def _title(self, name: str) -> str:
        return str(self.said["documents"][name]["title"])

    def _about(self, name: str) -> str:
        return f"policy:{self.made[name]}"

    def _decide(self, meeting: str, said: Said) -> None:
        then = self._ago(said["held"])
        present, minutes = said["present"], said["minutes"]
        bodies.hold(self.actor, meeting, present=present, minutes=minutes, now=then)
        for one in said["decisions"]:
            draft = DecisionDraft(one["words"], Outcome(one["outcome"]))
            bodies.decide(self.actor, meeting, draft, now=then)
        chair = self._who(present[0], then)
        for name in said["approves"]:
            words = f"“{self._title(name)}” is approved."
            draft = DecisionDraft(words, Outcome.APPROVED, self._about(name))
            made = bodies.decide(self.actor, meeting, draft, now=then)
            actions.approve(chair, self.made[name], decision=made.reference, now=then)

    def _make(self, name: str, now: datetime) -> str:
        said: dict[str, Any] = dict(self.said["documents"][name])
        said.pop("slug", "")
        said["body"] = self.group if said.pop("by_group", False) else ""
        said |= {key: tuple(said.get(key, ())) for key in ("audience", "topics")}
        text = (COUNCIL / "policies" / f"{name}.md").read_text("utf-8")
        made = actions.make(self.actor, PolicyDraft(**said), text, now=now)
        self.made[name] = made.reference
        return made.reference

    def _keep(self, name: str) -> None:
        then = self._ago(self.said["kept_since"])
        made = self._make(name, then)
        for one in self.said["extracts"]:
            if one["aid"] == name:
                source = self.made[one["source"]]
                actions.extract(self.actor, made, source, one["paragraph"], now=then)
        actions.approve(self.actor, made, now=then)
        actions.publish(self.actor, made, now=then)

    def _connect(self) -> None:
        for one in self.said["links"]:
            target = self.made.get(one["target"], one["target"])
            where = {"paragraph": one.get("paragraph", ""), "now": self.now}
            actions.link(self.actor, self.made[one["of"]], one["kind"], target, **where)
        for one in self.said["pointers"]:
            where = {"paragraph": one.get("paragraph", ""), "now": self.now}
            actions.point(self.actor, self.made[one["of"]], one["screen"], **where)
        for name, one in self.said["documents"].items():
            if "slug" in one:
                actions.open_to_public(self.actor, self.made[name], one["slug"], now=self.now)

    def _comment(self, said: Said) -> None:
        made = self._make(said["of"], self.now)
        until = civil_date(self.now) + timedelta(days=said["for"])
        actions.consult(self.actor, made, until=until, now=self.now)
        for one in said["said"]:
            given = {"words": one["words"], "paragraph": one["paragraph"]}
            noted = actions.comment(self._who(one["by"]), made, **given, now=self.now)
            if "answer" in one:
                actions.answer_comment(self.actor, noted.reference, one["answer"], now=self.now)

    def _call(self, said: Said) -> None:
        day = civil_date(self.now) + timedelta(days=said["in"])
        draft = MeetingDraft(day, said["title"], said["place"])
        meeting = bodies.call_meeting(self.actor, self.group, draft, now=self.now).reference
        about = self._about(said["about"])
        paper = PaperDraft(said["paper"]["title"], Purpose(said["paper"]["purpose"]), about)
        bodies.put_paper(self.actor, meeting, paper, now=self.now)
