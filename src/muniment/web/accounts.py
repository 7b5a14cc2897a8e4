"""How people sign in: local accounts, made by an administrator and never by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.http import HttpRequest, HttpResponse  # noqa: TID251

from muniment.foundation.access import actions, queries
from muniment.foundation.kernel import clock


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes self-registration."""

    def is_open_for_signup(self, request: object) -> bool:
        """Nobody signs themselves up."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that a person comes to shows that they are signed in or out."""

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Put the sign-in on the record."""
        moment = clock.now()
        actions.note_sign_in(queries.profile(user, on=clock.civil_date(moment)), now=moment)
        return super().post_login(request, user, **kwargs)  # type: ignore[no-any-return]

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Put the failure on the record, with what was typed (never the password)."""
        typed = str(credentials.get("username") or credentials.get("email") or "")
        actions.note_failed_sign_in(typed, now=clock.now())
        super().authentication_failed(request, **credentials)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Where signing out leads."""
        return "/sign-in/"


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name or e-mail address, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = "User name or email address"
        login.widget.attrs = {"autocomplete": "username", "spellcheck": False}
        login.error_messages["required"] = "Enter your user name or email address."
        password.widget.attrs = {"autocomplete": "current-password"}
        password.error_messages["required"] = "Enter your password."
        password.help_text = ""
