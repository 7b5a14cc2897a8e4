"""The policy about old mail in one mailbox: what stands, what it would do, and the warnings."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.inbox import actions, queries, rules
from muniment.holdings.inbox.types import SPARED, Assessed
from muniment.holdings.mailboxes import queries as mailboxes
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.fields import WholeNumberField
from muniment.web.words import count, day, number

ADMIN = ("Admin", "/admin/")
SOURCES = ("Sources", "/admin/sources/")
NEVER, AFTER, TRY = "never", "after", "try"
ABOUT = (
    "Mail that is not saved can be removed from this mailbox when it is old, after its owner was "
    "warned. What the owner flags, what is flagged as private, what belongs to a conversation on "
    "the record and what a hold is on always stays."
)
TRIED = 90


class OldMailForm(forms.Form):
    """Whether and when old mail goes."""

    choice = forms.ChoiceField(
        label="What becomes of old mail",
        choices=[
            (NEVER, "It stays"),
            (TRY, "Try it: say how many messages would go, and change nothing"),
            (AFTER, "It is removed after a warning"),
        ],
        widget=forms.RadioSelect,
    )
    after_days = WholeNumberField(
        label="Days after which mail is old",
        required=False,
        help_text=f"From {rules.AFTER_DAYS[0]} to {rules.AFTER_DAYS[1]:,}.",
    )
    warn_days = WholeNumberField(
        label="Days that its owner is warned before",
        required=False,
        help_text=f"From {rules.WARN_DAYS[0]} to {rules.WARN_DAYS[1]}.",
    )


def old_mail(request: Request, reference: str) -> HttpResponseBase:
    """Try or set the policy about old mail in a mailbox."""
    found = mailboxes.source_named(request.actor, reference)
    stands = queries.policy_of(found)
    form = filled(request, OldMailForm, initial=_initial(stands))
    tried: list[str] = []
    if request.method == "POST" and form.is_valid() and form.cleaned_data["choice"] == TRY:
        after = form.cleaned_data["after_days"]
        wrong = rules.reasons_not_to_clear(after or 0, rules.WARN_DAYS[0])
        for one in wrong:
            form.add_error("after_days", one.message)
        if not wrong:
            today = civil_date(request.now)
            tried = _said(queries.dry_run(request.actor, reference, after, on=today))

    def do(values: dict[str, Any]) -> HttpResponse:
        if values["choice"] == TRY:
            return _shown(request, form, found, tried)
        on = values["choice"] == AFTER
        actions.set_old_mail_policy(
            request.actor,
            found.reference,
            after_days=(values["after_days"] or 0) if on else None,
            warn_days=values["warn_days"] if on else None,
            now=request.now,
        )
        said = "Old mail goes after a warning." if on else "Old mail stays in this mailbox."
        return see_other(request, "source", said, found.reference)

    return ask(request, form, do, **_page(found, tried))


def _shown(request: Request, form: OldMailForm, found: Any, tried: list[str]) -> HttpResponse:
    return render(request, "form.html", form=form, **_page(found, tried))


def _page(found: Any, tried: list[str]) -> dict[str, Any]:
    here = reverse("source", args=[found.reference])
    return {
        "title": "Old mail in this mailbox",
        "caption": found.name,
        "intro": [ABOUT, *tried, *_warnings(found)],
        "button": "Go on",
        "back": here,
        "crumbs": crumbs(ADMIN, SOURCES, (found.name, here)),
    }


def _initial(stands: Any) -> dict[str, Any]:
    if stands is None:
        return {"choice": TRY, "after_days": TRIED, "warn_days": 14}
    return {"choice": AFTER, "after_days": stands.after_days, "warn_days": stands.warn_days}


def _said(found: Assessed) -> list[str]:
    """What a policy would do, in sentences."""
    words = [f"Today {count(len(found.going), 'message')} would be in the warning."]
    stay = [f"{number(many)} {SPARED[why]}" for why, many in found.spared.items()]
    return [*words, f"These would stay: {', '.join(stay)}."] if stay else words


def _warnings(found: Any) -> list[str]:
    said = []
    for one in queries.warnings_of(found)[:5]:
        words = f"Warning of {day(one.given_at)}: {count(one.listed, 'message')}"
        if one.closed_at:
            said.append(
                f"{words}. {number(one.removed)} were removed. The others stayed, or their owner "
                "saved or removed them first."
            )
        else:
            said.append(f"{words}, to be removed on {day(one.goes_on)} or soon after.")
    return said


def in_words(found: Any) -> str:
    """What stands for a mailbox, in a line."""
    stands = queries.policy_of(found)
    if stands is None:
        return "It stays"
    return (
        f"Removed after {count(stands.after_days or 0, 'day')}, with a warning "
        f"{count(stands.warn_days or 0, 'day')} before"
    )
