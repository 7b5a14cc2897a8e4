"""How people sign in: local accounts, made by an administrator and never by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.http import HttpRequest  # noqa: TID251


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes self-registration."""

    def is_open_for_signup(self, request: object) -> bool:
        """Nobody signs themselves up."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that a person comes to shows that they are signed in or out."""

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
