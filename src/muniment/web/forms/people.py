"""The forms about people and their roles."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import ROLE_PERMISSIONS, SIGNING, Role, Tier
from muniment.web.fields import DayField
from muniment.web.forms.choices import classes, units

WIDE = {"class": "govuk-!-width-two-thirds"}


class PeopleFilter(forms.Form):
    """Narrows the list of people."""

    name = forms.CharField(label="Name contains", required=False)
    unit = forms.ChoiceField(label="Unit", required=False)
    role = forms.ChoiceField(
        label="Role",
        required=False,
        choices=[("", "Any"), *((role.value, role.label) for role in Role)],
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Everybody"), ("here", "Works here"), ("left", "Has left")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("Any")  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """Somebody new."""

    name = forms.CharField(
        label="Full name", max_length=200, error_messages={"required": "Enter their name."}
    )
    username = forms.CharField(
        label="User name",
        max_length=150,
        help_text="What they sign in with.",
        widget=forms.TextInput(attrs=WIDE),
        error_messages={"required": "Enter a user name."},
    )
    email = forms.EmailField(label="Email address (optional)", required=False)
    unit = forms.ChoiceField(label="Unit", required=False)
    clearance = forms.ChoiceField(
        label="Clearance", choices=[(tier.value, tier.label) for tier in Tier], initial="OFFICIAL"
    )
    password = forms.CharField(
        label="First password (optional)",
        required=False,
        strip=False,
        help_text="At least 12 characters. Without one they cannot sign in yet.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("None")  # type: ignore[attr-defined]

    def clean_password(self) -> str | None:
        """The password, if it is good enough."""
        given = str(self.cleaned_data["password"])
        if given:
            password_validation.validate_password(given)
        return given or None


class ChangeForm(forms.Form):
    """What can change about a person."""

    name = forms.CharField(
        label="Full name", max_length=200, error_messages={"required": "Enter their name."}
    )
    unit = forms.ChoiceField(label="Unit", required=False)
    clearance = forms.ChoiceField(
        label="Clearance", choices=[(tier.value, tier.label) for tier in Tier]
    )
    email = forms.EmailField(
        label="Email address (optional)",
        required=False,
        help_text="Notices are sent there, and it can be signed in with.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("None")  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """A role, where, and until when."""

    role = forms.ChoiceField(
        label="Role",
        widget=forms.RadioSelect,
        choices=[(role.value, role.label) for role in Role],
        error_messages={"required": "Choose a role."},
    )
    unit = forms.ChoiceField(
        label="Over a unit", required=False, help_text="With all that belongs to it."
    )
    file_class = forms.ChoiceField(
        label="Or over a class of the file plan",
        required=False,
        help_text="With all below it. Without a unit or a class it holds for the whole body.",
    )
    starts_on = DayField(
        label="First day (optional)", required=False, help_text="Today, if left empty."
    )
    ends_on = DayField(label="Last day (optional)", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units("No unit")  # type: ignore[attr-defined]
        self.fields["file_class"].choices = classes("No class")  # type: ignore[attr-defined]


SIGNERS = [role for role in Role if ROLE_PERMISSIONS[role] & SIGNING]


class SubstituteForm(forms.Form):
    """Who signs for somebody absent, in which role, and from and to which day."""

    substitute = forms.ChoiceField(
        label="Who signs instead", error_messages={"required": "Choose somebody."}
    )
    role = forms.ChoiceField(
        label="In which role",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role."},
    )
    starts_on = DayField(
        label="First day (optional)", required=False, help_text="Today, if left empty."
    )
    ends_on = DayField(label="Last day", error_messages={"required": "Enter the last day."})
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        help_text="Such as: annual leave.",
        error_messages={"required": "Say why."},
    )

    def __init__(self, absent: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = access.people().filter(is_active=True).exclude(pk=absent.pk)
        named = [(one.reference, one.name) for one in people]
        self.fields["substitute"].choices = [("", "Choose"), *named]  # type: ignore[attr-defined]
        held = {Role(one.role) for one in access.roles_of(absent)}
        roles = [(role.value, role.label) for role in SIGNERS if role in held]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class NewPasswordForm(forms.Form):
    """A password that an administrator sets for somebody."""

    password = forms.CharField(
        label="New password",
        strip=False,
        help_text="At least 12 characters. Ask them to change it when they sign in.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter a new password."},
    )

    def clean_password(self) -> str:
        """The password, which must be good enough."""
        given = str(self.cleaned_data["password"])
        password_validation.validate_password(given)
        return given
