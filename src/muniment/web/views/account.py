"""A person's own account."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation, update_session_auth_hash
from django.http import HttpRequest, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import actions, queries
from muniment.foundation.access.types import SIGNING
from muniment.foundation.kernel.clock import civil_date
from muniment.web.door import Request, refusals_on, render, see_other
from muniment.web.views import substitutes


class PasswordForm(forms.Form):
    """The old password, and the new one."""

    old = forms.CharField(
        label="Your password now",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter the password that you have now."},
    )
    new = forms.CharField(
        label="New password",
        strip=False,
        help_text="At least 12 characters. Three words that have nothing to do with each other "
        "are easy to remember.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter a new password."},
    )

    def __init__(self, person: Any, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.person = person

    def clean_old(self) -> str:
        """The old password, which must be right."""
        old = str(self.cleaned_data["old"])
        if not self.person.check_password(old):
            raise forms.ValidationError("This is not your password.")
        return old

    def clean_new(self) -> str:
        """The new password, which must be good enough."""
        new = str(self.cleaned_data["new"])
        password_validation.validate_password(new, self.person)
        return new


def account(request: Request) -> HttpResponseBase:
    """Who I am here, what I may do, and my password."""
    form = PasswordForm(request.person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            new = form.cleaned_data["new"]
            mine = request.actor.reference
            actions.set_password(request.actor, mine, password=new, now=request.now)
            request.person.refresh_from_db()
            update_session_auth_hash(request, request.person)
            return see_other(request, "account", "Your password has been changed.")
    return render(
        request,
        "account/page.html",
        form=form,
        rows=_rows(request),
        substitutes=substitutes.listed(request.person, civil_date(request.now)),
        end_substitute=lambda number: reverse("end_my_substitute", args=[number]),
        signs=not SIGNING.isdisjoint(request.actor.permissions),
    )


def _rows(request: Request) -> list[dict[str, str]]:
    unit = request.person.unit
    roles = [f"{grant.role.label}, {grant.scope_label}" for grant in request.actor.grants]
    absent = queries.names_at(one.person for one in request.actor.stands_in)
    stands_in = "; ".join(
        f"{absent[one.person]}, {one.role.label.lower()}" for one in request.actor.stands_in
    )
    sets = ", ".join(sorted(request.actor.handling))
    return [
        {"label": "Name", "text": request.actor.name},
        {"label": "User name", "text": request.person.username},
        {"label": "Reference", "text": request.actor.reference},
        {"label": "Unit", "text": str(unit) if unit else "None"},
        {"label": "Roles", "text": "; ".join(roles) or "None. Ask an administrator for one."},
        *([{"label": "You sign for", "text": stands_in}] if stands_in else []),
        {"label": "Clearance", "text": request.actor.clearance.label},
        *([{"label": "Handling sets", "text": sets}] if sets else []),
    ]


def accessibility(request: HttpRequest) -> HttpResponseBase:
    """What was done so that everybody can use the pages, and what was not."""
    return render(request, "accessibility.html")
